"""The tables of the explorer: what they hold, in which order, and what is remembered of each."""

from dataclasses import replace

import pytest
from rich.cells import cell_len
from support_explorer import explorer, screen_lines, screen_text, settled

from tbs_tui.demo.faults import Fault, FaultKind
from tbs_tui.inventory.inventory import Health
from tbs_tui.inventory.picture import Kind
from tbs_tui.query.columns import EVERY_COLUMN
from tbs_tui.ui.widgets.table import Sort

#: The table's header on the screen of 80 columns, filter bar hidden.
HEADER = 3


async def test_the_volumes_of_the_first_region_stand_there_newest_first() -> None:
    async with explorer() as bed:
        rows = sorted(bed.region().volumes.newest_first(), key=lambda row: row.id)
        rows.sort(key=lambda row: row.created_at, reverse=True)
        assert bed.ids == [row.id for row in rows]
        assert len(bed.ids) == 38
        assert bed.cursor_name == "creating-now"
        sums = ["volumes", "38", "7.8", "TB", "snapshots", "22"]
        assert bed.line("context").split() == ["demo", "AbCdEfGh", ">", "KR1", "Pangyo", *sums, "18:00:00"]
        assert bed.line("tabs").startswith(" 1 Volumes 38   2 Snapshots 22   3 Types 4 ")
        assert bed.line("attention").startswith(" ! 3 problems ")
        assert bed.notice is None
        text = screen_text(bed.app)
        assert "  > creating-now             ~ creating               20 GB  -" in text
        assert "백업-디스크" in text, "stored as jamo, shown composed"


async def test_a_volume_without_a_name_shows_the_beginning_of_its_id() -> None:
    async with explorer((80, 45)) as bed:
        for nameless in (None, ""):
            row = next(each for each in bed.table.items if each.name == nameless)
            assert f" {row.id[:8]} " in screen_text(bed.app)


async def test_each_view_remembers_cursor_order_and_filter() -> None:
    async with explorer() as bed:
        await bed.press("j", "j")
        await bed.sort("zone")
        assert (bed.main._browsing.kind, bed.cursor_name) == (Kind.VOLUMES, "jenkins-home-restored")
        volumes = bed.names
        await bed.press("2")
        assert bed.line("tabs").startswith(" 1 Volumes 38   2 Snapshots 22   3 Types 4 ")
        assert len(bed.names) == 22
        await bed.press("/")
        await bed.type("db-")
        await bed.press("enter", "S", "g", "j")
        snapshots, here = bed.ids, bed.table.cursor_key
        assert 0 < len(snapshots) < 22
        assert here == snapshots[1]
        await bed.press("3")
        assert sorted(bed.names) == ["Encrypted HDD", "Encrypted SSD", "General HDD", "General SSD"]
        assert bed.table._sort == Sort("name")
        assert not bed.main.query_one("#filterbar").display

        await bed.press("1")
        assert bed.names == volumes
        assert bed.cursor_name == "jenkins-home-restored"
        assert bed.table._sort == Sort("availability_zone")
        assert not bed.main.query_one("#filterbar").display
        await bed.press("2")
        assert bed.ids == snapshots
        assert bed.table.cursor_key == here
        assert bed.table._sort == Sort("created_at", reverse=False)
        assert bed.main.query_one("#filterbar").display
        assert "/db-" in screen_text(bed.app)


async def test_marks_stay_with_their_view() -> None:
    async with explorer() as bed:
        await bed.press(" ", "j", " ")
        marked = bed.table.marked
        await bed.press("2")
        assert bed.table.marked == frozenset()
        await bed.press("1")
        assert bed.table.marked == marked
        assert len(marked) == 2


async def test_the_same_view_again_moves_nothing() -> None:
    async with explorer() as bed:
        await bed.press("G", "1")
        assert bed.table.cursor_key == bed.ids[-1]


@pytest.mark.parametrize("kind", list(Kind))
async def test_rows_can_be_ordered_by_every_column_and_the_header_says_by_which(kind: Kind) -> None:
    async with explorer((200, 24)) as bed:
        await bed.press(str(list(Kind).index(kind) + 1))
        for spec in EVERY_COLUMN[kind]:
            newest_first = spec.key == "created_at"
            if bed.table._sort != Sort(spec.key, newest_first):
                await bed.sort(spec.label)
            assert bed.table._sort == Sort(spec.key, newest_first)
            assert bed.line("tabs").split("   ")[-1].strip() == f"{spec.label} {'v' if newest_first else '^'}"
            header = screen_lines(bed.app)[HEADER]
            if spec.standard and spec.label in header:
                arrow = "v" if newest_first else "^"
                assert f"{spec.label}{arrow}" in header or f"{spec.label} {arrow}" in header
                assert header.count("^") + header.count(" v ") == 1


async def test_enter_on_the_present_column_turns_the_order_round_and_esc_leaves_it() -> None:
    async with explorer() as bed:
        rows = bed.ids
        await bed.press("s")
        assert "Created" in bed.row("largest first; Enter turns it round")
        assert "not shown" in bed.row("Boots ")
        await bed.press("enter")
        assert bed.table._sort == Sort("created_at", False)
        assert bed.ids != rows
        await bed.press("s", "escape")
        assert bed.table._sort == Sort("created_at", False)
        await bed.press_at_once("s", "n", "a", "m", "e", "enter")
        assert bed.table._sort == Sort("name")
        assert bed.on_top


async def test_sorted_by_size_and_back_again() -> None:
    async with explorer() as bed:
        await bed.sort("size")
        assert bed.table._sort == Sort("size")
        sizes = [row.size for row in bed.table.items]
        assert sizes == sorted(sizes)
        assert "Size^" in screen_lines(bed.app)[HEADER]
        await bed.press("S")
        assert [row.size for row in bed.table.items] == sorted(sizes, reverse=True)
        assert "Sizev" in screen_lines(bed.app)[HEADER]


async def test_what_has_nothing_in_the_column_stands_last_in_both_directions() -> None:
    async with explorer() as bed:
        await bed.sort("name")
        assert bed.table._sort == Sort("name")
        assert sorted(map(bool, bed.names[-2:])) == [False, False]
        await bed.press("S")
        assert sorted(map(bool, bed.names[-2:])) == [False, False]
        assert all(bed.names[:-2])


async def test_the_order_survives_a_refresh_and_the_cursor_stays_on_its_row() -> None:
    async with explorer() as bed:
        await bed.sort("name")
        await bed.press("G", "k")
        name, here = bed.cursor_name, bed.table.cursor_key
        bed.add_volume("aaa-first-of-all")
        await bed.refresh()
        assert bed.names[0] == "[/x]"
        assert "aaa-first-of-all" in bed.names
        assert (bed.cursor_name, bed.table.cursor_key) == (name, here)


async def test_a_region_without_volumes_says_so() -> None:
    async with explorer(region="KR2") as bed:
        assert bed.ids == []
        assert "There is nothing in KR2; R shows another region." in screen_text(bed.app)
        assert bed.line("tabs").startswith(" 1 Volumes 0   2 Snapshots 0   3 Types 4 ")
        assert " ! 0 problems " in bed.line("attention")
        await bed.press("j", "k", "G", "g", "enter", "S", "pagedown", " ")
        assert bed.on_top, "there is no detail of nothing"


async def test_before_the_first_answer_it_says_loading() -> None:
    async with explorer() as bed:
        bed.cloud.faults.add(Fault(FaultKind.LATENCY, region="KR2", seconds=3))
        await bed.press("R", "down", "enter")
        assert "Loading ..." in screen_text(bed.app)
        await bed.pass_time(3)
        assert "There is nothing in KR2; R shows another region." in screen_text(bed.app)


async def test_malformed_rows_show_a_question_mark_and_are_counted() -> None:
    async with explorer((80, 45)) as bed:
        assert "not readable" not in bed.line("attention")
        good = bed.ids
        bed.cloud.faults.add(Fault(FaultKind.MALFORMED_ITEMS, path="/KR1/volume"))
        await bed.refresh()
        assert bed.ids != []
        assert set(bed.ids) == set(good), "no row is lost"
        spoiled = sum(place % 5 < 3 for place in range(38)) + sum(place % 5 < 3 for place in range(22))
        await settled(bed.pilot)
        assert f"{spoiled} not readable" in bed.line("attention")
        by_id = {row.id: row for row in bed.table.items}
        first, second, third = (by_id[row_id] for row_id in good[:3])
        assert first.size is None
        assert second.status is None
        assert set(third.malformed) >= {"size", "created_at", "metadata", "name"}
        line = next(each for each in screen_lines(bed.app) if each[4:].startswith("? "))
        assert cell_len(line) == 80
        bed.cloud.faults.clear()
        await bed.refresh()
        assert "not readable" not in bed.line("attention")


async def test_numbers_of_a_listing_that_is_still_coming_in_say_so() -> None:
    async with explorer((120, 24), volumes=2500) as bed:
        assert "Volumes 2,500 " in bed.line("tabs")
        whole = bed.inventory.picture
        assert whole is not None
        part = replace(whole.volumes, rows=whole.volumes.rows[:1000], complete=False)
        known = bed.main._inventory._known[whole.context]
        known.picture, known.health = whole.with_listings({Kind.VOLUMES: part}), Health()
        bed.main._show_picture()
        await settled(bed.pilot)
        assert "Volumes 1,000+ " in bed.line("tabs")
        assert "+ problem" in bed.line("attention")
        assert "still reading" in bed.line("attention")
        assert "without snapshot" not in bed.line("attention")
        assert "volumes 1,000" not in bed.line("context"), "a part of a sum is no sum"


async def test_the_order_is_named_although_its_column_is_out_of_sight() -> None:
    async with explorer((80, 24)) as bed:
        assert bed.line("tabs").endswith("Created v")
        await bed.sort("name")
        assert bed.line("tabs").endswith("Name ^")
        await bed.press("S")
        assert bed.line("tabs").endswith("Name v")


async def test_a_look_that_takes_long_is_told_until_it_ends() -> None:
    async with explorer((80, 24)) as bed:
        bed.cloud.faults.add(Fault(FaultKind.LATENCY, seconds=5))
        bed.send("r")
        await settled(bed.pilot)
        waiting = bed.main._slow
        assert waiting is not None, "told in a moment, unless the answer comes first"
        assert "looking ..." not in bed.line("context")
        waiting.stop()
        bed.main._look(looking=True)
        await settled(bed.pilot)
        assert "looking ..." in bed.line("context")
        await bed.pass_time(6)
        assert "looking ..." not in bed.line("context")
        assert bed.main._slow is None
