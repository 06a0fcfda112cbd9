"""What operations say while a service of a real cloud does not run; see `beds` for how the cloud is named."""

import asyncio
import functools
import time

import pytest
from conformance.beds import ON_A_REAL_CLOUD, Works, becomes, needs, stopped
from support_storage import volume_status

from tbs_tui.inventory.picture import Kind
from tbs_tui.operations import outcomes
from tbs_tui.operations.operation import State

pytestmark = ON_A_REAL_CLOUD
#: Seconds for a service that was started again to do what was asked of it meanwhile.
CATCH_UP = 150.0
#: GB; written as raw, it takes some seconds.
LARGE = 4


async def test_without_cinder_volume_nothing_ends_and_all_goes_on_when_it_is_back(works: Works) -> None:
    needs("STOP_VOLUME", "START_VOLUME")
    ids = [(await works.create()).resource_id for _ in range(3)]
    async with stopped("VOLUME"):
        begun = [
            await works.answered(works.to_create()),
            await works.answered(works.to_snapshot(ids[0])),
            await works.answered(await works.to_delete(Kind.VOLUMES, ids[1])),
            await works.answered(await works.to_upload(ids[2])),
        ]
        assert [each.state for each in begun] == [State.ACCEPTED] * 4
        await works.until(lambda: all(works.the(each).state is State.IN_PROGRESS for each in begun))
        await works.sweeps(2)
        now = [works.the(each) for each in begun]
        assert [each.state for each in now] == [State.IN_PROGRESS] * 4
        assert [each.status for each in now] == ["creating", "creating", "deleting", "uploading"]
    await works.until(lambda: all(works.the(each).is_over for each in begun), CATCH_UP)
    made, shot, gone, image = (works.the(each) for each in begun)
    # What is said at the end is what there is.
    assert (made.state, shot.state, gone.state) == (State.DONE, State.DONE, State.DONE)
    assert await volume_status(works.storage, made.resource_id) == "available"
    assert await volume_status(works.storage, gone.resource_id) is None
    if image.state is not State.UNKNOWN:
        assert image.image_id is not None
        found = await works.bed.image(image.image_id)
        assert (found is not None and found.status == "active") is (image.state is State.DONE)


async def test_without_glance_an_upload_is_refused_in_words_a_person_understands(works: Works) -> None:
    needs("STOP_IMAGE", "START_IMAGE")
    made = await works.create()
    async with stopped("IMAGE"):
        refused = await works.end_of(await works.to_upload(made.resource_id))
        assert (refused.state, refused.image_id) == (State.REFUSED, None)
        assert "image service does not answer, and nothing was uploaded" in refused.words
        assert "HTTPConnectionPool" not in refused.words
        assert refused.request_id is not None
        assert await volume_status(works.storage, made.resource_id) == "available"
    again = await works.end_of(await works.to_upload(made.resource_id))
    assert again.state is State.DONE


async def test_an_upload_whose_glance_dies_is_never_called_good(works: Works, monkeypatch: pytest.MonkeyPatch) -> None:
    needs("STOP_IMAGE", "START_IMAGE")
    monkeypatch.setattr(outcomes, "ALONE_MINUTES", 0)
    made = await works.create(size=LARGE)
    upload = await works.answered(await works.to_upload(made.resource_id, "raw"))
    assert upload.image_id is not None
    end = time.monotonic() + CATCH_UP
    while (image := await works.bed.image(upload.image_id)) is not None and image.status == "queued":
        assert time.monotonic() < end
        await asyncio.sleep(0.2)
    assert image is not None
    assert image.status == "saving"
    async with stopped("IMAGE"):
        await works.until(lambda: works.the(upload).is_over or "cannot be seen" in works.the(upload).words, CATCH_UP)
        await becomes(functools.partial(volume_status, works.storage, made.resource_id), "available")
    await works.until(lambda: works.the(upload).is_over or "probably failed" in works.the(upload).words, CATCH_UP)
    image = await works.bed.image(upload.image_id)
    if image is not None and image.status == "active":
        pytest.skip("Glance was done with it before it stopped")
    if not works.the(upload).is_over:
        # Nobody was there to clean up: the image is left half made, until somebody takes it away.
        assert (works.the(upload).state, works.the(upload).unusual) == (State.IN_PROGRESS, True)
        await works.bed.remove_image(upload.image_id)
        await works.until(lambda: works.the(upload).is_over)
    assert works.the(upload).state is State.FAILED
    assert "The image is gone" in works.the(upload).words
