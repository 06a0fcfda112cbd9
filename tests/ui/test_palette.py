"""The palette: every command of the screen by its sentence, with its keys, or with why it can't be done."""

import pytest
from support_explorer import Bed, crooked, explorer, screen_text

from tbs_tui.inventory.picture import Kind
from tbs_tui.locale import _
from tbs_tui.ui.commands import DETAIL, MAIN, OpenPalette
from tbs_tui.ui.dialogs.palette import Palette
from tbs_tui.ui.key_words import key_words
from tbs_tui.ui.moving import moves_of
from tbs_tui.ui.screens.detail import DetailScreen
from tbs_tui.ui.screens.help import HelpScreen
from tbs_tui.ui.widgets.choices import ChoiceList, Entry
from tbs_tui.ui.widgets.hints import Hints

SIZES = [(60, 15), (80, 24), (120, 36)]


def entries(bed: Bed) -> list[Entry]:
    """What the palette shows; fails when it is not on top."""
    assert isinstance(bed.app.screen, Palette)
    return list(bed.app.screen.query_one(ChoiceList).entries)


def entry(bed: Bed, words: str) -> Entry:
    [found] = [each for each in entries(bed) if each.text.startswith(words)]
    return found


async def choose(bed: Bed, words: str) -> None:
    await bed.press(":")
    await bed.type(words)
    await bed.press("enter")


@pytest.mark.parametrize("key", [":", "ctrl+p"])
@pytest.mark.parametrize("size", SIZES)
async def test_it_offers_every_command_with_its_keys(size: tuple[int, int], key: str) -> None:
    async with explorer(size) as bed:
        await bed.press(key)
        assert crooked(bed.app) == []
        offered = {each.text.split(" (")[0]: each.note for each in entries(bed)}
        for command in MAIN:
            if command.id != OpenPalette.id:
                assert offered[_(command.help).split(" (")[0]] == " ".join(map(key_words, command.keys))
        await bed.press("escape")
        assert bed.on_top


async def test_what_is_chosen_is_done() -> None:
    async with explorer() as bed:
        await choose(bed, "show the snap")
        assert bed.main._browsing.kind is Kind.SNAPSHOTS
        assert bed.on_top
        await choose(bed, "show the keys")
        assert isinstance(bed.app.screen, HelpScreen)


async def test_what_can_not_be_done_is_dimmed_with_its_reason_and_says_it_when_chosen() -> None:
    async with explorer() as bed:
        await bed.press(":")
        pane = entry(bed, "Move between table and detail")
        assert pane.disabled
        assert "from 110 columns on" in pane.text
        await bed.type("between")
        await bed.press("enter")
        assert isinstance(bed.app.screen, Palette), "it stays open"
        words = bed.app.screen.query_one(Hints)
        assert words.text == " The detail is beside the table from 110 columns on."
        await bed.press("escape")
        assert words.text.startswith(" Enter choose")
    async with explorer((120, 36)) as bed:
        await bed.press(":")
        assert not entry(bed, "Move between table and detail").disabled


async def test_a_reason_finds_nothing() -> None:
    async with explorer() as bed:
        await bed.press(":")
        await bed.type("110 columns")
        assert entries(bed) == []
        assert "Nothing matches" in screen_text(bed.app)


async def test_it_offers_each_region_of_the_catalog_and_all_of_them() -> None:
    async with explorer(volumes=60) as bed:
        await bed.press(":")
        await bed.type("region:")
        assert [each.text for each in entries(bed)] == [
            "region: KR1 Pangyo",
            "region: KR2 Pyeongchon",
            "region: JP1 Tokyo",
            "region: all regions",
        ]
        assert entry(bed, "region: KR1").note == "here"
        await bed.press("escape", "escape")
        await choose(bed, "region: kr2")
        assert bed.inventory.current is not None
        assert bed.inventory.current.region == "KR2"


async def test_in_the_detail_over_the_screen_it_offers_what_that_can_do() -> None:
    async with explorer() as bed:
        await bed.press("enter")
        moves = moves_of(bed.detail)
        await bed.press(":")
        assert len(entries(bed)) == len(DETAIL) - 1 + len(moves)
        # What can't be done to this row says why, in brackets.
        offered = {each.text.partition(" (")[0] for each in entries(bed)}
        commands = {_(each.help).partition(" (")[0] for each in DETAIL if each.id != OpenPalette.id}
        assert offered == commands | {_(move.help) for move, _action in moves}
        await bed.type("curl")
        await bed.press("enter")
        assert isinstance(bed.app.screen, DetailScreen)
        assert "curl -sS" in screen_text(bed.app)
        await choose(bed, "go back")
        assert bed.on_top


async def test_it_moves_and_marks() -> None:
    async with explorer() as bed:
        await choose(bed, "last row")
        assert bed.cursor_row.id == bed.ids[-1]
        await choose(bed, "mark all")
        assert len(bed.table.marked) == len(bed.ids)
        await choose(bed, "remove all marks")
        assert not bed.table.marked
        await choose(bed, "mark or unmark")
        assert bed.table.marked == {bed.ids[-1]}


async def test_it_marks_no_other_row_than_the_one_it_was_opened_on() -> None:
    async with explorer() as bed:
        await bed.press("j", ":")
        bed.region().remove_volume(bed.volume("탐색기-테스트-볼륨"))
        await bed.pass_time(10)
        await bed.type("mark or unmark")
        await bed.press("enter")
        assert not bed.table.marked
        assert bed.line("hints") == " The row under the cursor is another one now; nothing was done."


async def test_it_acts_on_the_row_that_it_was_opened_on_and_on_no_other() -> None:
    async with explorer() as bed:
        await bed.press("j", ":")
        bed.region().remove_volume(bed.volume("탐색기-테스트-볼륨"))
        await bed.pass_time(10)
        await bed.type("copy the id")
        await bed.press("enter")
        assert bed.line("hints") == " The row under the cursor is another one now; nothing was done."


async def test_from_the_filter_it_opens_by_ctrl_p_and_a_colon_is_text() -> None:
    async with explorer() as bed:
        await bed.press("/", ":")
        assert bed.on_top
        assert bed.main._filter_bar.field.value == ":"
        await bed.press("ctrl+p")
        assert isinstance(bed.app.screen, Palette)


async def test_letters_typed_at_once_behind_the_colon_are_its_own() -> None:
    async with explorer() as bed:
        await bed.press_at_once(":", *"show the ty", "enter")
        assert bed.on_top
        assert bed.main._browsing.kind is Kind.TYPES
