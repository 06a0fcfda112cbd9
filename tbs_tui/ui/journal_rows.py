"""Entries of the journal as rows of a table, as words, and as what is written to a file."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from tbs_tui.account.context import ALL_REGIONS, Context
from tbs_tui.api.statuses import group
from tbs_tui.clock import local
from tbs_tui.inventory.history import Away, Entry, What
from tbs_tui.inventory.picture import Kind
from tbs_tui.locale import N_, _, ngettext
from tbs_tui.query import entries as documents
from tbs_tui.query.columns import UNREADABLE, short_id
from tbs_tui.text import fold, plain
from tbs_tui.ui.tones import Span
from tbs_tui.ui.widgets.table import Cell, Column

if TYPE_CHECKING:
    from tbs_tui.operations.operation import Operation

#: Of every entry of every place.
EVERY_PLACE = Context("", "", ALL_REGIONS)
#: Before the time of what happened at some time before it.
AWAY_MARK = "<"

_ARROW = " -> "
#: "req-" and a UUID are 40; with 46 the column is there from 126 columns on, and names have room before it.
_REQUEST_ID = 46
_KINDS: Mapping[Kind, str] = MappingProxyType(
    {Kind.VOLUMES: N_("volume"), Kind.SNAPSHOTS: N_("snapshot"), Kind.TYPES: N_("type")}
)


@dataclass(frozen=True, slots=True)
class Row:
    """An entry, and what a table knows it by."""

    key: str
    entry: Entry
    running: bool = False
    """Whether it is no entry yet, but what goes on."""


def running_rows(operations: Iterable["Operation"], now: datetime, here: Context | None) -> list[Row]:
    """What was decided and is not over, newest first, each as if it were an entry; what is not `here` says where it is.
    Its age has minutes: it is shown anew when something happens, and not each second."""
    rows = []
    for each in operations:
        told = _("{action}: {state}").format(action=each.action.words, state=each.state.words)
        if here is not None and not here.covers(each.context):
            told = _("{place}: {told}").format(place=place_words(each.context, here), told=told)
        minutes = int((now - each.began).total_seconds() // 60)
        age = [_("{n:,} min").format(n=minutes)] if minutes > 0 else []
        entry = Entry(
            each.began,
            each.context,
            each.kind,
            each.resource_id or each.id,
            each.name,
            What.ACTION,
            after=each.state.value,
            words=". ".join(filter(None, (", ".join((told, *age)), each.words))),
            request_id=each.request_id,
        )
        rows.append(Row(f"running {each.id}", entry, running=True))
    rows.reverse()
    return rows


def rows_of(entries: Iterable[Entry]) -> list[Row]:
    """Newest first. An entry has the same key whatever comes before or after it."""
    seen: Counter[str] = Counter()
    rows: list[Row] = []
    for entry in entries:
        key = f"{entry.at.timestamp()} {entry.kind.value} {entry.id} {entry.what.value} {entry.context.region}"
        seen[key] += 1
        rows.append(Row(f"{key} {seen[key]}", entry))
    rows.reverse()
    return rows


def matches(entry: Entry, terms: Sequence[str]) -> bool:
    """Whether each of `terms`, which have passed `fold`, is somewhere in what is shown of an entry."""
    if not terms:
        return True
    texts = (entry.name, entry.id, _(_KINDS[entry.kind]), entry.context.region, words_of(entry), entry.request_id)
    shown = fold(" ".join(filter(None, texts)))
    return all(term in shown for term in terms)


class JournalSource:
    """The columns of the journal. `places` are columns that tell where it happened: none, the region, or all of it."""

    def __init__(self, now: datetime, zone: tzinfo | None, *, region: bool, place: bool) -> None:
        self._now = now
        self._zone = zone
        self._where = _place if place else _region if region else None
        where = (Column("where", _("Place") if place else _("Region"), 20 if place else 6, 1),)
        self.columns: tuple[Column, ...] = (
            Column("at", _("Time"), 12),
            Column("what", _("What"), 27, grow=True),
            Column("name", _("Name"), 16, grow=True),
            Column("kind", _("Kind"), 8, 2),
            *(where if self._where is not None else ()),
            Column("request_id", _("Request ID"), _REQUEST_ID, 9),
        )

    def key(self, item: Row) -> str:
        return item.key

    def cells(self, item: Row) -> tuple[Cell, ...]:
        entry = item.entry
        return (
            Cell(self._time(entry), "busy" if entry.away_since is not None else ""),
            what(entry),
            _name(entry),
            Cell(_(_KINDS[entry.kind])),
            *((Cell(self._where(entry.context)),) if self._where is not None else ()),
            Cell(plain(entry.request_id or ""), "dim"),
        )

    def _time(self, entry: Entry) -> str:
        """The time of today; of another day of this year the day too; of another year that."""
        there, here = local(entry.at, self._zone), local(self._now, self._zone)
        form = "%H:%M:%S" if there.date() == here.date() else "%m-%d %H:%M" if there.year == here.year else "%Y-%m-%d"
        return f"{AWAY_MARK if entry.away_since is not None else ' '}{there.strftime(form)}"


def what(entry: Entry) -> Cell:
    """What happened, each status in its own tone."""
    if entry.what is What.ACTION:
        return _action(entry)
    if entry.what is What.APPEARED:
        return Cell(_("new") + _ARROW, "", _status(entry.after))
    before = _status(entry.before)
    after = Cell(_("gone"), "warn") if entry.what is What.GONE else _status(entry.after)
    return Cell(before.text + _ARROW, before.tone, after)


def _action(entry: Entry) -> Cell:
    """What was done from here, as it stood then; the mark is that of a status of that kind."""
    # Operations are imported after the first frame, and entries of an earlier run may be there before.
    from tbs_tui.ui.changing.words import group_of

    known = group_of(entry.after)
    if known is None:
        return Cell(plain(entry.words), "name")
    return Cell(f"{known.glyph} {plain(entry.words)}", known.tone or "name")


def words_of(entry: Entry) -> str:
    """What happened, as text."""
    cell = what(entry)
    return cell.text + (cell.rest.text if cell.rest is not None else "")


def _status(status: str | None) -> Cell:
    kind = group(status)
    return Cell(f"{kind.glyph} {plain(status) if status is not None else UNREADABLE}", kind.tone)


def _name(entry: Entry) -> Cell:
    name = plain(entry.name).strip() if entry.name else ""
    return Cell(name) if name else Cell(short_id(entry.id), "dim")


def _region(context: Context) -> str:
    return plain(context.region)


def place_words(context: Context, here: Context | None) -> str:
    """Where something is that is not where the person is: no more of it than differs."""
    same = here is not None and (here.profile, here.tenant_id) == (context.profile, context.tenant_id)
    return _region(context) if same else _place(context)


def _place(context: Context) -> str:
    return " ".join(filter(None, (plain(context.profile).strip(), short_id(context.tenant_id), plain(context.region))))


def entry_line(entry: Entry, zone: tzinfo | None) -> list[Span]:
    """What the table has no room for."""
    spans = [Span(f" {_(_KINDS[entry.kind])} "), Span(plain(entry.id), "name")]
    at = _long(entry.at, zone)
    if entry.away_since is not None:
        words = _("between {since} and {at}, while nobody looked").format(since=_long(entry.away_since, zone), at=at)
        spans.append(Span(f"  {words}", "busy"))
    else:
        spans.append(Span(f"  {at}"))
    if entry.request_id:
        spans.append(Span(f"  {plain(entry.request_id)}", "dim"))
    return spans


def _long(moment: datetime, zone: tzinfo | None) -> str:
    return local(moment, zone).strftime("%Y-%m-%d %H:%M:%S")


def away_words(away: Away, now: datetime, zone: tzinfo | None, key: str) -> str:
    """What happened while nobody looked, in one line; `key` opens the journal."""
    there, here = local(away.since, zone), local(now, zone)
    since = there.strftime("%H:%M" if there.date() == here.date() else "%Y-%m-%d %H:%M")
    numbers = (
        (away.changed, ngettext("{n:,} changed", "{n:,} changed", away.changed)),
        (away.new, ngettext("{n:,} new", "{n:,} new", away.new)),
        (away.gone, ngettext("{n:,} gone", "{n:,} gone", away.gone)),
    )
    told = ", ".join(words.format(n=number) for number, words in numbers if number)
    return _("since you last looked ({since}): {told}; {key} shows them").format(since=since, told=told, key=key)


@dataclass(frozen=True, slots=True)
class JournalSheet:
    """Entries as they are written to a file, in the order shown."""

    context: Context
    rows: tuple[Entry, ...]

    @property
    def name(self) -> str:
        return "journal"

    def json(self) -> Mapping[str, Any]:
        return documents.document(self.rows)

    def csv(self) -> Iterator[str]:
        return documents.lines(self.rows)
