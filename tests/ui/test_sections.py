"""What the sections of a detail say, without a screen."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from support_cloud import START
from support_inventory import ALPHA, picture, snapshot, volume

from tbs_tui.api.models import Attachment, Snapshot, Volume
from tbs_tui.inventory.history import Entry, What
from tbs_tui.inventory.picture import Kind, Picture
from tbs_tui.query.columns import View
from tbs_tui.ui.details import detail_lines, raw_fields
from tbs_tui.ui.sections import Past

SEOUL = ZoneInfo("Asia/Seoul")


def lines(row: Volume | Snapshot, seen: Picture, past: Past | None = None, width: int = 80) -> list[str]:
    """The detail as text."""
    shown = detail_lines(row, View(seen, SEOUL), width, past)
    return ["".join(span.text for span in line).strip() for line in shown]


def section(heading: str, shown: list[str]) -> list[str]:
    """The lines below the heading that begins so, and the heading itself."""
    start = next(index for index, line in enumerate(shown) if line.startswith(heading) and not shown[index - 1])
    end = next((index for index in range(start, len(shown)) if not shown[index]), len(shown))
    return shown[start:end]


def test_the_sections_come_in_their_order() -> None:
    row = volume("v1", snapshot_id="s9", metadata={"a": "b"})
    shown = lines(row, picture([row]), Past(START))
    headings = [line for before, line in pairwise(shown) if not before]
    assert headings == ["Attachments", "Snapshots", "Source", "Metadata", "Timeline"]
    row2 = snapshot("s1", "v1")
    shown = lines(row2, picture([row], [row2]), Past(START))
    headings = [line for before, line in pairwise(shown) if not before]
    assert headings == ["Source volume", "Volumes made from it", "Metadata", "Timeline"]


def test_the_heading_of_the_snapshots_says_how_many_and_how_large() -> None:
    row = volume("v1")
    some = [snapshot(f"s{n}", "v1", size=100) for n in range(3)]
    assert section("Snapshots", lines(row, picture([row], some)))[0] == "Snapshots  3, 300 GB"
    assert section("Snapshots", lines(row, picture([row])))[:2] == ["Snapshots", "none"]
    some[0] = replace(some[0], size=None)
    assert section("Snapshots", lines(row, picture([row], some)))[0] == "Snapshots  3, 200 GB+"
    large = [snapshot("s1", "v1", size=2048)]
    assert section("Snapshots", lines(row, picture([row], large)))[0] == "Snapshots  1, 2.0 TB"


def test_of_what_is_not_read_yet_nothing_is_said_to_be_none_or_gone() -> None:
    row = volume("v1", snapshot_id="s9", source_volid="v9")
    shown = lines(row, picture([row], [snapshot("s1", "v1")], complete=False))
    assert section("Snapshots", shown)[0] == "Snapshots  1+, 10 GB"
    assert section("Source", shown) == [
        "Source",
        "Snapshot     -",
        "Snapshot ID  s9",
        "Volume       -",
        "Volume ID    v9",
    ]
    assert section("Snapshots", lines(row, picture([row], complete=False)))[1] == "not read yet"
    of_it = snapshot("s1", "v1")
    assert section("Source volume", lines(of_it, picture([], [of_it], complete=False)))[1] == "Name         -"
    assert section("Source volume", lines(of_it, picture([], [of_it], dropped=1)))[1] == "Name         -"


def test_a_volume_names_what_it_was_made_from_and_says_when_that_is_gone() -> None:
    row = volume("v1", snapshot_id="s9", source_volid="v9")
    there = picture([row, volume("v9", name="before")], [snapshot("s9", "v9", name="weekly")])
    assert section("Source", lines(row, there))[1:] == [
        "Snapshot     weekly",
        "Snapshot ID  s9",
        "Volume       before",
        "Volume ID    v9",
    ]
    gone = lines(row, picture([row]))
    assert [line for line in gone if line.endswith("gone")] == ["Snapshot     gone", "Volume       gone"]


def test_a_snapshot_lists_the_volumes_that_were_made_from_it() -> None:
    of_it = snapshot("s1", "v0")
    made = volume("v1", name="restored", snapshot_id="s1", created_at="2026-03-01T00:00:00")
    seen = picture([made, volume("v2", snapshot_id="s2")], [of_it])
    assert section("Volumes made", lines(of_it, seen))[1:] == ["2026-03-01 09:00  o available  restored"]
    assert section("Volumes made", lines(of_it, picture([], [of_it])))[1:] == ["none"]


def test_an_id_of_another_region_is_something_else() -> None:
    of_it = snapshot("s1", "v1", region="KR1")
    here, there = volume("v1", region="KR1"), volume("v1", region="KR2", snapshot_id="s1")
    assert section("Volumes made", lines(of_it, picture([there], [of_it])))[1:] == ["none"]
    assert section("Snapshots", lines(there, picture([there], [of_it])))[1:] == ["none"]
    assert section("Snapshots", lines(here, picture([here], [of_it])))[0].startswith("Snapshots  1")
    assert section("Source", lines(there, picture([there], [of_it])))[1] == "Snapshot     -"


@pytest.mark.parametrize(
    ("row", "seen", "words"),
    [
        ({"status": "creating", "created_at": "2026-03-02T08:57:47"}, 5, "creating for 2 min 13 s"),
        ({"status": "deleting"}, 13, "deleting for at least 13 s"),
        ({"status": "extending"}, 3540, "extending for at least 59 min 00 s"),
        ({"status": "creating", "created_at": "2026-03-02T10:00:00"}, 5, "creating for 0 s"),
    ],
)
def test_a_transition_says_how_long_it_has_been_so(row: dict[str, Any], seen: float, words: str) -> None:
    changing = volume("v1", **row)
    shown = lines(changing, picture([changing]), Past(START, START - timedelta(seconds=seen)))
    assert shown[3] == words
    assert not any("usually" in line for line in shown)


@pytest.mark.parametrize(
    ("status", "minutes", "hint"),
    [("deleting", 10, "usually at most 10 minutes"), ("retyping", 60, "usually at most 60 minutes")],
)
def test_one_that_takes_unusually_long_says_what_is_usual(status: str, minutes: int, hint: str) -> None:
    row = volume("v1", status=status)
    shown = lines(row, picture([row]), Past(START, START - timedelta(minutes=minutes)))
    assert shown[4] == hint
    shown = lines(row, picture([row]), Past(START, START - timedelta(minutes=minutes, seconds=-1)))
    assert hint not in shown


def test_what_rests_has_no_timer() -> None:
    for status in ("available", "error", "새 상태", None):
        row = volume("v1", status=status)
        shown = lines(row, picture([row]), Past(START, START - timedelta(days=3)))
        assert not any(" for " in line for line in shown)


def test_what_is_new_in_the_detail_can_be_copied_too() -> None:
    at = Attachment(server_id="i-1", attachment_id="a-1", device="/dev/vdb")
    row = volume("v1", snapshot_id="s9", source_volid="v9", attachments=(at,))
    seen = picture([row, volume("v9", name="before\x1b[31m")], [snapshot("s9", "v9", name="weekly")])
    fields = raw_fields(row, View(seen, SEOUL, servers={"i-1": "db-1\x07"}))
    assert fields["Attachments: name"] == "db-1\x07"
    assert fields["Attachments: instance"] == "i-1"
    assert fields["Source: Snapshot"] == "weekly"
    assert fields["Source: Snapshot ID"] == "s9"
    assert fields["Source: Volume"] == "before\x1b[31m"
    assert fields["Source: Volume ID"] == "v9"
    of_it = snapshot("s1", "v1")
    assert (
        raw_fields(of_it, View(picture([replace(row, snapshot_id="s1")], [of_it]), SEOUL))["Volumes made from it"]
        == "v1"
    )


def test_an_instance_is_called_by_its_name_once_that_is_known() -> None:
    at = Attachment(server_id="0123456789", attachment_id="a-1", device="/dev/vdb")
    row = volume("v1", attachments=(at,))
    without = section("Attachments", lines(row, picture([row])))
    assert without[1:] == ["01234567 /dev/vdb", "instance   0123456789", "attachment a-1"]
    shown = detail_lines(row, View(picture([row]), SEOUL, servers={"0123456789": "[/x]\x1b[31m"}), 80)
    texts = ["".join(span.text for span in line).strip() for line in shown]
    assert section("Attachments", texts)[1:3] == ["[/x]\\x1b[31m /dev/vdb", "name       [/x]\\x1b[31m"]


# Timeline


def happened(seconds_ago: float, what: What, **more: Any) -> Entry:
    """Something that happened to v1."""
    return Entry(START - timedelta(seconds=seconds_ago), ALPHA, Kind.VOLUMES, "v1", "name", what, **more)


def test_the_timeline_has_the_newest_first_and_ends_with_when_it_was_created() -> None:
    row = volume("v1", created_at="2026-02-28T15:30:00")
    past = Past(
        START,
        START,
        (
            happened(86400 * 2, What.APPEARED, after="creating"),
            happened(3600, What.CHANGED, before="creating", after="available"),
            happened(60, What.ACTION, words="snapshot taken: \x1b[31m", request_id="req-1\x07"),
            happened(5, What.CHANGED, before="in-use", after="available", away_since=START - timedelta(days=1)),
            happened(1, What.GONE),
        ),
    )
    assert section("Timeline", lines(row, picture([row]), past))[1:] == [
        "17:59:59  not listed any more",
        "17:59:55  in-use -> available",
        "while nobody looked, since 2026-03-01 18:00",
        "17:59:00  snapshot taken: \\x1b[31m",
        "request    req-1\\x07",
        "17:00:00  creating -> available",
        "2026-02-28 18:00  made, creating",
        "2026-03-01 00:30  created",
    ]
    assert raw_fields(row, View(picture([row]), SEOUL), past)["Timeline: request"] == "req-1\x07"


def test_without_a_memory_the_timeline_says_when_the_status_was_first_seen() -> None:
    row = volume("v1", status="in-use\x1b]0;t\x07", created_at="2026-02-28T15:30:00")
    assert section("Timeline", lines(row, picture([row]), Past(START, START)))[1:] == [
        "18:00:00  first seen in-use\\x1b]0;t\\x07",
        "2026-03-01 00:30  created",
    ]
    unreadable = volume("v1", malformed=("created_at",))
    assert section("Timeline", lines(unreadable, picture([unreadable]), Past(START)))[1:] == []


def test_a_status_that_nobody_saw_before_is_a_question_mark() -> None:
    row = volume("v1")
    past = Past(START, None, (happened(0, What.CHANGED, after="\x9b31m"), happened(0, What.APPEARED)))
    assert section("Timeline", lines(row, picture([row]), past))[1:] == ["18:00:00  made", "18:00:00  ? -> \\x9b31m"]
