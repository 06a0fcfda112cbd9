"""What a volume or a snapshot was made from, and what was made from it. Ids belong to one region: what has the same id
in another one is something else."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tbs_tui.api.models import Resource, Snapshot, Volume
from tbs_tui.inventory.picture import Kind, Picture
from tbs_tui.locale import _, ngettext
from tbs_tui.query.language import Text
from tbs_tui.text import plain


@dataclass(frozen=True, slots=True)
class Related:
    """One thing that may be gone to."""

    how: str
    """How it is related, in a word or two."""
    kind: Kind
    row: Volume | Snapshot | None = None
    """None for all that a filter leaves."""
    filter: str = ""
    words: str = ""
    """What is said of them all; plain."""


def related(row: Resource, picture: Picture) -> Iterator[Related]:
    """What there is to go to from `row`: its snapshots first, then what it was made from, then what was made of it."""
    if isinstance(row, Volume):
        snapshots = snapshots_of(row, picture)
        for each in snapshots:
            yield Related(_("snapshot"), Kind.SNAPSHOTS, each)
        # An id that is none of a filter's texts could drive the terminal from within the field.
        if len(snapshots) > 1 and plain(row.id) == row.id:
            count = len(snapshots)
            words = ngettext("all {n:,} of them", "all {n:,} of them", count).format(n=count)
            yield Related(_("snapshots"), Kind.SNAPSHOTS, None, _filter_of(row, picture), words)
        snapshot = source_snapshot(row, picture)
        if snapshot is not None:
            yield Related(_("made from"), Kind.SNAPSHOTS, snapshot)
    if isinstance(row, Volume | Snapshot):
        source = source_volume(row, picture)
        if source is not None:
            yield Related(_("made from"), Kind.VOLUMES, source)
        for made in made_from(row, picture):
            yield Related(_("made of it"), Kind.VOLUMES, made)


def _filter_of(volume: Volume, picture: Picture) -> str:
    """The filter that leaves its snapshots alone."""
    words = f"volume:{Text(volume.id)}"
    return f"{words} region:={Text(volume.region)}" if picture.context.everywhere else words


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
