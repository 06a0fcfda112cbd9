"""What is a problem, what is advice, and what is not known."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from support_cloud import START
from support_inventory import picture, snapshot, volume

from tbs_tui.api.models import Snapshot, Volume
from tbs_tui.query.attention import (
    KINDS,
    STEP_ROWS,
    Finding,
    Level,
    attention,
    attention_of,
    begun,
    in_steps,
    problems,
)


def _ago(**span: float) -> str:
    return (START - timedelta(**span)).replace(tzinfo=None).isoformat(timespec="microseconds")


def _kinds(volumes: list[Volume], snapshots: list[Snapshot], **more: Any) -> list[tuple[str, str]]:
    return [(found.id, found.kind) for found in attention(picture(volumes, snapshots), START, **more)]


def _recent(volume_id: str) -> Snapshot:
    return snapshot(f"of-{volume_id}", volume_id, created_at=_ago(days=1))


def test_problems_come_first_and_volumes_before_snapshots() -> None:
    found = attention(
        picture(
            [volume("v1"), volume("v2", status="error_deleting", name="주문-db")],
            [_recent("v1"), snapshot("s2", "v2", status="error"), snapshot("s3", "gone")],
        ),
        START,
    )
    assert [(each.level, each.kind, each.resource, each.id) for each in found] == [
        (Level.PROBLEM, "error-status", "volume", "v2"),
        (Level.PROBLEM, "error-status", "snapshot", "s2"),
        (Level.ADVICE, "unattached", "volume", "v1"),
        (Level.ADVICE, "orphan-snapshot", "snapshot", "s3"),
    ]
    assert (found[0].name, found[0].status, found[0].why) == (
        "주문-db",
        "error_deleting",
        "is in status error_deleting",
    )


def test_an_error_status_that_the_guide_does_not_list_is_a_problem_too() -> None:
    assert [each.kind for each in problems(picture([volume("v1", status="error_managing")]), START)] == ["error-status"]


def test_creating_is_measured_from_when_it_was_made() -> None:
    rows = [
        volume("young", status="creating", created_at=_ago(minutes=9, seconds=59)),
        volume("old", status="creating", created_at=_ago(minutes=10)),
        volume("unreadable", status="creating", malformed=("created_at",)),
        volume("future", status="creating", created_at=_ago(hours=-9)),
    ]
    [stuck] = problems(picture(rows), START)
    assert (stuck.id, stuck.kind, stuck.number) == ("old", "stuck", 10)
    assert stuck.why == "has been creating for 10 minutes"


@pytest.mark.parametrize(
    ("status", "minutes"),
    [("deleting", 10), ("uploading", 120), ("attaching", 5), ("detaching", 5), ("extending", 60), ("maintenance", 60)],
)
def test_other_transitions_are_measured_from_when_they_were_seen(status: str, minutes: int) -> None:
    seen = picture([volume("v1", status=status, created_at=_ago(days=400))])
    assert problems(seen, START) == ()
    short = {"v1": START - timedelta(minutes=minutes, seconds=-1)}
    long = {"v1": START - timedelta(minutes=minutes)}
    assert problems(seen, START, since=short) == ()
    assert [each.number for each in problems(seen, START, since=long)] == [minutes]


def test_a_status_has_begun_when_it_was_first_seen_and_creating_when_it_was_made() -> None:
    made, seen = START - timedelta(minutes=9), START - timedelta(minutes=4)
    assert begun(volume("v1", status="creating", created_at=_ago(minutes=9)), seen) == made
    assert begun(volume("v1", status="creating", created_at=None), seen) == seen
    assert begun(volume("v1", status="creating", created_at="x", malformed=("created_at",)), seen) == seen
    assert begun(volume("v1", status="deleting", created_at=_ago(minutes=9)), seen) == seen
    assert begun(snapshot("s1", "v1", status="deleting"), None) is None


def test_settled_statuses_are_never_stuck() -> None:
    rows = [volume("v1"), volume("v2", status="reserved"), volume("v3", status=None), volume("v4", status="새 상태")]
    assert problems(picture(rows), START, since={row.id: START - timedelta(days=9) for row in rows}) == ()


@pytest.mark.parametrize(
    ("snapshots", "days", "why"),
    [
        ([], None, "has no snapshot"),
        ([snapshot("s1", "v1", created_at=_ago(days=31))], 31, "its newest snapshot is 31 days old"),
        ([snapshot("s1", "v1", status="error", created_at=_ago(days=1))], None, "has no snapshot"),
        (
            [
                snapshot("s1", "v1", created_at=_ago(days=40)),
                snapshot("s2", "v1", status="deleting", created_at=_ago(days=1)),
            ],
            40,
            "its newest snapshot is 40 days old",
        ),
    ],
)
def test_no_recent_snapshot(snapshots: list[Snapshot], days: int | None, why: str) -> None:
    found = [
        each
        for each in attention(picture([volume("v1", status="in-use")], snapshots), START)
        if each.kind == "no-recent-snapshot"
    ]
    assert [(each.id, each.number, each.why) for each in found] == [("v1", days, why)]


def test_a_recent_snapshot_is_one_of_the_last_30_days_or_as_many_as_asked() -> None:
    rows, snapshots = [volume("v1", status="in-use")], [snapshot("s1", "v1", created_at=_ago(days=30))]
    assert _kinds(rows, snapshots) == []
    assert _kinds(rows, snapshots, snapshot_days=7) == [("v1", "no-recent-snapshot")]


def test_volumes_that_are_on_their_way_need_no_snapshot() -> None:
    assert (
        _kinds([volume("v1", status="creating", created_at=_ago(minutes=1)), volume("v2", status="reserved")], []) == []
    )


def test_the_snapshot_limit() -> None:
    some = [snapshot(f"s{n}", "v1", created_at=_ago(days=n)) for n in range(3)]
    assert _kinds([volume("v1", status="in-use")], some[:2]) == []
    found = attention(picture([volume("v1", status="in-use")], some), START)
    assert [(each.kind, each.number) for each in found] == [("snapshot-limit", 3)]
    assert found[0].why == "has 3 snapshots; 3 is the limit"


def test_nothing_is_said_of_what_is_not_known() -> None:
    rows, snapshots = [volume("v1", status="in-use")], [snapshot("s1", "gone"), snapshot("s2", None)]
    assert attention(picture(rows, snapshots, complete=False), START) == ()
    unread = attention(picture(rows, snapshots, dropped=1), START)
    assert [each.kind for each in unread] == ["no-recent-snapshot"]


def test_what_is_found_of_one_row_is_what_is_found_of_it_among_all() -> None:
    rows = [volume("v1"), volume("v2", status="error"), volume("v3", status="deleting"), volume("v4", status="in-use")]
    some = [snapshot(f"s{n}", "v1", created_at=_ago(days=n + 40)) for n in range(3)]
    seen = picture(rows, [*some, snapshot("s9", "gone", status="error")])
    since = {"v3": START - timedelta(hours=1)}
    found = attention(seen, START, since=since, snapshot_days=30)
    assert {each.kind for each in found} == set(KINDS)
    each_row: list[Volume | Snapshot] = [*seen.volumes.rows, *seen.snapshots.rows]
    for row in each_row:
        mine = tuple(each for each in found if each.id == row.id)
        assert attention_of(row, seen, START, since=since, snapshot_days=30) == mine
        # The reasons of a row come in the order of the kinds.
        assert [KINDS.index(each.kind) for each in mine] == sorted(KINDS.index(each.kind) for each in mine)


def test_the_work_can_be_done_in_pieces() -> None:
    seen = picture([volume(f"v{n}") for n in range(2 * STEP_ROWS + 1)], [snapshot("s", "v1", status="error")])
    found: list[Finding] = []
    pieces = [len(found) for _step in in_steps(seen, START, found)]
    assert tuple(found) == attention(seen, START)
    # Volumes and snapshots, once for problems and once for advice.
    assert len(pieces) == 3 + 1 + 3 + 1
    assert max(after - before for before, after in pairwise(pieces)) <= 2 * STEP_ROWS
