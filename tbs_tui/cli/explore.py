"""Opens the screen: the checks that need no network, then Textual, then everything else behind its first frame."""

import asyncio
import os
from importlib import import_module

from tbs_tui.account.profiles import Profile
from tbs_tui.api.errors import ApiError, PasswordNeeded
from tbs_tui.cli.account import login_of, password_words
from tbs_tui.cli.exits import Exit, UsageError, complain, complain_of_fault, exit_status
from tbs_tui.clock import SystemClock
from tbs_tui.settings import Settings
from tbs_tui.ui import terminal


def explore(settings: Settings, profile: Profile | None) -> int:
    """Run the explorer until it is left; the exit status."""
    why_not = terminal.why_not()
    if why_not is not None:
        complain(why_not)
        return Exit.USAGE
    if not settings.demo:
        try:
            login_of(settings)
        except (UsageError, ApiError) as error:
            complain(error)
            return exit_status(error)
    terminal.prepare(os.environ)
    from tbs_tui.ui.app import ExplorerApp, Open, Opened

    clock = SystemClock()

    opener: Open | None = None

    async def open_session() -> Opened:
        nonlocal opener
        if opener is None:
            # httpx and pydantic take 0.2 s to import: not on the loop that draws.
            opening = await asyncio.to_thread(import_module, "tbs_tui.cli.opening")
            opener = opening.Opener(settings, clock)
        return await opener()

    app = ExplorerApp(settings, clock, open_session)
    app.run(mouse=settings.mouse)
    if app.failure is None:
        return app.return_code or Exit.OK
    if isinstance(app.failure, ApiError):
        needed = isinstance(app.failure, PasswordNeeded)
        complain(password_words(settings.username or "") if needed else app.failure)
        return exit_status(app.failure)
    return complain_of_fault(app.failure, clock.now())
