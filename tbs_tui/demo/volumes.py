"""Block storage: types and volumes."""

from collections.abc import Mapping
from typing import Any

from tbs_tui.demo import answers, check, transitions
from tbs_tui.demo.call import Call
from tbs_tui.demo.paging import Listing, answer_list
from tbs_tui.demo.rows import Snapshot, Volume, VolumeType, stamp
from tbs_tui.demo.tenants import USER_ID
from tbs_tui.demo.wire import Answer, Refused, answer_json
from tbs_tui.demo.world import DEFAULT_TYPE, TYPES

DELETABLE = {"available", "error", "error_restoring", "error_extending", "error_managing"}

LISTING: Listing[Volume] = Listing(
    key="volumes",
    kind="Volume",
    columns={
        "id": lambda volume: volume.id,
        "status": lambda volume: volume.status,
        "size": lambda volume: volume.size,
        "availability_zone": lambda volume: volume.zone,
        "name": lambda volume: volume.name,
        "display_name": lambda volume: volume.name,
        "bootable": lambda volume: volume.bootable,
        "created_at": lambda volume: volume.created_at,
        "updated_at": lambda volume: volume.updated_at,
        "volume_type": lambda volume: volume.type.name,
        "volume_type_id": lambda volume: volume.type.id,
        "user_id": lambda volume: volume.user_id,
        "multiattach": lambda volume: volume.multiattach,
    },
    filters={
        "name": lambda volume: volume.name,
        "status": lambda volume: volume.status,
        "availability_zone": lambda volume: volume.zone,
    },
)
#: `name` is not mapped to its column before Liberty.
KILO_LISTING: Listing[Volume] = Listing(
    key="volumes",
    kind="Volume",
    columns={name: column for name, column in LISTING.columns.items() if name != "name"},
    filters=LISTING.filters,
)


def type_row(kind: VolumeType, *, strict: bool) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": kind.id,
        "name": kind.name,
        "is_public": True,
        "description": None,
        "extra_specs": {"volume_backend_name": kind.backend},
        "os-volume-type-access:is_public": True,
    }
    if not strict:
        del row["is_public"]
    return row


def list_types(call: Call) -> Answer:
    return answer_json({"volume_types": [type_row(kind, strict=call.dialect.strict) for kind in TYPES]})


def show_type(call: Call, type_id: str) -> Answer:
    for kind in TYPES:
        if kind.id == type_id:
            return answer_json({"volume_type": type_row(kind, strict=call.dialect.strict)})
    raise answers.not_found("Volume type", type_id)


async def list_volumes(call: Call, *, detail: bool) -> Answer:
    return await answer_list(
        call.region.volumes,
        KILO_LISTING if call.dialect.kilo else LISTING,
        call.request,
        detail=detail,
        link_base=call.link_base,
        page_limit=call.world.page_limit,
        dialect=call.dialect,
    )


def show(call: Call, volume_id: str) -> Answer:
    return answer_json({"volume": wanted(call, volume_id).shown(call.link_base, call.dialect)})


def wanted(call: Call, volume_id: str) -> Volume:
    """The volume asked for; 404 when there is none."""
    volume = call.region.volumes.get(volume_id)
    if volume is None:
        raise answers.not_found("Volume", volume_id)
    return volume


def create(call: Call) -> Answer:
    fields = check.member(check.document(call.request), "volume")
    size = check.size(fields)
    name, description = check.words(fields, "name"), check.words(fields, "description")
    metadata = check.metadata(fields)
    multiattach = check.multiattach(fields)
    type_name, zone = check.text(fields, "volume_type"), check.text(fields, "availability_zone")
    snapshot_id, source_id = check.uuid(fields, "snapshot_id"), check.uuid(fields, "source_volid")
    kind = _type(type_name)
    snapshot = _snapshot(call, snapshot_id)
    source = wanted(call, source_id) if source_id is not None else None
    origin = snapshot or source
    if size is None:
        if origin is None:
            raise answers.bad_request(answers.MALFORMED)
        size = origin.size
    if zone is not None and zone not in call.region.zones:
        raise answers.bad_request(f"Availability zone '{zone}' is invalid.")
    check.storable(name, description, *metadata.values())
    parent = source
    if snapshot is not None:
        if snapshot.status != "available":
            raise answers.bad_request("Invalid snapshot: Originating snapshot status must be one of 'available' values")
        if size < snapshot.size:
            raise answers.bad_request(
                f"Invalid input received: Volume size '{size}'GB cannot be smaller than the snapshot size"
                f" {snapshot.size}GB. They must be >= original snapshot size."
            )
        parent = call.region.volumes.get(snapshot.volume_id)
    if parent is not None:
        if zone is not None and zone != parent.zone:
            raise answers.bad_request(
                "Invalid input received: Volume must be in the same availability zone as the snapshot"
            )
        # NHN lets the type be chosen; upstream takes compatible ones only.
        if kind is not None and kind is not parent.type and call.dialect.strict:
            raise answers.bad_request(
                f"Invalid input received: Invalid volume_type provided: {kind.id} (requested type is not compatible;"
                " recommend omitting the type argument)."
            )
        kind, zone = kind or parent.type, parent.zone
    kind = kind or DEFAULT_TYPE
    encryption = _encryption(fields, kind) if not call.dialect.strict else None
    check_quota(call, size)
    now = call.world.now()
    volume = Volume(
        id=call.world.ids.uuid(),
        tenant_id=call.region.tenant_id,
        user_id=USER_ID,
        created_at=stamp(now),
        status="creating",
        size=size,
        type=kind,
        zone=zone or call.region.zones[0],
        name=name,
        description=description,
        metadata=metadata,
        snapshot_id=snapshot_id,
        source_volid=source_id,
        multiattach=multiattach,
        encryption=encryption,
    )
    call.region.add_volume(volume)
    transitions.volume_created(call.world, call.region, volume, now)
    row = volume.row(call.link_base, call.dialect)
    if not call.dialect.strict:
        # The answer to POST is written before the database drops the microseconds.
        row["created_at"] = now.replace(tzinfo=None).isoformat(timespec="microseconds")
    return answer_json({"volume": row}, 202)


def _type(name: str | None) -> VolumeType | None:
    """The type by name or id; None when none was asked for."""
    if name is None:
        return None
    for kind in TYPES:
        if name in (kind.name, kind.id):
            return kind
    try:
        check.uuid({"volume_type": name}, "volume_type")
    except Refused:
        raise answers.not_found("Volume type with name", name) from None
    raise answers.not_found("Volume type", name)


def _snapshot(call: Call, snapshot_id: str | None) -> Snapshot | None:
    if snapshot_id is None:
        return None
    snapshot = call.region.snapshots.get(snapshot_id)
    if snapshot is None:
        raise answers.not_found("Snapshot", snapshot_id)
    return snapshot


def _encryption(fields: Mapping[str, Any], kind: VolumeType) -> dict[str, Any] | None:
    """NHN's `nhn_encryption`: the appkey comes in and never goes out again."""
    asked = fields.get("nhn_encryption")
    if not kind.encrypted:
        return None
    if not isinstance(asked, dict) or not asked.get("skm_appkey") or not asked.get("skm_key_id"):
        raise answers.bad_request("Invalid input received: nhn_encryption needs skm_appkey and skm_key_id.")
    return {"skm_key_version": 1, "skm_key_id": str(asked["skm_key_id"])}


def check_quota(call: Call, size: int) -> None:
    """413 when one more volume of `size` GB is too much."""
    quotas, region = call.region.quotas, call.region
    if size > quotas.volume_gigabytes:
        raise answers.over_quota(
            f"VolumeSizeExceedsLimit: Requested volume size {size}G is larger than maximum allowed limit"
            f" {quotas.volume_gigabytes}G."
        )
    check_gigabytes(call, size)
    if len(region.volumes) >= quotas.volumes:
        raise answers.over_quota(
            f"VolumeLimitExceeded: Maximum number of volumes allowed ({quotas.volumes}) exceeded for quota 'volumes'."
        )


def check_gigabytes(call: Call, size: int) -> None:
    """413 when `size` GB more are too much, of a volume or a snapshot."""
    quota, used = call.region.quotas.gigabytes, call.region.gigabytes
    if used + size > quota:
        raise answers.over_quota(
            "VolumeSizeExceedsAvailableQuota: Requested volume or snapshot exceeds allowed gigabytes quota."
            f" Requested {size}G, quota is {quota}G and {used}G has been consumed."
        )


def delete(call: Call, volume_id: str) -> Answer:
    """202 with nothing in it. `cascade` takes the snapshots along in newer Cinders; NHN's age does not know it."""
    volume = wanted(call, volume_id)
    region = call.region
    cascade = call.dialect.strict and call.request.param("cascade") in ("true", "True", "1")
    blocked = region.snapshots_of[volume.id] > 0 and not cascade
    if volume.status not in DELETABLE or volume.attachments or blocked:
        raise answers.bad_request(answers.NO_DELETE)
    now = call.world.now()
    for snapshot in region.snapshots.newest_first() if cascade else ():
        if snapshot.volume_id == volume.id:
            transitions.snapshot_deleted(call.world, region, snapshot, now)
    transitions.volume_deleted(call.world, region, volume, now)
    return answers.accepted()
