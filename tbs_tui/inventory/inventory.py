"""The pictures of every Context seen in this run, what is known of their freshness, and who wants to hear of it.

All of it happens on the event loop's thread.
"""

from collections import ChainMap
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from tbs_tui.account.context import Context
from tbs_tui.api.errors import ApiError
from tbs_tui.clock import Clock
from tbs_tui.inventory.diff import Changes, diff, merge
from tbs_tui.inventory.events import (
    ContextShown,
    Event,
    InventoryChanged,
    PollFailed,
    PollStarted,
    PollSucceeded,
    Recalled,
)
from tbs_tui.inventory.gather import Gatherer
from tbs_tui.inventory.picture import Kind, Listing, Picture
from tbs_tui.inventory.sweep import Fetched
from tbs_tui.listeners import Listeners
from tbs_tui.records import dataclass

#: What a picture is good or bad by; types hardly ever change.
MATTERING = frozenset({Kind.VOLUMES, Kind.SNAPSHOTS})

_NO_ERRORS: Mapping[Kind, ApiError] = MappingProxyType({})

Listener = Callable[[Event], None]


@dataclass(frozen=True, slots=True)
class Health:
    """How far a Context's picture can be trusted."""

    last_good: datetime | None = None
    """When the last sweep ended that got all volumes and all snapshots."""
    errors: Mapping[Kind, ApiError] = field(default_factory=lambda: _NO_ERRORS)
    """The last error of each kind that has not been read well since."""
    retry_at: datetime | None = None
    """When it is tried again, if there are errors; None when not before the person asks."""
    recalled: datetime | None = None
    """When an earlier run saw what the picture shows; None once this run has read it all."""

    @property
    def error(self) -> ApiError | None:
        """The first of the errors: volumes before snapshots before types."""
        return next((self.errors[kind] for kind in Kind if kind in self.errors), None)

    @property
    def failing(self) -> frozenset[Kind]:
        """The kinds that could not be read at the last try."""
        return frozenset(self.errors)


_UNKNOWN = Health()


@dataclass(frozen=True, slots=True)
class _Note:
    """A status that we know of before the cloud has been asked."""

    status: str
    ticket: int


@dataclass(slots=True)
class _Known:
    """All that is kept of one Context."""

    picture: Picture
    health: Health = _UNKNOWN
    notes: dict[tuple[Kind, str], _Note] = field(default_factory=dict)
    since: dict[str, datetime] = field(default_factory=dict)
    read: bool = False
    """Whether this run has read anything of it."""


class Inventory:
    """What exists now. The poller brings it in, the screen and the operations read it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._known: dict[Context, _Known] = {}
        self._listeners: Listeners[Event] = Listeners()
        self._tickets = 0
        self._gatherer = Gatherer()
        self.current: Context | None = None
        """The Context that is shown."""
        self.parts: tuple[Context, ...] = ()
        """The Contexts whose rows are shown: the present one, or one for each region where it is all of them."""
        self.generation = 0
        """Raised by each `show`: what carries another number was asked for before."""

    # Read

    @property
    def picture(self) -> Picture | None:
        """The picture of the Context that is shown; None when nothing is known of it."""
        return self.picture_of(self.current) if self.current is not None else None

    def picture_of(self, context: Context) -> Picture | None:
        """The last good picture of a Context; None when nothing is known of it. That of all regions is known while it
        is shown."""
        if context.everywhere:
            return self._gathered(context) if context == self.current else None
        known = self._known.get(context)
        return known.picture if known is not None else None

    def _gathered(self, context: Context) -> Picture | None:
        parts = [self.picture_of(part) for part in self.parts]
        if not any(parts):
            return None
        empty = (Picture.empty(part) for part in self.parts)
        return self._gatherer.gather(context, [part or none for part, none in zip(parts, empty, strict=True)])

    def health(self, context: Context) -> Health:
        """How far the Context's picture can be trusted. Of all regions each has its own."""
        known = self._known.get(context)
        return known.health if known is not None else _UNKNOWN

    @property
    def healths(self) -> Mapping[Context, Health]:
        """That of each Context whose rows are shown."""
        return {part: self.health(part) for part in self.parts}

    @property
    def failing(self) -> frozenset[Kind]:
        """The kinds of which not all that is shown could be read at the last try."""
        return frozenset().union(*(health.failing for health in self.healths.values()))

    def status_since(self, context: Context, resource_id: str) -> datetime | None:
        """When the present status of a volume or snapshot was first seen; it may have had it for longer."""
        return self.statuses_since(context).get(resource_id)

    def statuses_since(self, context: Context) -> Mapping[str, datetime]:
        """`status_since` of every volume and snapshot, by id; a live view."""
        if context.everywhere:
            return ChainMap(*(dict(self.statuses_since(part)) for part in self.parts))
        known = self._known.get(context)
        return MappingProxyType(known.since if known is not None else {})

    # Listen

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` with each event from now on, as it happens. What is returned ends that."""
        return self._listeners.add(listener)

    def tell(self, event: Event) -> None:
        """Send `event` to everybody who listens now."""
        self._listeners.tell(event)

    # Change

    def show(self, context: Context, regions: Iterable[str] = ()) -> int:
        """Show `context` from now on; the new generation. `regions` are those of the tenant, where it is all of
        them."""
        self.current = context
        self.parts = tuple(map(context.within, regions)) if context.everywhere else (context,)
        self.generation += 1
        self.tell(ContextShown(context, self.generation))
        return self.generation

    def recall(self, picture: Picture) -> None:
        """Take in what an earlier run saw, unless this one has read anything of that Context already."""
        context = picture.context
        times = [picture.listing(kind).fetched_at for kind in MATTERING]
        seen = min((time for time in times if time is not None), default=None)
        if seen is None:
            return
        self.tell(Recalled(context, picture))
        known = self._known.setdefault(context, _Known(Picture.empty(context)))
        if known.read:
            return
        known.health = replace(known.health, recalled=seen)
        self._take(context, known, {kind: picture.listing(kind) for kind in Kind}, self._clock.now())

    def apply(self, context: Context, got: Mapping[Kind, Fetched[Any]], *, ticket: int) -> None:
        """Take in what a sweep got: one new picture, and one event if rows differ or a listing has become whole.
        `ticket` is what `poll_started` gave. Listings that are not whole are for a Context of which nothing whole is
        known yet."""
        known = self._known.setdefault(context, _Known(Picture.empty(context)))
        known.read = known.read or bool(got)
        now = self._clock.now()
        listings: dict[Kind, Listing[Any]] = {}
        for kind, fetched in got.items():
            old = known.picture.listing(kind)
            rows = merge(old.rows, old.by_id, _noted(known.notes, kind, fetched, ticket))
            whole = fetched.complete or old.complete
            listings[kind] = Listing(rows, now, fetched.malformed, fetched.dropped, whole)
        self._take(context, known, listings, now)

    def note_statuses(self, context: Context, kind: Kind, statuses: Mapping[str, str]) -> None:
        """Show these statuses, by the id of a volume or snapshot, right away, because the cloud has accepted what leads
        to them. They stand until a sweep that begins after this has read the kind. Unknown ids are ignored. It makes
        one new picture, which costs 9 ms where there are 10,000 rows."""
        known = self._known.get(context)
        if known is None:
            return
        old = known.picture.listing(kind)
        listed = {row_id: status for row_id, status in statuses.items() if row_id in old.by_id}
        ticket = self._next_ticket()
        known.notes.update({(kind, row_id): _Note(status, ticket) for row_id, status in listed.items()})
        noted = {
            row_id: replace(old.by_id[row_id], status=status)
            for row_id, status in listed.items()
            if old.by_id[row_id].status != status
        }
        if not noted:
            return
        rows = tuple(noted.get(row.id, row) for row in old.rows)
        self._take(context, known, {kind: replace(old, rows=rows)}, self._clock.now(), noted=True)

    def _next_ticket(self) -> int:
        """Numbers in order of time: two things of one clock tick still have an order."""
        self._tickets += 1
        return self._tickets

    def _take(
        self,
        context: Context,
        known: _Known,
        listings: Mapping[Kind, Listing[Any]],
        now: datetime,
        *,
        noted: bool = False,
    ) -> None:
        old = known.picture
        new = known.picture = old.with_listings(listings)
        found = diff(old, new)
        first = frozenset(kind for kind in Kind if not old.listing(kind).complete)
        if not found and not any(new.listing(kind).complete for kind in first):
            return
        for kind in (Kind.VOLUMES, Kind.SNAPSHOTS):
            _update_since(known.since, old.listing(kind), new.listing(kind), found.of(kind), now)
        shown = context in self.parts
        self.tell(InventoryChanged(context, self.generation, found, new, shown, first, old, noted))

    # What the poller tells

    def poll_started(self, context: Context) -> int:
        """A sweep begins; its ticket."""
        self.tell(PollStarted(context, self._clock.now()))
        return self._next_ticket()

    def poll_ended(
        self,
        context: Context,
        read: Iterable[Kind],
        errors: Mapping[Kind, ApiError],
        *,
        seconds: float,
        retry_in: float | None,
    ) -> None:
        """A sweep is over after `seconds`: `read` are the kinds that it got whole, `errors` those that it did not.
        `retry_in` are the seconds until what is failing is tried again; None when not before the person asks."""
        known = self._known.setdefault(context, _Known(Picture.empty(context)))
        now = self._clock.now()
        well = frozenset(read)
        failing = {kind: error for kind, error in known.health.errors.items() if kind not in well} | dict(errors)
        known.health = Health(
            last_good=now if well >= MATTERING else known.health.last_good,
            errors=MappingProxyType(failing),
            retry_at=now + timedelta(seconds=retry_in) if failing and retry_in is not None else None,
            recalled=None if well >= MATTERING else known.health.recalled,
        )
        if errors:
            self.tell(PollFailed(context, MappingProxyType(dict(errors)), retry_in, now))
        else:
            self.tell(PollSucceeded(context, now, seconds))


def _noted(notes: dict[tuple[Kind, str], _Note], kind: Kind, fetched: Fetched[Any], ticket: int) -> Sequence[Any]:
    """The rows as they are to be shown: with the notes that are younger than the sweep. Older ones are spent."""
    mine = {key: note for key, note in notes.items() if key[0] is kind}
    if not mine:
        return fetched.rows
    younger = {key[1]: note.status for key, note in mine.items() if note.ticket > ticket}
    if fetched.complete:
        for key in mine:
            if key[1] not in younger:
                del notes[key]
    return [replace(row, status=younger[row.id]) if row.id in younger else row for row in fetched.rows]


def _update_since(
    since: dict[str, datetime], old: Listing[Any], new: Listing[Any], found: Changes, now: datetime
) -> None:
    for row_id in found.removed:
        since.pop(row_id, None)
    since.update(dict.fromkeys(found.added, now))
    for row_id in found.changed:
        if old.by_id[row_id].status != new.by_id[row_id].status:
            since[row_id] = now
