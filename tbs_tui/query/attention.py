"""What deserves somebody's attention: problems, which count and set exit codes, and advice, which does not.

Nothing is said of what is not known: advice about snapshots needs all snapshots, advice about volumes that are gone
needs all volumes.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from enum import Enum
from itertools import compress
from operator import attrgetter
from types import MappingProxyType
from typing import NamedTuple, TypeVar

from tbs_tui.api.models import Snapshot, Volume
from tbs_tui.api.statuses import Group, group
from tbs_tui.inventory.picture import Picture
from tbs_tui.locale import _, ngettext
from tbs_tui.settings import SNAPSHOT_DAYS

#: NHN keeps at most this many snapshots of one volume.
SNAPSHOT_LIMIT = 3

#: Minutes that a transition usually takes at most.
USUAL_MINUTES: Mapping[str, int] = MappingProxyType(
    {"creating": 10, "deleting": 10, "uploading": 120, "attaching": 5, "detaching": 5}
)
USUAL_MINUTES_OF_OTHERS = 60

#: What is known of statuses by whoever has looked but once.
NOTHING_SEEN: Mapping[str, datetime] = MappingProxyType({})
#: Volumes in these are at rest and hold data.
_AT_REST = frozenset({"available", "in-use"})
#: A snapshot in these can't be counted on.
_GOING = frozenset({"deleting", "deleted", "unmanaging"})


#: In the order in which they are told.
KINDS = ("error-status", "stuck", "unattached", "no-recent-snapshot", "snapshot-limit", "orphan-snapshot")

#: Rows that are looked at in one piece: 3 ms at most.
STEP_ROWS = 1000

_Row = TypeVar("_Row", bound=Volume | Snapshot)
_STATUS = attrgetter("status")


class Level(Enum):
    """How much it matters."""

    PROBLEM = "problem"
    ADVICE = "advice"


class Finding(NamedTuple):
    """One thing about one resource. A tuple, and its words made when asked for: a cloud of 10,000 volumes has
    thousands of them."""

    level: Level
    kind: str
    """One of KINDS."""
    resource: str
    """volume or snapshot."""
    id: str
    name: str | None
    """Raw."""
    status: str | None
    """Raw."""
    number: int | None = None
    """stuck: minutes in the status; no-recent-snapshot: age of the newest in days, None when there is none;
    snapshot-limit: how many there are."""

    @property
    def why(self) -> str:
        """One line in the person's language. Holds the raw status: it passes `text.plain` before it is shown."""
        number = self.number or 0
        if self.kind == "error-status":
            return _("is in status {status}").format(status=self.status)
        if self.kind == "stuck":
            words = ngettext("has been {status} for {n:,} minute", "has been {status} for {n:,} minutes", number)
            return words.format(status=self.status, n=number)
        if self.kind == "unattached":
            return _("is not attached to any instance")
        if self.kind == "orphan-snapshot":
            return _("its volume is gone")
        if self.kind == "snapshot-limit":
            words = ngettext(
                "has {n} snapshot; {limit} is the limit", "has {n} snapshots; {limit} is the limit", number
            )
            return words.format(n=number, limit=SNAPSHOT_LIMIT)
        if self.number is None:
            return _("has no snapshot")
        words = ngettext("its newest snapshot is {n:,} day old", "its newest snapshot is {n:,} days old", number)
        return words.format(n=number)


def attention(
    picture: Picture,
    now: datetime,
    *,
    since: Mapping[str, datetime] = NOTHING_SEEN,
    snapshot_days: int = SNAPSHOT_DAYS,
) -> tuple[Finding, ...]:
    """Problems first, then advice; within each volumes before snapshots, in the picture's order.

    `since` says when the present status of a resource was first seen. Without it only ``creating`` can be found stuck,
    which is measured from `created_at`.
    """
    found: list[Finding] = []
    for _step in in_steps(picture, now, found, since=since, snapshot_days=snapshot_days):
        pass
    return tuple(found)


def in_steps(
    picture: Picture,
    now: datetime,
    found: list[Finding],
    *,
    since: Mapping[str, datetime] = NOTHING_SEEN,
    snapshot_days: int = SNAPSHOT_DAYS,
) -> Iterator[None]:
    """The work of `attention` in pieces of a few ms, so that whoever drives it can give the event loop its turn between
    two of them; `found` is filled meanwhile."""
    volumes, snapshots = picture.volumes.rows, picture.snapshots.rows
    both: tuple[Sequence[Volume | Snapshot], ...] = (volumes, snapshots)
    for rows in both:
        for some in _slices(rows):
            found += _problems(some, now, since)
            yield
    for part in _slices(volumes):
        found += _advice_of_volumes(part, picture, now, snapshot_days)
        yield
    for each in _slices(snapshots):
        found += _advice_of_snapshots(each, picture)
        yield


def attention_of(
    row: Volume | Snapshot,
    picture: Picture,
    now: datetime,
    *,
    since: Mapping[str, datetime] = NOTHING_SEEN,
    snapshot_days: int = SNAPSHOT_DAYS,
) -> tuple[Finding, ...]:
    """What `attention` finds of one row."""
    found = [*_problems((row,), now, since)]
    if isinstance(row, Volume):
        found += _advice_of_volumes((row,), picture, now, snapshot_days)
    else:
        found += _advice_of_snapshots((row,), picture)
    return tuple(found)


def problems(picture: Picture, now: datetime, *, since: Mapping[str, datetime] = NOTHING_SEEN) -> tuple[Finding, ...]:
    """The problems alone; for 10,000 volumes a small part of the work."""
    return (*_problems(picture.volumes.rows, now, since), *_problems(picture.snapshots.rows, now, since))


def _slices(rows: Sequence[_Row]) -> Iterator[Sequence[_Row]]:
    return (rows[start : start + STEP_ROWS] for start in range(0, len(rows), STEP_ROWS))


def _problems(rows: Sequence[Volume | Snapshot], now: datetime, since: Mapping[str, datetime]) -> Iterator[Finding]:
    # Few rows have one of these statuses, and the interpreter finds them in a fifth of the time: 3 ms of 40,000.
    groups = {status: group(status) for status in set(map(_STATUS, rows))}
    grave = {status for status, meaning in groups.items() if meaning in (Group.PROBLEM, Group.TRANSITION)}
    for row in compress(rows, map(grave.__contains__, map(_STATUS, rows))) if grave else ():
        status, meaning = row.status, groups[row.status]
        if meaning is Group.PROBLEM:
            yield Finding(Level.PROBLEM, "error-status", _resource(row), row.id, row.name, status)
        else:
            minutes = minutes_in_status(row, now, since)
            if minutes is not None and is_unusual(status, minutes):
                yield Finding(Level.PROBLEM, "stuck", _resource(row), row.id, row.name, status, minutes)


def _resource(row: Volume | Snapshot) -> str:
    return "volume" if isinstance(row, Volume) else "snapshot"


def begun(row: Volume | Snapshot, seen: datetime | None) -> datetime | None:
    """Since when the row has been in its status, as far as is known: ``creating`` since it was made, any other since it
    was first `seen`, so that it may have been for longer. None when nothing is known."""
    made = row.created if row.status == "creating" and "created_at" not in row.malformed else None
    return made or seen


def minutes_in_status(row: Volume | Snapshot, at: datetime, since: Mapping[str, datetime]) -> int | None:
    """Whole minutes that the row has been in its status at the time `at`; None when nothing is known."""
    start = begun(row, since.get(row.id))
    return None if start is None else int((at - start).total_seconds() // 60)


def usual_minutes(status: str | None) -> int:
    """Minutes that a transition usually takes at most."""
    return USUAL_MINUTES.get(status or "", USUAL_MINUTES_OF_OTHERS)


def is_unusual(status: str | None, minutes: int) -> bool:
    """Whether a transition has taken longer than that."""
    return minutes >= usual_minutes(status)


def _advice_of_volumes(
    rows: Sequence[Volume], picture: Picture, now: datetime, snapshot_days: int
) -> Iterator[Finding]:
    recent = now - timedelta(days=snapshot_days)
    snapshots_known = picture.snapshots.complete
    for row in rows:
        if row.status == "available":
            yield Finding(Level.ADVICE, "unattached", "volume", row.id, row.name, row.status)
        if not snapshots_known:
            continue
        snapshots = picture.snapshots_of(row.id)
        if row.status in _AT_REST:
            newest = _newest(snapshots)
            if newest is None or newest < recent:
                days = None if newest is None else (now - newest).days
                yield Finding(Level.ADVICE, "no-recent-snapshot", "volume", row.id, row.name, row.status, days)
        if len(snapshots) >= SNAPSHOT_LIMIT:
            yield Finding(Level.ADVICE, "snapshot-limit", "volume", row.id, row.name, row.status, len(snapshots))


def _advice_of_snapshots(rows: Sequence[Snapshot], picture: Picture) -> Iterator[Finding]:
    for each in rows:
        if each.volume_id is not None and picture.volumes.is_gone(each.volume_id):
            yield Finding(Level.ADVICE, "orphan-snapshot", "snapshot", each.id, each.name, each.status)


def _newest(snapshots: tuple[Snapshot, ...]) -> datetime | None:
    """When the newest snapshot was made that can be counted on."""
    for each in snapshots:
        if each.status not in _GOING and group(each.status) is not Group.PROBLEM:
            return each.created
    return None
