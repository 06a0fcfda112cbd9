"""How the explorer gets in: what whoever wires it up must offer. Nothing heavy is imported here."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from tbs_tui.account.context import Context, Goal
from tbs_tui.inventory.picture import Kind
from tbs_tui.settings import Settings

if TYPE_CHECKING:
    from tbs_tui.api.lock import Lock
    from tbs_tui.api.transport import Record
    from tbs_tui.inventory.sweep import Source
    from tbs_tui.operations.intent import Cloud
    from tbs_tui.ui.dialogs.sign_in import Keeping, Naming, Typed


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A profile as the screen shows it; texts raw."""

    profile: str
    """Its key in every Context."""
    label: str = ""
    """What the screen calls it; empty for one that has no name."""
    username: str = ""
    colour: str | None = None
    """Of the label: a tone."""
    production: bool = False


@dataclass(frozen=True, slots=True)
class TenantChoice:
    """A tenant that may be entered; raw."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """A tenant that there is a token for."""

    account: Account
    tenant_id: str
    tenant: str
    """Its name, raw; its id where it has none."""
    regions: tuple[str, ...]
    region: str
    """The one to show, or ALL_REGIONS."""
    settings: Settings
    """Those of the account."""
    store: str = ""
    """Where the token is kept, for the header; empty where nothing is."""
    trouble: str = ""
    """Why something was not kept that was to be; plain."""

    @property
    def context(self) -> Context:
        """The place."""
        return Context(self.account.profile, self.tenant_id, self.region)


@dataclass(frozen=True, slots=True)
class Form:
    """What the sign-in dialog begins with."""

    typed: "Typed"
    keeping: "Keeping"
    naming: "Naming | None" = None
    """None for an account that has a name, or is not to be kept."""
    fixed: frozenset[str] = frozenset()
    """Attributes of `typed` that can't be others in this sign-in."""


class Door(Protocol):
    """The way to every account. It may ask a disk or the network, but never the person."""

    first: Goal
    """Where the command line wants to begin."""
    demo: Goal
    """The made-up cloud."""
    source: "Source"
    """Rows of any Context."""
    cloud: "Cloud"
    """What changes any Context."""

    def account(self, profile: str) -> Account:
        """What the screen shows of a profile."""
        ...

    def origin(self, context: Context) -> str | None:
        """The origin of the identity service, to know the Context's picture by; None when no picture is to be kept."""
        ...

    def keeps_nothing(self, profile: str) -> bool:
        """Whether nothing chosen in the profile is to lie on this disk."""
        ...

    def lock(self, profile: str) -> "Lock":
        """What keeps the profile's cloud from being changed: the same that its sessions ask."""
        ...

    async def accounts(self) -> Sequence[Account]:
        """Every profile that can be gone to. Raises SettingsError for a configuration that can't be read."""
        ...

    async def last(self, profile: str) -> Goal:
        """Where the profile was last, and what it says is first."""
        ...

    async def remember(self, context: Context) -> None:
        """It is where the profile is now."""
        ...

    async def enter(self, goal: Goal) -> Entered:
        """Get a token for it. Raises ApiError: PasswordNeeded when the person has to be asked, Refused when the catalog
        lacks a region that was asked for by name."""
        ...

    def tenants(self, profile: str) -> Sequence[TenantChoice]:
        """Those that the profile names."""
        ...

    async def more_tenants(self, context: Context) -> Sequence[TenantChoice]:
        """Those that the identity service tells. Raises ApiError."""
        ...

    async def form(self, goal: Goal | None) -> Form | None:
        """What to ask; without a goal for a new account. None when nobody is to be asked."""
        ...

    async def sign_in(self, goal: Goal | None, typed: "Typed") -> Goal:
        """Sign in with what was typed; where to go then. Raises ApiError."""
        ...

    async def url(self, context: Context, kind: Kind, resource_id: str) -> str:
        """What a GET reads a resource of the Context by; its region is one. Raises ApiError."""
        ...

    async def url_of(self, context: Context, *path: str) -> str:
        """The URL of what lies at the path in the Context's block storage, such as ``volumes``, id, ``action``; its
        region is one. Raises ApiError."""
        ...

    async def server_name(self, context: Context, server_id: str) -> str | None:
        """What an instance of the Context is called, raw; its region is one. None where it has no name, or the catalog
        no Compute. Raises ApiError."""
        ...

    async def zones(self, context: Context) -> Sequence[str]:
        """Where a new volume of the Context can lie, raw; its region is one. Empty where nothing tells, such as a
        catalog without Compute. Raises ApiError."""
        ...

    def requests(self) -> Sequence["Record"]:
        """The last requests of all accounts, newest first."""
        ...

    async def close(self) -> None:
        """End every connection."""
        ...


OpenDoor = Callable[[], Awaitable[Door]]
