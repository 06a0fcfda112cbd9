"""The explorer: a session, an inventory that is polled, and the main screen that shows it."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import uuid4

from rich.console import RenderableType
from textual import events
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen, Screen
from textual.worker import Worker, WorkerError, WorkerState

from tbs_tui import log
from tbs_tui.account.context import Goal
from tbs_tui.api.errors import ApiError, NoSuchRegion, Refused, SignInError
from tbs_tui.clock import Clock
from tbs_tui.inventory.events import ContextShown, Event, PollFailed
from tbs_tui.inventory.history import LiveHistory
from tbs_tui.inventory.inventory import Inventory
from tbs_tui.inventory.picture import Kind, Picture
from tbs_tui.journal.journal import Journal
from tbs_tui.settings import Settings
from tbs_tui.text import plain
from tbs_tui.ui.asker import Asker
from tbs_tui.ui.collector import Collector
from tbs_tui.ui.compositor import TightLayout, TightUpdate, forget
from tbs_tui.ui.disk_trouble import DiskTrouble
from tbs_tui.ui.driver import SturdyDriver
from tbs_tui.ui.input_mode import as_latin
from tbs_tui.ui.keymap import KeyMap
from tbs_tui.ui.keys import Input, Keys, as_typed
from tbs_tui.ui.log_words import log_event, log_operation
from tbs_tui.ui.memory import Memory
from tbs_tui.ui.messages import InventoryEvent
from tbs_tui.ui.screens.commanding import CommandApp, CommandScreen
from tbs_tui.ui.screens.main import MainScreen
from tbs_tui.ui.screens.quiet import QuietScreen
from tbs_tui.ui.screens.small import SmallScreen, too_small
from tbs_tui.ui.themes import FIELDS_CSS, offer
from tbs_tui.ui.tones import TONES_CSS
from tbs_tui.ui.widgets.hints import Hints
from tbs_tui.ui.widgets.scroll_bar import use_whole_cells

#: Pauses between two tries to sign in while the identity service can't be reached, seconds; the last one is kept.
SIGN_IN_PAUSES = (2.0, 5.0, 10.0, 30.0, 60.0)

if TYPE_CHECKING:
    from tbs_tui.inventory.keeper import Keeper
    from tbs_tui.inventory.poller import Poller
    from tbs_tui.operations.operation import OperationChanged
    from tbs_tui.ui.changing.opening import Workshop
    from tbs_tui.ui.door import Account, Door, Entered, OpenDoor
    from tbs_tui.ui.places import Places

_INTERRUPT, _SUSPEND = "ctrl+c", "ctrl+z"


class ExplorerApp(CommandApp, inherit_bindings=False):
    """Owns the session, the inventory and the poller; knows one screen."""

    TITLE = "tbs-tui"
    ENABLE_COMMAND_PALETTE = False
    # Textual's own are not inherited: its Ctrl+Q would leave without a question.
    BINDINGS: ClassVar[list[BindingType]] = [
        # A dialog sees no other keys of the app than those with priority.
        Binding(_INTERRUPT, "interrupt", show=False, priority=True),
        Binding(_SUSPEND, "suspend_process", show=False, priority=True),
        Binding("ctrl+l", "repaint", show=False, priority=True),
    ]
    CSS = TONES_CSS + FIELDS_CSS

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        open_door: "OpenDoor",
        first: Picture | None = None,
        account: "Account | None" = None,
        tenant: str = "",
        memory: Memory | None = None,
        key_map: KeyMap | None = None,
        new_id: Callable[[], str] = lambda: uuid4().hex,
    ) -> None:
        """`first` is what an earlier run saw of the place to begin with; `account` and `tenant` say whose that is.
        `memory` has what was chosen in earlier runs, and keeps what is chosen in this one."""
        offer()
        super().__init__(driver_class=SturdyDriver)
        self.key_map = key_map if key_map is not None else KeyMap()
        meant = partial(as_latin, self, bool(settings.ascii)) if settings.hangul else as_typed
        self._keys = Keys(self, self._let_in, {_INTERRUPT, _SUSPEND}, meant)
        self._settings = settings
        self._clock = clock
        self._open_door = open_door
        self._first = first
        self._account = account
        self._tenant = tenant
        self._memory = memory if memory is not None else Memory()
        self._disk = DiskTrouble(self._say_if_open)
        self._memory.trouble = self._disk.choices
        self._inventory = Inventory(clock)
        self._journal = Journal(self._inventory, clock)
        self._collector = Collector()
        self._asker = Asker(self, lambda: self._inventory.current is None)
        self._door: Door | None = None
        self._poller: Poller | None = None
        self._workshop: Workshop | None = None
        self._new_id = new_id
        self._places: Places | None = None
        self._living: Worker[None] | None = None
        self.failure: ApiError | Exception | None = None
        """Why the app left by itself: an error of the sign-in that trying again can't mend, or a fault of ours."""

    @property
    def pressed_at(self) -> float:
        return self._keys.pressed_at

    @property
    def journal(self) -> LiveHistory:
        """What happened."""
        return self._journal

    async def on_mount(self) -> None:
        use_whole_cells()
        self.set_keymap(self.key_map.for_textual)
        self._main = MainScreen(self._settings, self._clock, self._inventory, self._memory, self._journal)
        # A session may open at once; what it tells needs the widgets.
        await self.push_screen(self._main)
        self._inventory.subscribe(self._heard)
        self._inventory.subscribe(self._collector.heard)
        if self._first is not None:
            self._inventory.recall(self._first)
            if self._account is not None:
                self._main.begins_at(self._account, self._tenant)
            self._inventory.show(self._first.context)
        # What it imports in a thread would take the processor from the first frame.
        self.call_after_refresh(self._begin_to_live)

    def _begin_to_live(self) -> None:
        if self._exit:
            return
        self._living = self.run_worker(
            self._live, name="live", group="account", description="session", exit_on_error=False
        )

    async def on_unmount(self) -> None:
        """Ends the session before the event loop ends: that would cancel it a second time, while it closes its
        connections."""
        self._keys.stop()
        if self._workshop is not None:
            self._workshop.tracking.close()
        if self._living is not None:
            # Textual has, where it is not what failed; a second time would cut short how it ends.
            if not self._living.is_cancelled:
                self._living.cancel()
            with suppress(WorkerError):
                await self._living.wait()
        await self._memory.flush()
        self._collector.release()

    def _say_if_open(self, words: str) -> None:
        # At the end there is nobody left to be told.
        if self.screen.query(Hints):
            self.say(words)

    @property
    def explorer(self) -> MainScreen:
        return self._main

    def _heard(self, event: Event) -> None:
        if log.is_on():
            log_event(event)
        if isinstance(event, ContextShown):
            # Before anything can be chosen there, and that may be before it has been entered.
            if self._door is not None and self._door.keeps_nothing(event.context.profile):
                self._memory.pass_by(event.context.profile)
            self._main.context_shown()
        else:
            self._main.post_message(InventoryEvent(event))
        places = self._places
        if places is None:
            return
        goal = places.heard(event)
        if goal is not None:
            self.go(goal)
        elif isinstance(event, PollFailed) and event.context in self._inventory.parts:
            error = next((each for each in event.errors.values() if isinstance(each, SignInError)), None)
            if error is not None and not isinstance(error, NoSuchRegion) and not self._asker.busy:
                self._run(partial(self._sign_in_again, error), "sign-in again", group="sign-in")

    def _operation_heard(self, event: "OperationChanged") -> None:
        if log.is_on():
            log_operation(event.operation)
        entry = event.entry(self._clock.now())
        if entry is not None:
            self._journal.took(entry)

    async def _sign_in_again(self, error: SignInError) -> None:
        """The token has ended and can't be renewed: what is on the screen stays, and the person is asked in place."""
        context = self._inventory.current
        if context is None:
            return
        goal = await self._ask(error, Goal(context.profile, context.tenant_id, context.region))
        if goal is not None:
            self.go(goal)

    async def _ask(self, error: SignInError, goal: Goal) -> Goal | None:
        """Ask who it is. What is shown is looked at again after that: without a token no look is repeated."""
        answer = await self._asker.ask(error, goal)
        if answer is not None and self._poller is not None:
            self._poller.refresh_now()
        if answer is not None and self._workshop is not None:
            self._workshop.desk.signed_in()
        return answer

    # Going places

    def go(self, goal: Goal) -> None:
        """Go there behind what is shown; a switch that comes before it is done replaces it."""
        self._run(partial(self._go, goal), "place", group="place", exclusive=True)

    def go_to_region(self, region: str) -> None:
        """Another region of the tenant shown, or ALL_REGIONS."""
        if self._places is not None:
            self._run(partial(self._places.go_to_region, region), "place", group="place", exclusive=True)

    def say(self, words: str, *, bad: bool = True) -> None:
        next(each for each in reversed(self.screen_stack) if isinstance(each, CommandScreen)).say(words, bad=bad)

    def add_account(self) -> None:
        """Ask for an account that is not known yet, and go there."""
        self._run(self._add_account, "place", group="place", exclusive=True)

    async def _add_account(self) -> None:
        goal = await self._asker.ask(None, None)
        if goal is not None:
            await self._go(goal)

    async def _go(self, goal: Goal) -> None:
        assert self._places is not None
        try:
            await self._places.go(goal)
        except ApiError as error:
            self.say(plain(error))
        self._main.place_changed()

    def _arrived(self, entered: "Entered") -> None:
        if self._poller is not None:
            self._poller.settings = entered.settings
        self._main.place_changed()
        if entered.trouble:
            self.say(entered.trouble)

    def _run(
        self, work: Callable[[], Coroutine[Any, Any, None]], name: str, *, group: str, exclusive: bool = False
    ) -> Worker[None]:
        return self.run_worker(work, name=name, group=group, description=name, exclusive=exclusive, exit_on_error=False)

    # From the first to the last moment

    async def _live(self) -> None:
        self._door = door = await self._open_door()
        # With the door, in whose thread they were imported: the first frame needs none of them.
        from tbs_tui.inventory.cache import PictureCache
        from tbs_tui.inventory.keeper import Keeper
        from tbs_tui.inventory.poller import Poller
        from tbs_tui.inventory.sweep import together
        from tbs_tui.journal.file import JournalFile
        from tbs_tui.journal.keeper import JournalKeeper
        from tbs_tui.ui.changing.opening import open_workshop
        from tbs_tui.ui.places import Places
        from tbs_tui.ui.switching import Switching

        self._collector.begun()
        memory = Keeper(self._inventory, self._clock, PictureCache(), door.origin)
        journal = JournalKeeper(self._journal, self._inventory, self._clock, JournalFile(), door.origin)
        memory.trouble = journal.trouble = self._disk.pictures
        self._poller = Poller(self._inventory, self._clock, door.source, self._settings)
        self._places = Places(self._inventory, door, memory, ask=self._ask, arrived=self._arrived)
        self._asker.door = door
        switching = Switching(self, self._settings, self._inventory, door, self._places, self)
        self._workshop = shop = open_workshop(
            self,
            self._main,
            self._settings,
            self._clock,
            self._inventory,
            door,
            self._places,
            self._poller,
            self._new_id,
        )
        shop.desk.subscribe(self._operation_heard)
        self._main.tracks(shop.tracking)
        self._main.opened(self._poller, self._places, switching, door, shop.changes)
        try:
            # In the group of whatever the person does: who goes elsewhere does not want to begin here any more.
            self._run(partial(self._begin, door.first), "begin", group="place", exclusive=True)
            await together(
                [
                    self._poller.run(),
                    shop.desk.run(),
                    memory.run(),
                    journal.run(),
                    self._recall_rest(memory),
                    self._memory.run(self._clock),
                ]
            )
        finally:
            await asyncio.gather(memory.close(), journal.close())
            await door.close()

    async def _recall_rest(self, memory: "Keeper") -> None:
        """The first frame had the first rows of what an earlier run saw; these are all."""
        first = self._first
        if first is not None and any((first.listing(kind).total or 0) > len(first.listing(kind).rows) for kind in Kind):
            whole = await memory.recall(first.context)
            if whole is not None:
                self._inventory.recall(whole)

    async def _begin(self, first: Goal) -> None:
        """Tries until the identity service answers. What trying again can't mend ends the app: there is nothing on
        the screen yet that would be lost."""
        assert self._places is not None
        tries = 0
        while True:
            try:
                await self._places.go(first)
            except (SignInError, Refused) as error:
                self.failure = error
                self.exit()
                return
            except ApiError as error:
                self._main.cannot_open(plain(error))
            else:
                return
            await self._clock.sleep(SIGN_IN_PAUSES[min(tries, len(SIGN_IN_PAUSES) - 1)])
            tries += 1

    def action_interrupt(self) -> None:
        """Ctrl+C on whatever screen."""
        self._main.ask_to_quit()

    def action_repaint(self) -> None:
        """Ctrl+L: what something else has written over the screen goes away."""
        forget(self.console)
        self.refresh()

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        """As Textual's, but for frames that there is no room for, and those of which the terminal shows all already:
        under an opaque screen each look makes two. Frames that do not know what it shows are sent as they are."""
        driver, is_written = self._driver, self._running and not self._closed and not self._batch_count
        if renderable is None or (is_written and isinstance(driver, SturdyDriver) and not driver.has_room()):
            return
        if isinstance(renderable, TightLayout | TightUpdate):
            moved = self.screen.outer_size.clamp_offset(self.cursor_position) != self._previous_cursor_position
            if is_written and not self.is_headless and not moved and not renderable.render_segments(self.console):
                return
        else:
            forget(self.console)
        super()._display(screen, renderable)

    def on_resize(self, event: events.Resize) -> None:
        # Terminals that change their size do as they like with what they show.
        forget(self.console)
        if too_small(event.size) and not isinstance(self.screen, SmallScreen):
            self.push_screen(SmallScreen())
        elif isinstance(self.screen, SmallScreen) and not too_small(event.size):
            self.pop_screen()

    def pop_screen(self) -> AwaitComplete:
        """As Textual's, which every dialog ends with."""
        closed, complete = self.screen, super().pop_screen()
        if isinstance(closed, ModalScreen):
            self._keys.closed()
        return complete

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key | events.MouseEvent) and self._poller is not None:
            self._poller.activity()
        if not isinstance(event, Input):
            await super().on_event(event)
        elif not event.is_forwarded:
            await self._keys.take(event)
        elif await self._keys.comes_back(event):
            await super().on_event(event)

    async def _let_in(self, event: Input) -> None:
        if isinstance(event, events.Key):
            # What was told is under a dialog, and its keys do not take it away.
            if self._workshop is not None and isinstance(self.screen, CommandScreen):
                self._workshop.tracking.seen()
            for hints in self.screen.query(Hints):
                hints.forget()
            if isinstance(self.screen, QuietScreen):
                self.screen.forget_answer()
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
