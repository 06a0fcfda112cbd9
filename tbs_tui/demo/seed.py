"""Furnishes the world: what there is before anybody has done anything."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from tbs_tui.demo import catalogue
from tbs_tui.demo.catalogue import Spec
from tbs_tui.demo.rows import Attachment, Image, Server, Snapshot, Volume, stamp
from tbs_tui.demo.tenants import DEMO_TENANTS, USER_ID
from tbs_tui.demo.transitions import set_snapshot, set_volume
from tbs_tui.demo.world import TYPES, Region, World, server_uuid

#: From so many volumes on, they all are in the first region: a table of that length is what was asked for.
LARGE = 200
#: Below so many, the other regions are empty.
SMALL = 40
#: A server that volumes still name, and Nova no longer knows.
VANISHED = "vanished-server"

_TYPES = {kind.name: kind for kind in TYPES}
#: Status, type and size of a volume out of the crowd, with weights.
_STATUSES = ("in-use", "available", "error", "error_deleting", "reserved")
_STATUS_WEIGHTS = (660, 325, 9, 3, 3)
_TYPE_NAMES = ("General SSD", "General HDD", "Encrypted SSD", "Encrypted HDD")
_TYPE_WEIGHTS = (50, 40, 7, 3)
_SIZES = (10, 20, 30, 50, 100, 200, 300, 500, 1000, 2000)
_SIZE_WEIGHTS = (12, 14, 8, 22, 20, 10, 5, 5, 3, 1)


def furnish(world: World, volumes: int, *, alive: bool) -> None:
    """Make `volumes` volumes for the first tenant and up to half of that for the other, with about two snapshots for
    three volumes. With `alive`, what is on its way settles within a minute; else only `creating` does."""
    dev, prod = (tenant.id for tenant in DEMO_TENANTS)
    now = world.now()
    others = (catalogue.KR2, catalogue.JP1) if volumes >= SMALL else ((), ())
    first = volumes if volumes >= LARGE or volumes < SMALL else volumes - len(catalogue.KR2) - len(catalogue.JP1)
    plan: list[tuple[str, str, Sequence[Spec], int]] = [
        (dev, "KR1", catalogue.KR1, first),
        (dev, "KR2", others[0], len(others[0])),
        (dev, "JP1", others[1], len(others[1])),
        (prod, "KR1", catalogue.PROD_KR1, min(volumes // 2, len(catalogue.PROD_KR1))),
        (prod, "KR2", catalogue.PROD_KR2, len(catalogue.PROD_KR2) if volumes >= SMALL else 0),
    ]
    for tenant_id, name, specs, count in plan:
        region = world.regions[tenant_id, name]
        _furnish(world, region, specs, count, now)
        _room(region)
    _settle(world, world.regions[dev, "KR1"], now, alive=alive)


def _furnish(world: World, region: Region, specs: Sequence[Spec], count: int, now: datetime) -> None:
    made: list[Volume] = []
    newest: dict[str, str] = {}
    for spec in specs[:count]:
        volume = _volume(world, region, spec, now)
        if spec.origin is not None:
            origin = made[spec.origin]
            volume.snapshot_id = newest[origin.id]
            volume.zone, volume.type = origin.zone, origin.type
        region.add_volume(volume)
        made.append(volume)
        for place, status in enumerate(spec.snaps):
            # One a day, the newest a few hours ago, but none older than its volume.
            age = min(0.2 + place, spec.days * (0.9 - place / 10))
            snapshot = _snapshot(world, volume, status, now - timedelta(days=age), place)
            region.add_snapshot(snapshot)
            newest.setdefault(volume.id, snapshot.id)
    _crowd(world, region, count - len(made), now)
    if made:
        region.images.add(_image(world, region, now))


def _volume(world: World, region: Region, spec: Spec, now: datetime) -> Volume:
    born = now - timedelta(days=spec.days)
    kind = _TYPES[spec.type]
    zone = region.zones[spec.zone]
    volume = Volume(
        id=world.ids.uuid(),
        tenant_id=region.tenant_id,
        user_id=USER_ID,
        created_at=stamp(born),
        status=spec.status,
        size=spec.size,
        type=kind,
        zone=zone,
        name=spec.name,
        description=spec.description,
        metadata=dict(spec.metadata),
        bootable=spec.device == "/dev/vda",
        encryption={"skm_key_version": 1, "skm_key_id": world.ids.hex(32)} if kind.encrypted else None,
        updated_at=stamp(born + timedelta(seconds=3)),
    )
    if spec.server is not None:
        attach(world, region, volume, spec.server, spec.device, born)
    return volume


def attach(world: World, region: Region, volume: Volume, server: str, device: str, moment: datetime) -> None:
    """Note the attachment, with the metadata that Cinder adds to it, and make the server known to Nova."""
    server_id = server_uuid(server)
    volume.attachments = [Attachment(world.ids.uuid(), server_id, device, stamp(moment))]
    volume.metadata |= {"readonly": "False", "attached_mode": "rw"}
    if server != VANISHED and region.servers.get(server_id) is None:
        status = "SHELVED_OFFLOADED" if volume.status == "reserved" else "ACTIVE"
        region.servers.add(Server(server_id, server, status, volume.zone, stamp(moment)))


def _snapshot(world: World, volume: Volume, status: str, born: datetime, place: int) -> Snapshot:
    name = f"{(volume.name or 'root')[:200]}-{born:%m%d}" if place != 1 else None
    return Snapshot(
        id=world.ids.uuid(),
        tenant_id=volume.tenant_id,
        volume_id=volume.id,
        created_at=stamp(born),
        status=status,
        size=volume.size,
        name=name,
        description="매일 새벽 자동" if place == 2 else None,
        progress={"creating": 25, "error": 50}.get(status, 100),
        updated_at=stamp(born + timedelta(seconds=4)),
    )


def _image(world: World, region: Region, now: datetime) -> Image:
    born = stamp(now - timedelta(days=40))
    return Image(
        id=world.ids.uuid(),
        tenant_id=region.tenant_id,
        name="rocky9-base",
        created_at=born,
        disk_format="qcow2",
        container_format="bare",
        visibility="private",
        protected=False,
        min_disk=20,
        status="active",
        size=1_380_974_592,
        virtual_size=20 << 30,
        checksum=world.ids.hex(32),
    )


def _crowd(world: World, region: Region, count: int, now: datetime) -> None:
    """`count` volumes more, none of them special. Two thirds get a snapshot."""
    if count <= 0:
        return
    rng = world.rng
    statuses = rng.choices(_STATUSES, _STATUS_WEIGHTS, k=count)
    types = rng.choices(_TYPE_NAMES, _TYPE_WEIGHTS, k=count)
    sizes = rng.choices(_SIZES, _SIZE_WEIGHTS, k=count)
    for number, (status, kind, size) in enumerate(zip(statuses, types, sizes, strict=True)):
        service = catalogue.SERVICES[number % len(catalogue.SERVICES)]
        role = catalogue.ROLES[number // len(catalogue.SERVICES) % len(catalogue.ROLES)]
        spec = Spec(
            name=f"{service}-{role}-{number:05d}",
            size=size,
            type=kind,
            status=status,
            days=1 + rng.random() * 1094,
            zone=number % 2,
            # A dozen volumes to a server.
            server=f"{service}-{number // 12:04d}" if status in ("in-use", "reserved") else None,
            device=f"/dev/vd{'bcdefghijklm'[number % 12]}",
        )
        volume = _volume(world, region, spec, now)
        region.add_volume(volume)
        if number % 3 != 2:
            born = now - timedelta(days=rng.random() * min(spec.days, 60))
            region.add_snapshot(_snapshot(world, volume, "available", born, 0))


def _room(region: Region) -> None:
    """Quotas with room for more, whatever there is: at least NHN's own."""
    quotas = region.quotas
    quotas.gigabytes = max(quotas.gigabytes, -(-(region.gigabytes + 4096) // 1024) * 1024)
    quotas.volumes = max(quotas.volumes, 2 * len(region.volumes))
    quotas.snapshots = max(quotas.snapshots, 2 * len(region.snapshots))


def _settle(world: World, region: Region, now: datetime, *, alive: bool) -> None:
    """Let the first region's statuses of passage pass."""
    ends = {"attaching": "in-use", "detaching": "available", "uploading": "available"}
    for volume in region.volumes.newest_first():
        if volume.status == "creating":
            world.later(now, (4.0, 8.0), partial(set_volume, region, volume, "available"))
        elif alive and volume.status == "deleting":
            world.later(now, (20.0, 40.0), partial(_vanish, region, volume))
        elif alive and volume.status in ends:
            world.later(now, (10.0, 60.0), partial(_arrive, world, region, volume, ends[volume.status]))
    for snapshot in region.snapshots.newest_first():
        if alive and snapshot.status == "creating":
            world.later(now, (10.0, 30.0), partial(_complete, region, snapshot))


def _vanish(region: Region, volume: Volume, moment: datetime) -> None:
    region.remove_volume(volume)


def _arrive(world: World, region: Region, volume: Volume, status: str, moment: datetime) -> None:
    if status == "in-use":
        attach(world, region, volume, "kafka-2", "/dev/vdb", moment)
    else:
        volume.attachments = []
        for key in ("readonly", "attached_mode"):
            volume.metadata.pop(key, None)
    set_volume(region, volume, status, moment)


def _complete(region: Region, snapshot: Snapshot, moment: datetime) -> None:
    snapshot.progress = 100
    set_snapshot(region, snapshot, "available", moment)
