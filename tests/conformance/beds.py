"""A session with a real cloud, a desk at work on it, and how the cloud is named.

Conformance tests run where these are set, make a few small volumes, snapshots and images, and take them away again:

- TBS_CONFORMANCE_URL, _TENANT, _USER, _PASSWORD: a real Cinder v2 behind a Keystone v2.0.

Some need more and are skipped without it:

- _SMALL_TENANT: a tenant of the same user with a quota of a few volumes.
- _ADMIN_TENANT, _ADMIN_USER, _ADMIN_PASSWORD: an administrator, who can give a volume any status.
- _STOP_VOLUME, _START_VOLUME, _STOP_IMAGE, _START_IMAGE: shell commands that stop cinder-volume of the catalog's first
  region, or Glance, and start it again; each returns when that is done. Not for a cloud that others use.
"""

import asyncio
import contextlib
import functools
import os
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from pydantic import SecretStr
from support_inventory import Wishes
from support_operations import until
from support_storage import snapshot_status, volume_status

from tbs_tui.account.context import Context
from tbs_tui.account.session import Session
from tbs_tui.api import errors
from tbs_tui.api.block_storage import BlockStorage
from tbs_tui.api.identity import Identity
from tbs_tui.api.models import Image, Snapshot, Volume
from tbs_tui.api.requests import NewImage, NewSnapshot, NewVolume
from tbs_tui.api.transport import Transport
from tbs_tui.clock import SystemClock
from tbs_tui.inventory.inventory import Inventory
from tbs_tui.inventory.picture import Kind, Picture
from tbs_tui.inventory.poller import Poller
from tbs_tui.inventory.source import SessionSource
from tbs_tui.operations.cloud import SessionCloud
from tbs_tui.operations.desk import Operations
from tbs_tui.operations.intent import Intent, create_snapshot, create_volume, delete, upload_image
from tbs_tui.operations.operation import Operation, State

NAMES = ("URL", "TENANT", "USER", "PASSWORD")
ADMIN = ("ADMIN_TENANT", "ADMIN_USER", "ADMIN_PASSWORD")
SERVICES = tuple(f"{verb}_{service}" for service in ("VOLUME", "IMAGE") for verb in ("STOP", "START"))
GIVEN = {name: os.environ.get(f"TBS_CONFORMANCE_{name}", "") for name in (*NAMES, "SMALL_TENANT", *ADMIN, *SERVICES)}

ON_A_REAL_CLOUD = [
    pytest.mark.conformance,
    pytest.mark.skipif(not all(GIVEN[name] for name in NAMES), reason="no real Cinder is named"),
]
#: Seconds for a volume, a snapshot or an image to get where it is going.
DEADLINE = 90.0
#: Seconds for all that a test has made to go; a service that was stopped needs a minute to catch up.
CLEAN_DEADLINE = 180.0
PREFIX = "conformance-"
REGIONS = ("first", "last")


def needs(*names: str) -> None:
    """Skip the test where one of these is not given."""
    if missing := [f"TBS_CONFORMANCE_{name}" for name in names if not GIVEN[name]]:
        pytest.skip(f"not given: {', '.join(missing)}")


class Bed:
    """A session with the real cloud, and what was made there."""

    def __init__(self) -> None:
        self.clock = SystemClock()
        self.transport = Transport(clock=self.clock)
        self.session = self.sign_in()
        self.tag = f"{PREFIX}{uuid.uuid4().hex[:6]}"
        self.volumes: list[tuple[BlockStorage, str]] = []
        self.snapshots: list[tuple[BlockStorage, str]] = []
        self.images: list[str] = []

    def sign_in(self, **changes: Any) -> Session:
        who: dict[str, Any] = {
            "tenant_id": GIVEN["TENANT"],
            "username": GIVEN["USER"],
            "password": SecretStr(GIVEN["PASSWORD"]),
        }
        return Session(
            self.transport, Identity(self.transport, GIVEN["URL"], self.clock), self.clock, **(who | changes)
        )

    async def region(self, which: str) -> str:
        """The catalog's first or last region."""
        regions = await self.session.regions()
        return regions[0] if which == "first" else regions[-1]

    async def storage(self, which: str) -> BlockStorage:
        return await self.session.block_storage(await self.region(which))

    async def volume(self, storage: BlockStorage, **fields: Any) -> Volume:
        """A new volume of 1 GB, once it is available."""
        new: dict[str, Any] = {"size": 1, "name": self.tag} | fields
        volume = await storage.create_volume(NewVolume(**new))
        self.volumes.append((storage, volume.id))
        await becomes(functools.partial(volume_status, storage, volume.id), "available")
        return volume

    async def snapshot(self, storage: BlockStorage, volume_id: str, **fields: Any) -> Snapshot:
        """A new snapshot, once it is available."""
        snapshot = await storage.create_snapshot(NewSnapshot(volume_id, **({"name": self.tag} | fields)))
        self.snapshots.append((storage, snapshot.id))
        await becomes(functools.partial(snapshot_status, storage, snapshot.id), "available")
        return snapshot

    async def image(self, image_id: str) -> Image | None:
        """None when it is gone. Needs an Image API in the catalog."""
        images = await self.session.images(await self.region("first"))
        assert images is not None
        try:
            return await images.image(image_id)
        except errors.NotFound:
            return None

    async def remove_image(self, image_id: str) -> None:
        """The image API is only read by our client: the image is taken away past it."""
        images = await self.session.images(await self.region("first"))
        assert images is not None
        url = images._service._endpoint.join("images", image_id)
        token = await self.session.token()
        gone = await self.transport.send("DELETE", url, headers={"x-auth-token": token})
        assert gone.status in (204, 404)

    async def act(self, storage: BlockStorage, kind: str, id: str, action: dict[str, Any], session: Session) -> bool:
        """An action of a volume or a snapshot that our client does not have; whether it was accepted."""
        url = storage._service._endpoint.join(kind, id, "action")
        done = await self.transport.send("POST", url, headers={"x-auth-token": await session.token()}, body=action)
        assert done.status in (202, 400), done.content
        return done.status == 202

    async def clean(self) -> None:
        """Ask for all of it until none is left: what others need goes after them, what is under way when it rests."""
        for image_id in self.images:
            await self.remove_image(image_id)
        left: list[tuple[Callable[[], Awaitable[None]], Callable[[], Awaitable[str | None]]]] = [
            *(
                (functools.partial(storage.delete_volume, id), functools.partial(volume_status, storage, id))
                for storage, id in reversed(self.volumes)
            ),
            *(
                (functools.partial(storage.delete_snapshot, id), functools.partial(snapshot_status, storage, id))
                for storage, id in self.snapshots
            ),
        ]
        end = time.monotonic() + CLEAN_DEADLINE
        while left:
            for remove, _status in left:
                await removed(remove)
            await asyncio.sleep(0.5)
            statuses = [await status() for _remove, status in left]
            left = [each for each, status in zip(left, statuses, strict=True) if status is not None]
            assert not left or time.monotonic() < end, f"left behind: {statuses}"
        await self.transport.aclose()


async def removed(delete: Callable[[], Awaitable[None]]) -> None:
    """Ask for it; gone already, or in the way of another, is as good: the status that follows tells."""
    try:
        await delete()
    except (errors.NotFound, errors.InvalidInput):
        return


async def becomes(status: Callable[[], Awaitable[str | None]], wanted: str | None) -> None:
    """Ask until the status is as wanted; an error status and the deadline end it."""
    end = time.monotonic() + DEADLINE
    while (found := await status()) != wanted:
        assert found is None or not found.startswith("error"), f"{found}, wanted {wanted}"
        assert time.monotonic() < end, f"still {found}, wanted {wanted}"
        await asyncio.sleep(0.3)


async def every(pages: Any) -> list[Any]:
    rows: list[Any] = []
    async for page in pages:
        if page.restart:
            rows.clear()
        assert page.dropped == 0
        rows += page.rows
    return rows


@contextlib.asynccontextmanager
async def stopped(service: str) -> AsyncIterator[None]:
    """VOLUME or IMAGE does not run meanwhile."""
    try:
        await _run(GIVEN[f"STOP_{service}"])
        yield
    finally:
        await _run(GIVEN[f"START_{service}"])


async def _run(command: str) -> None:
    nowhere = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_shell(command, stdin=nowhere, stdout=nowhere, stderr=nowhere)
    assert await process.wait() == 0, command


class Works:
    """A desk at work on the real cloud; what it makes, `bed` takes away."""

    def __init__(self, bed: Bed, region: str, storage: BlockStorage) -> None:
        self.bed = bed
        self.session = bed.session
        self.storage = storage
        self.place = Context("", GIVEN["TENANT"], region)
        self.inventory = Inventory(bed.clock)
        self.poller = Poller(self.inventory, bed.clock, SessionSource(self._session_of), Wishes())
        cloud = SessionCloud(self._session_of)
        self.desk = Operations(self.inventory, bed.clock, cloud, self.poller, lambda: uuid.uuid4().hex)

    async def _session_of(self, _context: Context) -> Session:
        return self.session

    @property
    def picture(self) -> Picture:
        there = self.inventory.picture_of(self.place)
        assert there is not None
        return there

    async def until(self, met: Callable[[], bool], seconds: float = DEADLINE) -> None:
        try:
            await until(self.desk, self.inventory, met, seconds)
        except TimeoutError:
            raise AssertionError(f"not met after {seconds:.0f} s; operations: {self.desk.all}") from None

    async def sweeps(self, count: int) -> None:
        """So many sweeps have ended from now on."""
        for _ in range(count):
            last = self.inventory.health(self.place).last_good
            await self.until(lambda last=last: self.inventory.health(self.place).last_good != last)  # type: ignore[misc]

    def the(self, operation: Operation | Intent) -> Operation:
        """How it stands now."""
        found = self.desk.get(operation.id)
        assert found is not None
        return found

    async def answered(self, intent: Intent) -> Operation:
        """Start it; what was said to it at once. What it makes is taken away in the end."""
        self.desk.start(intent)
        await self.until(lambda: self.the(intent).state not in (State.WAITING, State.SENDING))
        operation = self.the(intent)
        if operation.image_id is not None:
            self.bed.images.append(operation.image_id)
        if operation.action.makes and operation.resource_id:
            made = self.bed.volumes if operation.kind is Kind.VOLUMES else self.bed.snapshots
            made.append((self.storage, operation.resource_id))
        return operation

    async def end_of(self, intent: Intent) -> Operation:
        """Start it; how it ended."""
        await self.answered(intent)
        await self.until(lambda: self.the(intent).is_over)
        return self.the(intent)

    def to_create(self, **more: Any) -> Intent:
        fields: dict[str, Any] = {"size": 1, "name": self.bed.tag} | more
        return create_volume(self.desk.new_id(), self.place, NewVolume(**fields))

    def to_snapshot(self, volume_id: str, **more: Any) -> Intent:
        return create_snapshot(self.desk.new_id(), self.place, NewSnapshot(volume_id, name=self.bed.tag, **more))

    async def to_upload(self, volume_id: str, disk_format: str = "qcow2", **more: Any) -> Intent:
        row = await self.row(Kind.VOLUMES, volume_id)
        assert isinstance(row, Volume)
        new = NewImage(self.bed.tag, disk_format, "bare", **more)
        return upload_image(self.desk.new_id(), self.place, row, new)

    async def to_delete(self, kind: Kind, id: str) -> Intent:
        return delete(self.desk.new_id(), self.place, await self.row(kind, id))

    async def row(self, kind: Kind, id: str) -> Volume | Snapshot:
        """Once it is in the picture."""
        await self.until(lambda: id in self.picture.listing(kind).by_id)
        row = self.picture.listing(kind).by_id[id]
        assert isinstance(row, Volume | Snapshot)
        return row

    async def create(self, **more: Any) -> Operation:
        return await self.end_of(self.to_create(**more))

    async def snapshot(self, volume_id: str, **more: Any) -> Operation:
        return await self.end_of(self.to_snapshot(volume_id, **more))

    async def delete(self, kind: Kind, id: str) -> Operation:
        return await self.end_of(await self.to_delete(kind, id))
