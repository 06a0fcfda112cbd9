"""Another region: the dialog, and replies that come when nobody is looking any more."""

from support_explorer import TENANT, Bed, explorer, screen_text

from tbs_tui.account.context import Context
from tbs_tui.demo.faults import Fault, FaultKind
from tbs_tui.ui.dialogs.pick import Pick
from tbs_tui.ui.widgets.choices import ChoiceList
from tbs_tui.ui.widgets.fields import Field


def under_cursor(bed: Bed) -> str | None:
    """The text of the choice that the cursor is on."""
    entry = bed.app.screen.query_one(ChoiceList).cursor
    return None if entry is None else entry.text


def region_names(bed: Bed, region: str) -> set[str | None]:
    return {each.name for each in bed.region(region).volumes.newest_first()}


async def test_the_dialog_offers_the_regions_of_the_catalog_and_begins_at_the_present_one() -> None:
    async with explorer(volumes=60, region="kr2") as bed:
        await bed.press("R")
        assert isinstance(bed.app.screen, Pick)
        text = screen_text(bed.app)
        for words in ("Region", "KR1 Pangyo", "KR2 Pyeongchon", "JP1 Tokyo"):
            assert words in text
        assert "*> KR2 Pyeongchon" in text, "the present one"
        assert "14 volumes, 18:00:00" in text
        assert "not looked at yet" in text
        assert "All regions" in text
        assert len(bed.app.screen.query_one(ChoiceList).entries) == 4
        assert under_cursor(bed) == "KR2 Pyeongchon"
        await bed.press("down")
        assert under_cursor(bed) == "JP1 Tokyo"
        await bed.press("up", "up")
        assert under_cursor(bed) == "KR1 Pangyo"


async def test_enter_shows_the_chosen_region() -> None:
    async with explorer(volumes=60) as bed:
        before = bed.inventory.generation
        await bed.press("R", "down", "enter")
        assert bed.on_top
        assert bed.inventory.current == Context("", TENANT, "KR2")
        assert bed.inventory.generation == before + 1
        assert "KR2 Pyeongchon" in bed.line("context")
        assert set(bed.names) == region_names(bed, "KR2")
        assert bed.table.has_focus


async def test_esc_and_the_present_region_change_nothing() -> None:
    async with explorer(volumes=60) as bed:
        await bed.press("j", "j")
        here, asked, generation = bed.table.cursor_key, bed.asked("/volumes"), bed.inventory.generation
        for key in ("escape", "enter"):
            await bed.press("R", key)
            assert bed.on_top
            assert bed.table.cursor_key == here
            assert bed.table.has_focus
        assert bed.asked("/volumes") == asked
        assert bed.inventory.generation == generation


async def test_a_reply_of_the_region_left_is_kept_and_never_painted() -> None:
    async with explorer(volumes=60) as bed:
        bed.cloud.faults.add(Fault(FaultKind.LATENCY, region="KR1", seconds=5))
        bed.add_volume("late-one", region="KR1")
        await bed.press("r")
        assert "late-one" not in bed.names, "it is on its way"
        await bed.press("R", "down", "enter")
        kr2 = bed.ids
        assert set(bed.names) == region_names(bed, "KR2")
        painted = screen_text(bed.app)
        await bed.pass_time(6)
        kept = bed.inventory.picture_of(Context("", TENANT, "KR1"))
        assert kept is not None
        assert "late-one" in {row.name for row in kept.volumes.rows}
        assert bed.ids == kr2
        assert screen_text(bed.app) == painted

        # Back, with the region out of reach: what came late is there at once.
        bed.cloud.faults.clear()
        bed.cloud.faults.add(Fault(FaultKind.LATENCY, region="KR1", seconds=1000))
        await bed.press("R", "up", "enter")
        assert bed.names[0] == "late-one"
        assert "late-one" in screen_text(bed.app)
        bed.cloud.faults.clear()


async def test_a_region_seen_before_is_there_at_once_with_its_time_and_its_trouble() -> None:
    async with explorer(volumes=60) as bed:
        bed.cloud.faults.add(Fault(FaultKind.STATUS, region="KR2", status=500))
        await bed.press("R", "down", "enter")
        await bed.pass_time(4)
        assert bed.ids == []
        assert bed.notice is not None
        assert "The server failed." in bed.notice
        await bed.press("R", "up", "enter")
        assert len(bed.ids) == 38
        assert bed.notice is None, "that was the other region's"
        assert not bed.table.stale
        await bed.press("R", "down", "enter")
        assert bed.notice is not None


async def test_the_news_of_one_region_do_not_mark_rows_of_another() -> None:
    async with explorer(volumes=60) as bed:
        bed.add_volume("new-here")
        await bed.refresh()
        assert bed.row("new-here").startswith(" + ")
        await bed.press("R", "down", "enter", "R", "up", "enter")
        assert not any(line.startswith(" +") for line in screen_text(bed.app).splitlines())


async def test_a_region_asked_for_by_flag_is_shown_first() -> None:
    async with explorer(volumes=60, region="jp1") as bed:
        assert bed.inventory.current == Context("", TENANT, "JP1")
        assert set(bed.names) == region_names(bed, "JP1")


async def test_marks_do_not_follow_into_another_region() -> None:
    async with explorer(volumes=60) as bed:
        await bed.press(" ", "j", " ")
        assert len(bed.table.marked) == 2
        await bed.press("R", "down", "enter")
        assert bed.table.marked == frozenset()


async def test_keys_that_repeat_open_one_dialog() -> None:
    async with explorer(volumes=60) as bed:
        await bed.press_at_once("R", "R", "R")
        assert len(bed.app.screen_stack) == 3, "Textual's own, ours, and one dialog"
        assert bed.app.screen.query_one(Field).value == "RR"
        await bed.press("escape", "escape")
        assert bed.on_top
