"""Order by every column, whatever the rows hold."""

import itertools
import random
import unicodedata
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support_inventory import SSD, picture, snapshot, volume

from tbs_tui.api.models import Attachment, Volume, VolumeType
from tbs_tui.inventory.picture import Kind, Picture
from tbs_tui.query.columns import EVERY_COLUMN
from tbs_tui.query.sort import natural, sort_rows

_TIMES = st.one_of(st.none(), st.integers(1, 9).map(lambda day: f"2026-01-0{day}T00:00:00.000000"))


@st.composite
def _volumes(draw: st.DrawFn) -> list[Volume]:
    ids = draw(st.lists(st.integers(0, 99), unique=True, max_size=12))
    return [
        volume(
            f"v{n}",
            name=draw(st.sampled_from([None, "", "데이터-2", "데이터-10", "Data-2", "data-10"])),
            size=draw(st.one_of(st.none(), st.integers(1, 3))),
            status=draw(st.sampled_from([None, "available", "error"])),
            created_at=draw(_TIMES),
        )
        for n in ids
    ]


_VALUES: dict[str, Callable[[Volume], Any]] = {
    "name": lambda row: natural(row.name),
    "size": lambda row: row.size,
    "status": lambda row: row.status,
    "created_at": lambda row: row.created,
}


@given(_volumes(), st.sampled_from(sorted(_VALUES)), st.booleans())
def test_in_order_and_those_with_nothing_last(rows: list[Volume], key: str, reverse: bool) -> None:
    ordered = sort_rows(tuple(rows), key, reverse, picture(rows))
    assert sorted(row.id for row in ordered) == sorted(row.id for row in rows)
    values = [_VALUES[key](row) for row in ordered]
    present = [value for value in values if value is not None]
    assert values[len(present) :] == [None] * (len(values) - len(present))
    assert present == sorted(present, reverse=reverse)


@given(_volumes(), st.sampled_from(sorted(_VALUES)), st.booleans(), st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_the_servers(
    rows: list[Volume], key: str, reverse: bool, random_: random.Random
) -> None:
    shuffled = rows.copy()
    random_.shuffle(shuffled)
    assert sort_rows(tuple(shuffled), key, reverse, picture(rows)) == sort_rows(
        tuple(rows), key, reverse, picture(rows)
    )


@given(_volumes(), st.booleans())
def test_equals_are_newest_first_then_by_id_in_both_directions(rows: list[Volume], reverse: bool) -> None:
    same = tuple(rows)
    ordered = sort_rows(same, "availability_zone", reverse, picture(rows))
    assert ordered == sort_rows(same, "created_at", True, picture(rows))
    for one, other in itertools.pairwise(ordered):
        if one.created == other.created:
            assert one.id < other.id


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("reverse", [False, True])
def test_every_column_can_be_sorted_by(kind: Kind, reverse: bool) -> None:
    volumes = [
        volume("v1", attachments=(Attachment("server-1", device="/dev/vdb"),), volume_type="General SSD"),
        volume("v2", name=None, status=None, size=None, malformed=("size", "status")),
    ]
    snapshots = [
        snapshot("s1", "v1", progress="100%", created_at="2026-01-01T00:00:00"),
        snapshot("s2", None, malformed=("volume_id",)),
        snapshot("s3", "gone"),
    ]
    types = [SSD, VolumeType("type-2", None, "느린 것", None, {"volume_backend_name": "hdd_general"})]
    seen = picture(volumes, snapshots)
    listings: dict[Kind, tuple[Any, ...]] = {
        Kind.VOLUMES: tuple(volumes),
        Kind.SNAPSHOTS: tuple(snapshots),
        Kind.TYPES: tuple(types),
    }
    rows = listings[kind]
    for key in ["region", *(column.key for column in EVERY_COLUMN[kind])]:
        ordered = sort_rows(rows, key, reverse, seen)
        assert sorted(row.id for row in ordered) == sorted(row.id for row in rows)


def test_a_column_that_is_none() -> None:
    with pytest.raises(KeyError):
        sort_rows((volume("v1"),), "colour", False, picture())


def test_names_are_compared_as_people_do() -> None:
    names = [
        "vol-10",
        "Vol-9",
        "vol-009b",
        "가-2",
        "나",
        "가-11",
        "vol",
        "_",
        "한글",
        unicodedata.normalize("NFD", "각"),
    ]
    rows = tuple(volume(f"v{n}", name=name) for n, name in enumerate(names))
    ordered = sort_rows(rows, "name", False, picture())
    assert [row.name for row in ordered] == [
        "_",
        "vol",
        "Vol-9",
        "vol-009b",
        "vol-10",
        "가-2",
        "가-11",
        unicodedata.normalize("NFD", "각"),
        "나",
        "한글",
    ]


def _ids(seen: Picture, kind: Kind, key: str, reverse: bool = False) -> list[str]:
    return [row.id for row in sort_rows(seen.listing(kind).rows, key, reverse, seen)]


def test_columns_that_show_the_other_listing() -> None:
    seen = picture(
        [volume("v1", name="나"), volume("v2", name="가"), volume("v3")],
        [
            snapshot("s1", "v1", created_at="2026-01-03T00:00:00"),
            snapshot("s2", "v2", created_at="2026-01-01T00:00:00"),
            snapshot("s3", "v2", created_at="2026-01-02T00:00:00"),
        ],
    )
    assert _ids(seen, Kind.VOLUMES, "snapshots", True) == ["v2", "v1", "v3"]
    assert _ids(seen, Kind.VOLUMES, "newest_snapshot") == ["v2", "v1", "v3"]
    assert _ids(seen, Kind.SNAPSHOTS, "volume") == ["s3", "s2", "s1"]


def test_asked_the_same_again_it_is_the_same_tuple_and_other_snapshots_are_not_the_same() -> None:
    rows = (volume("v1"), volume("v2"))
    before = picture(rows, [snapshot("s1", "v1")])
    ordered = sort_rows(before.volumes.rows, "snapshots", True, before)
    assert sort_rows(before.volumes.rows, "snapshots", True, before) is ordered
    after = picture(rows, [snapshot("s1", "v2")])
    assert [row.id for row in sort_rows(before.volumes.rows, "snapshots", True, after)] == ["v2", "v1"]
    assert [row.id for row in sort_rows(before.volumes.rows, "snapshots", False, after)] == ["v1", "v2"]


def test_progress_is_sorted_by_number_and_snapshot_gb_by_sum() -> None:
    rows = [snapshot(each, "v", progress=each) for each in ("9%", "100%", "60%", "half")]
    seen = picture([], rows)
    assert [row.id for row in sort_rows(seen.snapshots.rows, "progress", False, seen)] == ["9%", "60%", "100%", "half"]
    two = picture([volume("a"), volume("b"), volume("c")], [snapshot("s", "a", size=5), snapshot("t", "b", size=40)])
    assert [row.id for row in sort_rows(two.volumes.rows, "snapshot_gb", True, two)] == ["b", "a", "c"]
