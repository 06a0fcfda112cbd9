"""Block storage: the action that makes an image of a volume."""

from typing import Any

from tbs_tui.demo import answers, check, transitions
from tbs_tui.demo.call import Call
from tbs_tui.demo.rows import Image, Volume, VolumeType, stamp
from tbs_tui.demo.volumes import wanted
from tbs_tui.demo.wire import Answer, Refused, answer_json

ACTION = "os-volume_upload_image"
DISK_FORMATS = ["raw", "vmdk", "vdi", "qcow2", "vhd", "vhdx", "ploop"]
CONTAINER_FORMATS = [None, "ami", "ari", "aki", "bare", "ovf", "ova", "docker", "compressed"]
VISIBILITIES = ["community", "public", "private", "shared"]

#: Glance's refusal reaches the client with its schema in it, line breaks and all.
_SCHEMA_DUMP = """Unable to set 'container_format' to '{given}'. Reason: {given!r} is not one of {allowed}

Failed validating 'enum' in schema['properties']['container_format']:
    {{'description': 'Format of the container',
     'enum': [None,
              'ami',
              'ari',
              'aki',
              'bare',
              'ovf',
              'ova',
              'docker',
              'compressed'],
     'type': ['null', 'string']}}

On instance['container_format']:
    {given!r}"""


def action(call: Call, volume_id: str) -> Answer:
    """`POST .../action`: the one action there is."""
    request = call.request
    if not request.body or "content-type" not in request.headers:
        raise _no_such_action(None)
    if len(request.body) > answers.MAX_BODY:
        check.document(request)
    body = check.parsed(request)
    if not isinstance(body, dict) or len(body) != 1:
        raise answers.bad_request("Malformed request body")
    if ACTION not in body:
        raise _no_such_action(next(iter(body)))
    return upload(call, volume_id, check.member(body, ACTION))


def _no_such_action(name: str | None) -> Refused:
    return answers.bad_request(
        f"There is no such action: {name}. Verify the request body and Content-Type header and try again."
    )


def upload(call: Call, volume_id: str, fields: dict[str, Any]) -> Answer:
    nhn = not call.dialect.strict
    name = _image_name(fields)
    known = ("image_name", "force", "disk_format", "container_format")
    check.only(fields, (*known, "visibility", "protected") if nhn else known, ACTION)
    force = check.boolean(fields, "force")
    protected = check.boolean(fields, "protected")
    disk_format = _one_of(fields, "disk_format", DISK_FORMATS, "raw")
    visibility = _one_of(fields, "visibility", VISIBILITIES, "private" if nhn else "shared")
    container_format = check.text(fields, "container_format") or "bare"
    if visibility in ("public", "community"):
        raise answers.fault(403, "Policy doesn't allow volume_extension:volume_actions:upload_public to be performed.")
    volume = wanted(call, volume_id)
    if volume.status != "available" and not (force and volume.status == "in-use"):
        raise answers.bad_request(f"Invalid volume: Volume {volume.id} status must be available")
    if container_format not in CONTAINER_FORMATS:
        raise answers.bad_request(_SCHEMA_DUMP.format(given=container_format, allowed=CONTAINER_FORMATS))
    check.storable(name)
    now = call.world.now()
    image = Image(
        id=call.world.ids.uuid(),
        tenant_id=call.region.tenant_id,
        name=name,
        created_at=stamp(now),
        disk_format=disk_format,
        container_format=container_format,
        visibility=visibility,
        protected=protected,
        min_disk=volume.size if volume.bootable else 0,
    )
    call.region.images.add(image)
    updated_at = volume.updated_at or volume.created_at
    transitions.image_uploaded(call.world, call.region, volume, image, now)
    return answer_json({ACTION: _reply(volume, image, updated_at, strict=not nhn)}, 202)


def _image_name(fields: dict[str, Any]) -> str:
    name = check.required(fields, "image_name", ACTION)
    if not isinstance(name, str):
        raise check.invalid("image_name", name, f"{name!r} is not of type 'string'")
    if not name:
        raise check.invalid("image_name", name, f"{name!r} is too short")
    if len(name) > 255:
        raise check.invalid("image_name", name, f"{name!r} is too long")
    return name


def _one_of(fields: dict[str, Any], key: str, allowed: list[str], default: str) -> str:
    value = fields.get(key, default)
    if not isinstance(value, str):
        raise check.invalid(key, value, f"{value!r} is not of type 'string'")
    if value not in allowed:
        raise check.invalid(key, value, f"{value!r} is not one of {allowed}")
    return value


def _reply(volume: Volume, image: Image, updated_at: str, *, strict: bool) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": volume.id,
        "updated_at": updated_at,
        "status": volume.status,
        "display_description": volume.description,
        "size": volume.size,
        "volume_type": _strict_type(volume.type) if strict else _nhn_type(volume.type),
        "image_id": image.id,
        "container_format": image.container_format,
        "disk_format": image.disk_format,
        "image_name": image.name,
    }
    if strict:
        row |= {"protected": image.protected, "visibility": image.visibility}
    return row


def _strict_type(kind: VolumeType) -> dict[str, Any]:
    return {
        "id": kind.id,
        "name": kind.name,
        "description": None,
        "is_public": True,
        "extra_specs": {"volume_backend_name": kind.backend},
        "qos_specs_id": None,
        "created_at": kind.created_at,
        "updated_at": None,
        "deleted_at": None,
        "deleted": False,
    }


def _nhn_type(kind: VolumeType) -> dict[str, Any]:
    """The type as the guide's sample has it: the database's own row, with nulls as words and the specs as a list."""
    specs = {
        "volume_type_id": kind.id,
        "deleted": False,
        "created_at": kind.created_at,
        "updated_at": "null",
        "deleted_at": "null",
        "value": kind.backend,
        "key": "volume_backend_name",
        "id": 1,
    }
    return {
        "name": kind.name,
        "qos_specs_id": "ec4ef37d-9273-4e6f-a495-bd43b0f2d0f2",
        "deleted": False,
        "deleted_at": "null",
        "created_at": kind.created_at,
        "updated_at": kind.created_at,
        "extra_specs": [specs],
        "is_public": True,
        "id": kind.id,
        "description": "null",
    }
