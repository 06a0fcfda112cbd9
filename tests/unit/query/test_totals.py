"""Sums of a picture."""

from support_inventory import picture, snapshot, volume

from tbs_tui.query.totals import totals


def test_counts_sizes_and_statuses() -> None:
    found = totals(
        picture(
            [
                volume("v1", status="in-use", size=100),
                volume("v2", size=20),
                volume("v3", size=30),
                volume("v4", status="deleting", size=5),
                volume("v5", status=None, size=None, malformed=("size", "status")),
            ],
            [snapshot("s1", "v1", size=100), snapshot("s2", "v1", size=100, status="creating"), snapshot("s3", "gone")],
        )
    )
    assert (found.volumes.count, found.volumes.gb) == (5, 155)
    assert found.volumes.by_status == {"in-use": 1, "available": 2, "deleting": 1, "?": 1}
    assert (found.snapshots.count, found.snapshots.gb) == (3, 210)
    assert found.snapshots.by_status == {"available": 2, "creating": 1}
    assert (found.unattached_count, found.unattached_gb) == (2, 50)
    assert (found.volumes.changing, found.changing) == (1, 2)
    assert found.without_snapshot == 4


def test_nothing_is_said_of_snapshots_that_are_not_all_known() -> None:
    assert totals(picture([volume("v1")], [], complete=False)).without_snapshot is None


def test_of_nothing() -> None:
    found = totals(picture())
    assert (found.volumes.count, found.volumes.gb, found.changing, found.without_snapshot) == (0, 0, 0, 0)
