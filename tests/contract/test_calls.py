"""Every call of the guide, over a real socket."""

import asyncio
import functools
from datetime import timedelta
from typing import Any

import pytest
from contract.bed import TENANT, Bed, bed
from pydantic import SecretStr
from support_storage import snapshot_status, volume_status

from tbs_tui.api import errors
from tbs_tui.api.block_storage import BlockStorage
from tbs_tui.api.endpoint import Endpoint
from tbs_tui.api.lock import Lock
from tbs_tui.api.models import documented
from tbs_tui.api.requests import EncryptionKey, ListQuery, NewImage, NewSnapshot, NewVolume
from tbs_tui.api.service import Service
from tbs_tui.demo import DEMO_TENANTS, OBJECT_STORAGE_TENANT_ID, Fault, FaultKind


async def every(pages: Any) -> list[Any]:
    rows: list[Any] = []
    async for page in pages:
        if page.restart:
            rows.clear()
        rows += page.rows
        assert page.dropped == 0
    return rows


async def made(bed: Bed, storage: BlockStorage, **fields: Any) -> str:
    volume = await storage.create_volume(NewVolume(**({"size": 10} | fields)))
    await bed.becomes(lambda: volume_status(storage, volume.id), "available")
    return volume.id


async def test_regions_and_types() -> None:
    async with bed() as cloud:
        assert await cloud.session.regions() == ("KR1", "KR2", "JP1")
        types = await (await cloud.storage("JP1")).types()
        assert {"General HDD", "General SSD", "Encrypted HDD", "Encrypted SSD"} == {kind.name for kind in types.rows}
        assert all(kind.extra_specs for kind in types.rows)


async def test_lists_and_shows_tell_the_same() -> None:
    async with bed() as cloud:
        for region in await cloud.session.regions():
            storage = await cloud.storage(region)
            volumes = await every(storage.volumes())
            assert [volume.id for volume in volumes] == [each.id for each in await every(storage.volumes(detail=False))]
            assert all(volume.malformed == () and volume.created for volume in volumes)
            assert await storage.volume(volumes[0].id) == volumes[0]
            snapshots = await every(storage.snapshots())
            short = await every(storage.snapshots(detail=False))
            assert [each.id for each in snapshots] == [each.id for each in short]
            assert await storage.snapshot(snapshots[0].id) == snapshots[0]
            assert documented(snapshots[0])["os-extended-snapshot-attributes:project_id"] == TENANT


async def test_every_row_names_the_region_it_was_read_in() -> None:
    async with bed() as cloud:
        for region in ("KR1", "JP1"):
            storage = await cloud.storage(region)
            types, volumes, snapshots = (
                (await storage.types()).rows,
                await every(storage.volumes()),
                await every(storage.snapshots()),
            )
            volume_id = await made(cloud, storage)
            rows = [
                *types,
                *volumes,
                *snapshots,
                await storage.create_volume(NewVolume(10)),
                await storage.volume(volume_id),
                await storage.create_snapshot(NewSnapshot(volume_id)),
                await storage.snapshot(snapshots[0].id),
            ]
            assert types
            assert volumes
            assert snapshots
            assert {row.region for row in rows} == {region}
            assert len({id(row.region) for row in rows}) == 1


@pytest.mark.parametrize("strict", [False, True])
async def test_a_volume_from_creation_to_its_end(strict: bool) -> None:
    async with bed(strict=strict) as cloud:
        storage = await cloud.storage()
        new = NewVolume(20, "백업 1", "설명", "General SSD", "kr-pub-b", metadata={"team": "주문"})
        volume = await storage.create_volume(new)
        assert (volume.status, volume.size, volume.name, volume.volume_type) == (
            "creating",
            20,
            "백업 1",
            "General SSD",
        )
        assert (volume.availability_zone, dict(volume.metadata)) == ("kr-pub-b", {"team": "주문"})
        await cloud.becomes(lambda: volume_status(storage, volume.id), "available")

        snapshot = await storage.create_snapshot(NewSnapshot(volume.id, "전", "before"))
        assert (snapshot.status, snapshot.volume_id, snapshot.size) == ("creating", volume.id, 20)
        await cloud.becomes(lambda: snapshot_status(storage, snapshot.id), "available")
        assert (await storage.snapshot(snapshot.id)).progress == "100%"

        with pytest.raises(errors.InvalidInput) as caught:
            await storage.delete_volume(volume.id)
        assert caught.value.status == 400
        assert caught.value.request_id is not None
        assert caught.value.request_id.startswith("req-")

        copy = await storage.create_volume(NewVolume(20, snapshot_id=snapshot.id))
        assert copy.snapshot_id == snapshot.id
        await cloud.becomes(lambda: volume_status(storage, copy.id), "available")

        await storage.delete_snapshot(snapshot.id)
        await cloud.becomes(lambda: snapshot_status(storage, snapshot.id), None)
        for volume_id in (volume.id, copy.id):
            await storage.delete_volume(volume_id)
            assert await volume_status(storage, volume_id) == "deleting"
            await cloud.becomes(functools.partial(volume_status, storage, volume_id), None)


async def test_an_upload_is_followed_by_the_image_api() -> None:
    async with bed() as cloud:
        storage, images = await cloud.storage(), await cloud.session.images("KR1")
        assert images is not None
        volume_id = await made(cloud, storage)
        upload = await storage.upload_image(volume_id, NewImage("VOLUME IMAGE", "qcow2", "bare", "private", False))
        assert (upload.id, upload.image_name, upload.disk_format) == (volume_id, "VOLUME IMAGE", "qcow2")
        assert upload.volume_type is not None
        assert upload.volume_type.name == "General HDD"
        assert await volume_status(storage, volume_id) == "uploading"
        assert (await images.image(upload.image_id)).status in ("queued", "saving")

        async def status() -> str | None:
            return (await images.image(upload.image_id)).status

        await cloud.becomes(status, "active")
        image = await images.image(upload.image_id)
        assert (image.visibility, image.protected) == ("private", False)
        assert image.size is not None
        assert await volume_status(storage, volume_id) == "available"


async def test_an_upload_that_fails_leaves_no_image() -> None:
    async with bed() as cloud:
        storage, images = await cloud.storage(), await cloud.session.images("KR1")
        assert images is not None
        volume_id = await made(cloud, storage, name="upload-vanishes")
        upload = await storage.upload_image(volume_id, NewImage("gone"))
        await cloud.becomes(lambda: volume_status(storage, volume_id), "available")
        with pytest.raises(errors.NotFound):
            await images.image(upload.image_id)


async def test_upstream_refuses_nhns_own_keys_of_an_upload() -> None:
    async with bed(strict=True) as cloud:
        storage = await cloud.storage()
        volume_id = await made(cloud, storage)
        with pytest.raises(errors.InvalidInput, match="visibility"):
            await storage.upload_image(volume_id, NewImage("i", visibility="private"))
        assert (await storage.upload_image(volume_id, NewImage("i"))).image_name == "i"


async def test_an_instance_is_named_by_the_compute_api() -> None:
    async with bed() as cloud:
        storage, compute = await cloud.storage(), await cloud.session.compute("KR1")
        assert compute is not None
        attached = {
            volume.name: volume.attachments[0].server_id
            for volume in await every(storage.volumes())
            if volume.attachments
        }
        server_id = attached["db-master-data"]
        assert server_id is not None
        assert (await compute.server(server_id)).name == "db-1"
        gone = attached["redis-dump"]
        assert gone is not None
        with pytest.raises(errors.NotFound):
            await compute.server(gone)


async def test_the_zones_that_compute_tells_are_those_that_block_storage_takes() -> None:
    async with bed() as cloud:
        for region in await cloud.session.regions():
            storage, compute = await cloud.storage(region), await cloud.session.compute(region)
            assert compute is not None
            zones = await compute.availability_zones()
            assert zones == cloud.cloud.region(TENANT, region).zones
            for zone in zones:
                made_there = await storage.create_volume(NewVolume(10, availability_zone=zone))
                assert made_there.availability_zone == zone


@pytest.mark.parametrize("status", [403, 404, 500])
async def test_no_path_for_zones_is_no_zones_and_all_else_an_error(status: int) -> None:
    async with bed() as cloud:
        compute = await cloud.session.compute("KR1")
        assert compute is not None
        cloud.cloud.faults.add(Fault(FaultKind.STATUS, path="/KR1/compute", status=status))
        if status == 404:
            assert await compute.availability_zones() == ()
        else:
            with pytest.raises(errors.ApiError) as caught:
                await compute.availability_zones()
            assert caught.value.status == status


async def test_an_encrypted_volume() -> None:
    async with bed() as cloud:
        storage = await cloud.storage()
        new = NewVolume(10, volume_type="Encrypted SSD", nhn_encryption=EncryptionKey("APPKEY", "key-1"))
        volume = await storage.create_volume(new)
        assert volume.encrypted
        assert volume.nhn_encryption is not None
        assert volume.nhn_encryption.skm_key_id == "key-1"


REFUSALS: list[tuple[Any, type[errors.ApiError], int]] = [
    (lambda s: s.create_volume(NewVolume(0)), errors.InvalidInput, 400),
    (lambda s: s.create_volume(NewVolume(10, volume_type="no such")), errors.NotFound, 404),
    (lambda s: s.create_volume(NewVolume(10, availability_zone="moon")), errors.InvalidInput, 400),
    (lambda s: s.create_volume(NewVolume(10, snapshot_id="no-uuid")), errors.InvalidInput, 400),
    (lambda s: s.create_volume(NewVolume(10, name="n" * 256)), errors.InvalidInput, 400),
    (lambda s: s.create_volume(NewVolume(10, name="\U0001f600")), errors.InvalidInput, 400),
    (lambda s: s.create_volume(NewVolume(4096)), errors.QuotaExceeded, 413),
    (lambda s: s.volume("no-such-volume"), errors.NotFound, 404),
    (lambda s: s.delete_volume("a/b?c"), errors.NotFound, 404),
    (lambda s: s.snapshot("no-such"), errors.NotFound, 404),
    (lambda s: s.delete_snapshot("no-such"), errors.NotFound, 404),
    (lambda s: s.create_snapshot(NewSnapshot("no-uuid")), errors.InvalidInput, 400),
    (lambda s: s.upload_image("no-such", NewImage("i")), errors.NotFound, 404),
    (lambda s: s.volume_page(ListQuery(marker="no-such")), errors.NotFound, 404),
    (lambda s: s.volume_page(ListQuery(sort="moon:up")), errors.InvalidInput, 400),
]


async def test_refusals_are_told_apart_and_sent_once() -> None:
    async with bed() as cloud:
        storage = await cloud.storage()
        for call, kind, status in REFUSALS:
            before = len(cloud.cloud.requests)
            with pytest.raises(errors.ApiError) as caught:
                await call(storage)
            assert (type(caught.value), caught.value.status) == (kind, status)
            assert caught.value.words
            assert caught.value.maybe_done is False
            assert len(cloud.cloud.requests) == before + 1


async def test_another_tenants_path_is_refused() -> None:
    async with bed() as cloud:
        theirs = cloud.sign_in(tenant_id=DEMO_TENANTS[1].id)
        assert await every((await theirs.block_storage("KR1")).volumes())
        with pytest.raises(errors.NoSuchRegion, match="KR1, KR2"):
            await theirs.block_storage("JP1")
        # A token of one tenant on the path of the other.
        endpoint = Endpoint.parse(f"{cloud.url}/KR1/volume/v2/{DEMO_TENANTS[1].id}")
        mixed = BlockStorage(Service(cloud.transport, endpoint, cloud.session, cloud.clock))
        with pytest.raises(errors.InvalidInput, match="Malformed request url"):
            await mixed.types()


@pytest.mark.parametrize(
    ("changes", "kind", "words"),
    [
        ({"password": SecretStr("the console's")}, errors.WrongCredentials, "API password"),
        ({"username": "1160a3e88e7b4b06b1cb1bc20a75d15e"}, errors.WrongCredentials, "API user ID"),
        ({"tenant_id": "0" * 32}, errors.WrongCredentials, "tenant ID is not one"),
        ({"tenant_id": OBJECT_STORAGE_TENANT_ID}, errors.NoBlockStorage, "Object Storage has a tenant ID of its own"),
    ],
)
async def test_what_is_wrong_with_a_sign_in_is_said(
    changes: dict[str, Any], kind: type[errors.ApiError], words: str
) -> None:
    async with bed() as cloud:
        with pytest.raises(kind, match=words) as caught:
            await cloud.sign_in(**changes).regions()
        assert "demo-password" not in str(caught.value) + repr(caught.value)
        assert cloud.sent("POST", "tokens") == 1


async def test_tenants_where_the_service_has_them_and_where_not() -> None:
    for listed in (True, False):
        async with bed(tenants_list=listed) as cloud:
            access = await cloud.session.access()
            tenants = await cloud.session._identity.tenants(access.token)
            assert (tenants is not None) is listed
            if tenants is not None:
                assert {tenant.id for tenant in tenants} == {tenant.id for tenant in DEMO_TENANTS}


async def test_a_token_is_renewed_ahead_of_its_end() -> None:
    async with bed() as cloud:
        cloud.cloud.token_lifetime = timedelta(minutes=30)
        storage = await cloud.storage()
        await storage.types()
        await cloud.passes(27 * 60)
        await storage.types()
        assert cloud.sent("POST", "tokens") == 1
        await cloud.passes(90)
        await asyncio.gather(*(storage.types() for _ in range(8)))
        assert cloud.sent("POST", "tokens") == 2
        assert all(status == 200 for _method, _path, status in cloud.cloud.requests)


@pytest.mark.parametrize("json_401", [True, False])
async def test_a_revoked_token_is_renewed_once_for_all(json_401: bool) -> None:
    async with bed(json_401=json_401) as cloud:
        storage = await cloud.storage()
        await storage.types()
        cloud.cloud.revoke_tokens()
        await asyncio.gather(*(storage.types() for _ in range(12)))
        assert cloud.sent("POST", "tokens") == 2
        with_401 = [status for _method, path, status in cloud.cloud.requests if path.endswith("/types")]
        assert with_401.count(200) == 13
        # Those already on their way with the old token are refused; four at most are.
        assert 1 <= with_401.count(401) <= 12


async def test_a_change_refused_for_its_token_is_not_sent_again() -> None:
    async with bed() as cloud:
        storage = await cloud.storage()
        cloud.cloud.revoke_tokens()
        with pytest.raises(errors.SignInError):
            await storage.create_volume(NewVolume(10))
        assert cloud.sent("POST", "/volumes") == 1
        await storage.create_volume(NewVolume(10))
        assert cloud.sent("POST", "/volumes") == 2


async def test_read_only_sends_no_change() -> None:
    async with bed() as cloud:
        storage = await cloud.sign_in(lock=Lock(cloud.clock, read_only=True)).block_storage("KR1")
        volumes = await every(storage.volumes())
        for call in (
            storage.create_volume(NewVolume(1)),
            storage.delete_volume(volumes[0].id),
            storage.create_snapshot(NewSnapshot(volumes[0].id)),
            storage.delete_snapshot("s"),
            storage.upload_image(volumes[0].id, NewImage("i")),
        ):
            with pytest.raises(errors.Refused):
                await call
        assert cloud.sent("POST", "KR1") == cloud.sent("DELETE") == 0
