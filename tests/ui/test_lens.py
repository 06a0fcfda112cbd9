"""The lens on what needs attention: which rows it shows, why, and that everything else goes on working on them."""

import pytest
from support_explorer import TENANT, Bed, bed, crooked, explorer, running, screen_text

from tbs_tui.demo.rows import stamp
from tbs_tui.inventory.picture import Kind
from tbs_tui.query.attention import KINDS
from tbs_tui.ui import browsing, lens
from tbs_tui.ui.widgets.table import Sort

BROKEN = ["batch-07", "ghost-of-2022"]


def heal(made: Bed, *, snapshots_only: bool = False) -> None:
    """No volume and no snapshot of the first region has a problem any more; of the volumes all have, with
    `snapshots_only`, what they had."""
    region = made.cloud.region(TENANT, "KR1")
    for row in region.snapshots.newest_first():
        row.status, row.kept = "available", None
    if not snapshots_only:
        for volume in region.volumes.newest_first():
            volume.status, volume.kept = "in-use", None


def change(made: Bed, name: str, status: str) -> None:
    volume = made.volume(name)
    volume.status = status
    volume.touch(made.clock.now())


def kinds_of(made: Bed) -> list[str]:
    """What the tabs say of each view."""
    return made.line("tabs").split("Why")[0].split("   ")[:3]


async def test_problems_then_hints_too_then_every_row() -> None:
    async with explorer() as bed:
        every, cursor = bed.names, bed.cursor_name
        assert "Why" not in screen_text(bed.app)
        await bed.press("!")
        assert bed.names == BROKEN
        assert "is in status error" in bed.row("batch-07")
        assert bed.line("attention") == " ! problems only   3 problems   ! adds hints   Esc every row"
        assert bed.line("tabs").startswith(" 1 Volumes 2 of 38   2 Snapshots 1 of 22   3 Types 4")
        assert bed.table._sort == Sort("why")

        await bed.press("!")
        assert bed.names[:2] == BROKEN
        assert bed.cursor_name == BROKEN[0]
        assert bed.line("attention").startswith(" ! problems and hints   3 problems   ")
        assert bed.line("attention").endswith(" hints   Esc every row")
        [shown] = [row.id for row in bed.table.items if row.name == "jenkins-home-restored"]
        assert bed.table.move_to(shown)
        assert "is not attached to any instance; h~" in bed.row("jenkins-home-re~")
        assert bed.line("tabs").startswith(f" 1 Volumes {len(bed.names)} of 38 ")

        await bed.press("!")
        assert bed.names == every
        assert bed.cursor_name == "jenkins-home-restored" != cursor
        assert "Why" not in screen_text(bed.app)
        assert bed.line("tabs").startswith(" 1 Volumes 38   2 Snapshots 22   3 Types 4")
        assert bed.line("attention").startswith(" ! 3 problems   ")


async def test_problems_come_first_then_each_kind_of_hint_and_below_that_the_order_of_before() -> None:
    async with explorer() as bed:
        await bed.sort("name")
        assert bed.table._sort == Sort("name")
        by_name = bed.names
        await bed.press("!", "!")
        found = [bed.app._main._browsing.lens._found[Kind.VOLUMES][row.id][0].kind for row in bed.table.items]
        assert list(dict.fromkeys(found)) == sorted(set(found), key=KINDS.index)
        for kind in set(found):
            names = [name for name, its in zip(bed.names, found, strict=True) if its == kind]
            assert names == [name for name in by_name if name in names]


async def test_an_order_that_is_picked_wins_until_the_lens_is_off() -> None:
    async with explorer() as bed:
        await bed.press("!", "!", "S")
        assert bed.table._sort == Sort("why", True)
        assert bed.names[-1] in BROKEN
        await bed.sort("size")
        assert bed.table._sort == Sort("size")
        sizes = [row.size for row in bed.table.items if row.size is not None]
        assert sizes == sorted(sizes)
        assert bed.line("tabs").endswith("Size ^")
        await bed.press("!")
        assert bed.table._sort == Sort("created_at", True)
        await bed.press("!")
        assert bed.table._sort == Sort("why")


async def test_marks_and_cursor_stay_on_their_rows() -> None:
    async with explorer() as bed:
        rows = {row.name: row.id for row in bed.table.items}
        assert bed.table.move_to(rows["ghost-of-2022"])
        await bed.press(" ", "!")
        assert bed.cursor_name == "ghost-of-2022"
        await bed.press("k", " ", "escape")
        assert bed.cursor_name == "batch-07"
        assert bed.table.marked == {rows["ghost-of-2022"], rows["batch-07"]}


async def test_without_a_problem_anywhere_it_goes_on_to_the_hints_and_says_so() -> None:
    made = bed()
    heal(made)
    async with running(made):
        await made.press("!")
        assert "There are no problems; these are hints." in screen_text(made.app)
        assert made.line("attention").startswith(" ! problems and hints   0 problems   ")
        assert "has no snapshot" in screen_text(made.app)
        await made.press("!")
        assert made.line("attention").startswith(" ! 0 problems")


async def test_where_nothing_needs_attention_it_stays_off() -> None:
    async with explorer(region="JP1", volumes=1) as bed:
        assert bed.names == []
        await bed.press("!")
        assert "Nothing needs attention." in screen_text(bed.app)
        assert "Why" not in screen_text(bed.app)


async def test_it_goes_to_the_view_that_has_something() -> None:
    made = bed()
    for volume in made.region().volumes.newest_first():
        volume.status, volume.kept = "in-use", None
    async with running(made):
        await made.press("!")
        assert kinds_of(made)[:2] == [" 1 Volumes 0 of 38", "2 Snapshots 1 of 22"]
        assert "has been creating for 1,728 minutes" in screen_text(made.app)
        await made.press("1")
        assert "There are no problems here; ! shows hints too, Esc every row." in screen_text(made.app)


async def test_types_have_no_lens() -> None:
    async with explorer() as bed:
        await bed.press("!", "3")
        assert len(bed.names) == 4
        assert "Why" not in screen_text(bed.app)
        assert "3 Types 4" in bed.line("tabs")
        await bed.press("!")
        assert bed.names[:2] == BROKEN
        await bed.press("3", "!")
        assert len(bed.names) == 4
        assert bed.line("attention").startswith(" ! 3 problems")
        await bed.press("!")
        assert bed.names == BROKEN


async def test_rows_come_and_go_while_one_looks() -> None:
    async with explorer() as bed:
        await bed.press("!")
        change(bed, "es-데이터-0", "error_extending")
        change(bed, "batch-07", "available")
        await bed.refresh()
        assert bed.names == ["es-데이터-0", "ghost-of-2022"]
        assert "is in status error_extending" in bed.row("es-데이터-0")
        assert bed.line("tabs").startswith(" 1 Volumes 2 of 38 ")
        # The row that it was on is gone: the one below it.
        assert bed.cursor_name == "ghost-of-2022"


async def test_a_transition_becomes_a_problem_although_no_row_changes() -> None:
    async with explorer() as bed:
        new = bed.add_volume("slow-detach", status="detaching")
        await bed.refresh()
        await bed.press("!")
        assert bed.names == BROKEN
        await bed.pass_time(4 * 60)
        bed.table.move_to(new.id)
        assert bed.names == BROKEN
        await bed.pass_time(90)
        assert "slow-detach" in bed.names
        assert "has been detaching for 5 minutes" in bed.row("slow-detach")
        assert "! detaching 5 min" in bed.row("slow-detach")
        assert bed.line("tabs").startswith(f" 1 Volumes {len(bed.names)} of 39 ")


async def test_a_transition_has_its_minutes_in_the_table_and_they_stand_still_between_two_looks() -> None:
    async with explorer() as bed:
        bed.add_volume("on-its-way", status="detaching")
        await bed.refresh()
        assert "~ detaching  " in bed.row("on-its-way")
        await bed.pass_time(150)
        assert "~ detaching 2 min" in bed.row("on-its-way")
        await bed.press("z")
        await bed.pass_time(600)
        await bed.press("j", "k")
        assert "~ detaching 2 min" in bed.row("on-its-way")


async def test_the_filter_narrows_it_further_and_esc_leaves_one_after_the_other() -> None:
    async with explorer() as bed:
        await bed.press("!", "/", *"ghost", "enter")
        assert bed.names == ["ghost-of-2022"]
        assert bed.line("count").strip() == "1 of 2"
        await bed.press("escape")
        assert bed.names == BROKEN
        await bed.press("escape")
        assert len(bed.names) == 38
        await bed.press("escape")
        assert len(bed.names) == 38


async def test_it_stays_on_in_another_region() -> None:
    async with explorer(volumes=60) as bed:
        bed.add_volume("far-away", region="KR2", status="error")
        await bed.press("!", "R", "down", "enter")
        assert "KR2" in bed.line("context")
        assert "far-away" in bed.names
        assert all(row.status.startswith("error") for row in bed.table.items)
        shown = len(bed.names)
        await bed.press("escape")
        assert len(bed.names) > shown


async def test_an_order_by_region_does_not_follow_into_one_region() -> None:
    async with explorer(volumes=60) as bed:
        await bed.press("R", *"all", "enter", "!")
        await bed.sort("region")
        assert bed.table._sort == Sort("region")
        await bed.press("R", *"kr1", "enter")
        assert "KR1" in bed.line("context")
        assert bed.table._sort == Sort("why")
        assert bed.line("tabs").endswith("Why ^")


async def test_a_status_from_the_cloud_is_text_in_the_reasons() -> None:
    async with explorer() as bed:
        bed.add_volume("evil", status="error\x1b]52;c;AAAA\x07[red]")
        await bed.refresh()
        await bed.press("!")
        assert "is in status error\\x1b]52;c;AAAA\\x~" in bed.row("evil")
        assert not crooked(bed.app)


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (120, 36), (200, 60)])
async def test_name_and_reason_are_never_dropped(size: tuple[int, int]) -> None:
    async with explorer(size) as bed:
        for keys in ("!", "!", "2"):
            await bed.press(keys)
            assert not crooked(bed.app)
            header = next(line for line in screen_text(bed.app).splitlines() if "Name" in line)
            assert header.split()[:2] == ["Name", "Why"]
        assert "has been creating for 1,728 minutes" in bed.cursor_line
        await bed.press("R", *"all", "enter")
        assert "all regions" in bed.line("context")
        assert not crooked(bed.app)


async def test_the_detail_has_the_reasons_whether_the_lens_is_on_or_off() -> None:
    async with explorer((120, 36)) as bed:
        rows = {row.name: row.id for row in bed.table.items}
        assert bed.table.move_to(rows["jenkins-home-restored"])
        await bed.press("j", "k")
        top = bed.detail.text.splitlines()[:4]
        assert top == [
            " jenkins-home-restored",
            " Needs attention:",
            " - is not attached to any instance",
            " - has no snapshot",
        ]
        await bed.press("!", "k")
        assert bed.detail.text.splitlines()[:3] == [" batch-07", " Needs attention:", " ! is in status error"]


async def test_how_old_a_snapshot_may_be_is_the_persons_to_say() -> None:
    made = bed(snapshot_days="7")
    for snapshot in made.region().snapshots.newest_first():
        snapshot.created_at = stamp(made.clock.now().replace(year=2025))
    async with running(made):
        await made.press("!", "!", "/", *"redis", "enter")
        assert "its newest snapshot is" in made.row("redis-dump")


async def test_many_rows_are_looked_at_in_pieces_with_the_same_result(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browsing, "MANY_ROWS", 3)
    monkeypatch.setattr(lens, "_MANY_ROWS", 3)
    async with explorer() as bed:
        await bed.press("!")
        assert bed.names == BROKEN
        change(bed, "batch-07", "available")
        await bed.refresh()
        assert bed.names == BROKEN[1:]
        assert bed.line("tabs").startswith(" 1 Volumes 1 of 38 ")
        await bed.press_at_once("!", "!", "!")
        assert bed.names == BROKEN[1:]
        await bed.press("escape")
        assert len(bed.names) == 38


@pytest.mark.parametrize(
    ("width", "words"),
    [
        (60, " ! 3 problems   7 changing   15 unattached (2.6 TB)"),
        (80, " ! 3 problems   7 changing   15 unattached (2.6 TB)   25 without snapshot"),
        (120, " ! 3 problems   7 changing   15 unattached (2.6 TB)   25 without snapshot"),
    ],
)
async def test_what_the_attention_line_has_no_room_for_is_left_out_whole(width: int, words: str) -> None:
    async with explorer((width, 24)) as bed:
        assert bed.line("attention") == words
        await bed.press("!", "!")
        whole = " ! problems and hints   3 problems   33 hints   Esc every row"
        assert bed.line("attention") == (whole if width > 60 else whole.removesuffix("   Esc every row"))
        await bed.resize(80, 24)
        assert bed.line("attention") == whole
