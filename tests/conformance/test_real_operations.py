"""Each operation to its end on a real Cinder; see `beds` for how it is named."""

import asyncio
import uuid

from conformance.beds import GIVEN, ON_A_REAL_CLOUD, Works, needs
from pydantic import SecretStr

from tbs_tui.account.context import Context
from tbs_tui.api.requests import NewVolume
from tbs_tui.inventory.picture import Kind
from tbs_tui.operations.gate import Action, Where, ask
from tbs_tui.operations.intent import create_volume, delete
from tbs_tui.operations.operation import State
from tbs_tui.operations.plans import carry_out, delete_many, outcome, with_snapshots_first

pytestmark = ON_A_REAL_CLOUD
ON_A_VOLUME = (Action.CREATE_SNAPSHOT, Action.UPLOAD_IMAGE, Action.DELETE_VOLUME)


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
    done = await works.end_of(await works.to_upload(made.resource_id))
    if await works.session.images(works.place.region) is None:
        assert done.state is State.UNKNOWN
        return
    assert done.state is State.DONE
    assert done.image_id is not None
    image = await works.bed.image(done.image_id)
    assert image is not None
    assert (image.status, image.disk_format) == ("active", "qcow2")


async def test_a_volume_that_no_backend_takes_has_failed(works: Works) -> None:
    made = await works.create(multiattach=True)
    assert made.state in (State.FAILED, State.REFUSED)


async def test_a_quota_is_told_with_its_numbers(works: Works) -> None:
    needs("SMALL_TENANT")
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


async def test_of_a_plan_to_delete_several_one_that_is_refused_stops_no_other(works: Works) -> None:
    made = [await works.create() for _ in range(3)]
    rows = [await works.row(Kind.VOLUMES, each.resource_id) for each in made]
    plan = delete_many(rows, works.picture, works.place, works.desk.new_id)
    assert len(plan.steps) == 3
    # Taken by somebody else meanwhile: the picture does not know it yet.
    await works.bed.snapshot(works.storage, rows[1].id)
    carry_out(plan, works.desk)
    await works.until(lambda: outcome(plan, works.desk.get).is_over)
    end = outcome(plan, works.desk.get)
    assert (set(end.done), end.failed, end.not_sent) == ({rows[0].id, rows[2].id}, (rows[1].id,), ())
    refused = works.the(plan.steps[1].intent)
    assert refused.state is State.REFUSED
    assert "snapshots" in refused.words
    assert refused.request_id is not None


async def test_a_volume_smaller_than_its_snapshot_is_refused(works: Works) -> None:
    made = await works.create(size=2)
    shot = await works.snapshot(made.resource_id)
    refused = await works.create(size=1, snapshot_id=shot.resource_id)
    assert (refused.state, refused.resource_id) == (State.REFUSED, "")
    assert "1" in refused.words
    larger = await works.create(size=3, snapshot_id=shot.resource_id)
    assert larger.state is State.DONE


async def test_an_unknown_type_and_an_unknown_zone_are_refused_with_the_servers_words(works: Works) -> None:
    for field, value in (("volume_type", "no such type"), ("availability_zone", "the moon")):
        refused = await works.create(**{field: value})
        assert (refused.state, refused.resource_id) == (State.REFUSED, "")
        assert value in refused.words
        assert refused.request_id is not None


async def test_a_volume_in_use_has_its_snapshot_and_its_image_by_force_alone(works: Works) -> None:
    made = await works.create()
    attach = {"instance_uuid": str(uuid.uuid4()), "mountpoint": "/dev/vdb", "mode": "rw"}
    await works.bed.act(works.storage, "volumes", made.resource_id, {"os-attach": attach}, works.session)
    try:
        refused = await works.snapshot(made.resource_id)
        assert refused.state is State.REFUSED
        await works.until(lambda: works.picture.volumes.by_id[made.resource_id].status == "in-use")
        row = works.picture.volumes.by_id[made.resource_id]
        snapshot, image, gone = (ask(action, row, works.picture) for action in ON_A_VOLUME)
        assert (snapshot.allowed, snapshot.needs_force) == (True, True)
        assert (image.allowed, image.needs_force) == (True, True)
        assert gone.blocker is not None
        assert gone.blocker.where is Where.SERVERS

        forced = await works.snapshot(made.resource_id, force=True)
        # Where it takes Nova and there is none, it ends in error: which is what has to be said.
        assert forced.resource_id
        assert forced.state is (State.FAILED if forced.status == "error" else State.DONE)
        assert (await works.end_of(await works.to_upload(made.resource_id))).state is State.REFUSED
        uploaded = await works.end_of(await works.to_upload(made.resource_id, force=True))
        assert uploaded.image_id is not None
        image_now = await works.bed.image(uploaded.image_id)
        assert uploaded.state is (State.DONE if image_now and image_now.status == "active" else State.FAILED)
        assert (await works.delete(Kind.VOLUMES, made.resource_id)).state is State.REFUSED
    finally:
        await works.bed.act(works.storage, "volumes", made.resource_id, {"os-detach": {}}, works.session)
