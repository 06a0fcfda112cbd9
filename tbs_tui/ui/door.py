"""How the explorer gets in: what whoever wires it up must offer. Nothing heavy is imported here."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from tbs_tui.inventory.sweep import Source
from tbs_tui.ui.dialogs.sign_in import Keeping, Typed


@dataclass(frozen=True, slots=True)
class Opened:
    """What a session offers the explorer."""

    tenant_id: str
    tenant: str
    """Name of the tenant, raw; its id where it has none."""
    regions: tuple[str, ...]
    region: str
    """The one to show first."""
    source: Source
    close: Callable[[], Awaitable[None]]
    """Ends every connection."""
    label: str = ""
    production: bool = False
    store: str = ""
    """Where the token is kept, for the header; empty where nothing is."""


@dataclass(frozen=True, slots=True)
class Form:
    """What the sign-in dialog begins with."""

    typed: Typed
    keeping: Keeping


Open = Callable[[], Awaitable[Opened]]
"""Signs in with what is known. Raises ApiError."""


class Door(Protocol):
    """Whom the explorer asks when what is known does not do."""

    async def form(self) -> Form:
        """What to ask, and where the answers will be kept."""
        ...

    async def sign_in(self, typed: Typed) -> None:
        """Sign in with what was typed. Raises ApiError."""
        ...
