"""Tables, detail, and the lines around them: what is shown.

All of it follows from the picture of the present Context, the kind, the filter and the order; widgets are told what
follows.
"""

import asyncio
from collections.abc import Iterable, Sequence
from typing import Any

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.timer import Timer
from textual.widgets import Input
from textual.worker import Worker

from tbs_tui.api.models import Resource
from tbs_tui.clock import Clock
from tbs_tui.inventory.history import LiveHistory
from tbs_tui.inventory.inventory import Inventory
from tbs_tui.inventory.picture import Picture
from tbs_tui.query.columns import View
from tbs_tui.settings import Settings
from tbs_tui.ui.browsing import Browsing
from tbs_tui.ui.memory import Memory
from tbs_tui.ui.overview import Overview
from tbs_tui.ui.screens.commanding import CommandScreen
from tbs_tui.ui.screens.taking import ResourceScreen
from tbs_tui.ui.servers import ServerNames
from tbs_tui.ui.telling import Background, Telling
from tbs_tui.ui.widgets.detail import DetailView
from tbs_tui.ui.widgets.filter_bar import FilterBar
from tbs_tui.ui.widgets.hints import Hints
from tbs_tui.ui.widgets.line import Line
from tbs_tui.ui.widgets.notice import Notice
from tbs_tui.ui.widgets.table import ResourceTable, ViewState

#: From this width on the detail stands beside the table, cells.
WIDE = 110


class TablesScreen(ResourceScreen):
    """Whoever changes something calls the `_show_...` of what follows from it."""

    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    TablesScreen #body { height: 1fr; }
    TablesScreen #detail { display: none; }
    TablesScreen.-wide #detail { display: block; width: 40; border-left: ascii $primary; }
    """

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        inventory: Inventory,
        memory: Memory | None = None,
        history: LiveHistory | None = None,
    ) -> None:
        super().__init__()
        self.history = history
        self._settings = settings
        self._clock = clock
        self._inventory = inventory
        self._browsing = Browsing(settings.timezone, memory)
        self._overview = Overview(settings, clock, inventory, self._browsing)
        self._overview.history = history
        self.background = Background(clock, inventory, ServerNames(self.app, clock, self._server_named), history)
        self.telling = Telling(self, self.background, self._show_detail)
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
        self._overview.key_map = self.command_app.key_map
        self._show_source()
        self._show_lines()
        self._table.focus()

    def on_unmount(self) -> None:
        self.telling.close()
        self.background.servers.stop()

    def on_screen_resume(self) -> None:
        """What lay over it is gone; its detail stood still meanwhile."""
        if self._is_there and self.size:
            self._show_detail()

    def _server_named(self) -> None:
        """An instance has a name now."""
        if self._is_there:
            self._table.refresh_rows(self._table.visible_keys)
            self._show_detail()

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.width >= WIDE, "-wide")
        self.call_after_refresh(self._show_detail)

    # What it is about

    @property
    def _is_there(self) -> bool:
        """Whether there are widgets: when the app is left they go before those who would tell them something."""
        # They go one by one.
        return self.app.is_running and bool(self.query(ResourceTable))

    @property
    def subject(self) -> Any:
        return self._table.cursor_item

    @property
    def marked(self) -> Sequence[Resource]:
        return [*self._marked_rows(self._table.items), *self.hidden_marks]

    @property
    def hidden_marks(self) -> Sequence[Resource]:
        listing = self._browsing.listing(self._picture)
        shown = {row.id for row in self._table.items} if self._table.marked else ()
        return self._marked_rows(row for row in listing.rows if row.id not in shown) if listing is not None else ()

    def _marked_rows(self, rows: Iterable[Resource]) -> Sequence[Resource]:
        """Those of `rows` that are marked, as they are now."""
        marked, listing = self._table.marked, self._browsing.listing(self._picture)
        if not marked or listing is None:
            return ()
        return [listing.by_id[row.id] for row in rows if row.id in marked and row.id in listing.by_id]

    @property
    def has_marks(self) -> bool:
        return bool(self._table.marked)

    @property
    def view(self) -> View:
        return self._browsing.source.view

    @property
    def has_side_detail(self) -> bool:
        return self.has_class("-wide")

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

    @on(ResourceTable.Marked)
    def _rows_marked(self) -> None:
        self._show_lines()

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
        if self._browsing.follows_time:
            self._show_rows()
        self._table.set_message(self._overview.nothing())
        self._table.refresh_rows(self._table.visible_keys)
        self._show_lines()
        self._show_detail()

    def _show_source(self) -> None:
        """Another kind: its columns, and the place where it was left."""
        browsing, table = self._browsing, self._table
        place = browsing.choices.place
        # The table finds its place again among rows that come later, but for a row that was not the cursor's there.
        late = browsing.is_slow(self._picture) and _can_come_late(place)
        with table.at_once():
            table.set_source(browsing.source, () if late else browsing.rows(self._picture), place)
            table.set_changed(browsing.changed)
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
        rows, table = self._browsing.rows(self._picture), self._table
        with table.at_once():
            table.set_items(rows)
            table.set_marked(self._browsing.still_there(table.marked, self._picture))
            table.set_sort(*self._browsing.order)
            table.set_message(self._overview.nothing())
        self._filter_bar.tell(len(rows), self._browsing.count(self._picture), self._browsing.choices.fault)
        if self._browsing.lens.level is not None:
            self._show_lines()

    def _leave_filter(self) -> None:
        self._filter_bar.settle()
        self._table.focus()

    def _show_lines(self) -> None:
        self._show_context()
        # Where there is no room for both the news count more: the header of the table has the order too.
        self.query_one("#tabs", Line).show(self._overview.tabs(), spare=self._overview.order(len(self._table.marked)))
        words, tail = self._overview.attention()
        self.query_one("#attention", Line).show(words, tail=tail)

    def _show_context(self) -> None:
        left, right = self._overview.heading()
        self.query_one("#context", Line).show(left, right, spare=self._overview.spare())
        self.command_app.show_title(self._overview.title())
        if isinstance(self.app.screen, CommandScreen):
            self.app.screen.reload_place()

    def _trouble(self) -> str:
        return "\n".join(self._overview.trouble())

    def _show_health(self) -> None:
        self._show_context()
        self._table.stale = self._overview.stale
        self._notify(self._trouble())
        self._reload_over()

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

    def _show_detail(self, *, top: bool = False) -> None:
        if self.has_side_detail:
            pane = self.query_one("#detail", DetailView)
            pane.set_lines(self.telling.lines(self.subject, self.view, self.context, pane.size.width), top=top)
        else:
            self.telling.close()
        self._reload_over()

    def _reload_over(self) -> None:
        """What lies over this screen is told of what it may show."""
        if isinstance(self.app.screen, CommandScreen):
            self.app.screen.reload()


def _can_come_late(place: ViewState | None) -> bool:
    """Whether the cursor was on one of the place's own rows, or on none."""
    if place is None or place.cursor_key is None:
        return True
    return place.cursor < len(place.items) and place.items[place.cursor].id == place.cursor_key
