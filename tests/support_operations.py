"""A cloud that does what a test says, and a desk at work on it."""

import asyncio
import contextlib
import itertools
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from typing import Any

from support_cloud import ManualClock
from support_inventory import ALPHA, Wishes, settle, volume

from tbs_tui.account.context import Context
from tbs_tui.api.block_storage import Page
from tbs_tui.api.errors import ApiError, NotFound
from tbs_tui.api.models import Image, ImageUpload, Snapshot, Volume, VolumeType
from tbs_tui.api.requests import NewImage, NewSnapshot, NewVolume
from tbs_tui.inventory.inventory import Inventory
from tbs_tui.inventory.picture import Kind
from tbs_tui.inventory.poller import Poller
from tbs_tui.operations.desk import Operations
from tbs_tui.operations.intent import Images, Intent, Storage, delete
from tbs_tui.operations.operation import Operation, OperationChanged, State

Trouble = ApiError | asyncio.Event
"""What a call meets: it fails, or waits until the test says so."""


class FakeStorage:
    """Block storage of one Context: rows change only when the test changes them."""

    def __init__(self) -> None:
        self.volumes: dict[str, Volume] = {}
        self.snapshots: dict[str, Snapshot] = {}
        #: Every call, such as ``delete_volume v1``.
        self.calls: list[str] = []
        self.troubles: dict[str, deque[Trouble]] = {}
        self.flying = 0
        self.most_flying = 0
        self._ids = itertools.count(1)

    def meet(self, call: str, *troubles: Trouble) -> None:
        """The next calls of that name meet these, one each."""
        self.troubles.setdefault(call, deque()).extend(troubles)

    def sent(self, call: str) -> list[str]:
        """Arguments of the calls of that name."""
        return [each.partition(" ")[2] for each in self.calls if each.partition(" ")[0] == call]

    def put(self, *rows: Volume | Snapshot) -> None:
        for row in rows:
            shelf: Any = self.volumes if isinstance(row, Volume) else self.snapshots
            shelf[row.id] = row

    def becomes(self, id: str, status: str | None) -> None:
        """None: it is gone."""
        shelf: Any = self.volumes if id in self.volumes else self.snapshots
        if status is None:
            del shelf[id]
        else:
            shelf[id] = replace(shelf[id], status=status)

    async def _call(self, call: str, argument: str) -> None:
        self.calls.append(f"{call} {argument}")
        if call in ("volume", "snapshot"):
            await asyncio.sleep(0)
        self.flying += call not in ("volume", "snapshot")
        self.most_flying = max(self.most_flying, self.flying)
        try:
            troubles = self.troubles.get(call)
            trouble = troubles.popleft() if troubles else None
            if isinstance(trouble, asyncio.Event):
                await trouble.wait()
            elif trouble is not None:
                raise trouble
        finally:
            self.flying -= call not in ("volume", "snapshot")

    async def volume(self, volume_id: str) -> Volume:
        await self._call("volume", volume_id)
        if volume_id not in self.volumes:
            raise NotFound(status=404)
        return self.volumes[volume_id]

    async def snapshot(self, snapshot_id: str) -> Snapshot:
        await self._call("snapshot", snapshot_id)
        if snapshot_id not in self.snapshots:
            raise NotFound(status=404)
        return self.snapshots[snapshot_id]

    async def create_volume(self, new: NewVolume) -> Volume:
        await self._call("create_volume", str(new.name))
        made = volume(f"new-{next(self._ids)}", name=new.name, size=new.size, status="creating")
        self.put(made)
        return made

    async def create_snapshot(self, new: NewSnapshot) -> Snapshot:
        await self._call("create_snapshot", new.volume_id)
        made = Snapshot(f"new-{next(self._ids)}", new.name, "creating", 10, new.volume_id)
        self.put(made)
        return made

    async def upload_image(self, volume_id: str, new: NewImage) -> ImageUpload:
        await self._call("upload_image", volume_id)
        self.becomes(volume_id, "uploading")
        return ImageUpload("image-1", id=volume_id, status="uploading", image_name=new.image_name)

    async def delete_volume(self, volume_id: str) -> None:
        await self._call("delete_volume", volume_id)
        self.becomes(volume_id, "deleting")

    async def delete_snapshot(self, snapshot_id: str) -> None:
        await self._call("delete_snapshot", snapshot_id)
        self.becomes(snapshot_id, "deleting")


class FakeImages:
    """The Image API: one status for every image; None is 404."""

    def __init__(self) -> None:
        self.status: str | None = "queued"
        self.asked = 0
        self.trouble: ApiError | None = None

    async def image(self, image_id: str) -> Image:
        self.asked += 1
        if self.trouble is not None:
            raise self.trouble
        if self.status is None:
            raise NotFound(status=404)
        return Image(image_id, self.status)


class FakeCloud:
    """What the desk changes and the poller reads."""

    def __init__(self) -> None:
        self._storages: dict[Context, FakeStorage] = {}
        self.image_api: FakeImages | None = FakeImages()
        self.trouble: ApiError | None = None
        """Raised whenever a service is asked for."""
        self.listing_trouble: ApiError | None = None
        self.sweeps: list[Context] = []

    def at(self, context: Context) -> FakeStorage:
        return self._storages.setdefault(context, FakeStorage())

    async def storage(self, context: Context) -> Storage:
        if self.trouble is not None:
            raise self.trouble
        return self.at(context)

    async def images(self, context: Context) -> Images | None:
        return self.image_api

    async def volumes(self, context: Context) -> AsyncIterator[Page[Volume]]:
        self.sweeps.append(context)
        if self.listing_trouble is not None:
            raise self.listing_trouble
        yield Page(tuple(self.at(context).volumes.values()))

    async def snapshots(self, context: Context) -> AsyncIterator[Page[Snapshot]]:
        if self.listing_trouble is not None:
            raise self.listing_trouble
        yield Page(tuple(self.at(context).snapshots.values()))

    async def types(self, context: Context) -> AsyncIterator[Page[VolumeType]]:
        yield Page(())


@dataclass
class Shop:
    """A desk, an inventory and a poller in front of a fake cloud; ALPHA is shown."""

    clock: ManualClock = field(default_factory=lambda: ManualClock(auto=False))
    told: list[OperationChanged] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.cloud = FakeCloud()
        self.storage = self.cloud.at(ALPHA)
        self.inventory = Inventory(self.clock)
        self.poller = Poller(self.inventory, self.clock, self.cloud, Wishes(refresh=3600))
        ids = (f"op-{number}" for number in itertools.count(1))
        self.desk = Operations(self.inventory, self.clock, self.cloud, self.poller, lambda: next(ids))
        self.desk.subscribe(self.told.append)

    def intent_to_delete(self, id: str, context: Context = ALPHA) -> Intent:
        storage = self.cloud.at(context)
        row: Volume | Snapshot = storage.volumes[id] if id in storage.volumes else storage.snapshots[id]
        return delete(self.desk.new_id(), context, row)

    async def delete(self, id: str) -> str:
        """The id of the operation, which is sent."""
        operation = self.desk.start(self.intent_to_delete(id))
        await settle()
        return operation.id

    async def advance(self, seconds: int) -> None:
        """Let seconds pass, one at a time."""
        await settle()
        for _ in range(seconds):
            self.clock.advance(1)
            await settle()

    def the(self, operation_id: str) -> Operation:
        operation = self.desk.get(operation_id)
        assert operation is not None
        return operation

    def states(self, operation_id: str) -> list[State]:
        """The states it has been in, in order."""
        states: list[State] = []
        for event in self.told:
            if event.operation.id == operation_id and event.operation.state not in states[-1:]:
                states.append(event.operation.state)
        return states

    def shown(self, id: str, kind: Kind = Kind.VOLUMES, context: Context = ALPHA) -> str | None:
        """The status in the picture; "-" for what is not in it."""
        picture = self.inventory.picture_of(context)
        assert picture is not None
        row = picture.listing(kind).by_id.get(id)
        return row.status if row is not None else "-"


@contextlib.asynccontextmanager
async def at_work(poller: Poller, desk: Operations) -> AsyncIterator[None]:
    """Both loops run meanwhile; a fault of either is raised at the end."""
    loops = [asyncio.create_task(poller.run()), asyncio.create_task(desk.run())]
    try:
        yield
    finally:
        for loop in loops:
            loop.cancel()
        for loop in loops:
            with contextlib.suppress(asyncio.CancelledError):
                await loop


async def until(desk: Operations, inventory: Inventory, met: Callable[[], bool], seconds: float) -> None:
    """Until it is so, told by the desk or by the inventory. Raises TimeoutError after so many seconds."""
    changed = asyncio.Event()

    def heard(_event: object) -> None:
        changed.set()

    ends = [desk.subscribe(heard), inventory.subscribe(heard)]
    try:
        async with asyncio.timeout(seconds):
            while not met():
                changed.clear()
                await changed.wait()
    finally:
        for end in ends:
            end()


@contextlib.asynccontextmanager
async def open_shop(*rows: Volume | Snapshot) -> AsyncIterator[Shop]:
    """`rows` are in the cloud and have been read; a fault of either loop is raised at the end."""
    shop = Shop()
    shop.storage.put(*rows)
    shop.inventory.show(ALPHA)
    async with at_work(shop.poller, shop.desk):
        await settle()
        yield shop
