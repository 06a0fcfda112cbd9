"""The explorer's screen: what is there, live. Events of the inventory change the picture, keys what is chosen of it;
what is shown follows, see `screens/tables.py`."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from textual.worker import Worker

from tbs_tui.account.context import Context
from tbs_tui.api.models import Resource, Snapshot, Volume
from tbs_tui.clock import Clock
from tbs_tui.inventory.events import InventoryChanged, PollerChanged, PollFailed, PollStarted, PollSucceeded
from tbs_tui.inventory.history import LiveHistory
from tbs_tui.inventory.inventory import Inventory
from tbs_tui.inventory.picture import Kind
from tbs_tui.settings import Settings
from tbs_tui.ui.arranging import Arranging
from tbs_tui.ui.changing.leaving import Leaving
from tbs_tui.ui.commands import MAIN, bindings, named
from tbs_tui.ui.jumps import Jumps, choose
from tbs_tui.ui.memory import Memory
from tbs_tui.ui.messages import InventoryEvent
from tbs_tui.ui.screens.commanding import CommandScreen
from tbs_tui.ui.screens.tables import TablesScreen
from tbs_tui.ui.telling import kind_of, present
from tbs_tui.ui.widgets.table import ResourceTable, ViewState

if TYPE_CHECKING:
    from tbs_tui.inventory.poller import Poller
    from tbs_tui.ui.changing.changes import Changes
    from tbs_tui.ui.changing.tracking import Tracking
    from tbs_tui.ui.dialogs.pick import Choice
    from tbs_tui.ui.door import Account, Door
    from tbs_tui.ui.places import Places
    from tbs_tui.ui.relations import Related
    from tbs_tui.ui.switching import Switching

#: A look at the cloud that takes longer is told, seconds; one that was asked for sooner.
SLOW_SECONDS = 3.0
ASKED_SECONDS = 0.4


class MainScreen(TablesScreen):
    """What events and keys do to the tables."""

    BINDINGS = bindings(MAIN)
    OFFERED = MAIN
    # Those up to the way out have room at 60 columns, and one more at 80.
    HINTED = named(
        "open", "create", "snapshot", "delete", "help", "quit", "filter", "attention", "upload", "region", "tenant"
    )

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        inventory: Inventory,
        memory: Memory | None = None,
        history: LiveHistory | None = None,
    ) -> None:
        super().__init__(settings, clock, inventory, memory, history)
        self._poller: Poller | None = None
        self._switching: Switching | None = None
        self._jumps = Jumps(self, self._browsing)
        self._choosing = Arranging(
            self.app,
            self._browsing,
            say=lambda words: self.say(words, bad=False),
            sorted=self._show_order,
            chosen=lambda: self._table.show_columns(self._browsing.source),
            apply=self._apply_filter,
        )
        self._leaving = Leaving(self.app, clock, self._overview)

    # What others tell

    def begins_at(self, account: "Account", tenant: str) -> None:
        """Whose place it is that is shown before there is a way to the cloud."""
        self._overview.first_account, self._overview.first_tenant = account, tenant

    def opened(
        self, poller: "Poller", places: "Places", switching: "Switching", door: "Door", changes: "Changes"
    ) -> None:
        """There is a way to the cloud now."""
        self.changes = changes
        self._overview.permission = changes.permission
        self._poller = self._overview.poller = poller
        self._overview.places, self._switching, self.door = places, switching, door
        self.background.servers.door = door
        self._show_lines()

    def tracks(self, tracking: "Tracking") -> None:
        """Who knows what becomes of operations."""
        self._overview.tracking, self.background.doing = tracking, tracking.of

    def operations_changed(self) -> None:
        """What runs, or what may be done, is another."""
        if self._is_there:
            self._show_lines()
            self._show_detail()
            from tbs_tui.ui.dialogs.question import Question

            for dialog in self.app.screen_stack:
                if isinstance(dialog, Question):
                    dialog.look()

    def cannot_open(self, words: str) -> None:
        """Signing in failed and is tried again; `words` have passed `text.plain`."""
        self._notify(words)

    def context_shown(self) -> None:
        """The inventory shows another Context from this moment on, and so do the widgets: no key may ever act on a row
        of another one."""
        context = self._inventory.current
        if context is None or not self._is_there:
            return
        self._browsing.enter_context(context, self.background.servers.known(self._inventory.parts))
        self._jumps.forget()
        self._look(looking=False)
        # Marks belong to one Context.
        self._table.set_marked(())
        self._overview.look()
        self._show_source()
        self._show_lines()
        self._show_detail(top=True)
        self._show_health()

    def place_changed(self) -> None:
        """More is known of the place: its name, its regions, whose it is."""
        if not self._is_there:
            return
        self._show_lines()
        self._table.set_message(self._overview.nothing())

    async def on_inventory_event(self, message: InventoryEvent) -> None:
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
            # The end of the look may be the next message, and has as much to work out.
            await asyncio.sleep(0)
        elif isinstance(event, PollSucceeded | PollFailed):
            self._look(looking=False)
            self._browsing.news.end(event.context)
            self._table.set_changed(self._browsing.changed)
            self._show_ages()
            self._show_health()
            self._tell_of_away()
            tour = self.command_app.tour
            if tour is not None and not tour.has_begun and self.app.screen is self:
                self.take_tour()
        elif isinstance(event, PollerChanged):
            self._show_context()

    # Commands: see ui/commands.py

    @property
    def regions(self) -> tuple[str, ...]:
        return self._overview.places.regions if self._overview.places is not None else ()

    @property
    def in_demo(self) -> bool:
        """Whether what is shown is the made-up cloud."""
        here = self._overview.places.here if self._overview.places is not None else None
        return here is not None and here.settings.demo

    @property
    def seen_as(self) -> str:
        return self._browsing.kind.value if self._browsing.lens.level is None else "attention"

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
        self._jumps.forget()
        browsing.choices.place = self.view_state()
        browsing.kind = kind
        self.show_place()

    def drop_marks(self, context: Context, kind: Kind, ids: Collection[str]) -> None:
        """What was wanted of these rows is done. Marks belong to one Context: where another is shown, there are other
        ones."""
        if context == self._inventory.current and self._is_there:
            self._browsing.drop_marks(kind, ids)
            if kind is self._browsing.kind:
                self._table.set_marked(self._table.marked.difference(ids))

    def view_state(self) -> ViewState:
        """Where the table is."""
        return self._table.view_state()

    def show_place(self) -> None:
        """Another kind, with its filter and its place."""
        self._filter_bar.put(self._browsing.choices.filter)
        self._filter_bar.settle()
        self._show_source()
        self._show_lines()
        self._show_health()
        self._show_detail(top=True)
        self.take_tour()

    def show_journal(self) -> None:
        if self.history is not None:
            from tbs_tui.ui.screens.journal import JournalScreen

            screen = JournalScreen(
                self.show_resource, self.history, self._overview, self._inventory, self._clock, self._settings
            )
            screen.shows_every_place = self._overview.take_missed()
            # What was seen there is no news any more.
            self.app.push_screen(screen, lambda _result: self._show_lines())

    def show_resource(self, row: Volume | Snapshot) -> None:
        """Put the cursor on a row that there is, whatever kind and filter were shown; Esc leads back to those."""
        # What tells of it may still be on its way here.
        self._overview.look()
        from tbs_tui.ui.relations import Related

        self._jumps.go(Related("", kind_of(row), row))

    def go_to_related(self) -> None:
        choose(self, self.subject, lambda: self.view, self._jumps.go)

    def show_snapshots_of(self, volume: Volume) -> None:
        """Go to the snapshots of a volume."""
        from tbs_tui.ui.relations import related
        from tbs_tui.ui.screens.detail import DetailScreen

        ways = [way for way in related(volume, self.view.picture) if way.kind is Kind.SNAPSHOTS]
        if ways:
            way = min(ways, key=lambda each: each.row is not None)
            if isinstance(self.app.screen, DetailScreen):
                self.app.pop_screen()
            self._jumps.go(way)

    @property
    def in_detail(self) -> bool:
        """Whether the detail beside the table has the focus."""
        return self.query_one("#detail").has_focus

    def focus_pane(self, *, detail: bool) -> None:
        """Move to the detail, or to the table."""
        (self.query_one("#detail") if detail and self.has_side_detail else self._table).focus()

    def _show_all(self, way: "Related", opened: Sequence[Resource]) -> None:
        """What the detail over the screen can't show."""
        self.app.pop_screen()
        self._jumps.go(way, opened)

    def toggle_raw(self) -> None:
        if self.has_side_detail:
            self.telling.raw = not self.telling.raw
            self._show_detail(top=True)
        else:
            self.open_detail(raw=True)

    def open_detail(self, *, raw: bool = False) -> None:
        if self.has_side_detail:
            self.query_one("#detail").focus()
        elif self.subject is not None:
            self.open_over([self.subject], raw=raw)

    def open_over(self, rows: Sequence[Resource], *, raw: bool = False) -> None:
        """Open the detail over the screen, of the last of these; beside the table it is there already."""
        if not self.has_side_detail:
            from tbs_tui.ui.screens.detail import DetailScreen

            self.app.push_screen(
                DetailScreen(
                    self._overview.heading,
                    self._trouble,
                    rows,
                    lambda row: present(row, self.view.picture),
                    lambda: self.view,
                    self.background,
                    self._show_all,
                    self.changes,
                    self.door,
                    raw=raw,
                )
            )

    def go_back(self) -> None:
        if not self._filter_bar.field.has_focus and self._jumps.back():
            return
        if self.in_detail:
            self._table.focus()
        elif self._browsing.lens.level is not None and not self._filter_bar.display:
            self._browsing.lens.turn_off()
            self._lens_turned()
        else:
            self._filter_bar.put("")
            self._leave_filter()

    def turn_lens(self) -> None:
        if self._browsing.lens.is_slow:
            self._turning: Worker[None] = self.app.run_worker(
                self._turn_lens, name="lens", group="lens", description="lens", exit_on_error=False
            )
        else:
            self._lens_turned(self._browsing.lens.turn())

    async def _turn_lens(self) -> None:
        for _step in self._browsing.lens.in_steps():
            await asyncio.sleep(0)
        if self.query(ResourceTable):
            self._lens_turned(self._browsing.lens.turn())

    def _lens_turned(self, words: str = "") -> None:
        """Another kind of rows, or the same through other columns: cursor and marks stay on their rows."""
        kind = self._browsing.lens.best(self._browsing.kind)
        if kind is not self._browsing.kind:
            self.show_kind(kind)
        else:
            self._browsing.choices.place = replace(self._table.view_state(), cursor=0, column_offset=0)
            self._show_source()
            self._show_lines()
        if words:
            self.say(words, bad=False)
        self.take_tour()

    def edit_filter(self) -> None:
        self._filter_bar.edit()

    def pick_sort(self) -> None:
        self._choosing.pick_sort()

    def pick_columns(self) -> None:
        self._choosing.pick_columns()

    def saved_filters(self) -> None:
        self._choosing.saved_filters()

    def reverse_sort(self) -> None:
        self._browsing.reverse_sort()
        self._show_order()

    def _show_order(self) -> None:
        self._show_rows()
        self._show_lines()

    def _apply_filter(self, text: str) -> None:
        self._filter_bar.put(text)
        self._leave_filter()

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

    def go_to_region(self, region: str) -> None:
        if self._switching is not None:
            self._switching.go_to_region(region)

    def palette_choices(self) -> "list[Choice]":
        from tbs_tui.ui.dialogs.palette import region_choices

        here = self._inventory.current
        return [*super().palette_choices(), *region_choices(self.regions, here.region if here is not None else None)]

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
        from tbs_tui.ui.exporting import Rows

        kind, picture = self._browsing.kind, self.view.picture
        rows = Rows(picture.context, kind, tuple(self._table.items), picture.listing(kind).fetched_at)
        self.write_to_file(rows, self._clock.now(), self._settings.timezone)

    def show_requests(self) -> None:
        if self.door is not None:
            from tbs_tui.ui.screens.requests import RequestsScreen

            self.app.push_screen(RequestsScreen(self.door.requests, self._settings.timezone))

    def show_help(self) -> None:
        from tbs_tui.ui.screens.help import HelpScreen

        screen = self.app.screen
        self.app.push_screen(HelpScreen(screen if isinstance(screen, CommandScreen) else self))

    def quit(self) -> None:
        self._leaving.quit()

    def ask_to_quit(self) -> None:
        self._leaving.interrupt()

    def _tell_of_away(self) -> None:
        """Say, once, what happened while nobody looked."""
        words = self._overview.away()
        if words:
            self.say(words, bad=False)
