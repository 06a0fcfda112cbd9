"""The wire against a real Cinder v2 with Keystone v2.0 in front; see `beds` for how it is named."""

import asyncio
import functools
import uuid
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from conformance.beds import GIVEN, ON_A_REAL_CLOUD, REGIONS, Bed, becomes, every, needs
from pydantic import SecretStr
from support_storage import volume_status

from tbs_tui.api import errors
from tbs_tui.api.block_storage import BlockStorage
from tbs_tui.api.identity import Identity
from tbs_tui.api.requests import ListQuery, NewImage, NewSnapshot, NewVolume

pytestmark = ON_A_REAL_CLOUD


async def test_sign_in_gives_regions_tenants_and_a_token_with_an_end(bed: Bed) -> None:
    access = await bed.session.access()
    assert access.tenant_id == GIVEN["TENANT"]
    assert access.expires > bed.clock.now()
    assert await bed.session.regions()
    tenants = await Identity(bed.transport, GIVEN["URL"], bed.clock).tenants(access.token)
    assert tenants is None or GIVEN["TENANT"] in {tenant.id for tenant in tenants}


@pytest.mark.parametrize("changes", [{"password": SecretStr("wrong")}, {"tenant_id": "0" * 32}, {"username": "nobody"}])
async def test_wrong_credentials_are_one_error(bed: Bed, changes: dict[str, Any]) -> None:
    with pytest.raises(errors.WrongCredentials) as caught:
        await bed.sign_in(**changes).token()
    assert caught.value.status == 401
    assert GIVEN["PASSWORD"] not in str(caught.value)


@pytest.mark.parametrize("which", REGIONS)
async def test_types(bed: Bed, which: str) -> None:
    types = await (await bed.storage(which)).types()
    assert types.rows
    assert types.dropped == 0
    assert all(kind.name and kind.malformed == () for kind in types.rows)


@pytest.mark.parametrize("which", REGIONS)
async def test_a_volume_from_creation_to_its_end(bed: Bed, which: str) -> None:
    storage = await bed.storage(which)
    kind = (await storage.types()).rows[0].name
    made = await bed.volume(
        storage, name=f"  {bed.tag} 백업  ", description="설명", volume_type=kind, metadata={"team": "주문"}
    )
    volume = await storage.volume(made.id)
    assert volume.malformed == ()
    # The outer blanks of a name are cut off.
    assert (volume.name, volume.description, volume.volume_type) == (f"{bed.tag} 백업", "설명", kind)
    assert dict(volume.metadata) == {"team": "주문"}
    assert (volume.size, volume.bootable, volume.attachments, volume.encrypted) == (1, False, (), False)
    assert volume.tenant_id == GIVEN["TENANT"]
    assert volume.availability_zone
    assert volume.created is not None
    assert abs((bed.clock.now() - volume.created).total_seconds()) < 300
    assert volume in (await storage.volume_page(ListQuery(limit=50))).rows
    await storage.delete_volume(made.id)
    await becomes(functools.partial(volume_status, storage, made.id), None)
    with pytest.raises(errors.NotFound):
        await storage.delete_volume(made.id)


@pytest.mark.parametrize("which", REGIONS)
async def test_a_snapshot_and_a_volume_from_it(bed: Bed, which: str) -> None:
    storage = await bed.storage(which)
    volume = await bed.volume(storage)
    made = await bed.snapshot(storage, volume.id, description="before the change")
    snapshot = await storage.snapshot(made.id)
    assert (snapshot.volume_id, snapshot.size, snapshot.progress) == (volume.id, 1, "100%")
    assert (snapshot.project_id, snapshot.description) == (GIVEN["TENANT"], "before the change")
    assert made.created is not None
    assert snapshot.malformed == ()
    assert made.id in {row.id for row in (await storage.snapshot_page(ListQuery(limit=50))).rows}
    short = await storage.snapshot_page(ListQuery(limit=50), detail=False)
    assert made.id in {row.id for row in short.rows}

    with pytest.raises(errors.InvalidInput) as caught:
        await storage.delete_volume(volume.id)
    assert caught.value.request_id
    with pytest.raises(errors.InvalidInput):
        await storage.create_volume(NewVolume(0, snapshot_id=snapshot.id))

    copy = await bed.volume(storage, snapshot_id=snapshot.id)
    assert (await storage.volume(copy.id)).snapshot_id == snapshot.id


async def test_an_upload_is_followed_to_its_end(bed: Bed) -> None:
    region = await bed.region("first")
    storage = await bed.session.block_storage(region)
    images = await bed.session.images(region)
    volume = await bed.volume(storage)
    upload = await storage.upload_image(volume.id, NewImage(bed.tag, "qcow2", "bare"))
    assert (upload.id, upload.image_name, upload.disk_format, upload.size) == (volume.id, bed.tag, "qcow2", 1)
    assert upload.malformed == ()
    assert upload.volume_type is not None
    assert upload.volume_type.name == volume.volume_type
    if images is not None:

        async def status() -> str | None:
            return (await images.image(upload.image_id)).status

        await becomes(status, "active")
        image = await images.image(upload.image_id)
        assert (image.name, image.disk_format) == (bed.tag, "qcow2")
        assert image.size
        await bed.remove_image(upload.image_id)
        with pytest.raises(errors.NotFound):
            await images.image(upload.image_id)
    await becomes(functools.partial(volume_status, storage, volume.id), "available")


async def test_keys_of_an_upload_that_upstream_does_not_know_are_refused_or_taken(bed: Bed) -> None:
    storage = await bed.storage("first")
    with pytest.raises((errors.InvalidInput, errors.NotFound)):
        await storage.upload_image(str(uuid.uuid4()), NewImage("i", visibility="private", protected=False))


NOBODY = str(uuid.UUID(int=0))
REFUSALS: list[tuple[str, Callable[[BlockStorage], Awaitable[Any]], type[errors.ApiError], int]] = [
    ("type", lambda s: s.create_volume(NewVolume(1, volume_type="no such type")), errors.NotFound, 404),
    ("zone", lambda s: s.create_volume(NewVolume(1, availability_zone="moon")), errors.InvalidInput, 400),
    ("size", lambda s: s.create_volume(NewVolume(0)), errors.InvalidInput, 400),
    ("name", lambda s: s.create_volume(NewVolume(1, name="n" * 256)), errors.InvalidInput, 400),
    ("snapshot-of", lambda s: s.create_volume(NewVolume(1, snapshot_id=NOBODY)), errors.NotFound, 404),
    ("show", lambda s: s.volume(NOBODY), errors.NotFound, 404),
    ("show-no-uuid", lambda s: s.volume("no-uuid"), errors.NotFound, 404),
    ("hostile", lambda s: s.volume("../types?x=1#"), errors.NotFound, 404),
    ("hostile-delete", lambda s: s.delete_volume("a/../b?cascade=true"), errors.NotFound, 404),
    ("delete", lambda s: s.delete_volume(NOBODY), errors.NotFound, 404),
    ("show-snapshot", lambda s: s.snapshot(NOBODY), errors.NotFound, 404),
    ("delete-snapshot", lambda s: s.delete_snapshot(NOBODY), errors.NotFound, 404),
    ("snapshot", lambda s: s.create_snapshot(NewSnapshot(NOBODY)), errors.NotFound, 404),
    ("upload", lambda s: s.upload_image(NOBODY, NewImage("i")), errors.NotFound, 404),
    ("marker", lambda s: s.volume_page(ListQuery(marker=NOBODY)), errors.NotFound, 404),
    ("sort", lambda s: s.volume_page(ListQuery(sort="moon")), errors.InvalidInput, 400),
]


@pytest.mark.parametrize(
    ("call", "kind", "status"), [case[1:] for case in REFUSALS], ids=[case[0] for case in REFUSALS]
)
async def test_refusals(
    bed: Bed, call: Callable[[BlockStorage], Awaitable[Any]], kind: type[errors.ApiError], status: int
) -> None:
    storage = await bed.storage("first")
    with pytest.raises(errors.ApiError) as caught:
        await call(storage)
    assert (type(caught.value), caught.value.status) == (kind, status)
    assert caught.value.words
    assert caught.value.maybe_done is False


async def test_a_quota_is_a_quota(bed: Bed) -> None:
    needs("SMALL_TENANT")
    storage = await bed.sign_in(tenant_id=GIVEN["SMALL_TENANT"]).block_storage(await bed.region("first"))
    with pytest.raises(errors.QuotaExceeded) as caught:
        await storage.create_volume(NewVolume(100_000))
    assert caught.value.status == 413
    assert not caught.value.retry_after


@pytest.mark.parametrize("which", REGIONS)
@pytest.mark.parametrize("page_rows", [1000, 300])
@pytest.mark.parametrize("kind", ["volumes", "snapshots"])
async def test_lists_are_complete(bed: Bed, which: str, page_rows: int, kind: str) -> None:
    """Against the server's own count: rows skipped by offset until none is left. The cloud should be at rest."""
    storage = await bed.storage(which)
    rows = [row.id for row in await every(getattr(storage, kind)(page_rows=page_rows))]
    assert not [row_id for row_id, times in Counter(rows).items() if times > 1]
    page = storage.volume_page if kind == "volumes" else storage.snapshot_page
    assert (await page(ListQuery(limit=1, offset=len(rows)), detail=False)).rows == ()
    if rows:
        last = (await page(ListQuery(limit=1, offset=len(rows) - 1), detail=False)).rows
        assert [row.id for row in last] == [rows[-1]]


async def test_short_and_detailed_lists_are_the_same(bed: Bed) -> None:
    storage = await bed.storage("last")
    for pages in (storage.volumes, storage.snapshots):
        detailed = [row.id for row in await every(pages())]
        assert detailed == [row.id for row in await every(pages(detail=False))]


async def test_what_is_listed_can_be_read_to_the_last_field(bed: Bed) -> None:
    storage = await bed.storage("first")
    odd = Counter(field for row in await every(storage.volumes()) for field in row.malformed)
    odd += Counter(field for row in await every(storage.snapshots()) for field in row.malformed)
    assert odd == {}


async def test_a_dead_token_is_renewed(bed: Bed) -> None:
    storage = await bed.storage("first")
    real = bed.session._access
    assert real is not None
    bed.session._access = type(real)(
        SecretStr("dead-token"), real.expires, real.tenant_id, real.tenant_name, real.catalog
    )
    await asyncio.gather(*(storage.types() for _ in range(4)))
    sent = [(record.method, record.status) for record in bed.transport.records]
    assert sent.count(("POST", 200)) == 2
    assert sent.count(("GET", 200)) == 4
    assert 1 <= sent.count(("GET", 401)) <= 4
