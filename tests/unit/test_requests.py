"""The bodies that are sent are the guide's, and hold nothing that the user did not set."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from unit.guide_examples import example

from tbs_tui.api.requests import EncryptionKey, ListQuery, NewImage, NewSnapshot, NewVolume


def test_create_volume_is_the_guides_request_without_its_nulls() -> None:
    guide = example("create_volume_request")["volume"]
    body = NewVolume(10, multiattach=False, metadata={}).body()
    assert body == {"volume": {name: value for name, value in guide.items() if value is not None}}
    assert body == {"volume": {"size": 10, "multiattach": False, "metadata": {}}}


def test_create_volume_sends_every_documented_field() -> None:
    new = NewVolume(
        20, "DATA", "설명", "General SSD", "kr-pub-a", "f63af601-43cd-41ab-8905-e1e93995f366", {"k": "v"}, True
    )
    assert new.body() == {
        "volume": {
            "size": 20,
            "name": "DATA",
            "description": "설명",
            "volume_type": "General SSD",
            "availability_zone": "kr-pub-a",
            "snapshot_id": "f63af601-43cd-41ab-8905-e1e93995f366",
            "metadata": {"k": "v"},
            "multiattach": True,
        }
    }


def test_create_snapshot_is_the_guides_request() -> None:
    new = NewSnapshot("5aa119a8-d25b-45a7-8d1b-88e127885635", "SNAPSHOT-001", "Daily backup", True)
    assert new.body() == example("create_snapshot_request")


def test_upload_is_the_guides_request() -> None:
    new = NewImage("VOLUME IMAGE", "qcow2", "bare", "private", False, True)
    assert new.body() == example("upload_image_request")


@pytest.mark.parametrize(
    ("body", "least"),
    [
        (NewVolume(1).body(), {"volume": {"size": 1}}),
        (NewSnapshot("v").body(), {"snapshot": {"volume_id": "v"}}),
        (NewImage("i").body(), {"os-volume_upload_image": {"image_name": "i"}}),
    ],
)
def test_keys_that_are_not_set_are_not_sent(body: Mapping[str, Any], least: Mapping[str, Any]) -> None:
    assert body == least


def test_empty_and_false_are_set() -> None:
    assert NewSnapshot("v", "", "", False).body()["snapshot"] == {
        "volume_id": "v",
        "name": "",
        "description": "",
        "force": False,
    }
    assert NewImage("i", protected=False).body()["os-volume_upload_image"] == {"image_name": "i", "protected": False}


def test_the_app_key_is_sent_and_not_shown() -> None:
    new = NewVolume(10, volume_type="Encrypted SSD", nhn_encryption=EncryptionKey("APPKEY", "key-1"))
    assert new.body()["volume"]["nhn_encryption"] == {"skm_appkey": "APPKEY", "skm_key_id": "key-1"}
    assert "APPKEY" not in repr(new) + str(new) + f"{new}"


@given(
    limit=st.none() | st.integers(0, 2000),
    marker=st.none() | st.text(),
    offset=st.none() | st.integers(0),
    sort=st.none(),
)
def test_a_list_asks_for_what_was_said(limit: int | None, marker: str | None, offset: int | None, sort: None) -> None:
    params = ListQuery(limit, marker, offset, sort).params()
    assert params.get("limit") == (str(limit) if limit else None)
    assert params.get("marker") == marker
    assert params.get("offset") == (None if offset is None else str(offset))
    assert "sort" not in params


def test_sort_is_sent_as_it_is() -> None:
    assert ListQuery(sort="created_at:desc,name").params() == {"sort": "created_at:desc,name"}
