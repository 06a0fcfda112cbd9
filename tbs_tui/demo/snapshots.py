"""Block storage: snapshots."""

from tbs_tui.demo import answers, check, transitions
from tbs_tui.demo.call import Call
from tbs_tui.demo.paging import Listing, answer_list
from tbs_tui.demo.rows import Snapshot, stamp
from tbs_tui.demo.volumes import check_gigabytes
from tbs_tui.demo.volumes import wanted as wanted_volume
from tbs_tui.demo.wire import Answer, answer_json

DELETABLE = {"available", "error"}

LISTING: Listing[Snapshot] = Listing(
    key="snapshots",
    kind="Snapshot",
    columns={
        "id": lambda snapshot: snapshot.id,
        "status": lambda snapshot: snapshot.status,
        "display_name": lambda snapshot: snapshot.name,
        "created_at": lambda snapshot: snapshot.created_at,
        "updated_at": lambda snapshot: snapshot.updated_at,
        "volume_id": lambda snapshot: snapshot.volume_id,
        "volume_size": lambda snapshot: snapshot.size,
    },
    filters={
        "name": lambda snapshot: snapshot.name,
        "status": lambda snapshot: snapshot.status,
        "volume_id": lambda snapshot: snapshot.volume_id,
    },
)


async def list_snapshots(call: Call, *, detail: bool) -> Answer:
    return await answer_list(
        call.region.snapshots,
        LISTING,
        call.request,
        detail=detail,
        link_base=call.link_base,
        page_limit=call.world.page_limit,
        dialect=call.dialect,
    )


def wanted(call: Call, snapshot_id: str) -> Snapshot:
    """The snapshot asked for; 404 when there is none."""
    snapshot = call.region.snapshots.get(snapshot_id)
    if snapshot is None:
        raise answers.not_found("Snapshot", snapshot_id)
    return snapshot


def show(call: Call, snapshot_id: str) -> Answer:
    return answer_json({"snapshot": wanted(call, snapshot_id).shown(call.dialect)})


def create(call: Call) -> Answer:
    fields = check.member(check.document(call.request), "snapshot")
    check.required(fields, "volume_id", "snapshot")
    check.only(fields, ("volume_id", "name", "description", "force", "metadata"), "snapshot")
    # Null passes the schema and is looked for as text.
    volume_id = str(check.uuid(fields, "volume_id"))
    for key in ("name", "description"):
        value = check.text(fields, key)
        if value is not None and len(value) > 255:
            raise check.invalid(key, value, f"{value!r} is too long")
    name, description = check.words(fields, "name"), check.words(fields, "description")
    metadata = check.metadata(fields)
    force = check.boolean(fields, "force")
    volume = wanted_volume(call, volume_id)
    if volume.status != "available" and (not force or volume.status == "maintenance"):
        raise answers.bad_request(
            f"Invalid volume: Volume {volume.id} status must be available, but current status is: {volume.status}."
        )
    check.storable(name, description, *metadata.values())
    region, quotas = call.region, call.region.quotas
    if region.snapshots_of[volume.id] >= quotas.snapshots_per_volume and not call.dialect.strict:
        raise answers.over_quota(
            f"SnapshotLimitExceeded: Maximum number of snapshots allowed ({quotas.snapshots_per_volume}) exceeded"
        )
    if len(region.snapshots) >= quotas.snapshots:
        raise answers.over_quota(
            f"SnapshotLimitExceeded: Maximum number of snapshots allowed ({quotas.snapshots}) exceeded"
        )
    check_gigabytes(call, volume.size)
    now = call.world.now()
    snapshot = Snapshot(
        id=call.world.ids.uuid(),
        tenant_id=region.tenant_id,
        volume_id=volume.id,
        created_at=stamp(now),
        status="creating",
        size=volume.size,
        name=name,
        description=description,
        metadata=metadata,
        progress=0,
    )
    region.add_snapshot(snapshot)
    transitions.snapshot_created(call.world, region, snapshot, now)
    row = snapshot.row(call.dialect)
    # The answer to POST is written before the database drops the microseconds.
    row["created_at"] = now.replace(tzinfo=None).isoformat(timespec="microseconds")
    return answer_json({"snapshot": row}, 202)


def delete(call: Call, snapshot_id: str) -> Answer:
    """202 with nothing in it."""
    snapshot = wanted(call, snapshot_id)
    if snapshot.status not in DELETABLE:
        raise answers.bad_request(answers.NO_SNAPSHOT_DELETE)
    transitions.snapshot_deleted(call.world, call.region, snapshot, call.world.now())
    return answers.accepted()
