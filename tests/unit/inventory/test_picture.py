"""Pictures: their indexes, and what they keep when they are replaced."""

import pytest
from support_inventory import ALPHA, SSD, picture, snapshot, volume

from tbs_tui.inventory.picture import Kind, Listing, Picture


def test_rows_are_found_by_id() -> None:
    seen = picture([volume("v1"), volume("v2")], [snapshot("s1", "v1")])
    assert seen.volume("v2") is seen.volumes.rows[1]
    assert seen.snapshot("s1") is seen.snapshots.rows[0]
    assert seen.volume("s1") is None


def test_snapshots_of_a_volume_are_newest_first_and_unknown_times_last() -> None:
    seen = picture(
        [volume("v1")],
        [
            snapshot("old", "v1", created_at="2025-01-01T00:00:00.000000"),
            snapshot("unknown", "v1"),
            snapshot("new", "v1", created_at="2026-01-01T00:00:00.000000"),
            snapshot("other", "v2"),
            snapshot("unreadable", None, malformed=("volume_id",)),
        ],
    )
    assert [each.id for each in seen.snapshots_of("v1")] == ["new", "old", "unknown"]
    assert seen.snapshots_of("nobody") == ()


def test_an_index_is_made_once_and_survives_as_long_as_its_rows() -> None:
    seen = picture([volume("v1")], [snapshot("s1", "v1")])
    index, snapshots = seen.volumes.by_id, seen.snapshots_of("v1")
    later = seen.with_listings({Kind.VOLUMES: Listing(seen.volumes.rows, complete=True)})
    assert later.volumes.by_id is index
    assert later.snapshots_of("v1") is snapshots
    other = seen.with_listings({Kind.VOLUMES: Listing((volume("v2"),)), Kind.SNAPSHOTS: Listing(())})
    assert list(other.volumes.by_id) == ["v2"]
    assert other.snapshots_of("v1") == ()


def test_no_context_has_an_empty_picture_too() -> None:
    seen = Picture.empty(None)
    assert [seen.listing(kind).rows for kind in Kind] == [(), (), ()]
    assert not seen.volumes.complete
    assert not seen.in_transition


def test_malformed_rows_of_all_kinds_are_counted() -> None:
    seen = Picture(ALPHA, Listing((), malformed=2), Listing((), malformed=1), Listing((SSD,), malformed=4))
    assert seen.malformed == 7


@pytest.mark.parametrize(
    ("volumes", "snapshots", "expected"),
    [
        (["available", "error", None, "never-heard-of"], ["available"], False),
        (["available", "deleting"], [], True),
        (["in-use"], ["creating"], True),
    ],
)
def test_in_transition(volumes: list[str | None], snapshots: list[str], expected: bool) -> None:
    seen = picture(
        [volume(f"v{n}", status=status) for n, status in enumerate(volumes)],
        [snapshot(f"s{n}", "v0", status=status) for n, status in enumerate(snapshots)],
    )
    assert seen.in_transition is expected
