"""From a resource to what it is related to, and the way back."""

import pytest
from support_explorer import Bed, bed, crooked, explorer, running, screen_text

from tbs_tui.demo.rows import Snapshot, stamp
from tbs_tui.inventory.picture import Kind
from tbs_tui.text import plain
from tbs_tui.ui import trail
from tbs_tui.ui.dialogs.pick import Pick
from tbs_tui.ui.screens.detail import DetailScreen

SIZES = [(80, 24), (120, 36)]
NARROW, WIDE = SIZES
HOSTILE = "[/x]\x1b]52;c;cm0=\x07\u202e한"


def add_snapshot(bed: Bed, name: str, volume_id: str, region: str = "KR1") -> Snapshot:
    """Make a snapshot in the cloud, as if somebody else had."""
    row = Snapshot(
        id=bed.cloud.world.ids.uuid(),
        tenant_id=bed.region(region).tenant_id,
        volume_id=volume_id,
        created_at=stamp(bed.clock.now()),
        status="available",
        size=10,
        name=name,
    )
    bed.region(region).add_snapshot(row)
    return row


def family() -> Bed:
    """A volume with two snapshots, and one made from the first of them; and one that is alone."""
    made = bed(volumes=3)
    parent = made.add_volume("parent")
    first = add_snapshot(made, "first", parent.id)
    add_snapshot(made, "second", parent.id)
    made.add_volume("child", snapshot_id=first.id)
    made.add_volume("alone")
    return made


def snapshot(bed: Bed, name: str, region: str = "KR1") -> Snapshot:
    return next(each for each in bed.region(region).snapshots.newest_first() if each.name == name)


async def on(bed: Bed, row_id: str) -> None:
    """Put the cursor there."""
    assert bed.table.move_to(row_id)
    await bed.pass_time(0.1)


def kind(bed: Bed) -> Kind:
    """What the table shows."""
    return bed.main._browsing.kind


def offered(bed: Bed) -> list[str]:
    """What the picker offers."""
    assert isinstance(bed.app.screen, Pick)
    return [" ".join(each.choice.text.split()) for each in bed.app.screen._choices.values()]


@pytest.mark.parametrize("size", SIZES)
async def test_a_volume_offers_its_snapshots_and_what_was_made_of_it(size: tuple[int, int]) -> None:
    async with running(family(), size) as bed:
        await on(bed, bed.volume("parent").id)
        await bed.press("o")
        assert sorted(offered(bed)) == [
            "made of it child",
            "snapshot first",
            "snapshot second",
            "snapshots all 2 of them",
        ]
        assert crooked(bed.app) == []
        await bed.type("second")
        await bed.press("enter")
        assert kind(bed) is Kind.SNAPSHOTS
        assert bed.cursor_name == "second"
        assert bed.on_top
        await bed.press("escape")
        assert kind(bed) is Kind.VOLUMES
        assert bed.cursor_name == "parent"


async def test_one_that_is_alone_in_that_is_gone_to_at_once_and_none_says_so() -> None:
    async with running(family(), WIDE) as bed:
        await bed.press("2")
        await on(bed, snapshot(bed, "second").id)
        await bed.press("o")
        assert (bed.on_top, bed.cursor_name) == (True, "parent")
        assert "parent" in bed.detail.text.splitlines()[0]
        await bed.press("escape", "1")
        await on(bed, bed.volume("alone").id)
        await bed.press("o")
        assert bed.line("hints") == " Nothing is listed that is related to it."
        await bed.press("3", "o")
        assert bed.line("hints") == " Nothing is listed that is related to it."


async def test_a_way_of_several_steps_is_walked_back_step_by_step() -> None:
    async with running(family(), WIDE) as bed:
        await on(bed, bed.volume("child").id)
        await bed.press("o")
        assert bed.cursor_name == "first"
        await bed.press("o")
        await bed.type("parent")
        await bed.press("enter")
        assert bed.cursor_name == "parent"
        await bed.press("escape")
        assert bed.cursor_name == "first"
        await bed.press("j", "escape")
        assert bed.cursor_name == "child"
        before = screen_text(bed.app)
        await bed.press("escape")
        assert screen_text(bed.app) == before, "there is nothing to go back to"


async def test_all_snapshots_are_the_table_with_a_filter_and_esc_takes_it_away() -> None:
    async with running(family(), WIDE) as bed:
        made = bed
        await on(made, made.volume("parent").id)
        await made.press("o")
        await made.type("all 2")
        await made.press("enter")
        assert made.main._browsing.choices.filter == f"volume:{made.volume('parent').id}"
        assert sorted(made.names) == ["first", "second"]
        assert f"volume:{made.volume('parent').id}"[:40] in screen_text(made.app)
        await made.press("escape")
        assert made.cursor_name == "parent"
        await made.press("2")
        assert made.main._browsing.choices.filter == ""
        assert len(made.names) > 2


async def test_a_filter_that_hides_it_goes_and_comes_back_with_the_way_back() -> None:
    async with running(family(), WIDE) as bed:
        await bed.press("/")
        await bed.type("name:child")
        await bed.press("enter")
        assert bed.names == ["child"]
        await bed.press("o", "o")
        await bed.type("parent")
        await bed.press("enter")
        assert bed.cursor_name == "parent"
        assert bed.main._browsing.choices.filter == ""
        assert "The filter would hide it" in bed.line("hints")
        await bed.press("escape", "escape")
        assert bed.names == ["child"]
        assert bed.main._filter_bar.field.value == "name:child"
        await bed.press("escape")
        assert bed.main._filter_bar.field.value == "", "only when there is no way back does Esc clear it"
        assert len(bed.names) > 1


async def test_a_filter_that_does_not_hide_it_stays() -> None:
    async with running(family(), WIDE) as bed:
        await bed.press("2", "/")
        await bed.type("name:first")
        await bed.press("enter", "1")
        await on(bed, bed.volume("child").id)
        await bed.press("o")
        assert bed.names == ["first"]


async def test_esc_in_the_filter_belongs_to_the_filter() -> None:
    async with running(family(), WIDE) as bed:
        await on(bed, bed.volume("child").id)
        await bed.press("o", "/", "x")
        await bed.press("escape")
        assert kind(bed) is Kind.SNAPSHOTS
        assert bed.main._filter_bar.field.value == ""
        await bed.press("escape")
        assert bed.cursor_name == "child"


async def test_marks_made_on_the_way_stay() -> None:
    async with running(family(), WIDE) as bed:
        await bed.press("2", "space", "1")
        await on(bed, bed.volume("child").id)
        await bed.press("space", "o")
        assert len(bed.table.marked) == 1
        first = bed.cursor_row.id
        if first not in bed.table.marked:
            await bed.press("space")
        here = bed.table.marked
        assert first in here
        await bed.press("escape")
        assert bed.table.marked == {bed.volume("child").id}
        await bed.press("2")
        assert bed.table.marked == here


async def test_another_view_by_its_key_ends_the_way_back() -> None:
    async with running(family(), WIDE) as bed:
        await on(bed, bed.volume("child").id)
        await bed.press("o", "1", "escape")
        assert kind(bed) is Kind.VOLUMES
        await bed.press("2")
        assert bed.cursor_name == "first", "the place of the snapshots is kept"


async def test_wide_the_detail_keeps_the_focus_and_gets_it_back() -> None:
    async with running(family(), WIDE) as bed:
        await on(bed, bed.volume("child").id)
        await bed.press("tab", "o")
        assert bed.detail.has_focus
        assert "first" in bed.detail.text.splitlines()[0]
        await bed.press("tab", "escape")
        assert bed.detail.has_focus
        assert "child" in bed.detail.text.splitlines()[0]
        await bed.press("escape")
        assert bed.table.has_focus
        await bed.press("o", "tab", "escape")
        assert bed.table.has_focus
        assert bed.cursor_name == "first", "Esc leaves a detail that was entered after the jump"
        await bed.press("escape")
        assert bed.cursor_name == "child"


async def test_over_the_screen_it_takes_the_place_of_what_was_shown_and_esc_walks_back() -> None:
    async with running(family(), NARROW) as bed:
        await on(bed, bed.volume("child").id)
        await bed.press("enter", "o")
        assert isinstance(bed.app.screen, DetailScreen)
        assert bed.detail.text.startswith(" first\n")
        await bed.press("o")
        await bed.type("parent")
        await bed.press("enter")
        assert bed.detail.text.startswith(" parent\n")
        await bed.press("G", "c")
        assert bed.volume("parent").id in screen_text(bed.app)
        await bed.press("escape")
        assert bed.detail.text.startswith(" first\n")
        await bed.press("escape")
        assert bed.detail.text.startswith(" child\n")
        await bed.press("escape")
        assert bed.on_top
        assert bed.cursor_name == "child"


async def test_over_the_screen_all_snapshots_are_a_table_and_esc_opens_the_detail_again() -> None:
    async with running(family(), NARROW) as bed:
        await on(bed, bed.volume("child").id)
        await bed.press("enter", "o", "o")
        await bed.type("parent")
        await bed.press("enter", "o")
        await bed.type("all 2")
        await bed.press("enter")
        assert bed.on_top
        assert sorted(bed.names) == ["first", "second"]
        await bed.press("escape")
        assert isinstance(bed.app.screen, DetailScreen)
        assert bed.detail.text.startswith(" parent\n")
        await bed.press("escape", "escape")
        assert bed.detail.text.startswith(" child\n")
        await bed.press("escape")
        assert bed.cursor_name == "child"


@pytest.mark.parametrize("size", SIZES)
async def test_what_is_gone_when_it_is_chosen_is_said_to_be_and_nothing_moves(size: tuple[int, int]) -> None:
    async with running(family(), size) as bed:
        await on(bed, bed.volume("parent").id)
        if size == NARROW:
            await bed.press("enter")
        await bed.press("o")
        await bed.type("first")
        bed.region().remove_snapshot(snapshot(bed, "first"))
        bed.poller.refresh_now()
        await bed.pass_time(4)
        await bed.press("enter")
        assert "The cloud does not list it any more." in screen_text(bed.app)
        assert bed.detail.text.startswith(" parent\n")
        assert bed.cursor_name == "parent"


async def test_of_all_regions_ids_stay_in_their_own() -> None:
    made = bed(volumes=3)
    here, there = made.add_volume("here"), made.add_volume("there", region="KR2")
    add_snapshot(made, "of-there", there.id, "KR2")
    add_snapshot(made, "of-there-too", there.id, "KR2")
    # Two regions may use one id.
    add_snapshot(made, "stray", there.id, "KR1")
    async with running(made, (140, 36)):
        await made.press("R")
        await made.type("all")
        await made.press("enter")
        await made.pass_time(5)
        await on(made, there.id)
        await made.press("o")
        assert sorted(offered(made)) == ["snapshot of-there", "snapshot of-there-too", "snapshots all 2 of them"]
        await made.type("all 2")
        await made.press("enter")
        assert sorted(made.names) == ["of-there", "of-there-too"]
        await made.press("escape")
        assert made.cursor_name == "there"
        await on(made, here.id)
        await made.press("o")
        assert made.on_top


async def test_another_place_ends_the_way_back() -> None:
    async with running(family(), WIDE) as bed:
        await on(bed, bed.volume("child").id)
        await bed.press("o", "R")
        await bed.type("KR2")
        await bed.press("enter")
        await bed.pass_time(5)
        await bed.press("escape")
        assert kind(bed) is Kind.SNAPSHOTS


async def test_only_so_many_steps_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    # 50 of them take 5 s to be walked.
    most = 8
    monkeypatch.setattr(trail, "MOST_STOPS", most)
    async with running(family(), WIDE) as bed:
        await on(bed, bed.volume("child").id)
        for _ in range(most + 3):
            await bed.press("o")
            if not bed.on_top:
                await bed.type("child")
                await bed.press("enter")
        assert len(bed.main._jumps._trail._stops) == most


@pytest.mark.parametrize("size", [(60, 15), *SIZES])
async def test_hostile_names_are_shown_plain_on_the_whole_way(size: tuple[int, int]) -> None:
    made = bed(volumes=1)
    parent = made.add_volume(HOSTILE)
    first = add_snapshot(made, HOSTILE, parent.id)
    add_snapshot(made, HOSTILE, parent.id)
    made.add_volume(HOSTILE, snapshot_id=first.id, source_volid=parent.id)
    async with running(made, size):
        await on(made, parent.id)
        for keys in (("o",), ("enter",), ("o",), ("escape",), ("escape",)):
            await made.press(*keys)
            assert crooked(made.app) == []
            assert "\x1b" not in screen_text(made.app)
        await made.press("o")
        assert plain(HOSTILE)[:12] in screen_text(made.app)


async def test_an_id_that_would_drive_the_terminal_is_put_in_no_filter() -> None:
    made = bed(volumes=1)
    row = made.add_volume("evil")
    row.id = "x\x1b[31m"
    made.region().add_volume(row)
    add_snapshot(made, "a", row.id)
    add_snapshot(made, "b", row.id)
    async with running(made, WIDE):
        await on(made, row.id)
        await made.press("o")
        assert sorted(offered(made)) == ["snapshot a", "snapshot b"]
        assert crooked(made.app) == []


async def test_among_thousands_it_is_found() -> None:
    async with explorer(WIDE, volumes=3000) as bed:
        await bed.pass_time(1)
        last = bed.region().volumes.newest_first()[-1]
        made = add_snapshot(bed, "of-the-last", last.id)
        await bed.refresh()
        await bed.press("2")
        await on(bed, made.id)
        await bed.press("o")
        if not bed.on_top:
            await bed.press("enter")
        assert bed.cursor_row.id == last.id
        assert last.id in bed.table.visible_keys
        await bed.press("escape")
        assert bed.cursor_name == "of-the-last"
