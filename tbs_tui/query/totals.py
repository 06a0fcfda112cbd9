"""Sums of a picture. The passes over its rows are the interpreter's own: 40,000 take 6 ms, and in Python 25."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from operator import attrgetter

from tbs_tui.api.models import Snapshot, Volume
from tbs_tui.api.statuses import Group, group
from tbs_tui.inventory.picture import Picture

#: Stands for a status that could not be read.
UNREADABLE = "?"

_UNATTACHED = frozenset({"available"})
_STATUS, _SIZE, _VOLUME_ID = map(attrgetter, ("status", "size", "volume_id"))


@dataclass(frozen=True, slots=True)
class ResourceTotals:
    """Sums of the volumes, or of the snapshots."""

    count: int
    gb: int
    """Rows whose size could not be read count as 0 GB."""
    by_status: Mapping[str, int]
    """Rows by raw status; "?" for those whose status could not be read."""

    @property
    def changing(self) -> int:
        """How many are in transition."""
        return sum(count for status, count in self.by_status.items() if group(status) is Group.TRANSITION)


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums of a picture."""

    volumes: ResourceTotals
    snapshots: ResourceTotals
    unattached_count: int
    """Volumes that are ``available``."""
    unattached_gb: int
    without_snapshot: int | None
    """Volumes of which there is no snapshot at all; None as long as not all volumes and snapshots are known."""

    @property
    def changing(self) -> int:
        """How many volumes and snapshots are in transition."""
        return self.volumes.changing + self.snapshots.changing


def totals(picture: Picture) -> Totals:
    """The sums of what is in the picture."""
    volumes = picture.volumes
    unattached = list(compress(volumes.rows, map(_UNATTACHED.__contains__, map(_STATUS, volumes.rows))))
    without = None
    if volumes.complete and picture.snapshots.complete:
        without = len(volumes.by_id.keys() - set(map(_VOLUME_ID, picture.snapshots.rows)))
    return Totals(_of(volumes.rows), _of(picture.snapshots.rows), len(unattached), _gb(unattached), without)


def _of(rows: Sequence[Volume] | Sequence[Snapshot]) -> ResourceTotals:
    by_status = Counter(map(_STATUS, rows))
    if None in by_status:
        by_status[UNREADABLE] += by_status.pop(None)
    return ResourceTotals(len(rows), _gb(rows), dict(by_status))


def _gb(rows: Sequence[Volume] | Sequence[Snapshot]) -> int:
    return sum(filter(None, map(_SIZE, rows)))
