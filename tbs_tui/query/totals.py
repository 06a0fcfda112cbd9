"""Sums of a picture, in one pass over each listing."""

from collections.abc import Iterable, Mapping

from tbs_tui.api.models import Snapshot, Volume
from tbs_tui.api.statuses import Group, group
from tbs_tui.inventory.picture import Picture
from tbs_tui.records import dataclass

#: Stands for a status that could not be read.
UNREADABLE = "?"


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
    unattached = [row.size or 0 for row in picture.volumes.rows if row.status == "available"]
    without = None
    if picture.volumes.complete and picture.snapshots.complete:
        have = {row.volume_id for row in picture.snapshots.rows}
        without = sum(1 for row in picture.volumes.rows if row.id not in have)
    return Totals(_of(picture.volumes.rows), _of(picture.snapshots.rows), len(unattached), sum(unattached), without)


def _of(rows: Iterable[Volume] | Iterable[Snapshot]) -> ResourceTotals:
    count = gb = 0
    by_status: dict[str, int] = {}
    for row in rows:
        count += 1
        gb += row.size or 0
        status = UNREADABLE if row.status is None else row.status
        by_status[status] = by_status.get(status, 0) + 1
    return ResourceTotals(count, gb, by_status)
