"""What cells say of a row."""

from datetime import timedelta

import pytest
from support_cloud import START
from support_inventory import picture, snapshot, volume

from tbs_tui.api.models import Snapshot, Volume
from tbs_tui.api.statuses import SNAPSHOT_STATUSES, VOLUME_STATUSES, Group
from tbs_tui.inventory.picture import Kind, Picture
from tbs_tui.query.columns import COLUMNS, STATUS_WIDTH, View
from tbs_tui.text import cells


def cell(row: Volume | Snapshot, key: str, seen: Picture | None = None, **more: object) -> tuple[str, str]:
    """Text and tone of one cell."""
    kind = Kind.VOLUMES if isinstance(row, Volume) else Kind.SNAPSHOTS
    [spec] = [spec for spec in COLUMNS[kind] if spec.key == key]
    shown = spec.show(row, View(seen or picture(), None, **more))  # type: ignore[arg-type]
    assert cells(shown.text) <= spec.width
    return shown.text, shown.tone


# Progress


@pytest.mark.parametrize(
    ("progress", "shown"),
    [
        ("0%", ("[      ]  0%", "busy")),
        ("5%", ("[      ]  5%", "busy")),
        ("17%", ("[#     ] 17%", "busy")),
        ("60", ("[###   ] 60%", "busy")),
        (" 99.9 % ", ("[##### ] 99%", "busy")),
        ("100%", ("100%", "dim")),
        ("101%", ("?", "warn")),
        ("half", ("?", "warn")),
        ("-5%", ("?", "warn")),
        ("\u0665%", ("?", "warn")),
        ("", ("-", "dim")),
        (None, ("-", "dim")),
    ],
)
def test_progress_is_a_bar_for_as_long_as_it_moves(progress: str | None, shown: tuple[str, str]) -> None:
    assert cell(snapshot("s", "v", status="creating", progress=progress), "progress") == shown


def test_progress_of_what_is_at_rest_is_a_number() -> None:
    assert cell(snapshot("s", "v", progress="100%"), "progress") == ("100%", "dim")
    assert cell(snapshot("s", "v", status="error", progress="60%"), "progress") == ("60%", "")
    assert cell(snapshot("s", "v", progress=None, malformed=("progress",)), "progress") == ("?", "warn")


# How long a transition has taken


@pytest.mark.parametrize(
    ("status", "minutes", "shown"),
    [
        ("deleting", 0.9, ("~ deleting", "busy")),
        ("deleting", 3.9, ("~ deleting 3 min", "busy")),
        ("deleting", 9.9, ("~ deleting 9 min", "busy")),
        ("deleting", 10, ("! deleting 10 min", "bad")),
        ("deleting", 119, ("! deleting 119 min", "bad")),
        ("deleting", 120, ("! deleting 2 h", "bad")),
        ("uploading", 119.5, ("~ uploading 119 min", "busy")),
        ("uploading", 60 * 47, ("! uploading 47 h", "bad")),
        ("uploading", 60 * 24 * 400, ("! uploading 400 d", "bad")),
        # The word is not cut for it.
        ("restoring-backup", 5, ("~ restoring-backup", "busy")),
        ("restoring-backup", 60, ("! restoring-backup", "bad")),
        ("in-use", 60, ("= in-use", "")),
    ],
)
def test_a_row_on_its_way_says_for_how_long_as_far_as_there_is_room(
    status: str, minutes: float, shown: tuple[str, str]
) -> None:
    since = {"v": START - timedelta(minutes=minutes)}
    assert cell(volume("v", status=status), "status", since=since, at=START) == shown


def test_creating_counts_from_when_it_was_made_and_a_list_of_scripts_has_no_times() -> None:
    made = (START - timedelta(minutes=3)).isoformat()
    for row in (
        volume("v", status="creating", created_at=made),
        snapshot("v", "w", status="creating", created_at=made),
    ):
        assert cell(row, "status", at=START) == ("~ creating 3 min", "busy")
        assert cell(row, "status") == ("~ creating", "busy")
    ahead = (START + timedelta(hours=9)).isoformat()
    assert cell(volume("v", status="creating", created_at=ahead), "status", at=START) == ("~ creating", "busy")
    assert cell(volume("v", status="deleting"), "status", at=START) == ("~ deleting", "busy")


@pytest.mark.parametrize("minutes", [1, 11, 119, 121, 10_000, 1_000_000])
def test_no_status_of_the_guide_is_ever_cut(minutes: int) -> None:
    for status, (group, _sentence) in {**VOLUME_STATUSES, **SNAPSHOT_STATUSES}.items():
        text, _tone = cell(
            volume("v", status=status), "status", since={"v": START - timedelta(minutes=minutes)}, at=START
        )
        assert status in text
        assert group is Group.TRANSITION or text == f"{group.glyph} {status}"
        assert cells(text) <= STATUS_WIDTH


# Volumes and snapshots of each other


def test_gb_of_all_snapshots_of_a_volume() -> None:
    row = volume("v")
    some = [snapshot("a", "v", size=1000), snapshot("b", "v", size=24), snapshot("c", "w", size=5)]
    assert cell(row, "snapshot_gb", picture([row], some)) == ("1,024", "")
    assert cell(row, "snapshot_gb", picture([row])) == ("-", "dim")
    assert cell(row, "snapshot_gb", picture([row], [*some, snapshot("d", "v", size=None)])) == ("?", "warn")


def test_the_volume_of_a_snapshot_is_gone_only_when_all_volumes_are_known() -> None:
    row = snapshot("s", "0123456789ab")
    assert cell(row, "volume", picture([volume("v")], [row])) == ("01234567 gone", "warn")
    for unsure in (picture([volume("v")], [row], complete=False), picture([], [row], dropped=1)):
        assert cell(row, "volume", unsure) == ("01234567", "dim")
    assert cell(row, "volume", picture([volume("0123456789ab", name="db")], [row])) == ("db", "")
