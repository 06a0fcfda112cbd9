"""What somebody has decided to do, and the one request that does it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from tbs_tui.account.context import Context
from tbs_tui.api.models import Image, ImageUpload, Snapshot, Volume
from tbs_tui.api.requests import (
    Call,
    NewImage,
    NewSnapshot,
    NewVolume,
    create_snapshot_call,
    create_volume_call,
    delete_snapshot_call,
    delete_volume_call,
    upload_image_call,
)
from tbs_tui.operations.gate import Action, delete_of


class Storage(Protocol):
    """Block storage of one Context. Every call raises ApiError."""

    async def volume(self, volume_id: str) -> Volume: ...

    async def snapshot(self, snapshot_id: str) -> Snapshot: ...

    async def create_volume(self, new: NewVolume) -> Volume: ...

    async def create_snapshot(self, new: NewSnapshot) -> Snapshot: ...

    async def upload_image(self, volume_id: str, new: NewImage) -> ImageUpload: ...

    async def delete_volume(self, volume_id: str) -> None: ...

    async def delete_snapshot(self, snapshot_id: str) -> None: ...


class Images(Protocol):
    """The Image API of one Context. Raises ApiError; NotFound when the upload failed, since Cinder removes it."""

    async def image(self, image_id: str) -> Image: ...


class Cloud(Protocol):
    """The services of every Context. Raises ApiError."""

    async def storage(self, context: Context) -> Storage: ...

    async def images(self, context: Context) -> Images | None:
        """None where the catalog has no Image API."""
        ...


Request = NewVolume | NewSnapshot | NewImage | None
"""What is sent; None for a delete."""


@dataclass(frozen=True, slots=True)
class Intent:
    """One change, decided. Its id is given before it is sent and is that of the operation: started twice, it is sent
    once. A volume's request may hold a secret; whoever keeps an intent keeps that."""

    id: str
    action: Action
    context: Context
    subject_id: str = ""
    """What it is done to or made from."""
    name: str | None = None
    """Of what is made or goes, raw."""
    before: str | None = None
    """The status of what goes or is uploaded, when this was decided."""
    request: Request = None
    after: tuple[str, ...] = ()
    """Ids of the operations that must be done before this is sent."""
    plan_id: str = ""


def create_volume(id: str, context: Context, new: NewVolume) -> Intent:
    """A volume, empty or from a snapshot."""
    action = Action.CREATE_FROM_SNAPSHOT if new.snapshot_id else Action.CREATE_VOLUME
    return Intent(id, action, context, new.snapshot_id or "", new.name, request=new)


def create_snapshot(id: str, context: Context, new: NewSnapshot) -> Intent:
    """A snapshot of a volume."""
    return Intent(id, Action.CREATE_SNAPSHOT, context, new.volume_id, new.name, request=new)


def upload_image(id: str, context: Context, volume: Volume, new: NewImage) -> Intent:
    """An image of a volume."""
    return Intent(id, Action.UPLOAD_IMAGE, context, volume.id, volume.name, volume.status, new)


def delete(id: str, context: Context, row: Volume | Snapshot) -> Intent:
    """A volume or a snapshot goes."""
    return Intent(id, delete_of(row), context, row.id, row.name, row.status)


def call(intent: Intent) -> Call:
    """The request that `send` sends, to be shown before."""
    match intent.request:
        case NewVolume() as new:
            return create_volume_call(new)
        case NewSnapshot() as new_snapshot:
            return create_snapshot_call(new_snapshot)
        case NewImage() as image:
            return upload_image_call(intent.subject_id, image)
        case None if intent.action is Action.DELETE_VOLUME:
            return delete_volume_call(intent.subject_id)
        case None:
            return delete_snapshot_call(intent.subject_id)


class Accepted(NamedTuple):
    """What the cloud said to it."""

    resource_id: str
    status: str | None
    image_id: str | None = None


async def send(storage: Storage, intent: Intent) -> Accepted:
    """The one request. Raises ApiError."""
    match intent.request:
        case NewVolume() as new:
            volume = await storage.create_volume(new)
            return Accepted(volume.id, volume.status)
        case NewSnapshot() as new_snapshot:
            snapshot = await storage.create_snapshot(new_snapshot)
            return Accepted(snapshot.id, snapshot.status)
        case NewImage() as image:
            upload = await storage.upload_image(intent.subject_id, image)
            return Accepted(intent.subject_id, "uploading", upload.image_id)
        case None:
            gone: Callable[[str], Awaitable[None]] = (
                storage.delete_volume if intent.action is Action.DELETE_VOLUME else storage.delete_snapshot
            )
            await gone(intent.subject_id)
            return Accepted(intent.subject_id, "deleting")
