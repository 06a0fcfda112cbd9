"""The guide's own answers, read into models, and written again under the guide's names."""

from dataclasses import FrozenInstanceError
from datetime import UTC, datetime
from typing import Any

import pytest
from unit.guide_examples import NAMES, example, raw

from tbs_tui.api import parse
from tbs_tui.api.models import (
    Attachment,
    Image,
    Link,
    NhnEncryption,
    Snapshot,
    Volume,
    VolumeType,
    documented,
)

HREF = "https://kr1-api-block-storage.infrastructure.cloud.toast.com"
TENANT = "6cdebe3eb0094910bc41f1d42ebe4cb7"
READABLE = Volume(
    id="17975e9d-1533-40db-bd02-2072cd2ccb7f",
    name="volume-f4f47065-300e-480e-8c9c-fb7ec985bffb",
    status="available",
    size=50,
    volume_type="General HDD",
    availability_zone="kr-pub-a",
    bootable=False,
    encrypted=False,
    multiattach=False,
    created_at="2018-12-18T05:43:12.000000",
    user_id="5e6524d826084188ae549815b3e33380",
    tenant_id=TENANT,
    replication_status="disabled",
    links=(
        Link(f"{HREF}/v2/{TENANT}/volumes/17975e9d-1533-40db-bd02-2072cd2ccb7f", "self"),
        Link(f"{HREF}/{TENANT}/volumes/17975e9d-1533-40db-bd02-2072cd2ccb7f", "bookmark"),
    ),
)
SHOWN_SNAPSHOT = Snapshot(
    id="f63af601-43cd-41ab-8905-e1e93995f366",
    name="SNAPSHOT",
    status="available",
    size=50,
    volume_id="17975e9d-1533-40db-bd02-2072cd2ccb7f",
    progress="100%",
    description="",
    created_at="2020-03-03T11:03:40.000000",
    project_id=TENANT,
)


def read(model: Any, name: str, key: str) -> list[Any]:
    rows = parse.rows(parse.body(raw(name)), key)
    [(models, dropped)] = parse.items(model, rows, 100)
    assert dropped == 0
    return models


def test_the_guide_has_thirteen_examples() -> None:
    assert len(NAMES) == 13


def test_types() -> None:
    ssd, hdd = read(VolumeType, "types", "volume_types")
    assert ssd == VolumeType(
        id="4e36aa51-df30-422e-aff1-eba1f3d9612f",
        name="General SSD",
        is_public=True,
        extra_specs={"volume_backend_name": "ssd_general"},
    )
    assert (hdd.name, dict(hdd.extra_specs)) == ("General HDD", {"volume_backend_name": "hdd_general"})


def test_the_short_list_has_id_name_and_links() -> None:
    [volume] = read(Volume, "volumes", "volumes")
    assert (volume.id, volume.name) == ("90712f4f-2faa-4e4f-8eb1-9313a8595570", None)
    assert [link.rel for link in volume.links] == ["self", "bookmark"]
    # What the short list leaves out is not there: that is said of status and size, which a person looks for.
    assert volume.malformed == ("size", "status")


def test_the_detailed_list_and_show_give_the_same_volume() -> None:
    [listed] = read(Volume, "volumes_detail", "volumes")
    shown = parse.item(Volume, parse.member(parse.body(raw("volume")), "volume"))
    assert listed == shown == READABLE
    assert shown.created == datetime(2018, 12, 18, 5, 43, 12, tzinfo=UTC)


def test_the_answer_to_create_volume() -> None:
    volume = parse.item(Volume, parse.member(parse.body(raw("create_volume")), "volume"))
    assert (volume.id, volume.name, volume.status, volume.size, volume.malformed) == (
        "87882cf4-ca05-4ef2-b598-b93b2caf041e",
        "DATA",
        "creating",
        10,
        (),
    )
    assert volume.tenant_id is None
    assert volume.created == datetime(2020, 3, 3, 10, 54, 33, 163206, UTC)


def test_the_answer_to_upload_has_words_for_nulls_and_rows_for_specs() -> None:
    upload = parse.image_upload(parse.member(parse.body(raw("upload_image")), "os-volume_upload_image"))
    assert (upload.image_id, upload.id, upload.status, upload.size, upload.malformed) == (
        "01956bf6-5609-4b43-88ea-1be866114368",
        "d16d64e8-a5c9-47fe-a559-1119778c739c",
        "uploading",
        20,
        (),
    )
    assert (upload.image_name, upload.disk_format, upload.container_format) == ("public api test2", "qcow2", "bare")
    assert upload.volume_type is not None
    assert upload.volume_type.name == "General HDD"
    assert upload.volume_type.description is None
    assert upload.volume_type.is_public is True
    assert dict(upload.volume_type.extra_specs) == {"volume_backend_name": "hdd_general"}


def test_the_answer_of_upstream_to_upload_has_an_object_of_specs() -> None:
    body = example("upload_image")["os-volume_upload_image"]
    body["volume_type"]["extra_specs"] = {"volume_backend_name": "hdd_general"}
    body |= {"visibility": "shared", "protected": False}
    upload = parse.image_upload(body)
    assert upload.malformed == ()
    assert upload.volume_type is not None
    assert dict(upload.volume_type.extra_specs) == {"volume_backend_name": "hdd_general"}


@pytest.mark.parametrize("odd", [None, "General HDD", 17, [], {"extra_specs": 3}, {"extra_specs": [1, {"key": 2}]}])
def test_an_odd_type_in_the_answer_to_upload_costs_no_more_than_the_type(odd: Any) -> None:
    body = example("upload_image")["os-volume_upload_image"] | {"volume_type": odd}
    assert parse.image_upload(body).image_id == "01956bf6-5609-4b43-88ea-1be866114368"


def test_snapshots() -> None:
    [short] = read(Snapshot, "snapshots", "snapshots")
    [detailed] = read(Snapshot, "snapshots_detail", "snapshots")
    shown = parse.item(Snapshot, parse.member(parse.body(raw("snapshot")), "snapshot"))
    assert detailed == shown == SHOWN_SNAPSHOT
    assert (short.id, short.progress, short.project_id) == (shown.id, None, None)
    made = parse.item(Snapshot, parse.member(parse.body(raw("create_snapshot")), "snapshot"))
    assert (made.status, made.description, made.size) == ("creating", None, 20)
    assert made.created == datetime(2020, 3, 2, 13, 51, 33, 318695, UTC)


def test_attachments_have_the_guides_fields_only() -> None:
    row = example("volume")["volume"] | {
        "attachments": [
            {
                "server_id": "s",
                "attachment_id": "a",
                "volume_id": "v",
                "device": "/dev/vdb",
                "id": "v",
                "host_name": "compute-17.internal",
                "attached_at": "2026-01-01T00:00:00.000000",
            }
        ]
    }
    volume = parse.item(Volume, row)
    assert volume.attachments == (Attachment("s", "a", "v", "/dev/vdb", "v"),)
    assert "host_name" not in documented(volume)["attachments"][0]


@pytest.mark.parametrize(
    ("sent", "read_as"), [("true", True), ("false", False), (True, True), (False, False), (None, None)]
)
def test_bootable_is_a_word_or_a_boolean(sent: object, read_as: bool | None) -> None:
    volume = parse.item(Volume, example("volume")["volume"] | {"bootable": sent})
    assert (volume.bootable, volume.malformed) == (read_as, ())


def test_the_key_of_an_encrypted_volume() -> None:
    volume = parse.item(
        Volume, example("volume")["volume"] | {"nhn_encryption": {"skm_key_version": 2, "skm_key_id": "k"}}
    )
    assert volume.nhn_encryption == NhnEncryption(2, "k")
    assert documented(volume)["nhn_encryption"] == {"skm_key_version": 2, "skm_key_id": "k"}


def test_documented_gives_the_guides_names_and_nothing_else() -> None:
    internal = {"internal:host": "secret-host", "migration_status": None, "qos_specs_id": "x"}
    volume = example("volume")["volume"]
    assert documented(parse.item(Volume, volume | internal)) == volume | {"bootable": False}
    snapshot = example("snapshot")["snapshot"]
    assert documented(parse.item(Snapshot, snapshot | internal)) == snapshot
    kind = example("types")["volume_types"][0]
    assert documented(parse.item(VolumeType, kind | internal)) == kind


def test_a_malformed_field_is_null_in_json_and_not_empty() -> None:
    # An empty list of attachments would say that nothing is attached.
    row = example("volume")["volume"] | {"attachments": "none", "metadata": [1]}
    record = documented(parse.item(Volume, row))
    assert record["attachments"] is None
    assert record["metadata"] is None


def test_models_are_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        READABLE.size = 1  # type: ignore[misc]


def test_an_image_as_glance_gives_it() -> None:
    image = parse.item(
        Image,
        {"id": "i", "status": "saving", "size": None, "min_disk": 20, "protected": False, "tags": [], "os_type": "x"},
    )
    assert image == Image("i", "saving", min_disk=20, protected=False)
