"""Going from one tenant to another."""

from collections.abc import Awaitable, Callable, Sequence

from tbs_tui.api.errors import SignInError
from tbs_tui.ui.door import Entered, Opened, TenantChoice

Ask = Callable[[SignInError, str], Awaitable[bool]]
"""Ask the person to sign in to the tenant with this id; False when they gave up."""


class Tenants:
    """The tenants of one user."""

    def __init__(self, opened: Opened, ask: Ask) -> None:
        self._opened = opened
        self._ask = ask
        self.current: Entered = opened

    async def choices(self) -> Sequence[TenantChoice]:
        """The tenants known, the present one among them. Raises ApiError."""
        here = TenantChoice(self.current.tenant_id, self.current.tenant)
        known = await self._opened.tenants() if self._opened.tenants is not None else ()
        return known if any(each.id == here.id for each in known) else (here, *known)

    async def enter(self, tenant_id: str) -> Entered | None:
        """Get in; None when the person was asked and gave up. Raises ApiError."""
        if self._opened.enter is None:
            return None
        while True:
            try:
                self.current = await self._opened.enter(tenant_id)
            except SignInError as error:
                if not await self._ask(error, tenant_id):
                    return None
            else:
                return self.current
