"""What the cloud does by itself once it has accepted a request: from one status to the next, in seconds.

Some volumes are marked to go wrong, by metadata ``demo=<mark>`` or by a name of `MARKED_NAMES`; see `Mark`.
"""

import hashlib
from datetime import datetime
from enum import StrEnum
from functools import partial

from tbs_tui.demo.rows import Image, Snapshot, Volume, stamp
from tbs_tui.demo.world import Region, World

#: Seconds, from and to.
Span = tuple[float, float]

#: A real Cinder needs 1.5 for a volume, 1.5 to 3 for a snapshot, under 1 for a delete; here it
#: takes long enough to be seen.
CREATE: Span = (2.0, 5.0)
DELETE: Span = (1.5, 4.0)
SNAPSHOT_STEP: Span = (0.7, 1.4)
QUEUED: Span = (0.5, 1.5)
SAVING: Span = (5.0, 9.0)

GIB = 1 << 30


class Mark(StrEnum):
    """How a volume goes wrong."""

    CREATE_FAILS = "create-fails"
    DELETE_FALLS_BACK = "delete-falls-back"
    """Deleting ends in `available` again, without a word: what a backend does that still needs the volume."""
    DELETE_FAILS = "delete-fails"
    SNAPSHOT_FAILS = "snapshot-fails"
    UPLOAD_KILLED = "upload-killed"
    UPLOAD_VANISHES = "upload-vanishes"
    """The image is gone (404) while the volume returns to where it was: how Cinder itself cleans up."""
    UPLOAD_STALLS = "upload-stalls"
    """The image stays in `saving` for good while the volume returns: Glance was stopped in the middle, so that Cinder
    could not clean up."""


MARKED_NAMES = {
    "stuck-clone-parent": Mark.DELETE_FALLS_BACK,
    "broken-lun-12": Mark.DELETE_FAILS,
    "upload-killed": Mark.UPLOAD_KILLED,
    "upload-vanishes": Mark.UPLOAD_VANISHES,
}


def mark_of(volume: Volume) -> Mark | None:
    """How `volume` goes wrong; None when it does not."""
    word = volume.metadata.get("demo", "")
    return Mark(word) if word in set(Mark) else MARKED_NAMES.get(volume.name or "")


def set_volume(region: Region, volume: Volume, status: str, moment: datetime) -> None:
    """Give a volume that is still there another status."""
    if region.volumes.get(volume.id) is volume:
        volume.status = status
        volume.touch(moment)


def set_snapshot(region: Region, snapshot: Snapshot, status: str, moment: datetime) -> None:
    """Give a snapshot that is still there another status."""
    if region.snapshots.get(snapshot.id) is snapshot:
        snapshot.status = status
        snapshot.touch(moment)


def volume_created(world: World, region: Region, volume: Volume, moment: datetime, within: Span = CREATE) -> None:
    """`creating` -> `available`, or `error` when marked so, or when multiattach was asked for: no type has it, so the
    scheduler of a real Cinder ends the same way."""
    fails = volume.multiattach or mark_of(volume) is Mark.CREATE_FAILS
    ends = partial(set_volume, region, volume, "error" if fails else "available")
    world.later(moment, within, ends)


def volume_deleted(world: World, region: Region, volume: Volume, moment: datetime, within: Span = DELETE) -> None:
    """-> `deleting` -> gone."""
    set_volume(region, volume, "deleting", moment)
    match mark_of(volume):
        case Mark.DELETE_FALLS_BACK:
            world.later(moment, within, partial(set_volume, region, volume, "available"))
        case Mark.DELETE_FAILS:
            world.later(moment, within, partial(set_volume, region, volume, "error_deleting"))
        case _:
            world.later(moment, within, lambda _: region.remove_volume(volume))


def snapshot_created(
    world: World, region: Region, snapshot: Snapshot, moment: datetime, within: Span = SNAPSHOT_STEP
) -> None:
    """`creating`, 0% to 100% in quarters, -> `available`, or `error` at half. `within` is for
    one quarter."""
    volume = region.volumes.get(snapshot.volume_id)
    fails = volume is not None and mark_of(volume) is Mark.SNAPSHOT_FAILS

    def step(moment: datetime) -> None:
        if snapshot.status != "creating":
            return
        if fails and snapshot.progress >= 50:
            set_snapshot(region, snapshot, "error", moment)
            return
        snapshot.progress += 25
        set_snapshot(region, snapshot, "available" if snapshot.progress >= 100 else "creating", moment)
        world.later(moment, within, step)

    world.later(moment, within, step)


def snapshot_deleted(world: World, region: Region, snapshot: Snapshot, moment: datetime) -> None:
    """-> `deleting` -> gone."""
    set_snapshot(region, snapshot, "deleting", moment)
    world.later(moment, DELETE, lambda _: region.remove_snapshot(snapshot))


def image_uploaded(world: World, region: Region, volume: Volume, image: Image, moment: datetime) -> None:
    """Volume -> `uploading` -> where it was, whatever becomes of the image: `queued` -> `saving` -> `active`, or
    `killed`, or gone, or `saving` for good."""
    before = volume.status
    mark = mark_of(volume)
    set_volume(region, volume, "uploading", moment)

    def saving(moment: datetime) -> None:
        image.status = "saving"
        image.updated_at = stamp(moment)
        world.later(moment, SAVING, done)

    def done(moment: datetime) -> None:
        set_volume(region, volume, before, moment)
        image.updated_at = stamp(moment)
        if mark is Mark.UPLOAD_VANISHES:
            region.images.remove(image.id)
        elif mark is Mark.UPLOAD_KILLED:
            image.status = "killed"
        elif mark is not Mark.UPLOAD_STALLS:
            image.status = "active"
            image.virtual_size = volume.size * GIB
            # A qcow2 holds what is used only; a third is as good as any other guess.
            image.size = image.virtual_size // 3 if image.disk_format == "qcow2" else image.virtual_size
            image.checksum = hashlib.md5(image.id.encode(), usedforsecurity=False).hexdigest()

    world.later(moment, QUEUED, saving)
