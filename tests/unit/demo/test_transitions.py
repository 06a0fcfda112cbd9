"""What becomes of a request that was accepted, as time goes by."""

import pytest
from support_cloud import Caller, ManualClock

from tbs_tui.demo import DEMO_TENANTS, DemoCloud, Mark


async def created(caller: Caller, **fields: object) -> str:
    answer = await caller.post("/volumes", {"volume": {"size": 10} | fields})
    assert answer.status_code == 202, answer.text
    assert answer.json()["volume"]["status"] == "creating"
    return str(answer.json()["volume"]["id"])


async def seen(caller: Caller, path: str, clock: ManualClock, seconds: int = 15) -> list[str | None]:
    """The statuses one after the other, looked at every half second."""
    statuses: list[str | None] = []
    for _ in range(2 * seconds):
        status = await caller.status(path)
        if not statuses or statuses[-1] != status:
            statuses.append(status)
        clock.advance(0.5)
    return statuses


async def test_a_volume_is_created_and_deleted(caller: Caller, clock: ManualClock) -> None:
    volume_id = await created(caller, name="  padded  ", metadata={"env": "dev"})
    path = f"/volumes/{volume_id}"
    assert (await caller.delete(path)).status_code == 400
    assert await seen(caller, path, clock) == ["creating", "available"]
    row = (await caller.get(path)).json()["volume"]
    assert (row["name"], row["metadata"], row["volume_type"]) == ("padded", {"env": "dev"}, "General HDD")
    # Three times at once: 202, 400, and 404 when it is gone.
    accepted = await caller.delete(path)
    assert (accepted.status_code, accepted.content) == (202, b"")
    assert accepted.headers["content-type"] == "text/html; charset=UTF-8"
    assert accepted.headers["content-length"] == "0"
    assert (await caller.delete(path)).status_code == 400
    listed = (await caller.get("/volumes?status=deleting")).json()["volumes"]
    assert listed[0]["id"] == volume_id
    assert await seen(caller, path, clock) == ["deleting", None]
    assert (await caller.delete(path)).status_code == 404


async def test_times_lose_their_microseconds_in_the_database(caller: Caller, clock: ManualClock) -> None:
    clock.advance(0.25)
    answer = await caller.post("/volumes", {"volume": {"size": 10}})
    row = answer.json()["volume"]
    assert row["created_at"] == "2026-03-02T09:00:00.250000"
    assert "os-vol-tenant-attr:tenant_id" not in row
    shown = (await caller.get(f"/volumes/{row['id']}")).json()["volume"]
    assert shown["created_at"] == "2026-03-02T09:00:00.000000"
    assert shown["os-vol-tenant-attr:tenant_id"] == caller.tenant_id


async def test_all_fields_of_the_guides_example_may_be_null(caller: Caller) -> None:
    keys = ("availability_zone", "source_volid", "description", "snapshot_id", "name", "volume_type", "metadata")
    await created(caller, multiattach=False, **dict.fromkeys(keys))


@pytest.mark.parametrize(
    ("fields", "statuses"),
    [
        ({"metadata": {"demo": Mark.CREATE_FAILS}}, ["creating", "error"]),
        ({"multiattach": True}, ["creating", "error"]),
        ({"volume_type": "General SSD", "unknown": 1}, ["creating", "available"]),
    ],
)
async def test_creation_may_fail(
    caller: Caller, clock: ManualClock, fields: dict[str, object], statuses: list[str]
) -> None:
    volume_id = await created(caller, **fields)
    assert await seen(caller, f"/volumes/{volume_id}", clock) == statuses


@pytest.mark.parametrize(
    ("name", "statuses"),
    [
        ("stuck-clone-parent", ["deleting", "available"]),
        ("broken-lun-12", ["deleting", "error_deleting"]),
        ("old-wiki-copy", ["deleting", None]),
    ],
)
async def test_a_delete_may_come_to_nothing(
    caller: Caller, clock: ManualClock, name: str, statuses: list[str | None]
) -> None:
    path = f"/volumes/{await created(caller, name=name)}"
    clock.advance(10)
    assert (await caller.delete(path)).status_code == 202
    assert await seen(caller, path, clock) == statuses


async def test_a_snapshot_grows_in_steps_and_holds_its_volume(caller: Caller, clock: ManualClock) -> None:
    volume_id = await created(caller)
    clock.advance(10)
    answer = await caller.post("/snapshots", {"snapshot": {"volume_id": volume_id, "name": " s ", "force": False}})
    assert answer.status_code == 202
    snapshot = answer.json()["snapshot"]
    assert (snapshot["status"], snapshot["name"], snapshot["size"]) == ("creating", "s", 10)
    assert "os-extended-snapshot-attributes:progress" not in snapshot
    path = f"/snapshots/{snapshot['id']}"
    assert (await caller.delete(path)).status_code == 400
    progress: list[str] = []
    for _ in range(30):
        row = (await caller.get(path)).json()["snapshot"]
        step = row["os-extended-snapshot-attributes:progress"]
        if not progress or progress[-1] != step:
            progress.append(step)
        clock.advance(0.5)
    assert progress == ["0%", "25%", "50%", "75%", "100%"]
    assert await caller.status(path) == "available"
    assert (await caller.delete(f"/volumes/{volume_id}")).status_code == 400
    assert (await caller.delete(path)).status_code == 202
    assert await seen(caller, path, clock) == ["deleting", None]
    assert (await caller.delete(f"/volumes/{volume_id}")).status_code == 202


async def test_a_snapshot_may_fail(caller: Caller, clock: ManualClock) -> None:
    volume_id = await created(caller, metadata={"demo": Mark.SNAPSHOT_FAILS})
    clock.advance(10)
    answer = await caller.post("/snapshots", {"snapshot": {"volume_id": volume_id}})
    assert await seen(caller, f"/snapshots/{answer.json()['snapshot']['id']}", clock) == ["creating", "error"]


@pytest.mark.parametrize(
    ("metadata", "image_statuses"),
    [
        ({}, ["queued", "saving", "active"]),
        ({"demo": Mark.UPLOAD_KILLED}, ["queued", "saving", "killed"]),
        ({"demo": Mark.UPLOAD_VANISHES}, ["queued", "saving", None]),
        ({"demo": Mark.UPLOAD_STALLS}, ["queued", "saving"]),
    ],
)
async def test_an_upload_tells_only_the_image_how_it_went(
    caller: Caller, clock: ManualClock, metadata: dict[str, str], image_statuses: list[str | None]
) -> None:
    path = f"/volumes/{await created(caller, metadata=metadata)}"
    clock.advance(10)
    body = {"os-volume_upload_image": {"image_name": "img", "disk_format": "qcow2", "container_format": "bare"}}
    answer = await caller.post(f"{path}/action", body)
    assert answer.status_code == 202
    reply = answer.json()["os-volume_upload_image"]
    assert (reply["status"], reply["image_name"], reply["size"]) == ("uploading", "img", 10)
    # The guide's sample: nulls in words, and the specs as a list.
    assert reply["volume_type"]["deleted_at"] == "null"
    assert reply["volume_type"]["extra_specs"][0]["value"] == "hdd_general"
    image = f"//KR1/image/v2/images/{reply['image_id']}"
    assert (await caller.get(image)).json()["size"] is None
    assert await seen(caller, image, clock) == image_statuses
    assert await caller.status(path) == "available"
    if image_statuses[-1] == "active":
        row = (await caller.get(image)).json()
        assert row["virtual_size"] == 10 << 30
        assert row["created_at"].endswith("Z")


async def test_an_upload_by_force_returns_a_volume_to_in_use(caller: Caller, clock: ManualClock) -> None:
    [volume] = (await caller.get("/volumes?name=kafka-broker-1")).json()["volumes"]
    path = f"/volumes/{volume['id']}"
    asked = {"image_name": "img"}
    refused = await caller.post(f"{path}/action", {"os-volume_upload_image": asked})
    assert refused.json()["badRequest"]["message"] == f"Invalid volume: Volume {volume['id']} status must be available"
    accepted = await caller.post(f"{path}/action", {"os-volume_upload_image": asked | {"force": True}})
    assert accepted.json()["os-volume_upload_image"]["disk_format"] == "raw"
    assert await seen(caller, path, clock) == ["uploading", "in-use"]


async def test_time_passes_the_same_however_often_one_looks(clock: ManualClock) -> None:
    def cloud() -> DemoCloud:
        return DemoCloud(now=clock.now, seed=3)

    often, once = Caller(cloud()), Caller(cloud())
    for _ in range(90):
        clock.advance(3)
        await often.get("/volumes")
    first, second = [(await caller.get("/volumes/detail")).json() for caller in (often, once)]
    assert len(first["volumes"]) > 36
    assert first == second


async def test_the_cloud_lives_and_does_not_grow(clock: ManualClock) -> None:
    cloud = DemoCloud(now=clock.now)
    caller = Caller(cloud)
    pictures: set[tuple[object, ...]] = set()
    counts: list[int] = []
    for _ in range(240):
        clock.advance(30)
        if (await caller.get("/types")).status_code == 401:
            await caller.sign_in()
        body = (await caller.get("/volumes/detail")).json()["volumes"]
        pictures.add(tuple((row["id"], row["status"]) for row in body))
        counts.append(len(body))
    # Two hours: something new in most half minutes, and never more than a handful beyond what was there.
    assert len(pictures) > 60
    assert max(counts) <= 38 + 5
    assert min(counts) >= 36


async def test_a_quiet_cloud_stands_still(caller: Caller, clock: ManualClock) -> None:
    clock.advance(60)
    first = (await caller.get("/volumes/detail")).content
    clock.advance(3600)
    assert (await caller.get("/volumes/detail")).content == first


async def test_after_a_long_sleep_the_past_is_left_out(clock: ManualClock) -> None:
    cloud = DemoCloud(now=clock.now)
    clock.advance(365 * 86_400)
    caller = Caller(cloud, tenant_id=DEMO_TENANTS[1].id)
    assert (await caller.get("/volumes")).status_code == 200
    assert len(caller.region.volumes) < 30
