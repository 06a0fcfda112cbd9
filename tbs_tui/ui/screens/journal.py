"""What happened: the fourth of the views, a screen over the first three that looks like one of them."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input
from textual.worker import Worker

from tbs_tui.account.context import Context
from tbs_tui.api.models import Snapshot, Volume
from tbs_tui.clock import Clock, local
from tbs_tui.inventory.history import Entry, LiveHistory
from tbs_tui.inventory.inventory import Inventory
from tbs_tui.locale import _
from tbs_tui.settings import Settings
from tbs_tui.text import fold, plain
from tbs_tui.ui.command import Command
from tbs_tui.ui.commands import JOURNAL, OF_JOURNAL, VIEWS, bindings, named
from tbs_tui.ui.journal_rows import (
    EVERY_PLACE,
    JournalSheet,
    JournalSource,
    Row,
    entry_line,
    matches,
    rows_of,
    running_rows,
)
from tbs_tui.ui.overview import Overview
from tbs_tui.ui.screens.taking import TakingScreen
from tbs_tui.ui.tones import Span
from tbs_tui.ui.widgets.filter_bar import FilterBar
from tbs_tui.ui.widgets.hints import Hints
from tbs_tui.ui.widgets.line import Line
from tbs_tui.ui.widgets.notice import Notice
from tbs_tui.ui.widgets.table import ResourceTable, UnmarkedTable

#: To show 400 that run takes 8 ms, and each of them changes three times: more than so many are shown anew only every so
#: many seconds.
MANY = 100
MANY_SECONDS = 1.0


class JournalScreen(TakingScreen):
    """What goes on, wherever that is; then what happened, newest first, and live: in the Context that is shown below,
    or in every place that this run has seen. `go` puts the cursor below on a row that there is."""

    BINDINGS = bindings(JOURNAL, closing=named("quit", "journal"))
    OFFERED = JOURNAL
    HINTED = named("related", "copy", "export", "every_place", "filter", "back", "help")
    SEEN_AS = "journal"
    AUTO_FOCUS = ""

    def __init__(
        self,
        go: Callable[[Volume | Snapshot], None],
        history: LiveHistory,
        overview: Overview,
        inventory: Inventory,
        clock: Clock,
        settings: Settings,
    ) -> None:
        super().__init__()
        self._go = go
        self._history = history
        self._overview = overview
        self._inventory = inventory
        self._clock = clock
        self._zone = settings.timezone
        self.shows_every_place = False
        self._terms: Sequence[str] = ()
        self._fresh: frozenset[str] = frozenset()
        self._made_of: object = None
        self._shown_at = float("-inf")
        """Monotonic seconds."""
        self._catching_up: Worker[None] | None = None
        self._source_of: object = None
        self._unsubscribe: Callable[[], None] = lambda: None

    def compose(self) -> ComposeResult:
        yield Line(id="context")
        yield Line(id="tabs")
        yield FilterBar(lambda _text, _cursor: ())
        yield UnmarkedTable(id="journal")
        yield Line(id="entry")
        yield Notice(id="notice")
        yield Notice(id="answer")
        yield Hints()

    def on_mount(self) -> None:
        self._unsubscribe = self._history.subscribe(self._grown)
        self._counting: Worker[None] = self.app.run_worker(
            self._count, name="minutes", group="minutes", description="minutes", exit_on_error=False
        )
        self._table.focus()
        self._show()

    def _grown(self, _entries: Sequence[Entry]) -> None:
        self.call_later(self.reload)

    async def _count(self) -> None:
        """What goes on says for how many minutes."""
        while True:
            now = self._clock.now()
            ages = [(now - each.began).total_seconds() for each in self._overview.running]
            await self._clock.sleep(min((60 - age % 60 for age in ages), default=60.0))
            self._show()

    async def _catch_up(self, seconds: float) -> None:
        await self._clock.sleep(seconds)
        self._catching_up = None
        self._show()

    def on_unmount(self) -> None:
        self._unsubscribe()
        self._counting.cancel()
        if self._catching_up is not None:
            self._catching_up.cancel()

    def on_screen_resume(self) -> None:
        """What lay over it is gone; it was not told of what happened meanwhile."""
        self._show()

    # What is shown

    @property
    def _table(self) -> UnmarkedTable[Row]:
        return self.query_one("#journal", UnmarkedTable)

    @property
    def _scope(self) -> Context | None:
        """Of which place entries are shown; None for every one."""
        return None if self.shows_every_place else self._inventory.current

    @property
    def subject(self) -> Entry | None:
        """The entry under the cursor: what has its id is what it is about."""
        row = self._table.cursor_item
        return row.entry if row is not None else None

    def reload(self) -> None:
        """What is shown may be another."""
        wait = self._shown_at + MANY_SECONDS - self._clock.monotonic()
        if len(self._overview.running) <= MANY or wait <= 0:
            self._show()
        elif self._catching_up is None:
            self._catching_up = self.app.run_worker(
                partial(self._catch_up, wait), name="rows", group="rows", description="rows", exit_on_error=False
            )

    def _show(self) -> None:
        """Show what there is now; free when that is what is shown. What lies under another screen has been seen by
        nobody, and is shown when that has gone."""
        if not self.query(ResourceTable) or not self.is_active:
            return
        scope = self._scope
        running = running_rows(self._overview.running, self._clock.now(), scope)
        made_of = self._history.entries, scope, self._terms, running
        if made_of != self._made_of:
            self._made_of, self._shown_at = made_of, self._clock.monotonic()
            self._show_rows(scope, running)
        left, right = self._overview.heading()
        self.query_one("#context", Line).show(left, right, spare=self._overview.spare())
        self.query_one("#notice", Notice).say("\n".join(self._overview.trouble()))
        where = [Span(_("every place seen") + " ", "warn")] if self.shows_every_place else []
        self.query_one("#tabs", Line).show(self._overview.tabs(journal=True), where)

    def reload_place(self) -> None:
        self.reload()

    def _show_rows(self, scope: Context | None, running: Sequence[Row]) -> None:
        entries = [entry for entry in self._history.entries if scope is None or scope.covers(entry.context)]
        rows = rows_of(entries)
        current = self._inventory.current
        if current is not None:
            # They are the last ones that were added; whoever looks has seen them.
            news = [row.key for row in rows if current.covers(row.entry.context)][: self._history.news(current)]
            self._fresh |= set(news)
            self._history.looked(current)
        shown = [row for row in [*running, *rows] if matches(row.entry, self._terms)]
        table, now = self._table, self._clock.now()
        source_of = scope is None, scope is not None and scope.everywhere, local(now, self._zone).date()
        if source_of != self._source_of:
            self._source_of = source_of
            source = JournalSource(now, self._zone, place=source_of[0], region=source_of[1])
            table.set_source(source, shown, table.view_state())
        else:
            table.set_items(shown)
        table.set_changed(self._fresh)
        table.set_message(self._overview.no_match() if entries or running else _("Nothing has happened yet."))
        self.query_one(FilterBar).tell(len(shown), len(entries) + len(running), "")
        self._show_entry()

    @on(ResourceTable.Highlighted)
    def _show_entry(self) -> None:
        entry = self.subject
        self.query_one("#entry", Line).show(entry_line(entry, self._zone) if entry is not None else ())

    # What is done

    def _target(self, command: Command) -> Any:
        return self if command in OF_JOURNAL else super()._target(command)

    def do(self, command: Command) -> None:
        if command in VIEWS:
            self.leave()
        super().do(command)

    def leave(self) -> None:
        """Back to the screen below."""
        self.dismiss()

    def edit_filter(self) -> None:
        """Terms that are to be somewhere in an entry."""
        self.query_one(FilterBar).edit()

    def go_back(self) -> None:
        """The filter goes first."""
        bar = self.query_one(FilterBar)
        if bar.field.value or bar.field.has_focus:
            bar.put("")
            self._leave_filter()
        else:
            self.leave()

    def every_place(self) -> None:
        """Entries of every place that this run has seen, or of the one shown."""
        self.shows_every_place = not self.shows_every_place
        if self.shows_every_place:
            self._overview.take_missed()
        self._show()

    def go_to_related(self) -> None:
        """Go to what the entry is about, where it still is."""
        entry, current = self.subject, self._inventory.current
        if entry is None:
            return
        row = self._row_of(entry)
        if current is None or not current.covers(entry.context):
            self.say(_("It is in another place: {region}.").format(region=plain(entry.context.region)))
        elif row is None:
            self.say(_("The cloud does not list it any more."))
        else:
            self.leave()
            self._go(row)

    def _row_of(self, entry: Entry) -> Any:
        """What it is about; None where the picture shown does not have it."""
        picture = self._inventory.picture
        return picture.listing(entry.kind).by_id.get(entry.id) if picture is not None else None

    def export(self) -> None:
        """Write the rows shown to a file."""
        rows = tuple(row.entry for row in self._table.items if not row.running)
        self.write_to_file(JournalSheet(self._scope or EVERY_PLACE, rows), self._clock.now(), self._zone)

    @on(ResourceTable.Opened)
    def _row_opened(self) -> None:
        self.go_to_related()

    @on(Input.Changed, "#filter")
    def _filter_changed(self) -> None:
        self._terms = fold(self.query_one(FilterBar).field.value).split()
        self._show()

    @on(Input.Submitted, "#filter")
    def _leave_filter(self) -> None:
        self.query_one(FilterBar).settle()
        self._table.focus()
