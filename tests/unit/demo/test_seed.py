"""What there is to begin with."""

import unicodedata

from support_cloud import START, Caller, ManualClock, quiet_cloud

from tbs_tui.demo import DEMO_TENANTS, DemoCloud
from tbs_tui.demo.rows import Snapshot, Volume

#: The guide's lists.
VOLUME_STATUSES = {
    "creating",
    "available",
    "attaching",
    "detaching",
    "in-use",
    "maintenance",
    "deleting",
    "awaiting-transfer",
    "error",
    "error_deleting",
    "backing-up",
    "restoring-backup",
    "error_backing-up",
    "error_restoring",
    "error_extending",
    "downloading",
    "uploading",
    "retyping",
    "extending",
    "reserved",
}
SNAPSHOT_STATUSES = {
    "creating",
    "available",
    "backing-up",
    "deleting",
    "error",
    "deleted",
    "unmanaging",
    "restoring",
    "error_deleting",
}


def volumes_of(cloud: DemoCloud, tenant: int = 0) -> list[Volume]:
    tenant_id = DEMO_TENANTS[tenant].id
    return [
        volume
        for (owner, _), region in cloud.world.regions.items()
        if owner == tenant_id
        for volume in region.volumes.newest_first()
    ]


def snapshots_of(cloud: DemoCloud) -> list[Snapshot]:
    return [snapshot for region in cloud.world.regions.values() for snapshot in region.snapshots.newest_first()]


def test_every_status_of_the_guide_and_one_that_is_not(cloud: DemoCloud) -> None:
    statuses = {volume.status for volume in volumes_of(cloud)}
    assert statuses - VOLUME_STATUSES == {"quarantined"}
    assert not VOLUME_STATUSES - statuses
    assert {snapshot.status for snapshot in snapshots_of(cloud)} == SNAPSHOT_STATUSES


def test_about_60_volumes_and_40_snapshots_most_of_them_in_kr1(cloud: DemoCloud) -> None:
    sizes = {
        name: (len(region.volumes), len(region.snapshots))
        for (tenant_id, name), region in cloud.world.regions.items()
        if tenant_id == DEMO_TENANTS[0].id
    }
    assert sizes == {"KR1": (38, 22), "KR2": (14, 9), "JP1": (8, 7)}


def test_names_of_all_kinds(cloud: DemoCloud) -> None:
    names = [volume.name for volume in volumes_of(cloud)]
    assert None in names
    assert "" in names
    texts = [name for name in names if name]
    assert any(len(name) == 255 for name in texts)
    assert any(name != unicodedata.normalize("NFC", name) for name in texts)
    for harm in ("[/x]", "\x1b]52;", "\x9b", "\u202e", "\n"):
        assert any(harm in name for name in texts)


def test_rows_hold_together(cloud: DemoCloud) -> None:
    for region in cloud.world.regions.values():
        volumes, snapshots = region.volumes.newest_first(), region.snapshots.newest_first()
        assert region.gigabytes == sum(volume.size for volume in volumes) + sum(shot.size for shot in snapshots)
        assert region.gigabytes < region.quotas.gigabytes
        for snapshot in snapshots:
            origin = region.volumes.get(snapshot.volume_id)
            assert origin is not None
            assert origin.created_at < snapshot.created_at < START.isoformat()
            assert origin.size == snapshot.size
        for volume in volumes:
            assert bool(volume.attachments) == (volume.status in ("in-use", "reserved")) or volume.status == "detaching"
            assert volume.type.encrypted == (volume.encryption is not None)
            assert volume.snapshot_id is None or region.snapshots.get(volume.snapshot_id) is not None
            assert volume.zone in region.zones
            assert region.snapshots_of[volume.id] <= 3


async def test_a_volume_has_the_fields_of_the_guide(caller: Caller) -> None:
    [row] = (await caller.get("/volumes/detail?name=db-master-data")).json()["volumes"]
    assert set(row) == {
        "attachments",
        "links",
        "availability_zone",
        "encrypted",
        "os-volume-replication:extended_status",
        "os-volume-replication:driver_data",
        "replication_status",
        "volume_type",
        "snapshot_id",
        "source_volid",
        "consistencygroup_id",
        "id",
        "size",
        "user_id",
        "os-vol-tenant-attr:tenant_id",
        "metadata",
        "status",
        "name",
        "description",
        "multiattach",
        "bootable",
        "created_at",
    }
    assert row["replication_status"] == "disabled"
    assert row["bootable"] == "false"
    [attachment] = row["attachments"]
    assert attachment["id"] == attachment["volume_id"] == row["id"]
    assert row["metadata"]["attached_mode"] == "rw"


async def test_a_snapshot_has_the_fields_of_the_guide(caller: Caller) -> None:
    row = (await caller.get("/snapshots/detail?limit=1")).json()["snapshots"][0]
    short = {"status", "description", "created_at", "metadata", "volume_id", "size", "id", "name"}
    extended = {"os-extended-snapshot-attributes:progress", "os-extended-snapshot-attributes:project_id"}
    assert set(row) == short | extended
    assert set((await caller.get("/snapshots?limit=1")).json()["snapshots"][0]) == short


async def test_types_have_the_fields_of_the_guide(caller: Caller) -> None:
    rows = (await caller.get("/types")).json()["volume_types"]
    assert [row["name"] for row in rows] == ["General HDD", "General SSD", "Encrypted HDD", "Encrypted SSD"]
    assert set(rows[0]) == {"id", "name", "description", "extra_specs", "os-volume-type-access:is_public"}


async def test_compute_knows_the_servers_but_one(caller: Caller) -> None:
    base = f"//KR1/compute/v2/{caller.tenant_id}"
    unknown = []
    for volume in caller.region.volumes.newest_first():
        for attachment in volume.attachments:
            answer = await caller.get(f"{base}/servers/{attachment.server_id}")
            if answer.status_code == 404:
                unknown.append(volume.name)
                continue
            server = answer.json()["server"]
            assert {"id": volume.id} in server["os-extended-volumes:volumes_attached"]
    assert unknown == ["redis-dump"]
    names = [row["name"] for row in (await caller.get(f"{base}/servers?limit=100")).json()["servers"]]
    assert "db-1" in names
    zones = (await caller.get(f"{base}/os-availability-zone")).json()["availabilityZoneInfo"]
    assert [zone["zoneName"] for zone in zones] == ["kr-pub-a", "kr-pub-b"]


async def test_images_are_listed_without_a_tenant_in_the_path(caller: Caller) -> None:
    body = (await caller.get("//KR1/image/v2/images?limit=1")).json()
    [image] = body["images"]
    assert image["status"] == "active"
    assert body["next"] == f"/v2/images?limit=1&marker={image['id']}"
    assert (await caller.get(f"//KR1/image/v2/{caller.tenant_id}/images")).status_code == 404
    gone = await caller.get("//KR1/image/v2/images/abc")
    assert gone.status_code == 404
    assert "No image found with ID abc" in gone.text


def test_the_same_seed_gives_the_same_cloud(clock: ManualClock) -> None:
    first, second = (volumes_of(quiet_cloud(clock)) for _ in range(2))
    assert first == second
    other = volumes_of(DemoCloud(now=clock.now, seed=8, life=False))
    assert [volume.id for volume in other] != [volume.id for volume in first]


def test_few_volumes_are_all_in_the_first_region(clock: ManualClock) -> None:
    cloud = quiet_cloud(clock, volumes=5)
    assert len(volumes_of(cloud)) == len(cloud.region(DEMO_TENANTS[0].id, "KR1").volumes) == 5
    assert len(volumes_of(cloud, 1)) == 2
    assert not volumes_of(quiet_cloud(clock, volumes=0))


def test_many_volumes_are_all_in_the_first_region(clock: ManualClock) -> None:
    region = quiet_cloud(clock, volumes=2000).region(DEMO_TENANTS[0].id, "KR1")
    assert len(region.volumes) == 2000
    assert 1200 < len(region.snapshots) < 1400
    days = [(START.replace(tzinfo=None).isoformat() > volume.created_at) for volume in region.volumes.newest_first()]
    assert all(days)
