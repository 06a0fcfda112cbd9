"""The explorer's screen: what is there, live.

All that is shown follows from the picture of the present Context, the kind, the filter and the order. Events of the
inventory change the first, keys the others; widgets are told what follows.
"""

import asyncio
from collections.abc import Sequence
from typing import Any

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.timer import Timer
from textual.widgets import Input
from textual.worker import Worker

from tbs_tui.clock import Clock
from tbs_tui.inventory.events import InventoryChanged, PollerChanged, PollFailed, PollStarted, PollSucceeded
from tbs_tui.inventory.history import LiveHistory
from tbs_tui.inventory.inventory import Inventory
from tbs_tui.inventory.picture import Kind, Picture
from tbs_tui.inventory.poller import Poller
from tbs_tui.locale import _
from tbs_tui.query.columns import View
from tbs_tui.settings import Settings
from tbs_tui.ui.browsing import Browsing
from tbs_tui.ui.commands import BY_ID, COMMANDS, bindings
from tbs_tui.ui.details import detail_lines
from tbs_tui.ui.dialogs.dialog import Dialog
from tbs_tui.ui.dialogs.export import ExportDialog
from tbs_tui.ui.door import Account, Door
from tbs_tui.ui.exporting import Rows, suggested_name
from tbs_tui.ui.journal_rows import away_words
from tbs_tui.ui.messages import InventoryEvent
from tbs_tui.ui.overview import Overview
from tbs_tui.ui.places import Places
from tbs_tui.ui.screens.detail import DetailScreen
from tbs_tui.ui.screens.help import HelpScreen
from tbs_tui.ui.screens.journal import JournalScreen
from tbs_tui.ui.screens.requests import RequestsScreen
from tbs_tui.ui.screens.taking import TakingScreen
from tbs_tui.ui.switching import Switching
from tbs_tui.ui.widgets.detail import DetailLine, DetailView
from tbs_tui.ui.widgets.filter_bar import FilterBar
from tbs_tui.ui.widgets.hints import Hints
from tbs_tui.ui.widgets.line import Line
from tbs_tui.ui.widgets.notice import Notice
from tbs_tui.ui.widgets.table import ResourceTable, ViewState

#: From this width on the detail stands beside the table, cells.
WIDE = 110
#: A second Ctrl+C within this leaves, seconds.
INTERRUPT_SECONDS = 2.0
#: A look at the cloud that takes longer is told, seconds; one that was asked for sooner.
SLOW_SECONDS = 3.0
ASKED_SECONDS = 0.4


class MainScreen(TakingScreen):
    """Tables, detail, and the lines around them."""

    BINDINGS = bindings()
    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    MainScreen #body { height: 1fr; }
    MainScreen #detail { display: none; }
    MainScreen.-wide #detail { display: block; width: 40; border-left: ascii $primary; }
    """

    def __init__(
        self, settings: Settings, clock: Clock, inventory: Inventory, history: LiveHistory | None = None
    ) -> None:
        super().__init__()
        self.history = history
        self._settings = settings
        self._clock = clock
        self._inventory = inventory
        self._poller: Poller | None = None
        self._switching: Switching | None = None
        self._browsing = Browsing(settings.timezone)
        self._overview = Overview(settings, clock, inventory, self._browsing)
        self._overview.history = history
        self._interrupted_at: float | None = None
        self._slow: Timer | None = None

    # Build

    def compose(self) -> ComposeResult:
        yield Line(id="context")
        yield Line(id="tabs")
        yield Line(id="attention")
        yield FilterBar(lambda text, cursor: self._browsing.completions(self._picture, text, cursor))
        with Horizontal(id="body"):
            yield ResourceTable(id="table")
            yield DetailView(id="detail")
        yield Notice(id="notice")
        yield Notice(id="answer")
        yield Hints()

    def on_mount(self) -> None:
        self._show_source()
        self._show_lines()
        self.query_one(Hints).offer({command.shown: _(command.label) for command in COMMANDS if command.hint})
        self._table.focus()

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.width >= WIDE, "-wide")
        self.call_after_refresh(self._show_detail)

    # What others tell

    def begins_at(self, account: Account, tenant: str) -> None:
        """Whose place it is that is shown before there is a way to the cloud."""
        self._overview.first_account, self._overview.first_tenant = account, tenant

    def opened(self, poller: Poller, places: Places, switching: Switching, door: Door) -> None:
        """There is a way to the cloud now."""
        self._poller = self._overview.poller = poller
        self._overview.places, self._switching, self.door = places, switching, door
        self._show_lines()

    def cannot_open(self, words: str) -> None:
        """Signing in failed and is tried again; `words` have passed `text.plain`."""
        self._notify(words)

    def context_shown(self) -> None:
        """The inventory shows another Context from this moment on, and so do the widgets: no key may ever act on a row
        of another one."""
        context = self._inventory.current
        if context is None or not self._is_there:
            return
        self._browsing.enter_context(context)
        self._look(looking=False)
        # Marks belong to one Context.
        self._table.set_marked(())
        self._overview.look()
        self._show_source()
        self._show_lines()
        self._show_detail(top=True)
        self._show_health()

    @property
    def _is_there(self) -> bool:
        """Whether there are widgets: when the app is left they go before those who would tell them something."""
        return bool(self.query(ResourceTable))

    def place_changed(self) -> None:
        """More is known of the place: its name, its regions, whose it is."""
        if not self._is_there:
            return
        self._show_lines()
        self._table.set_message(self._overview.nothing())

    def on_inventory_event(self, message: InventoryEvent) -> None:
        event = message.event
        if event.context not in self._inventory.parts:
            return
        if isinstance(event, PollStarted):
            self._browsing.news.begin(event.context)
            if self._slow is None:
                self._tell_if_slow(SLOW_SECONDS)
        elif isinstance(event, InventoryChanged):
            self._browsing.news.add(event)
            self._show_picture()
        elif isinstance(event, PollSucceeded | PollFailed):
            self._look(looking=False)
            self._browsing.news.end(event.context)
            self._table.set_changed(self._browsing.changed)
            self._show_ages()
            self._show_health()
            self._tell_of_away()
        elif isinstance(event, PollerChanged):
            self._show_context()

    # Commands: see ui/commands.py

    def action_command(self, command_id: str) -> None:
        """Do it, or say why it can't be done. Keys of one packet are on their way here before the first of them opens
        a dialog; what lies under one does nothing."""
        if isinstance(self.app.screen, Dialog):
            return
        command = BY_ID[command_id]
        why_not = command.available(self)
        if why_not is None:
            command.run(self)
        else:
            self.say(why_not)

    @property
    def regions(self) -> tuple[str, ...]:
        return self._overview.places.regions if self._overview.places is not None else ()

    @property
    def subject(self) -> Any:
        return self._table.cursor_item

    @property
    def view(self) -> View:
        return self._browsing.source.view

    @property
    def has_side_detail(self) -> bool:
        return self.has_class("-wide")

    @property
    def connected(self) -> bool:
        return self._inventory.current is not None

    @property
    def can_switch(self) -> bool:
        return self._switching is not None

    def show_kind(self, kind: Kind) -> None:
        browsing = self._browsing
        if kind is browsing.kind:
            return
        browsing.choices.place = self._table.view_state()
        browsing.kind = kind
        self._filter_bar.field.value = browsing.choices.filter
        self._filter_bar.settle()
        self._show_source()
        self._show_lines()
        self._show_health()
        self._show_detail(top=True)

    def show_journal(self) -> None:
        if self.history is not None:
            screen = JournalScreen(self, self.history, self._overview, self._inventory, self._clock, self._settings)
            # What was seen there is no news any more.
            self.app.push_screen(screen, lambda _result: self._show_lines())

    def show_resource(self, kind: Kind, resource_id: str) -> None:
        """Put the cursor on a row that there is, whatever kind and filter were shown."""
        self.show_kind(kind)
        if not self._table.move_to(resource_id):
            self._filter_bar.field.value = ""
            self._browsing.type_filter("")
            self._browsing.choices.place = ViewState(resource_id)
            self._show_source()
        self._leave_filter()

    def open_detail(self) -> None:
        if self.has_side_detail:
            self.query_one("#detail").focus()
        elif self._table.cursor_item is not None:
            kind, item = self._browsing.kind, self._table.cursor_item

            def find() -> Any:
                picture = self._picture
                return picture.listing(kind).by_id.get(item.id) if picture is not None else None

            self.app.push_screen(
                DetailScreen(self._overview.heading, self._trouble, item, find, lambda: self.view, self.door)
            )

    def go_back(self) -> None:
        if self.query_one("#detail").has_focus:
            self._table.focus()
        else:
            self._filter_bar.field.value = ""
            self._leave_filter()

    def edit_filter(self) -> None:
        self._filter_bar.edit()

    def next_sort_column(self) -> None:
        self._browsing.next_sort_column()
        self._show_rows()
        self._show_lines()

    def reverse_sort(self) -> None:
        self._browsing.reverse_sort()
        self._show_rows()
        self._show_lines()

    def refresh_now(self) -> None:
        if self._poller is not None:
            self._poller.refresh_now()
            self._tell_if_slow(ASKED_SECONDS)

    def toggle_pause(self) -> None:
        if self._poller is not None:
            if self._poller.paused:
                self._poller.resume()
            else:
                self._poller.pause()
            self._show_context()

    def pick_region(self) -> None:
        if self._switching is not None:
            self._switching.pick_region()

    def pick_tenant(self) -> None:
        if self._switching is not None:
            self._switching.pick_tenant()

    def pick_profile(self) -> None:
        if self._switching is not None:
            self._switching.pick_profile()

    def other_pane(self) -> None:
        if self._table.has_focus:
            self.query_one("#detail").focus()
        else:
            self._leave_filter()

    def export(self) -> None:
        kind, picture = self._browsing.kind, self.view.picture
        rows = Rows(picture.context, kind, tuple(self._table.items), picture.listing(kind).fetched_at)
        name = suggested_name(rows, self._clock.now(), self._settings.timezone)

        def written(words: str | None) -> None:
            if words is not None:
                self.say(words, bad=False)

        self.app.push_screen(ExportDialog(rows, name), written)

    def show_requests(self) -> None:
        if self.door is not None:
            self.app.push_screen(RequestsScreen(self.door.requests, self._settings.timezone, self.refresh_now))

    def show_help(self) -> None:
        self.app.push_screen(HelpScreen())

    def quit(self) -> None:
        self.app.exit(return_code=0)

    def ask_to_quit(self) -> None:
        now = self._clock.monotonic()
        if self._interrupted_at is not None and now - self._interrupted_at <= INTERRUPT_SECONDS:
            self.quit()
            return
        self._interrupted_at = now
        for hints in self.app.screen.query(Hints):
            hints.say(_("Press Ctrl+C again to leave."))

    # Keys and widgets

    @on(Input.Changed, "#filter")
    def _filter_changed(self) -> None:
        # Not the event's value: when keys come in a burst it may be that of the view left since.
        self._browsing.type_filter(self._filter_bar.field.value)
        self._show_rows()

    @on(Input.Submitted, "#filter")
    def _filter_submitted(self) -> None:
        self._leave_filter()

    @on(ResourceTable.Highlighted)
    def _row_highlighted(self) -> None:
        self._show_detail(top=True)

    @on(ResourceTable.Opened)
    def _row_opened(self) -> None:
        self.action_command("open")

    # Show

    @property
    def _table(self) -> ResourceTable[Any]:
        return self.query_one("#table", ResourceTable)

    @property
    def _filter_bar(self) -> FilterBar:
        return self.query_one(FilterBar)

    @property
    def _picture(self) -> Picture | None:
        return self._inventory.picture

    def _show_picture(self) -> None:
        """The picture is another one: everything that follows from it."""
        self._overview.look()
        self._show_rows()
        self._show_lines()
        self._show_detail()

    def _show_ages(self) -> None:
        """The rows are the same, but ages count from the last look, and what takes long may now have taken too long."""
        self._overview.look()
        if self._browsing.choices.query.follows_time:
            self._show_rows()
        self._table.set_message(self._overview.nothing())
        self._table.refresh_rows(self._table.visible_keys)
        self._show_lines()
        self._show_detail()

    def _show_source(self) -> None:
        """Another kind: its columns, and the place where it was left."""
        browsing = self._browsing
        self._table.set_source(browsing.source, browsing.rows(self._picture), browsing.choices.place)
        self._table.set_changed(browsing.changed)
        self._show_rows()

    def _show_rows(self) -> None:
        if self._browsing.is_long(self._picture):
            self._arranging: Worker[None] = self.app.run_worker(
                self._arrange,
                name="rows",
                group="rows",
                description="rows",
                exclusive=True,
                exit_on_error=False,
            )
        else:
            self._show_arranged()

    async def _arrange(self) -> None:
        """Many rows: a key may come in between two pieces of the work."""
        picture = self._picture
        if picture is not None:
            for _step in self._browsing.arrange(picture):
                await asyncio.sleep(0)
        # The app may have been left meanwhile, and its widgets with it.
        if self.query(ResourceTable):
            self._show_arranged()

    def _show_arranged(self) -> None:
        rows = self._browsing.rows(self._picture)
        self._table.set_items(rows)
        self._table.set_sort(self._browsing.choices.sort, self._browsing.choices.reverse)
        self._table.set_message(self._overview.nothing())
        listing = self._browsing.listing(self._picture)
        total = len(listing.rows) if listing is not None else 0
        self._filter_bar.tell(len(rows), total, self._browsing.choices.fault)

    def _leave_filter(self) -> None:
        self._filter_bar.settle()
        self._table.focus()

    def _show_lines(self) -> None:
        self._show_context()
        # Where there is no room for both the news count more: the header of the table has the order too.
        self.query_one("#tabs", Line).show(self._overview.tabs(), spare=self._overview.order())
        self.query_one("#attention", Line).show(self._overview.attention())

    def _show_context(self) -> None:
        left, right = self._overview.heading()
        self.query_one("#context", Line).show(left, right, spare=self._overview.spare())
        if isinstance(self.app.screen, JournalScreen):
            self.app.screen.reload()

    def _trouble(self) -> str:
        return "\n".join(self._overview.trouble())

    def _show_health(self) -> None:
        self._show_context()
        self._table.stale = self._overview.stale
        self._notify(self._trouble())
        if isinstance(self.app.screen, DetailScreen | RequestsScreen):
            self.app.screen.reload()

    def _tell_of_away(self) -> None:
        """Say, once, what happened while nobody looked."""
        if self.history is not None:
            away = self.history.take_away(self._inventory.parts)
            if away is not None:
                self.say(away_words(away, self._clock.now(), self._settings.timezone), bad=False)

    def _tell_if_slow(self, seconds: float) -> None:
        """Say that the cloud is being looked at when that takes longer: most looks take less, and an unchanged one is
        to cost no more bytes than its time stamp."""
        if not self._overview.looking:
            if self._slow is not None:
                self._slow.stop()
            self._slow = self.set_timer(seconds, lambda: self._look(looking=True))

    def _look(self, *, looking: bool) -> None:
        """Say that the cloud is being looked at, or that it is not any more."""
        if self._slow is not None:
            self._slow.stop()
            self._slow = None
        if looking != self._overview.looking:
            self._overview.looking = looking
            self._show_context()

    def _notify(self, words: str) -> None:
        """Say what is wrong, until it is not any more."""
        self.query_one("#notice", Notice).say(words)

    def _lines_of(self, item: Any, width: int) -> Sequence[DetailLine]:
        return detail_lines(item, self.view, width) if item is not None else ()

    def _show_detail(self, *, top: bool = False) -> None:
        if self.has_side_detail:
            pane = self.query_one("#detail", DetailView)
            pane.set_lines(self._lines_of(self._table.cursor_item, pane.size.width), top=top)
        if isinstance(self.app.screen, DetailScreen):
            self.app.screen.reload()
