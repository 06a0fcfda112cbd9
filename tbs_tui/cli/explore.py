"""Opens the screen: the checks that need no network, then Textual, then everything else behind its first frame."""

import asyncio
import os
from importlib import import_module
from typing import TYPE_CHECKING

from tbs_tui.account.profiles import Profile
from tbs_tui.api.endpoint import Endpoint
from tbs_tui.api.errors import ApiError, PasswordNeeded
from tbs_tui.cli.account import asks_nobody
from tbs_tui.cli.exits import Exit, complain, complain_of_fault, exit_status
from tbs_tui.clock import Clock, SystemClock
from tbs_tui.locale import _
from tbs_tui.settings import Settings
from tbs_tui.ui import terminal

if TYPE_CHECKING:
    from tbs_tui.cli.opening import Opener
    from tbs_tui.ui.dialogs.sign_in import Typed
    from tbs_tui.ui.door import Form, Opened


class _LateDoor:
    """The opener behind an import: httpx and pydantic take 0.2 s, and the first frame does not wait for them."""

    def __init__(self, settings: Settings, profile: Profile | None, clock: Clock) -> None:
        self._given = settings, profile, clock, os.environ
        self._opener: Opener | None = None

    async def open(self) -> "Opened":
        """As `Opener.open`."""
        return await (await self._there()).open()

    async def form(self, tenant_id: str | None = None) -> "Form":
        """As `Opener.form`."""
        return await (await self._there()).form(tenant_id)

    async def sign_in(self, typed: "Typed") -> None:
        """As `Opener.sign_in`."""
        await (await self._there()).sign_in(typed)

    async def _there(self) -> "Opener":
        if self._opener is None:
            opening = await asyncio.to_thread(import_module, "tbs_tui.cli.opening")
            self._opener = opening.Opener(*self._given)
        return self._opener


def explore(settings: Settings, profile: Profile | None) -> int:
    """Run the explorer until it is left; the exit status."""
    why_not = terminal.why_not()
    if why_not is not None:
        complain(why_not)
        return Exit.USAGE
    try:
        Endpoint.parse(settings.identity_url, insecure_http=settings.insecure_http)
    except ApiError as error:
        complain(error)
        return exit_status(error)
    terminal.prepare(os.environ)
    from tbs_tui.ui.app import ExplorerApp

    clock = SystemClock()
    door = _LateDoor(settings, profile, clock)
    app = ExplorerApp(settings, clock, door.open, None if asks_nobody(settings, os.environ) else door)
    app.run(mouse=settings.mouse)
    if app.failure is None:
        return app.return_code or Exit.OK
    if isinstance(app.failure, PasswordNeeded):
        complain(_("not signed in."))
        return exit_status(app.failure)
    if isinstance(app.failure, ApiError):
        complain(app.failure)
        return exit_status(app.failure)
    return complain_of_fault(app.failure, clock.now())
