"""A picture: all that is known of one Context, as immutable objects. Standard library only at run time, since the first
frame paints one."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import UTC, datetime
from enum import Enum
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from tbs_tui.account.context import Context
from tbs_tui.api.models import Snapshot, Volume, VolumeType
from tbs_tui.api.statuses import Group, group
from tbs_tui.records import dataclass

Row = TypeVar("Row", Volume, Snapshot, VolumeType)

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class Kind(Enum):
    """What a listing lists; the value is its name on the wire."""

    VOLUMES = "volumes"
    SNAPSHOTS = "snapshots"
    TYPES = "volume_types"


@dataclass(frozen=True, slots=True)
class Listing(Generic[Row]):
    """The rows of one kind, each id once, in the server's order."""

    rows: tuple[Row, ...] = ()
    fetched_at: datetime | None = None
    """When the last of it arrived, UTC; None when nothing has."""
    malformed: int = 0
    """Rows with a field that could not be read, and rows that could not be read at all."""
    dropped: int = 0
    """Of these, the rows that could not be read at all: the cloud has them, `rows` has not."""
    complete: bool = False
    """False before the first listing has arrived whole: what is not in `rows` may still exist."""
    total: int | None = None
    """How many rows an earlier run saw, of which these are the first or all; None for what this run has read."""
    _by_id: Mapping[str, Row] | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def by_id(self) -> Mapping[str, Row]:
        """Id -> row."""
        if self._by_id is None:
            object.__setattr__(self, "_by_id", MappingProxyType({row.id: row for row in self.rows}))
        assert self._by_id is not None
        return self._by_id

    def is_gone(self, resource_id: str) -> bool:
        """Whether the cloud is known not to have it; a row that could not be read may be the very one."""
        return self.complete and not self.dropped and resource_id not in self.by_id

    def take_index(self, old: "Listing[Row]") -> None:
        """Take over what `old` has worked out, when its rows are the very same tuple: most polls change nothing."""
        if old.rows is self.rows:
            object.__setattr__(self, "_by_id", old._by_id)


@dataclass(frozen=True, slots=True)
class Picture:
    """The three listings of one Context. Each change makes a new picture; rows that did not change stay the same
    objects."""

    context: Context
    volumes: Listing[Volume] = field(default_factory=Listing)
    snapshots: Listing[Snapshot] = field(default_factory=Listing)
    types: Listing[VolumeType] = field(default_factory=Listing)
    _of_volume: Mapping[str, tuple[Snapshot, ...]] | None = field(default=None, init=False, repr=False, compare=False)

    @classmethod
    def empty(cls, context: Context | None) -> "Picture":
        """Nothing known yet; without a Context it is that of no cloud at all."""
        return cls(context or Context("", "", ""))

    def listing(self, kind: Kind) -> Listing[Any]:
        """The listing of `kind`."""
        if kind is Kind.VOLUMES:
            return self.volumes
        return self.snapshots if kind is Kind.SNAPSHOTS else self.types

    def with_listings(self, listings: Mapping[Kind, Listing[Any]]) -> "Picture":
        """This picture with other listings; what had been worked out of rows that stay is kept."""
        new = Picture(
            self.context,
            listings.get(Kind.VOLUMES, self.volumes),
            listings.get(Kind.SNAPSHOTS, self.snapshots),
            listings.get(Kind.TYPES, self.types),
        )
        for kind, listing in listings.items():
            listing.take_index(self.listing(kind))
        if new.snapshots.rows is self.snapshots.rows:
            object.__setattr__(new, "_of_volume", self._of_volume)
        return new

    @property
    def malformed(self) -> int:
        """Rows of all kinds that could not be read, in part or at all."""
        return self.volumes.malformed + self.snapshots.malformed + self.types.malformed

    def volume(self, volume_id: str) -> Volume | None:
        """The volume, when it is in the picture."""
        return self.volumes.by_id.get(volume_id)

    def snapshot(self, snapshot_id: str) -> Snapshot | None:
        """The snapshot, when it is in the picture."""
        return self.snapshots.by_id.get(snapshot_id)

    def snapshots_of(self, volume_id: str) -> tuple[Snapshot, ...]:
        """The volume's snapshots, newest first; those without a readable time last."""
        if self._of_volume is None:
            object.__setattr__(self, "_of_volume", _by_volume(self.snapshots.rows))
        assert self._of_volume is not None
        return self._of_volume.get(volume_id, ())

    @property
    def in_transition(self) -> bool:
        """Whether any volume or snapshot is on its way to another status."""
        statuses = {row.status for row in self.volumes.rows}
        statuses.update(row.status for row in self.snapshots.rows)
        return any(group(status) is Group.TRANSITION for status in statuses)


def _by_volume(rows: Sequence[Snapshot]) -> Mapping[str, tuple[Snapshot, ...]]:
    found: dict[str, list[Snapshot]] = {}
    for row in rows:
        if row.volume_id is not None:
            found.setdefault(row.volume_id, []).append(row)
    for some in found.values():
        if len(some) > 1:
            some.sort(key=lambda row: (row.created or _LONG_AGO, row.id), reverse=True)
    return {volume_id: tuple(some) for volume_id, some in found.items()}
