"""Whatever the cloud and the person do, in any order: the table is what a simple model says, the cursor is on its row
or the nearest neighbour, and marks are on theirs."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from textual.geometry import Size
from textual.message import Message

from tbs_tui.account.context import Context
from tbs_tui.api.models import Snapshot, Volume
from tbs_tui.inventory.picture import Kind, Listing, Picture
from tbs_tui.query.columns import EVERY_COLUMN
from tbs_tui.ui.browsing import Browsing
from tbs_tui.ui.widgets.table import ResourceTable

CONTEXT = Context("prod", "0f0e", "KR1")
KINDS = (Kind.VOLUMES, Kind.SNAPSHOTS)
NAMES = st.sampled_from(["a", "b", "c", "web", "webs", None])
STATUSES = st.sampled_from(["available", "error", "deleting"])
SIZES = st.integers(1, 9)

#: Filters, and what they mean.
FILTERS = {
    "": lambda row: True,
    "name:web": lambda row: "web" in (row.name or ""),
    "status:error": lambda row: row.status == "error",
    "!status:error": lambda row: row.status != "error",
    "size:>5": lambda row: row.size > 5,
    "name:nowhere": lambda row: False,
    # Can't be read: the one before stays in force.
    "size:x": None,
}
SORTS = ("name", "status", "size", "created_at", "id")


class BareTable(ResourceTable[Any]):
    """A table without a terminal: 6 rows of 80 cells are in view, nothing is painted and nobody hears it."""

    size = Size(80, 7)
    has_focus = True

    def refresh(self, *_: Any, **__: Any) -> "BareTable":
        return self

    def post_message(self, message: Message) -> bool:
        return True


@dataclass
class Side:
    """The model of one kind."""

    rows: dict[str, Any] = field(default_factory=dict)
    """What the cloud has."""
    seen: list[Any] = field(default_factory=list)
    """The same at the last look."""
    sort: str = "created_at"
    reverse: bool = True
    filter: str = ""
    shown: list[str] = field(default_factory=list)
    cursor: str | None = None
    standing: tuple[list[str], int] = field(default_factory=lambda: ([], 0))
    """The last rows shown that were any, and the place of the cursor in them."""
    marks: set[str] = field(default_factory=set)
    anchor: str | None = None

    def show(self) -> None:
        """Put the rows in order, filter them, and put the cursor where it belongs."""
        rows = sorted(self.seen, key=lambda row: row.id)
        rows.sort(key=lambda row: row.created, reverse=True)
        there = [row for row in rows if getattr(row, self.sort) is not None]
        there.sort(key=lambda row: getattr(row, self.sort), reverse=self.reverse)
        holds = FILTERS[self.filter]
        assert holds is not None
        ordered = there + [row for row in rows if getattr(row, self.sort) is None]
        self.shown = [row.id for row in ordered if holds(row)]
        before, at = self.standing
        here = [key for key in before[at:] + before[:at][::-1] if key in self.shown]
        if not self.shown:
            self.cursor = None
        else:
            self.put(self.shown.index(here[0]) if here else at)
        self.marks &= {row.id for row in self.seen}

    def put(self, index: int) -> None:
        """The cursor's place in the rows shown."""
        if self.shown:
            index = max(0, min(index, len(self.shown) - 1))
            self.standing, self.cursor = (self.shown, index), self.shown[index]


class Explored(RuleBasedStateMachine):
    """The browsing and the table as the main screen drives them, beside the model."""

    @initialize(rows=st.lists(st.tuples(NAMES, STATUSES, SIZES), max_size=12))
    def begin(self, rows: list[tuple[str | None, str, int]]) -> None:
        self.count = 0
        self.browsing = Browsing(UTC)
        self.browsing.enter_context(CONTEXT)
        self.table = BareTable()
        self.sides = {kind: Side() for kind in KINDS}
        for name, status, size in rows:
            self.add(Kind.VOLUMES, name, status, size)
            self.add(Kind.SNAPSHOTS, name, status, size)
        self.picture = Picture.empty(CONTEXT)
        self.show_source()
        self.look()

    @property
    def side(self) -> Side:
        return self.sides[self.browsing.kind]

    # As the main screen does

    def show_source(self) -> None:
        browsing = self.browsing
        self.table.set_source(browsing.source, browsing.rows(self.picture), browsing.choices.place)
        self.show_rows()

    def show_rows(self) -> None:
        self.table.set_items(self.browsing.rows(self.picture))
        self.table.set_marked(self.browsing.still_there(self.table.marked, self.picture))
        self.side.show()

    # The cloud

    @rule(kind=st.sampled_from(KINDS), name=NAMES, status=STATUSES, size=SIZES)
    def add(self, kind: Kind, name: str | None, status: str, size: int) -> None:
        self.count += 1
        made = Volume if kind is Kind.VOLUMES else Snapshot
        at = f"2026-01-01T00:00:{self.count % 7:02}"
        row = made(id=f"r{self.count:03}", name=name, status=status, size=size, created_at=at)
        self.sides[kind].rows[row.id] = row

    @rule(kind=st.sampled_from(KINDS), number=st.integers(0, 30))
    def remove(self, kind: Kind, number: int) -> None:
        rows = self.sides[kind].rows
        if rows:
            del rows[list(rows)[number % len(rows)]]

    @rule(
        kind=st.sampled_from(KINDS), number=st.integers(0, 30), change=st.fixed_dictionaries(
            {}, optional={"name": NAMES, "status": STATUSES, "size": SIZES}
        )
    )  # fmt: skip
    def change(self, kind: Kind, number: int, change: dict[str, Any]) -> None:
        rows = self.sides[kind].rows
        if rows:
            key = list(rows)[number % len(rows)]
            rows[key] = replace(rows[key], **change)

    @rule()
    def look(self) -> None:
        """A poll ends."""
        now = datetime(2026, 1, 2, tzinfo=UTC)
        for side in self.sides.values():
            side.seen = list(side.rows.values())
        volumes, snapshots = (Listing(tuple(self.sides[kind].seen), now, complete=True) for kind in KINDS)
        self.picture = Picture(CONTEXT, volumes, snapshots)
        self.browsing.look_at(self.picture, {}, now)
        self.show_rows()

    # The person

    @rule(key=st.sampled_from(SORTS))
    def sort(self, key: str) -> None:
        side = self.side
        side.sort, side.reverse = key, not side.reverse if key == side.sort else key == "created_at"
        self.browsing.sort_by(key)
        self.show_rows()

    @rule(text=st.sampled_from(list(FILTERS)))
    def filter(self, text: str) -> None:
        if FILTERS[text] is not None:
            self.side.filter = text
        self.browsing.type_filter(text)
        self.show_rows()

    @rule(data=st.data())
    def choose_columns(self, data: st.DataObject) -> None:
        keys = [spec.key for spec in EVERY_COLUMN[self.browsing.kind]]
        chosen = data.draw(st.lists(st.sampled_from(keys), unique=True))
        self.browsing.choose_columns(chosen)
        self.table.show_columns(self.browsing.source)

    @rule()
    def switch(self) -> None:
        browsing = self.browsing
        browsing.choices.place = self.table.view_state()
        browsing.kind = KINDS[1 - KINDS.index(browsing.kind)]
        # The last mark is a place to mark from only as long as one stays.
        self.side.anchor = None
        self.show_source()

    @rule(step=st.sampled_from([-20, -1, 1, 20]))
    def step(self, step: int) -> None:
        self.table._move(self.table._window.cursor + step)
        self.side.put(self.side.standing[1] + step)

    @rule(rows=st.integers(-3, 3))
    def scroll(self, rows: int) -> None:
        self.table._scroll(rows)

    @rule()
    def mark(self) -> None:
        self.table.action_toggle_mark()
        side = self.side
        if side.cursor in side.marks:
            side.marks.remove(side.cursor)
        elif side.cursor is not None:
            side.marks.add(side.cursor)
            side.anchor = side.cursor

    @rule()
    def mark_to_here(self) -> None:
        self.table.action_mark_to_cursor()
        side = self.side
        if side.cursor is not None:
            anchor = side.anchor if side.anchor in side.marks and side.anchor in side.shown else side.cursor
            first, last = sorted((side.shown.index(anchor), side.shown.index(side.cursor)))
            side.marks |= set(side.shown[first : last + 1])
            side.anchor = side.cursor

    @rule()
    def mark_all(self) -> None:
        self.table.action_mark_all()
        self.side.marks |= set(self.side.shown)

    @rule()
    def unmark(self) -> None:
        self.table.action_clear_marks()
        self.side.marks, self.side.anchor = set(), None

    # What holds

    @invariant()
    def rows_are_those_of_the_model(self) -> None:
        assert [row.id for row in self.table.items] == self.side.shown
        assert all(self.picture.listing(self.browsing.kind).by_id[row.id] is row for row in self.table.items)

    @invariant()
    def the_cursor_is_on_its_row_or_the_nearest_neighbour(self) -> None:
        assert self.table.cursor_key == self.side.cursor

    @invariant()
    def marks_are_on_their_rows(self) -> None:
        assert self.table.marked == self.side.marks

    @invariant()
    def what_is_painted_is_in_the_list(self) -> None:
        visible = self.table.visible_keys
        at = self.side.shown.index(visible[0]) if visible else 0
        assert list(visible) == self.side.shown[at : at + 6]
        assert len(self.table._lines) == 7


TestExplored = Explored.TestCase
TestExplored.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
