"""Listens to an inventory, and remembers each change of a status: `inventory.history` for those who read it.

All of it happens on the event loop's thread. 10,000 volumes that change at once take 20 ms.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from tbs_tui.account.context import Context
from tbs_tui.clock import Clock
from tbs_tui.inventory.events import (
    Event,
    InventoryChanged,
    PollFailed,
    PollStarted,
    PollSucceeded,
    Recalled,
)
from tbs_tui.inventory.history import Away, Entry, What
from tbs_tui.inventory.inventory import MATTERING, Inventory
from tbs_tui.inventory.picture import Kind, Listing
from tbs_tui.listeners import Listeners
from tbs_tui.records import dataclass

#: Entries that are kept, the newest of all; what more happens at once is counted and not kept.
MOST_ENTRIES = 2000

_KINDS = tuple(kind for kind in Kind if kind in MATTERING)

Listener = Callable[[Sequence[Entry]], None]


class _Found(NamedTuple):
    """Something that happened, before it is an entry: most of 10,000 never become one."""

    what: What
    row: Any
    """As it was last seen."""
    before: str | None
    after: str | None


@dataclass(slots=True)
class _Note:
    """A row whose status is shown ahead of the cloud."""

    before: str | None
    """What the cloud said last."""
    asked: bool = False
    """Whether a look at the cloud has begun since: its end says what became of it."""


@dataclass(slots=True)
class _Earlier:
    """What an earlier run saw of a kind, until all of it has been compared with what there is."""

    listing: Listing[Any]
    first: Listing[Any] | None = None
    """The first whole listing of this run; None before it has come."""

    @property
    def whole(self) -> bool:
        """Whether these are all rows that the earlier run saw."""
        return len(self.listing.rows) >= (self.listing.total or 0)


_Key = tuple[Context, Kind]


class Journal:
    """See `inventory.history.LiveHistory`.

    Of what is the first of a Context nothing is news, unless an earlier run saw it: what differs from that happened
    while nobody looked. Of an earlier run's first rows alone, nothing counts as new for not being among them.

    A status that is shown ahead of the cloud (`Inventory.note_statuses`) is no change that anybody saw: it makes no
    entry. What the cloud said before is remembered, and compared with what the next look says that begins after it:
    so "available -> deleting" is an entry at the time of that look, and a request that came to nothing leaves none.
    """

    def __init__(self, inventory: Inventory, clock: Clock) -> None:
        self._inventory = inventory
        self._clock = clock
        self._entries: tuple[Entry, ...] = ()
        self._fresh: tuple[Entry, ...] = ()
        self._away: dict[Context, Away] = {}
        self._earlier: dict[_Key, _Earlier] = {}
        self._notes: dict[_Key, dict[str, _Note]] = {}
        self._listeners: Listeners[Sequence[Entry]] = Listeners()
        inventory.subscribe(self._heard)

    # Read

    @property
    def entries(self) -> Sequence[Entry]:
        """All, oldest first."""
        return self._entries

    def of(self, context: Context, kind: Kind, resource_id: str) -> Sequence[Entry]:
        """Those about one resource, oldest first."""
        return [
            entry
            for entry in self._entries
            if entry.id == resource_id and entry.kind is kind and context.covers(entry.context)
        ]

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` with each batch of entries of this run; with none when earlier ones have been read."""
        return self._listeners.add(listener)

    def news(self, context: Context) -> int:
        """How many entries of the Context this run has added since `looked`."""
        return sum(1 for entry in self._fresh if context.covers(entry.context))

    def looked(self, context: Context) -> None:
        """Somebody has seen all entries of the Context."""
        self._fresh = tuple(entry for entry in self._fresh if not context.covers(entry.context))

    def take_away(self, contexts: Iterable[Context]) -> Away | None:
        """What happened there while nobody looked, once."""
        found = [self._away.pop(context) for context in contexts if context in self._away]
        if not found:
            return None
        changed, new, gone = (
            sum(numbers) for numbers in zip(*((a.changed, a.new, a.gone) for a in found), strict=True)
        )
        return Away(min(each.since for each in found), changed, new, gone)

    # Add

    def took(self, entry: Entry) -> None:
        """Somebody did something."""
        self._add([entry])

    def remember(self, entries: Iterable[Entry]) -> None:
        """Take in what earlier runs kept; nothing of it is news."""
        merged = sorted([*entries, *self._entries], key=lambda entry: entry.at)
        self._entries = tuple(merged[-MOST_ENTRIES:])
        self._tell(())

    def _add(self, entries: Sequence[Entry]) -> None:
        if entries:
            self._entries = (*self._entries, *entries)[-MOST_ENTRIES:]
            self._fresh = (*self._fresh, *entries)[-MOST_ENTRIES:]
            self._tell(entries)

    def _tell(self, entries: Sequence[Entry]) -> None:
        self._listeners.tell(entries)

    # Listen

    def _heard(self, event: Event) -> None:
        if isinstance(event, Recalled):
            for kind in _KINDS:
                self._recalled(event.context, kind, event.picture.listing(kind))
        elif isinstance(event, InventoryChanged):
            if event.noted:
                self._remember_notes(event)
            else:
                self._changed(event)
        elif isinstance(event, PollStarted):
            for kind in _KINDS:
                for note in self._notes.get((event.context, kind), {}).values():
                    note.asked = True
        elif isinstance(event, PollSucceeded | PollFailed):
            errors: Mapping[Kind, object] = event.errors if isinstance(event, PollFailed) else {}
            self._settle_notes(event.context, errors)

    def _changed(self, event: InventoryChanged) -> None:
        context, entries = event.context, list[Entry]()
        for kind in _KINDS:
            if event.picture_before_had(kind):
                found = self._found(event, kind)
                entries += self._made(context, kind, found)
            elif event.picture.listing(kind).complete:
                entries += self._landed(context, kind, event.picture.listing(kind))
        self._add(entries)

    def _made(
        self, context: Context, kind: Kind, found: Sequence[_Found], away_since: datetime | None = None
    ) -> list[Entry]:
        now = self._clock.now()
        return [
            Entry(now, context, kind, row.id, row.name, what, before, after, away_since=away_since)
            for what, row, before, after in found[-MOST_ENTRIES:]
        ]

    def _found(self, event: InventoryChanged, kind: Kind) -> list[_Found]:
        """What is news of a kind of which all was known before."""
        changes, context = event.diff.of(kind), event.context
        if not changes:
            return []
        old, new, notes = event.before.listing(kind), event.picture.listing(kind), self._notes.get((context, kind), {})
        noted = changes.changed & notes.keys()
        found = _changed(old, new, changes.changed - noted)
        for row_id in sorted(noted):
            if notes[row_id].asked:
                before, row = notes.pop(row_id).before, new.by_id[row_id]
                if before != row.status:
                    found.append(_Found(What.CHANGED, row, before, row.status))
        gone = {row_id: note.before for row_id in changes.removed & notes.keys() if (note := notes.pop(row_id))}
        if not _hidden(old, new):
            rows = (old.by_id[row_id] for row_id in _newest(changes.removed))
            found += (_Found(What.GONE, row, gone.get(row.id, row.status), None) for row in rows)
        if not _hidden(new, old):
            found += _appeared(new, changes.added)
        return found

    # Notes

    def _remember_notes(self, event: InventoryChanged) -> None:
        for kind in _KINDS:
            if event.picture_before_had(kind):
                notes, old = self._notes.setdefault((event.context, kind), {}), event.before.listing(kind)
                for row_id in event.diff.of(kind).changed:
                    known = notes.get(row_id)
                    notes[row_id] = _Note(known.before if known is not None else old.by_id[row_id].status)

    def _settle_notes(self, context: Context, errors: Mapping[Kind, object]) -> None:
        """A look has ended that read all but `errors`; where the cloud says what was noted, nothing has changed on the
        screen, and this is the moment to know of it."""
        picture, entries = self._inventory.picture_of(context), list[Entry]()
        for kind in _KINDS:
            notes = self._notes.get((context, kind), {})
            if picture is None or kind in errors:
                continue
            for row_id in [row_id for row_id, note in notes.items() if note.asked]:
                before, row = notes.pop(row_id).before, picture.listing(kind).by_id.get(row_id)
                if row is not None and row.status != before:
                    entries += self._made(context, kind, [_Found(What.CHANGED, row, before, row.status)])
        self._add(entries)

    # Earlier runs

    def _recalled(self, context: Context, kind: Kind, listing: Listing[Any]) -> None:
        """The first rows come before all of them, which may come after the first look has landed."""
        if listing.fetched_at is None:
            return
        known = self._earlier.get((context, kind))
        if known is None:
            before = self._inventory.picture_of(context)
            if before is None or not before.listing(kind).complete:
                self._earlier[context, kind] = _Earlier(listing)
            return
        head, known.listing = known.listing, listing
        if known.first is not None:
            del self._earlier[context, kind]
            self._add(self._compared(context, kind, known, known.first, head))

    def _landed(self, context: Context, kind: Kind, new: Listing[Any]) -> list[Entry]:
        """The first whole listing of this run."""
        earlier = self._earlier.get((context, kind))
        if earlier is None:
            return []
        earlier.first = new
        if earlier.whole:
            del self._earlier[context, kind]
        return self._compared(context, kind, earlier, new, None)

    def _compared(
        self, context: Context, kind: Kind, earlier: _Earlier, new: Listing[Any], head: Listing[Any] | None
    ) -> list[Entry]:
        """What differs; the rows of `head` have been compared before."""
        old, since = earlier.listing, earlier.listing.fetched_at
        assert since is not None
        olds, news = old.by_id, new.by_id
        ids = olds.keys() - head.by_id.keys() if head is not None else olds.keys()
        differing = _differing(old, new, ids & news.keys())
        gone = ids - news.keys() if not _hidden(old, new) else frozenset()
        added = news.keys() - olds.keys() if earlier.whole and not _hidden(new, old) else frozenset()
        if differing or gone or added:
            known = self._away.get(context, Away(since, 0, 0, 0))
            self._away[context] = Away(
                min(since, known.since),
                known.changed + len(differing),
                known.new + len(added),
                known.gone + len(gone),
            )
        found = _changed(old, new, differing)
        found += (_Found(What.GONE, olds[row_id], olds[row_id].status, None) for row_id in _newest(gone))
        found += _appeared(new, added)
        return self._made(context, kind, found, since)


def _hidden(there: Listing[Any], missing: Listing[Any]) -> bool:
    """Whether rows of `there` may be out of `missing` only because they could not be read."""
    return missing.dropped > there.dropped


def _differing(old: Listing[Any], new: Listing[Any], ids: Iterable[str]) -> list[str]:
    """Those of another status than before; all are in both."""
    olds, news = old.by_id, new.by_id
    return [row_id for row_id in ids if olds[row_id].status != news[row_id].status]


def _changed(old: Listing[Any], new: Listing[Any], ids: Iterable[str]) -> list[_Found]:
    olds, news = old.by_id, new.by_id
    return [
        _Found(What.CHANGED, news[row_id], olds[row_id].status, news[row_id].status)
        for row_id in _newest(_differing(old, new, ids))
    ]


def _appeared(new: Listing[Any], ids: Iterable[str]) -> list[_Found]:
    rows = (new.by_id[row_id] for row_id in _newest(ids))
    return [_Found(What.APPEARED, row, None, row.status) for row in rows]


def _newest(ids: Iterable[str]) -> list[str]:
    """As many as can be kept. In order: sets of strings have another one in each run."""
    return sorted(ids)[-MOST_ENTRIES:]
