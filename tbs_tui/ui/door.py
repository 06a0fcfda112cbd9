"""How the explorer gets in: what whoever wires it up must offer. Nothing heavy is imported here."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from tbs_tui.inventory.sweep import Source
from tbs_tui.ui.dialogs.sign_in import Keeping, Typed


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """A tenant that there is a token for."""

    tenant_id: str
    tenant: str
    """Its name, raw; its id where it has none."""
    regions: tuple[str, ...]
    region: str
    """The one to show first."""
    production: bool = False


@dataclass(frozen=True, slots=True)
class TenantChoice:
    """A tenant that may be entered; raw."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened(Entered):
    """What a session offers the explorer."""

    source: Source
    close: Callable[[], Awaitable[None]]
    """Ends every connection."""
    profile: str = ""
    label: str = ""
    store: str = ""
    """Where the token is kept, for the header; empty where nothing is."""
    tenants: Callable[[], Awaitable[Sequence[TenantChoice]]] | None = None
    """The tenants known. Raises ApiError."""
    enter: Callable[[str], Awaitable[Entered]] | None = None
    """Get a token for the tenant with this id. Raises ApiError: PasswordNeeded when the person has to be asked."""


@dataclass(frozen=True, slots=True)
class Form:
    """What the sign-in dialog begins with."""

    typed: Typed
    keeping: Keeping


Open = Callable[[], Awaitable[Opened]]
"""Signs in with what is known. Raises ApiError."""


class Door(Protocol):
    """Whom the explorer asks when what is known does not do."""

    async def form(self, tenant_id: str | None = None) -> Form:
        """What to ask, and where the answers will be kept; for another tenant than the present one if given."""
        ...

    async def sign_in(self, typed: Typed) -> None:
        """Sign in with what was typed. Raises ApiError."""
        ...
