"""The gate's word against a real Cinder's, for every status; see `beds` for how the cloud is named.

Statuses are given by an administrator, as `os-reset_status` does: nothing but the status changes.
"""

import functools
from collections.abc import Awaitable, Callable, Collection

from conformance.beds import GIVEN, ON_A_REAL_CLOUD, Bed, becomes, needs
from pydantic import SecretStr
from support_storage import snapshot_status, volume_status

from tbs_tui.account.context import Context
from tbs_tui.account.session import Session
from tbs_tui.api import errors
from tbs_tui.api.block_storage import BlockStorage
from tbs_tui.api.models import Snapshot, Volume
from tbs_tui.api.requests import NewImage, NewSnapshot, NewVolume
from tbs_tui.api.statuses import SNAPSHOT_STATUSES, VOLUME_STATUSES
from tbs_tui.inventory.picture import Picture
from tbs_tui.operations.gate import Action, ask

pytestmark = ON_A_REAL_CLOUD

Request = Callable[[str], Awaitable[object]]
"""Takes the id of what it is done to."""


class Statuses:
    """Volumes or snapshots, in whatever status is wanted."""

    def __init__(self, bed: Bed, storage: BlockStorage, region: str) -> None:
        self.bed = bed
        self.storage = storage
        self.region = region
        self.picture = Picture.empty(Context("", GIVEN["TENANT"], region))
        self.admin: Session = bed.sign_in(
            tenant_id=GIVEN["ADMIN_TENANT"],
            username=GIVEN["ADMIN_USER"],
            password=SecretStr(GIVEN["ADMIN_PASSWORD"]),
        )

    async def become(self, kind: str, id: str, status: str) -> bool:
        """False where this Cinder does not know the status."""
        storage = await self.admin.block_storage(self.region)
        return await self.bed.act(storage, kind, id, {"os-reset_status": {"status": status}}, self.admin)

    async def differences(
        self,
        statuses: Collection[str],
        make: Callable[[], Awaitable[Volume | Snapshot]],
        read: Callable[[str], Awaitable[Volume | Snapshot]],
        status_of: Callable[[str], Awaitable[str | None]],
        requests: dict[Action, Request],
    ) -> list[str]:
        """What the server says otherwise than the gate. What it allows and does not delete is not sent: other tests
        see that to its end."""
        row = await make()
        kind = "volumes" if isinstance(row, Volume) else "snapshots"
        compared, different = list[str](), list[str]()
        for status in sorted(statuses):
            if not await self.become(kind, row.id, status):
                continue
            compared.append(status)
            row = await read(row.id)
            assert row.status == status
            for action, request in requests.items():
                answer = ask(action, row, self.picture)
                allowed = answer.allowed and not answer.needs_force
                if allowed and not action.deletes:
                    continue
                refused_with = await refusal(request, row.id)
                if refused_with != (None if allowed else 400):
                    different.append(f"{action.value} in {status}: {refused_with}, the gate: {allowed}")
                if refused_with is None and action.deletes:
                    await becomes(functools.partial(status_of, row.id), None)
                    row = await make()
        await self.become(kind, row.id, "available")
        assert {"available", "error", "creating", "deleting", "error_deleting"} <= set(compared)
        return different


async def refusal(request: Request, id: str) -> int | None:
    """The HTTP status of it; None when the request was accepted."""
    try:
        await request(id)
    except errors.ApiError as error:
        return error.status
    return None


async def test_the_gate_lets_do_to_volumes_in_each_status_what_the_server_does(bed: Bed) -> None:
    needs("ADMIN_TENANT", "ADMIN_USER", "ADMIN_PASSWORD")
    storage = await bed.storage("first")
    at = Statuses(bed, storage, await bed.region("first"))
    requests: dict[Action, Request] = {
        Action.CREATE_SNAPSHOT: lambda id: storage.create_snapshot(NewSnapshot(id)),
        Action.UPLOAD_IMAGE: lambda id: storage.upload_image(id, NewImage(bed.tag)),
        # Last, since it may be gone then.
        Action.DELETE_VOLUME: storage.delete_volume,
    }
    make = functools.partial(bed.volume, storage)
    status_of = functools.partial(volume_status, storage)
    assert await at.differences(VOLUME_STATUSES, make, storage.volume, status_of, requests) == []


async def test_the_gate_lets_do_to_snapshots_in_each_status_what_the_server_does(bed: Bed) -> None:
    needs("ADMIN_TENANT", "ADMIN_USER", "ADMIN_PASSWORD")
    storage = await bed.storage("first")
    at = Statuses(bed, storage, await bed.region("first"))
    volume = await bed.volume(storage)
    requests: dict[Action, Request] = {
        Action.CREATE_FROM_SNAPSHOT: lambda id: storage.create_volume(NewVolume(1, snapshot_id=id)),
        Action.DELETE_SNAPSHOT: storage.delete_snapshot,
    }
    make = functools.partial(bed.snapshot, storage, volume.id)
    status_of = functools.partial(snapshot_status, storage)
    assert await at.differences(SNAPSHOT_STATUSES, make, storage.snapshot, status_of, requests) == []
