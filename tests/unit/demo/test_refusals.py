"""What is refused, in the very bytes of Cinder 17."""

from typing import Any

import pytest
from support_cloud import Caller, ManualClock, quiet_cloud

NOWHERE = "00000000-0000-4000-8000-000000000000"
NO_DELETE = (
    "Invalid volume: Volume status must be available or error or error_restoring or error_extending or error_managing"
    " and must not be migrating, attached, belong to a group, have snapshots or be disassociated from snapshots after"
    " volume transfer."
)
HTML_404 = """<html>
 <head>
  <title>404 Not Found</title>
 </head>
 <body>
  <h1>404 Not Found</h1>
  The resource could not be found.<br /><br />



 </body>
</html>"""
WORDS = (
    "True, 'True', 'TRUE', 'true', '1', 'ON', 'On', 'on', 'YES', 'Yes', 'yes', 'y', 't', False, 'False', 'FALSE',"
    " 'false', '0', 'OFF', 'Off', 'off', 'NO', 'No', 'no', 'n', 'f'"
)
MALFORMED = "The server could not comply with the request since it is either malformed or otherwise incorrect."
KEY_PATTERN = "does not match any of the regexes: '^[a-zA-Z0-9-_:. /]{1,255}$'"


def invalid(field: str, value: object, why: str) -> str:
    return f"Invalid input for field/attribute {field}. Value: {value}. {why}"


VOLUME_REFUSALS: list[tuple[Any, int, str]] = [
    ({"volume_type": "General NVMe"}, 404, "Volume type with name General NVMe could not be found."),
    ({"volume_type": NOWHERE}, 404, f"Volume type {NOWHERE} could not be found."),
    ({"availability_zone": "kr-pub-z"}, 400, "Availability zone 'kr-pub-z' is invalid."),
    ({"size": 0}, 400, invalid("size", 0, "0 is less than the minimum of 1")),
    ({"size": "0"}, 400, invalid("size", 0, "0 is less than the minimum of 1")),
    ({"size": -1}, 400, invalid("size", -1, "-1 is less than the minimum of 1")),
    ({"size": 1.5}, 400, invalid("size", 1.5, "1.5 is not of type 'integer', 'string', 'null'")),
    ({"size": True}, 400, invalid("size", True, "True is not of type 'integer', 'string', 'null'")),
    ({"size": "abc"}, 400, invalid("size", "abc", "'abc' does not match '^[0-9]+$'")),
    ({"size": None}, 400, MALFORMED),
    ({"size": 10**12}, 400, invalid("size", 10**12, "1000000000000 is greater than the maximum of 2147483647")),
    ({"name": "n" * 256}, 400, "Invalid input received: name has 256 characters, more than 255."),
    ({"name": 7}, 400, invalid("name", 7, "7 is not of type 'string', 'null'")),
    ({"name": "disk \U0001f4be"}, 400, "Error writing field to database"),
    ({"description": "d" * 300}, 400, "Invalid input received: description has 300 characters, more than 255."),
    ({"metadata": {"k": 1}}, 400, invalid("k", 1, "1 is not of type 'string'")),
    ({"metadata": {"k": "v" * 256}}, 400, invalid("k", "v" * 256, f"'{'v' * 256}' is too long")),
    ({"metadata": {"담당": "x"}}, 400, invalid("metadata", {"담당": "x"}, f"'담당' {KEY_PATTERN}")),
    ({"metadata": {"": "v"}}, 400, invalid("metadata", {"": "v"}, f"'' {KEY_PATTERN}")),
    ({"metadata": []}, 400, invalid("metadata", [], "[] is not of type 'object', 'null'")),
    (
        {"multiattach": "maybe"},
        400,
        invalid("multiattach", "maybe", "'maybe' is not valid under any of the given schemas"),
    ),
    (
        {"snapshot_id": "nope"},
        400,
        invalid("snapshot_id", "nope", "'nope' is not valid under any of the given schemas"),
    ),
    ({"snapshot_id": NOWHERE}, 404, f"Snapshot {NOWHERE} could not be found."),
    ({"source_volid": NOWHERE}, 404, f"Volume {NOWHERE} could not be found."),
]
KEYS = {400: "badRequest", 403: "forbidden", 404: "itemNotFound", 413: "overLimit", 415: "badMediaType"}


@pytest.mark.parametrize(("fields", "status", "message"), VOLUME_REFUSALS)
async def test_a_volume_is_refused(upstream: Caller, fields: dict[str, Any], status: int, message: str) -> None:
    answer = await upstream.post("/volumes", {"volume": {"size": 1} | fields})
    assert answer.status_code == status
    assert answer.json() == {KEYS[status]: {"code": status, "message": message}}
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-openstack-request-id"].startswith("req-")
    assert not upstream.region.volumes


@pytest.mark.parametrize(
    ("content", "content_type", "status", "expected"),
    [
        (b'{"disk": {}}', "application/json", 400, "'volume' is a required property"),
        (b"[]", "application/json", 400, "[] is not of type 'object'"),
        (
            b'{"volume": null}',
            "application/json",
            400,
            "Invalid input for field/attribute volume. Value: None. None is not of type 'object'",
        ),
        (b'{"volume": {', "application/json", 400, "Malformed request body"),
        (b'{"volume": {"size": 1}}', "text/plain", 415, "Unsupported Content-Type"),
        (
            b"",
            "application/json",
            500,
            "The server has either erred or is incapable of performing the requested operation.",
        ),
    ],
)
async def test_a_body_is_refused(
    upstream: Caller, content: bytes, content_type: str, status: int, expected: str
) -> None:
    answer = await upstream.post("/volumes", content=content, headers={"Content-Type": content_type})
    assert answer.status_code == status
    [fault] = answer.json().values()
    assert fault == {"code": status, "message": expected}


async def test_an_oversized_body_is_413_in_html_and_no_quota(upstream: Caller) -> None:
    answer = await upstream.post("/volumes", {"volume": {"size": 1, "name": "n" * 120_000}})
    assert answer.status_code == 413
    assert "Larger than max_request_body_size (114688)." in answer.text
    assert "retry-after" not in answer.headers


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/nothing"), ("GET", "/volumes/"), ("PATCH", "/volumes"), ("DELETE", "/types"), ("PUT", "/snapshots")],
)
async def test_an_unknown_path_or_method_is_404_in_html(caller: Caller, method: str, path: str) -> None:
    answer = await caller.send(method, path)
    assert answer.status_code == 404
    assert answer.text == HTML_404
    assert answer.headers["content-type"] == "text/html; charset=UTF-8"


@pytest.mark.parametrize(
    ("method", "path", "kind"),
    [
        ("GET", "/volumes/abc", "Volume"),
        ("DELETE", "/volumes/abc", "Volume"),
        ("GET", "/snapshots/abc", "Snapshot"),
        ("DELETE", "/snapshots/abc", "Snapshot"),
        ("GET", "/types/abc", "Volume type"),
    ],
)
async def test_an_unknown_id_is_404(caller: Caller, method: str, path: str, kind: str) -> None:
    answer = await caller.send(method, path)
    assert answer.status_code == 404
    assert answer.json() == {"itemNotFound": {"code": 404, "message": f"{kind} abc could not be found."}}


async def test_an_id_of_another_region_is_unknown_here(caller: Caller) -> None:
    other = caller.cloud.region(caller.tenant_id, "JP1").volumes.newest_first()[0]
    assert (await caller.get(f"/volumes/{other.id}")).status_code == 404


SNAPSHOT_REFUSALS: list[tuple[Any, str]] = [
    ({"volume_id": "abc"}, invalid("volume_id", "abc", "'abc' is not valid under any of the given schemas")),
    ({"force": "maybe"}, invalid("force", "maybe", f"'maybe' is not one of [{WORDS}]")),
    ({"force": 1}, invalid("force", 1, "1 is not of type 'boolean', 'string'")),
    ({"name": "n" * 256}, invalid("name", "n" * 256, f"'{'n' * 256}' is too long")),
]


@pytest.mark.parametrize(("fields", "message"), SNAPSHOT_REFUSALS)
async def test_a_snapshot_is_refused(upstream: Caller, fields: dict[str, Any], message: str) -> None:
    answer = await upstream.post("/snapshots", {"snapshot": {"volume_id": NOWHERE} | fields})
    assert answer.json() == {"badRequest": {"code": 400, "message": message}}


async def test_a_snapshot_has_no_unknown_field(upstream: Caller) -> None:
    fields = {"volume_id": NOWHERE, "colour": "red"}
    answer = await upstream.post("/snapshots", {"snapshot": fields})
    expected = invalid("snapshot", fields, "Additional properties are not allowed ('colour' was unexpected)")
    assert answer.json() == {"badRequest": {"code": 400, "message": expected}}
    answer = await upstream.post("/snapshots", {"snapshot": {"name": "x"}})
    expected = invalid("snapshot", {"name": "x"}, "'volume_id' is a required property")
    assert answer.json() == {"badRequest": {"code": 400, "message": expected}}
    answer = await upstream.post("/snapshots", {"snapshot": {"volume_id": NOWHERE}})
    assert answer.json() == {"itemNotFound": {"code": 404, "message": f"Volume {NOWHERE} could not be found."}}


@pytest.mark.parametrize(
    "name",
    ["db-master-data", "web-tmp", "ghost-of-2022", "golden-rocky9", "terminated-root", "old-wiki"],
    ids=["in-use", "deleting", "error_deleting", "uploading", "reserved", "with-snapshots"],
)
async def test_a_delete_that_can_not_be_done_is_400_and_does_not_say_why(caller: Caller, name: str) -> None:
    [volume] = (await caller.get(f"/volumes?name={name}")).json()["volumes"]
    answer = await caller.delete(f"/volumes/{volume['id']}")
    assert answer.status_code == 400
    assert answer.json() == {"badRequest": {"code": 400, "message": NO_DELETE}}


async def test_a_snapshot_of_a_volume_in_use_needs_force(caller: Caller) -> None:
    [volume] = (await caller.get("/volumes?name=kafka-broker-1")).json()["volumes"]
    refused = await caller.post("/snapshots", {"snapshot": {"volume_id": volume["id"]}})
    expected = f"Invalid volume: Volume {volume['id']} status must be available, but current status is: in-use."
    assert refused.json() == {"badRequest": {"code": 400, "message": expected}}
    taken = await caller.post("/snapshots", {"snapshot": {"volume_id": volume["id"], "force": True}})
    assert taken.status_code == 202


async def test_a_volume_from_a_snapshot_is_no_smaller_and_in_its_zone(caller: Caller) -> None:
    [volume] = (await caller.get("/volumes/detail?name=old-wiki")).json()["volumes"]
    [snapshot] = (await caller.get(f"/snapshots?volume_id={volume['id']}")).json()["snapshots"]
    small = await caller.post("/volumes", {"volume": {"size": 1, "snapshot_id": snapshot["id"]}})
    assert small.json()["badRequest"]["message"] == (
        "Invalid input received: Volume size '1'GB cannot be smaller than the snapshot size 40GB."
        " They must be >= original snapshot size."
    )
    away = {"size": 40, "snapshot_id": snapshot["id"], "availability_zone": "kr-pub-b"}
    answer = await caller.post("/volumes", {"volume": away})
    assert answer.json()["badRequest"]["message"] == (
        "Invalid input received: Volume must be in the same availability zone as the snapshot"
    )
    without_size = await caller.post("/volumes", {"volume": {"snapshot_id": snapshot["id"]}})
    assert without_size.status_code == 202
    made = without_size.json()["volume"]
    assert (made["size"], made["volume_type"], made["availability_zone"]) == (40, "General HDD", "kr-pub-a")


async def test_quotas_are_413_and_no_invitation_to_try_again(caller: Caller) -> None:
    region = caller.region
    region.quotas.gigabytes = region.gigabytes + 5
    answer = await caller.post("/volumes", {"volume": {"size": 6}})
    assert answer.status_code == 413
    assert answer.headers["retry-after"] == "0"
    assert answer.json() == {
        "overLimit": {
            "code": 413,
            "message": "VolumeSizeExceedsAvailableQuota: Requested volume or snapshot exceeds allowed gigabytes quota."
            f" Requested 6G, quota is {region.gigabytes + 5}G and {region.gigabytes}G has been consumed.",
            "retryAfter": "0",
        }
    }
    region.quotas.volumes = len(region.volumes)
    answer = await caller.post("/volumes", {"volume": {"size": 5}})
    assert answer.json()["overLimit"]["message"] == (
        f"VolumeLimitExceeded: Maximum number of volumes allowed ({len(region.volumes)}) exceeded for quota 'volumes'."
    )
    answer = await caller.post("/volumes", {"volume": {"size": 2049}})
    assert answer.json()["overLimit"]["message"].startswith("VolumeSizeExceedsLimit: ")


async def test_a_fourth_snapshot_is_over_the_limit_of_nhn(caller: Caller) -> None:
    [volume] = (await caller.get("/volumes?name=db-master-data")).json()["volumes"]
    answer = await caller.post("/snapshots", {"snapshot": {"volume_id": volume["id"], "force": True}})
    assert answer.status_code == 413
    assert answer.json()["overLimit"]["message"] == (
        "SnapshotLimitExceeded: Maximum number of snapshots allowed (3) exceeded"
    )


UPLOAD_REFUSALS: list[tuple[Any, str]] = [
    ({"image_name": ""}, invalid("image_name", "", "'' is too short")),
    ({"image_name": 7}, invalid("image_name", 7, "7 is not of type 'string'")),
    (
        {"disk_format": "iso"},
        invalid("disk_format", "iso", "'iso' is not one of ['raw', 'vmdk', 'vdi', 'qcow2', 'vhd', 'vhdx', 'ploop']"),
    ),
    ({"force": "maybe"}, invalid("force", "maybe", f"'maybe' is not one of [{WORDS}]")),
    ({"container_format": 7}, invalid("container_format", 7, "7 is not of type 'string', 'null'")),
]


@pytest.mark.parametrize(("fields", "message"), UPLOAD_REFUSALS)
async def test_an_upload_is_refused(upstream: Caller, fields: dict[str, Any], message: str) -> None:
    body = {"os-volume_upload_image": {"image_name": "x"} | fields}
    answer = await upstream.post(f"/volumes/{NOWHERE}/action", body)
    assert answer.json() == {"badRequest": {"code": 400, "message": message}}


async def test_an_unknown_container_format_brings_glances_schema(caller: Caller) -> None:
    [volume] = (await caller.get("/volumes?name=jenkins-home-restored")).json()["volumes"]
    body = {"os-volume_upload_image": {"image_name": "x", "container_format": "box"}}
    message = (await caller.post(f"/volumes/{volume['id']}/action", body)).json()["badRequest"]["message"]
    assert message.startswith("Unable to set 'container_format' to 'box'. Reason: 'box' is not one of [None, 'ami',")
    assert "\n\nFailed validating 'enum' in schema['properties']['container_format']:\n" in message
    assert message.endswith("On instance['container_format']:\n    'box'")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            b'{"os-fly": {}}',
            "There is no such action: os-fly. Verify the request body and Content-Type header and try again.",
        ),
        (b"", "There is no such action: None. Verify the request body and Content-Type header and try again."),
        (b"{}", "Malformed request body"),
    ],
)
async def test_an_unknown_action(caller: Caller, content: bytes, message: str) -> None:
    headers = {"Content-Type": "application/json"}
    answer = await caller.post("/volumes/abc/action", content=content, headers=headers)
    assert answer.json() == {"badRequest": {"code": 400, "message": message}}


async def test_visibility_is_taken_by_nhn_and_refused_by_upstream(caller: Caller, clock: ManualClock) -> None:
    asked = {"image_name": "x", "visibility": "private", "protected": False}
    [volume] = (await caller.get("/volumes?name=jenkins-home-restored")).json()["volumes"]
    path = f"/volumes/{volume['id']}/action"
    public = await caller.post(path, {"os-volume_upload_image": asked | {"visibility": "public"}})
    assert public.status_code == 403
    assert (await caller.post(path, {"os-volume_upload_image": asked})).status_code == 202
    strict = Caller(quiet_cloud(clock, strict=True))
    [volume] = (await strict.get("/volumes?name=jenkins-home-restored")).json()["volumes"]
    answer = await strict.post(f"/volumes/{volume['id']}/action", {"os-volume_upload_image": asked})
    expected = "Additional properties are not allowed ('visibility', 'protected' were unexpected)"
    assert answer.json()["badRequest"]["message"] == invalid("os-volume_upload_image", asked, expected)


async def test_an_encrypted_volume_needs_its_key_and_keeps_the_appkey_to_itself(caller: Caller) -> None:
    asked = {"size": 10, "volume_type": "Encrypted SSD"}
    assert (await caller.post("/volumes", {"volume": asked})).status_code == 400
    key = {"skm_appkey": "very-secret", "skm_key_id": "abc"}
    answer = await caller.post("/volumes", {"volume": asked | {"nhn_encryption": key}})
    assert answer.json()["volume"]["nhn_encryption"] == {"skm_key_version": 1, "skm_key_id": "abc"}
    assert answer.json()["volume"]["encrypted"] is True
    assert b"very-secret" not in answer.content
