"""Each operation to its end on a real Cinder. Makes a few small volumes and takes them away again; see
`test_real_cinder` for how it is named."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from conformance.test_real_cinder import GIVEN, NAMES, Bed
from pydantic import SecretStr
from support_inventory import Wishes
from support_operations import at_work, until

from tbs_tui.account.context import Context
from tbs_tui.account.session import Session
from tbs_tui.api.requests import NewImage, NewSnapshot, NewVolume
from tbs_tui.inventory.inventory import Inventory
from tbs_tui.inventory.picture import Kind, Picture
from tbs_tui.inventory.poller import Poller
from tbs_tui.inventory.source import SessionSource
from tbs_tui.operations.cloud import SessionCloud
from tbs_tui.operations.desk import Operations
from tbs_tui.operations.intent import Intent, create_snapshot, create_volume, delete, upload_image
from tbs_tui.operations.operation import Operation, State
from tbs_tui.operations.plans import carry_out, outcome, with_snapshots_first

pytestmark = [
    pytest.mark.conformance,
    pytest.mark.skipif(not all(GIVEN[name] for name in NAMES), reason="no real Cinder is named"),
]
DEADLINE = 90.0


class Works:
    """A desk at work on the real cloud; what it makes, `bed` takes away."""

    def __init__(self, bed: Bed, region: str) -> None:
        self.bed = bed
        self.session = bed.session
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

    async def until(self, met: Callable[[], bool]) -> None:
        await until(self.desk, self.inventory, met, DEADLINE)

    async def end_of(self, intent: Intent) -> Operation:
        """Start it; how it ended."""
        self.desk.start(intent)
        storage = await self.bed.session.block_storage(self.place.region)

        def now() -> Operation:
            found = self.desk.get(intent.id)
            assert found is not None
            return found

        await self.until(lambda: now().resource_id != "" or now().is_over)
        if intent.action.makes and now().resource_id:
            made = self.bed.volumes if now().kind is Kind.VOLUMES else self.bed.snapshots
            made.append((storage, now().resource_id))
        await self.until(lambda: now().is_over)
        return now()

    async def create(self, **more: Any) -> Operation:
        fields: dict[str, Any] = {"size": 1, "name": self.bed.tag} | more
        return await self.end_of(create_volume(self.desk.new_id(), self.place, NewVolume(**fields)))

    async def snapshot(self, volume_id: str) -> Operation:
        new = NewSnapshot(volume_id, name=self.bed.tag)
        return await self.end_of(create_snapshot(self.desk.new_id(), self.place, new))

    async def delete(self, kind: Kind, id: str) -> Operation:
        await self.until(lambda: id in self.picture.listing(kind).by_id)
        return await self.end_of(delete(self.desk.new_id(), self.place, self.picture.listing(kind).by_id[id]))


@pytest.fixture
async def works() -> AsyncIterator[Works]:
    bed = Bed()
    at = Works(bed, await bed.region("first"))
    at.inventory.show(at.place)
    try:
        async with at_work(at.poller, at.desk):
            await at.until(lambda: at.inventory.health(at.place).last_good is not None)
            yield at
    finally:
        await bed.clean()


async def test_a_volume_is_made_and_deleted(works: Works) -> None:
    made = await works.create()
    assert (made.state, made.status) == (State.DONE, "available")
    assert made.request_id is not None
    gone = await works.delete(Kind.VOLUMES, made.resource_id)
    assert gone.state is State.DONE
    await works.until(lambda: works.picture.volume(made.resource_id) is None)


async def test_a_delete_is_refused_for_its_snapshot_and_then_planned_with_it(works: Works) -> None:
    made = await works.create()
    shot = await works.snapshot(made.resource_id)
    assert shot.state is State.DONE
    refused = await works.delete(Kind.VOLUMES, made.resource_id)
    assert (refused.state, refused.is_over) == (State.REFUSED, True)
    assert refused.words
    await works.until(lambda: works.picture.snapshots_of(made.resource_id) != ())
    volume = works.picture.volume(made.resource_id)
    assert volume is not None
    plan = with_snapshots_first(volume, works.picture, works.place, works.desk.new_id)
    carry_out(plan, works.desk)
    await works.until(lambda: outcome(plan, works.desk.get).is_over)
    assert set(outcome(plan, works.desk.get).done) == {shot.resource_id, made.resource_id}


async def test_an_upload_is_followed_until_its_image_is_active(works: Works) -> None:
    made = await works.create()
    await works.until(lambda: works.picture.volume(made.resource_id) is not None)
    volume = works.picture.volume(made.resource_id)
    assert volume is not None
    new = NewImage(works.bed.tag, "qcow2", "bare")
    done = await works.end_of(upload_image(works.desk.new_id(), works.place, volume, new))
    images = await works.session.images(works.place.region)
    if images is None:
        assert done.state is State.UNKNOWN
        return
    assert done.state is State.DONE
    assert done.image_id is not None
    # The image API is only read by our client: the image is taken away past it.
    token = await works.session.token()
    url = images._service._endpoint.join("images", done.image_id)
    assert (await works.bed.transport.send("DELETE", url, headers={"x-auth-token": token})).status == 204


async def test_a_volume_that_no_backend_takes_has_failed(works: Works) -> None:
    made = await works.create(multiattach=True)
    assert made.state in (State.FAILED, State.REFUSED)


async def test_a_quota_is_told_with_its_numbers(works: Works) -> None:
    if not GIVEN["SMALL_TENANT"]:
        pytest.skip("no small tenant is named")
    works.session = works.bed.sign_in(tenant_id=GIVEN["SMALL_TENANT"])
    place = Context("", GIVEN["SMALL_TENANT"], works.place.region)
    intent = create_volume(works.desk.new_id(), place, NewVolume(100_000, name=works.bed.tag))
    refused = await works.end_of(intent)
    assert refused.state is State.REFUSED
    assert "100000" in refused.words


async def test_a_token_that_dies_while_it_is_followed_is_renewed(works: Works) -> None:
    made = await works.create()
    await works.until(lambda: made.resource_id in works.picture.volumes.by_id)
    intent = delete(works.desk.new_id(), works.place, works.picture.volumes.by_id[made.resource_id])
    ended = asyncio.create_task(works.end_of(intent))

    def is_accepted() -> bool:
        found = works.desk.get(intent.id)
        return found is not None and found.state is State.ACCEPTED

    await works.until(is_accepted)
    real = works.session._access
    assert real is not None
    works.session._access = type(real)(
        SecretStr("dead-token"), real.expires, real.tenant_id, real.tenant_name, real.catalog
    )
    assert (await ended).state is State.DONE
