"""What a person has chosen to see, and the rows that follow from it. Knows no widget but the table's own types."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import field, replace
from datetime import datetime, tzinfo
from types import MappingProxyType
from typing import Any

from tbs_tui.account.context import Context
from tbs_tui.account.profiles.state import TableState
from tbs_tui.inventory.events import InventoryChanged
from tbs_tui.inventory.picture import Kind, Listing, Picture
from tbs_tui.query import filter, sort
from tbs_tui.query.columns import NO_SERVERS, ColumnSpec, View, columns, every_column, fixed_columns
from tbs_tui.query.completion import completions
from tbs_tui.query.language import FilterError, Query, parse
from tbs_tui.records import dataclass
from tbs_tui.settings import SNAPSHOT_DAYS
from tbs_tui.ui.lens import Lens
from tbs_tui.ui.memory import Memory
from tbs_tui.ui.sources import KindSource
from tbs_tui.ui.widgets.table import ViewState

#: 2,000 rows are put in order in 8 ms; more are done in pieces.
MANY_ROWS = 2000
#: How rows come before anybody has chosen.
FIRST_ORDER: Mapping[Kind, tuple[str, bool]] = MappingProxyType(
    {Kind.VOLUMES: ("created_at", True), Kind.SNAPSHOTS: ("created_at", True), Kind.TYPES: ("name", False)}
)


@dataclass(slots=True)
class Choices:
    """What was chosen for one kind."""

    sort: str = ""
    reverse: bool = False
    filter: str = ""
    """As it was typed."""
    query: Query = field(default_factory=Query)
    """What is in force: the last filter that could be read."""
    fault: str = ""
    """Why `filter` is not; safe to show."""
    place: ViewState | None = None
    """Where its table was left."""


_Ids = dict[Kind, frozenset[str]]


@dataclass(slots=True)
class News:
    """Ids of what the last poll of each Context found new or changed, by kind; what a present one has found so far is
    apart."""

    told: dict[Context, _Ids] = field(default_factory=dict)
    incoming: dict[Context, _Ids] = field(default_factory=dict)

    def begin(self, context: Context) -> None:
        """A poll begins."""
        self.incoming[context] = {}

    def add(self, event: InventoryChanged) -> None:
        """Something differs; in a kind of which nothing whole was known before, nothing is news."""
        incoming = self.incoming.setdefault(event.context, {})
        for kind in Kind:
            if event.picture_before_had(kind):
                incoming[kind] = incoming.get(kind, frozenset()) | event.diff.ids(kind)

    def end(self, context: Context) -> None:
        """The poll has ended."""
        self.told[context] = self.incoming.pop(context, {})

    def of(self, kind: Kind) -> frozenset[str]:
        """What is news of a kind."""
        return frozenset().union(*(ids.get(kind, frozenset()) for ids in self.told.values()))


class Browsing:
    """One kind of resource at a time, each with its own order, filter and place."""

    def __init__(self, zone: tzinfo | None, memory: Memory | None = None) -> None:
        self._zone = zone
        self._memory = memory if memory is not None else Memory()
        self._profile = ""
        self._everywhere = False
        self._servers: Mapping[str, str] = NO_SERVERS
        self._choices = {kind: Choices() for kind in Kind}
        for kind in Kind:
            self._take_order(kind)
        self.lens = Lens()
        self._sources = self._made_sources(Picture.empty(None))
        self.kind = Kind.VOLUMES
        self.news = News()

    @property
    def choices(self) -> Choices:
        """Those of the kind that is shown."""
        return self._choices[self.kind]

    @property
    def source(self) -> KindSource:
        """The columns of the kind that is shown."""
        return self._sources[self.kind, self.lens.covers(self.kind)]

    @property
    def columns(self) -> Sequence[ColumnSpec[Any]]:
        """The columns of the kind that is shown."""
        return self._columns_of(self.kind)

    @property
    def every_column(self) -> Sequence[ColumnSpec[Any]]:
        """The columns that the kind shown can have."""
        return every_column(self.kind, everywhere=self._everywhere)

    @property
    def sortable(self) -> Sequence[ColumnSpec[Any]]:
        """What the rows shown can be ordered by."""
        return self.lens.columns(self.every_column) if self.lens.covers(self.kind) else self.every_column

    @property
    def fixed_columns(self) -> Sequence[ColumnSpec[Any]]:
        """Those of them that are always shown, in the first places."""
        return fixed_columns(self.kind, everywhere=self._everywhere)

    @property
    def changed(self) -> frozenset[str]:
        """What the last poll found new or changed of the kind that is shown."""
        return self.news.of(self.kind)

    def _made_sources(self, picture: Picture) -> dict[tuple[Kind, bool], KindSource]:
        view = View(picture, self._zone, servers=self._servers)
        sources: dict[tuple[Kind, bool], KindSource] = {}
        for kind in Kind:
            sources |= self._sources_of(kind, view)
        return sources

    def _sources_of(self, kind: Kind, view: View) -> dict[tuple[Kind, bool], KindSource]:
        """As the table is, and as the lens has it."""
        specs = self._columns_of(kind)
        return {
            (kind, False): KindSource(specs, view),
            (kind, True): KindSource(self.lens.columns(specs), view),
        }

    def _columns_of(self, kind: Kind) -> Sequence[ColumnSpec[Any]]:
        return columns(kind, self._memory.table(kind).columns, everywhere=self._everywhere)

    def _take_order(self, kind: Kind) -> None:
        """The order that is remembered; the first one where nothing is, or by a column that is not there now."""
        table, choices = self._memory.table(kind), self._choices[kind]
        if table.sort in {spec.key for spec in every_column(kind, everywhere=self._everywhere)}:
            choices.sort, choices.reverse = table.sort or "", table.reverse
        else:
            choices.sort, choices.reverse = FIRST_ORDER[kind]

    def look_at(
        self, picture: Picture, since: Mapping[str, datetime], at: datetime, snapshot_days: int = SNAPSHOT_DAYS
    ) -> None:
        """Cells are those of this picture from now on. `since` says when statuses were first seen, `at` when the last
        good look was."""
        view = View(picture, self._zone, since, at, snapshot_days, self._servers)
        self.lens.judge(view)
        for source in self._sources.values():
            source.view = view

    def listing(self, picture: Picture | None) -> Listing[Any] | None:
        """The picture's list of the kind that is shown."""
        return picture.listing(self.kind) if picture is not None else None

    def rows(self, picture: Picture | None) -> Sequence[Any]:
        """The rows that the filter leaves, in the order chosen."""
        if picture is None:
            return ()
        # In this order, since all remember what they were given: a key typed in the filter sorts nothing anew.
        return filter.filter_rows(self._through_lens(picture), self.choices.query, picture)

    def count(self, picture: Picture | None) -> int:
        """How many rows there are for the filter."""
        return len(self._through_lens(picture)) if picture is not None else 0

    def _through_lens(self, picture: Picture) -> tuple[Any, ...]:
        rows = sort.sort_rows(picture.listing(self.kind).rows, *self._sorted_by, picture)
        return self.lens.select(self.kind, rows) if self.lens.covers(self.kind) else rows

    @property
    def order(self) -> tuple[str, bool]:
        """By which column the rows come, and whether the largest is first."""
        return self.lens.order(self.kind) if self.lens.covers(self.kind) else (self.choices.sort, self.choices.reverse)

    @property
    def _sorted_by(self) -> tuple[str, bool]:
        """The same; below the order of the lens, that of before it."""
        if self.lens.covers(self.kind) and self.lens.sorts(self.kind):
            return self.choices.sort, self.choices.reverse
        return self.order

    @property
    def follows_time(self) -> bool:
        """Whether other rows may be shown after a while, although they are the same."""
        return self.choices.query.follows_time or self.lens.level is not None

    def still_there(self, marked: frozenset[str], picture: Picture | None) -> frozenset[str]:
        """The marks whose rows the cloud still has, shown or hidden by the filter. Before all rows have been read
        nobody knows which are gone."""
        listing = self.listing(picture)
        if not marked or listing is None or not listing.complete:
            return marked
        return marked & listing.by_id.keys()

    def drop_marks(self, kind: Kind, ids: Collection[str]) -> None:
        """Where a table was left, these are marked no more."""
        choices = self._choices[kind]
        if choices.place is not None:
            choices.place = replace(choices.place, marked=choices.place.marked.difference(ids))

    def is_long(self, picture: Picture | None) -> bool:
        """Whether `rows` may hold the event loop for longer than a key should wait."""
        if picture is None:
            return False
        kinds = (self.kind,) if self.lens.level is None else Kind
        return any(len(picture.listing(kind).rows) > MANY_ROWS for kind in kinds)

    def arrange(self, picture: Picture) -> Iterator[None]:
        """The work of `rows` in pieces; afterwards it costs little."""
        yield from sort.in_steps(picture.listing(self.kind).rows, *self._sorted_by, picture)
        if self.lens.level is not None:
            yield from self.lens.in_steps()
        if self.choices.query:
            yield from filter.in_steps(self._through_lens(picture), self.choices.query, picture)

    def type_filter(self, text: str) -> None:
        """The filter is `text` now; one that can't be read leaves the last good one in force."""
        choices = self.choices
        choices.filter = text
        try:
            choices.query, choices.fault = parse(text, self.kind, typing=True), ""
        except FilterError as error:
            choices.fault = error.words

    def all_choices(self) -> Mapping[Kind, Choices]:
        """Those of every kind, as they are now."""
        return {kind: replace(choices) for kind, choices in self._choices.items()}

    def restore(self, kind: Kind, choices: Mapping[Kind, Choices]) -> None:
        """Show `kind` again, with the filters and the places of before; orders and marks stay those of now."""
        self.kind = kind
        for each, now in self._choices.items():
            then = choices[each]
            marked = now.place.marked if now.place is not None else frozenset()
            now.filter, now.query, now.fault = then.filter, then.query, then.fault
            now.place = replace(then.place or ViewState(), marked=marked)

    def completions(self, picture: Picture | None, text: str, cursor: int) -> Sequence[str]:
        """What could stand before `cursor` in the filter."""
        listing = self.listing(picture)
        return completions(text, cursor, listing.rows if listing is not None else (), self.kind)

    def sort_by(self, key: str) -> None:
        """Order by this column; times begin with the newest. The one that it is ordered by already turns round."""
        if key == self.order[0]:
            self.reverse_sort()
        else:
            self._pick_order(key, key == "created_at")

    def reverse_sort(self) -> None:
        """Turn the order round."""
        key, reverse = self.order
        self._pick_order(key, not reverse)

    def _pick_order(self, key: str, reverse: bool) -> None:
        if self.lens.covers(self.kind):
            self.lens.pick_order(self.kind, key, reverse)
        else:
            self.choices.sort, self.choices.reverse = key, reverse
            self._remember(replace(self._memory.table(self.kind), sort=key, reverse=reverse))

    def choose_columns(self, keys: Sequence[str]) -> None:
        """Show these columns in this order; the standard ones when there are none."""
        # The order that is remembered may be by a column of another place: it stays.
        self._remember(replace(self._memory.table(self.kind), columns=tuple(keys)))
        self._sources |= self._sources_of(self.kind, self.source.view)

    def _remember(self, table: TableState) -> None:
        self._memory.arrange(self._profile, self.kind, table)

    @property
    def filters(self) -> Mapping[str, str]:
        """The filters saved for the kind that is shown, by name."""
        return self._memory.filters(self._profile, self.kind)

    def keep_filter(self, name: str, text: str | None) -> None:
        """A saved filter is `text` from now on; None removes it."""
        if text is None:
            self._memory.remove_filter(self._profile, self.kind, name)
        else:
            self._memory.save_filter(self._profile, self.kind, name, text)

    def enter_context(self, context: Context, servers: Mapping[str, str] = NO_SERVERS) -> None:
        """Another Context: places and news belong to the one left; orders and filters stay. `servers` are names of its
        instances by their ids; it may learn more."""
        self._servers = servers
        self.news = News()
        self._profile = context.profile
        self.lens.forget_orders()
        for choices in self._choices.values():
            choices.place = None
        if context.everywhere != self._everywhere:
            self._everywhere = context.everywhere
            self._sources = self._made_sources(Picture.empty(context))
            for kind in Kind:
                self._take_order(kind)
