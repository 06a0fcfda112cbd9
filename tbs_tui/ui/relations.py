"""What a volume or a snapshot was made from, and what was made from it. Ids belong to one region: what has the same id
in another one is something else."""

from collections.abc import Sequence

from tbs_tui.api.models import Snapshot, Volume
from tbs_tui.inventory.picture import Picture


def snapshots_of(volume: Volume, picture: Picture) -> Sequence[Snapshot]:
    """Snapshots of a volume, newest first."""
    return [each for each in picture.snapshots_of(volume.id) if each.region == volume.region]


def source_snapshot(volume: Volume, picture: Picture) -> Snapshot | None:
    """The snapshot that a volume was made from, if it is still there."""
    found = picture.snapshot(volume.snapshot_id) if volume.snapshot_id is not None else None
    return found if found is not None and found.region == volume.region else None


def source_volume(row: Volume | Snapshot, picture: Picture) -> Volume | None:
    """The volume that it was made from, if that is still there."""
    wanted = row.source_volid if isinstance(row, Volume) else row.volume_id
    found = picture.volume(wanted) if wanted is not None else None
    return found if found is not None and found.region == row.region else None


def made_from(row: Volume | Snapshot, picture: Picture) -> Sequence[Volume]:
    """The volumes that were made from it: of a volume, from any snapshot of it that is still there too."""
    snapshots, volumes = {row.id}, set()
    if isinstance(row, Volume):
        snapshots, volumes = {each.id for each in snapshots_of(row, picture)}, {row.id}
    return [
        each
        for each in picture.volumes.rows
        if (each.snapshot_id in snapshots or each.source_volid in volumes) and each.region == row.region
    ]
