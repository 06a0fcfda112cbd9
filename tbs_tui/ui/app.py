"""The explorer: a session, an inventory that is polled, and the main screen that shows it."""

import asyncio
import signal
from contextlib import suppress
from functools import partial
from typing import ClassVar

from rich.console import RenderableType
from textual import events
from textual.app import App
from textual.binding import Binding, BindingType
from textual.worker import Worker, WorkerError, WorkerState

from tbs_tui.account.context import Context
from tbs_tui.api.errors import ApiError, PasswordNeeded, Refused, SignInError
from tbs_tui.clock import Clock
from tbs_tui.inventory.events import Event, PollFailed
from tbs_tui.inventory.inventory import Inventory
from tbs_tui.inventory.poller import Poller
from tbs_tui.settings import Settings
from tbs_tui.text import plain
from tbs_tui.ui.collector import Collector
from tbs_tui.ui.dialogs.sign_in import SignIn, Typed
from tbs_tui.ui.door import Door, Open, Opened
from tbs_tui.ui.driver import SturdyDriver
from tbs_tui.ui.messages import InventoryEvent
from tbs_tui.ui.screens.main import MainScreen
from tbs_tui.ui.screens.small import SmallScreen, too_small
from tbs_tui.ui.tenants import Tenants
from tbs_tui.ui.tones import TONES_CSS
from tbs_tui.ui.widgets.hints import Hints
from tbs_tui.ui.widgets.scroll_bar import use_whole_cells

#: Pauses between two tries to sign in while the identity service can't be reached, seconds; the last one is kept.
SIGN_IN_PAUSES = (2.0, 5.0, 10.0, 30.0, 60.0)


class ExplorerApp(App[None], inherit_bindings=False):
    """Owns the session, the inventory and the poller; knows one screen."""

    TITLE = "tbs-tui"
    ENABLE_COMMAND_PALETTE = False
    # Textual's own are not inherited: its Ctrl+Q would leave without a question.
    BINDINGS: ClassVar[list[BindingType]] = [
        # A dialog sees no other keys of the app than those with priority.
        Binding("ctrl+c", "interrupt", show=False, priority=True),
        Binding("ctrl+z", "suspend_process", show=False, priority=True),
    ]
    CSS = TONES_CSS

    def __init__(self, settings: Settings, clock: Clock, open_session: Open, door: Door | None = None) -> None:
        """Without a `door` nobody is asked: a sign-in that is refused ends the app."""
        super().__init__(driver_class=SturdyDriver)
        self._door = door
        self._asking = False
        self._settings = settings
        self._clock = clock
        self._open_session = open_session
        self._inventory = Inventory(clock)
        self._collector = Collector()
        self._poller: Poller | None = None
        self._living: Worker[None] | None = None
        self.failure: ApiError | Exception | None = None
        """Why the app left by itself: an error of the sign-in that trying again can't mend, or a fault of ours."""

    async def on_mount(self) -> None:
        use_whole_cells()
        self._main = MainScreen(self._settings, self._clock, self._inventory)
        # A session may open at once; what it tells needs the widgets.
        await self.push_screen(self._main)
        self._inventory.subscribe(self._heard)
        self._inventory.subscribe(self._collector.heard)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP):
            # Without this the terminal stays in the alternate screen with the mouse on.
            loop.add_signal_handler(number, self.exit, None, 128 + number)
        self._living = self.run_worker(
            self._live, name="live", group="account", description="session", exit_on_error=False
        )

    async def on_unmount(self) -> None:
        """Ends the session before the event loop ends: that would cancel it a second time, while it closes its
        connections."""
        if self._living is not None:
            self._living.cancel()
            with suppress(WorkerError):
                await self._living.wait()
        self._collector.release()

    def _heard(self, event: Event) -> None:
        self._main.post_message(InventoryEvent(event))
        if isinstance(event, PollFailed) and event.context == self._inventory.current:
            error = next((each for each in event.errors.values() if isinstance(each, SignInError)), None)
            if error is not None and self._door is not None and not self._asking:
                self._again: Worker[None] = self.run_worker(
                    partial(self._sign_in_again, error),
                    name="sign-in again",
                    group="sign-in",
                    description="sign-in",
                    exit_on_error=False,
                )

    async def _sign_in_again(self, error: SignInError) -> None:
        """The token has ended and can't be renewed: what is on the screen stays, and the person is asked in place."""
        if await self._asked(error) and self._poller is not None:
            self._poller.refresh_now()

    async def _asked_for_tenant(self, error: SignInError, tenant_id: str) -> bool:
        return await self._asked(error, tenant_id=tenant_id)

    async def _asked(self, error: SignInError, *, first: bool = False, tenant_id: str | None = None) -> bool:
        """Whether the person has signed in; False when they gave up."""
        door = self._door
        if door is None or self._asking:
            return False
        self._asking = True
        try:
            form = await door.form(tenant_id)

            async def sign_in(typed: Typed) -> str | None:
                try:
                    await door.sign_in(typed)
                except ApiError as refusal:
                    return plain(refusal)
                return None

            why = "" if first and isinstance(error, PasswordNeeded) else plain(error)
            signed_in: bool | None = await self.push_screen_wait(SignIn(form.typed, form.keeping, sign_in, why))
            return bool(signed_in)
        finally:
            self._asking = False

    async def _live(self) -> None:
        opened = await self._opened()
        if opened is None:
            return
        self._poller = Poller(self._inventory, self._clock, opened.source, self._settings)
        self._inventory.show(Context(opened.profile, opened.tenant_id, opened.region))
        self._main.opened(self._poller, opened, Tenants(opened, self._asked_for_tenant))
        try:
            await self._poller.run()
        finally:
            await opened.close()

    async def _opened(self) -> Opened | None:
        """Tries until the identity service answers. What trying again can't mend ends the app: there is nothing on
        the screen yet that would be lost."""
        tries = 0
        while True:
            try:
                return await self._open_session()
            except SignInError as error:
                if await self._asked(error, first=tries == 0):
                    continue
                self.failure = error
                self.exit()
                return None
            except Refused as error:
                self.failure = error
                self.exit()
                return None
            except ApiError as error:
                self._main.cannot_open(plain(str(error)))
            await self._clock.sleep(SIGN_IN_PAUSES[min(tries, len(SIGN_IN_PAUSES) - 1)])
            tries += 1

    def action_interrupt(self) -> None:
        """Ctrl+C on whatever screen."""
        self._main.ask_to_quit()

    def on_resize(self, event: events.Resize) -> None:
        if too_small(event.size) and not isinstance(self.screen, SmallScreen):
            self.push_screen(SmallScreen())
        elif isinstance(self.screen, SmallScreen) and not too_small(event.size):
            self.pop_screen()

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key):
            for hints in self.screen.query(Hints):
                hints.forget()
        if isinstance(event, events.Key | events.MouseEvent) and self._poller is not None:
            self._poller.activity()
        await super().on_event(event)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        if event.state is WorkerState.ERROR and isinstance(event.worker.error, Exception):
            self._handle_exception(event.worker.error)

    def _fatal_error(self) -> None:
        """Textual's own prints local variables, and with them secrets; whoever ran the app reports `failure`."""
        self._return_code = 70
        self.failure = self._exception
        self._close_messages_no_wait()

    def panic(self, *renderables: RenderableType) -> None:
        """An error that can draw itself; who knows what it draws."""
        self._fatal_error()
