"""Hostile and broken bodies: a bad field costs the field, a bad body is one kind of error."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from unit.guide_examples import example

from tbs_tui.api import parse
from tbs_tui.api.errors import NotUnderstood
from tbs_tui.api.models import (
    WIRE_NAMES,
    Image,
    ImageUpload,
    Server,
    Snapshot,
    Tenant,
    Volume,
    VolumeType,
    documented,
)

# Not in the time of the first of many examples.
parse.prepare()

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["", "null", "true"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
PYTHON_NAMES = {wire: name for name, wire in WIRE_NAMES.items()}
VOLUME = example("volume")["volume"]
SNAPSHOT = example("snapshot")["snapshot"]
TYPE = example("types")["volume_types"][0]
UPLOAD = example("upload_image")["os-volume_upload_image"]
ROWS: list[tuple[Any, dict[str, Any], str]] = [
    (Volume, VOLUME | {"nhn_encryption": None, "attachments": [{"server_id": "s"}]}, "id"),
    (Snapshot, SNAPSHOT, "id"),
    (VolumeType, TYPE, "id"),
    (ImageUpload, UPLOAD | {"display_description": None}, "image_id"),
    (Image, {"id": "i", "status": "active", "size": 1, "min_disk": 1, "protected": True, "name": "n"}, "id"),
    (Server, {"id": "i", "name": "n", "status": "ACTIVE"}, "id"),
    (Tenant, {"id": "i", "name": "n", "enabled": True}, "id"),
]


@pytest.mark.parametrize(("model", "good", "key"), ROWS, ids=lambda value: getattr(value, "__name__", ""))
@given(data=st.data())
def test_any_value_in_any_field_costs_that_field_at_most(
    model: Any, good: dict[str, Any], key: str, data: st.DataObject
) -> None:
    fields = data.draw(st.sets(st.sampled_from(sorted(good)), min_size=1, max_size=4))
    row = good | {name: data.draw(JSON, label=name) for name in fields}
    if data.draw(st.booleans()):
        del row[data.draw(st.sampled_from(sorted(good)))]
    [(models, dropped)] = parse.items(model, [row], 200)
    name = row.get(key)
    readable = isinstance(name, str) and name != ""
    assert (len(models), dropped) == ((1, 0) if readable else (0, 1))
    for item in models:
        untouched = {field: value for field, value in row.items() if field not in fields}
        clean = parse.item(model, {key: row[key]} | untouched)
        for field in untouched:
            python_name = PYTHON_NAMES.get(field, field)
            if hasattr(item, python_name):
                assert getattr(item, python_name) == getattr(clean, python_name)
        if not isinstance(item, ImageUpload | Image | Server | Tenant):
            json.dumps(documented(item))
            getattr(item, "created", None)


@given(JSON)
def test_any_row_is_read_or_dropped(row: Any) -> None:
    for model, _good, _key in ROWS:
        [(models, dropped)] = parse.items(model, [row], 1)
        assert len(models) + dropped == 1


def test_one_bad_item_leaves_the_others_alone() -> None:
    rows = [
        VOLUME | {"id": "a"},
        VOLUME | {"id": "b", "size": "many", "status": None, "metadata": [1], "created_at": 17},
        {key: value for key, value in VOLUME.items() if key not in ("id", "size")} | {"id": "c"},
        VOLUME | {"id": None},
        VOLUME | {"id": ""},
        "no object",
        VOLUME | {"id": "d"},
    ]
    slices = list(parse.items(Volume, rows, 3))
    models = [model for good, _bad in slices for model in good]
    assert [model.id for model in models] == ["a", "b", "c", "d"]
    assert sum(bad for _good, bad in slices) == 3
    assert len(slices) == 3
    assert [model.malformed for model in models] == [
        (),
        ("created_at", "metadata", "size", "status"),
        ("size",),
        (),
    ]
    assert models[1].name == VOLUME["name"]


@pytest.mark.parametrize(
    ("created_at", "readable"),
    [
        ("2018-12-18T05:43:12.000000", True),
        ("2018-12-18T05:43:12Z", True),
        ("2018-12-18T14:43:12+09:00", True),
        (None, True),
        ("", False),
        ("null", False),
        ("soon", False),
        (1545111792, False),
        ("0001-01-01T00:00:00+14:00", False),
        ("9999-12-31T23:59:59-14:00", False),
    ],
)
def test_created_at_of_odd_shapes(created_at: object, readable: bool) -> None:
    volume = parse.item(Volume, VOLUME | {"created_at": created_at})
    assert (volume.malformed == ()) is readable
    assert (volume.created is not None) is (readable and created_at is not None)


def test_the_server_does_not_say_what_is_malformed() -> None:
    assert parse.item(Volume, VOLUME | {"malformed": ["name"]}).malformed == ()


REGIONS: list[tuple[Any, dict[str, Any]]] = [(Volume, VOLUME), (Snapshot, SNAPSHOT), (VolumeType, TYPE)]


@pytest.mark.parametrize(("model", "good"), REGIONS)
@pytest.mark.parametrize("said", ["US1", 17, None, ["KR2"]])
@pytest.mark.parametrize("spoiled", [{}, {"name": 17}, {"description": []}])
def test_the_region_is_the_one_that_was_asked_whatever_the_server_says(
    model: Any, good: dict[str, Any], said: object, spoiled: dict[str, Any]
) -> None:
    row = good | {"region": said} | spoiled
    read = parse.item(model, row, "KR1")
    assert (read.region, read.malformed) == ("KR1", tuple(spoiled))
    assert parse.item(model, row).region == ""
    assert row["region"] == said
    assert "region" not in documented(read)


def test_all_rows_share_one_text_of_the_region() -> None:
    region = "".join(["KR", "1"])
    rows = [VOLUME | {"id": "a"}, VOLUME | {"id": "b", "size": "many"}, VOLUME | {"id": "c", "status": None}]
    slices = list(parse.items(Volume, rows, 2, region))
    assert [model.region is region for good, _bad in slices for model in good] == [True, True, True]


def test_a_lone_surrogate_does_not_cost_the_list() -> None:
    body = b'{"volumes": [{"id": "a", "name": "\\ud83d", "status": "error", "size": 1}, {"id": "b", "name": "ok"}]}'
    [(models, dropped)] = parse.items(Volume, parse.rows(parse.body(body), "volumes"), 10)
    assert dropped == 0
    assert [model.name for model in models] == ["?", "ok"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"null",
        b"[]",
        b'"words"',
        b"17",
        b"<html><h1>Bad gateway</h1></html>",
        b'{"volumes": [',
        b'{"volumes": [nonsense, }',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"n": ' + b"9" * 10_000 + b"}",
    ],
)
def test_a_body_that_is_no_object_is_not_understood(content: bytes) -> None:
    with pytest.raises(NotUnderstood) as caught:
        parse.body(content)
    assert len(caught.value.words) <= 500


def test_nhns_wrapper_of_failures_is_an_error_in_its_own_words() -> None:
    with pytest.raises(NotUnderstood, match="-3 API not found"):
        parse.body(b'{"header": {"isSuccessful": false, "resultCode": -3, "resultMessage": "API not found"}}')
    with pytest.raises(NotUnderstood) as caught:
        parse.body(json.dumps({"header": {"isSuccessful": False, "resultMessage": "x" * 10**6}}).encode())
    assert len(caught.value.words) == 500
    assert parse.body(b'{"header": {"isSuccessful": true}, "volumes": []}')["volumes"] == []


@pytest.mark.parametrize("value", [None, 3, "volumes", [], True])
def test_a_member_that_is_no_object_is_not_understood(value: object) -> None:
    with pytest.raises(NotUnderstood, match="volume"):
        parse.member({"volume": value}, "volume")
    with pytest.raises(NotUnderstood, match="volume"):
        parse.member({}, "volume")


@pytest.mark.parametrize("value", [None, 3, "volumes", {}, True])
def test_rows_that_are_no_list_are_not_understood(value: object) -> None:
    with pytest.raises(NotUnderstood, match="volumes"):
        parse.rows({"volumes": value}, "volumes")


def test_an_item_without_an_id_is_not_understood() -> None:
    with pytest.raises(NotUnderstood, match="volume"):
        parse.item(Volume, {"name": "x"})


@pytest.mark.parametrize("size", [-1, 2**63, 10**400])
def test_a_number_that_is_no_size_costs_the_size(size: int) -> None:
    parsed = parse.item(Volume, {"id": "v", "status": "available", "size": size})
    assert parsed.size is None
    assert parsed.malformed == ("size",)


def test_zones_are_those_that_can_be_used() -> None:
    rows: list[Any] = [
        {"zoneName": "kr-pub-b", "zoneState": {"available": True}, "hosts": None},
        {"zoneName": "kr-pub-a", "zoneState": {"available": True}},
        {"zoneName": "closed", "zoneState": {"available": False}},
        {"zoneName": "silent"},
        {"zoneName": "odd", "zoneState": "up"},
        {"zoneName": "kr-pub-b"},
        {"zoneName": ""},
        {"zoneName": 5},
        {"zoneName": ["x"]},
        {},
        None,
        "kr-pub-c",
    ]
    assert parse.zones({"availabilityZoneInfo": rows}) == ("kr-pub-b", "kr-pub-a", "silent", "odd")


@given(JSON, JSON, JSON)
def test_malformed_zones_cost_themselves(name: Any, state: Any, row: Any) -> None:
    good = {"zoneName": "good", "zoneState": {"available": True}}
    found = parse.zones({"availabilityZoneInfo": [row, {"zoneName": name, "zoneState": state}, good]})
    assert "good" in found
    assert all(isinstance(each, str) and each for each in found)


@pytest.mark.parametrize("document", [{}, {"availabilityZoneInfo": None}, {"availabilityZoneInfo": {"zoneName": "a"}}])
def test_no_list_of_zones_is_not_understood(document: dict[str, Any]) -> None:
    with pytest.raises(NotUnderstood):
        parse.zones(document)
