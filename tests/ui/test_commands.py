"""One table of commands for every screen: the same keys, the same words, and an answer where one can't be done."""

import pytest
from support_explorer import Bed, crooked, explorer, screen_lines, settled

from tbs_tui.demo.faults import Fault, FaultKind
from tbs_tui.inventory.events import PollState
from tbs_tui.locale import _
from tbs_tui.ui.commands import DETAIL, TAKING
from tbs_tui.ui.key_words import key_words
from tbs_tui.ui.screens.commanding import CommandScreen
from tbs_tui.ui.screens.detail import DetailScreen
from tbs_tui.ui.screens.help import HelpScreen
from tbs_tui.ui.screens.requests import RequestsScreen

SIZES = [(60, 15), (80, 24), (120, 36)]


def hints(bed: Bed) -> str:
    """The last line of the screen on top."""
    return screen_lines(bed.app)[-1].rstrip()


async def open_detail(bed: Bed) -> None:
    """The detail over the whole screen, in a terminal of any width."""
    await bed.resize(80, 24)
    await bed.press("enter")
    assert isinstance(bed.app.screen, DetailScreen)


@pytest.mark.parametrize("size", SIZES)
async def test_every_screen_hints_at_the_way_back_and_at_what_it_can_do(size: tuple[int, int]) -> None:
    async with explorer(size) as bed:
        for key, screen in (("?", HelpScreen), ("L", RequestsScreen)):
            await bed.press(key)
            assert isinstance(bed.app.screen, screen)
            for command in bed.app.screen.HINTED:
                assert f" {key_words(command.keys[0])} {_(command.label)}" in hints(bed)
            assert " Esc back" in hints(bed)
            assert crooked(bed.app) == []
            await bed.press("escape")


@pytest.mark.parametrize("key", ["?", "L", "4", "enter", "j"])
async def test_what_the_explorer_answers_is_said_on_the_screen_that_is_seen(key: str) -> None:
    async with explorer((80, 24)) as bed:
        await bed.press(key)
        bed.app.say("It is so.")
        await settled(bed.pilot)
        assert hints(bed) == " It is so."


async def test_the_detail_over_the_screen_hints_at_all_that_can_be_taken_from_it() -> None:
    async with explorer((80, 24)) as bed:
        await bed.press("enter")
        for command in TAKING:
            assert f" {command.keys[0]} {_(command.label)}" in hints(bed)
        assert hints(bed).startswith(" Esc back ")
        assert hints(bed).endswith(" ? help")


async def test_hints_that_have_no_room_are_left_out_whole() -> None:
    async with explorer((60, 15)) as bed:
        await bed.press("enter")
        shown = [f"{key_words(each.keys[0])} {_(each.label)}" for each in DetailScreen.HINTED]
        assert hints(bed).strip() in ["  ".join(shown[:count]) for count in range(3, len(shown))]


@pytest.mark.parametrize("key", ["escape", "q", "enter"])
async def test_the_detail_over_the_screen_closes_and_the_explorer_stays(key: str) -> None:
    async with explorer() as bed:
        await bed.press("enter", key)
        assert bed.on_top
        assert not bed.app._exit


async def test_r_in_the_detail_over_the_screen_looks_at_the_cloud() -> None:
    async with explorer() as bed:
        await open_detail(bed)
        asked = bed.asked("/volumes/detail")
        await bed.refresh()
        assert bed.asked("/volumes/detail") == asked + 1
        assert isinstance(bed.app.screen, DetailScreen)


async def test_z_in_the_detail_over_the_screen_pauses_and_says_so_there() -> None:
    async with explorer() as bed:
        await open_detail(bed)
        await bed.press("z")
        assert bed.poller.state is PollState.PAUSED
        assert "paused" in screen_lines(bed.app)[0]
        await bed.press("z")
        assert "paused" not in screen_lines(bed.app)[0]


@pytest.mark.parametrize(("key", "screen"), [("?", HelpScreen), ("L", RequestsScreen)])
async def test_help_and_log_lie_over_the_detail_and_lead_back_to_it(key: str, screen: type[CommandScreen]) -> None:
    async with explorer() as bed:
        await open_detail(bed)
        before = screen_lines(bed.app)
        await bed.press(key)
        assert isinstance(bed.app.screen, screen)
        await bed.press("q")
        assert isinstance(bed.app.screen, DetailScreen)
        assert screen_lines(bed.app) == before


async def test_what_can_not_be_done_says_why_on_the_screen_that_it_was_asked_on() -> None:
    async with explorer() as bed:
        await open_detail(bed)
        bed.main._switching = None
        main = bed.line("hints")
        await bed.press("L")
        assert hints(bed) == " Not signed in yet."
        assert bed.line("hints") == main
        await bed.press("j")
        assert hints(bed).startswith(" Esc back")


async def test_every_command_of_the_detail_has_a_key_there_and_ends_nothing() -> None:
    async with explorer() as bed:
        for command in DETAIL:
            for key in command.keys:
                await open_detail(bed)
                await bed.press(key)
                assert not bed.app._exit
                while not bed.on_top:
                    await bed.press("escape")


async def test_what_is_told_while_the_detail_opens_does_no_harm() -> None:
    async with explorer() as bed:
        volumes = next(each.path for each in bed.door.transport.records if each.path.endswith("/volumes/detail"))
        bed.cloud.faults.add(Fault(FaultKind.STATUS, path=volumes, status=500))
        bed.main.open_detail()
        detail = bed.app.screen
        assert isinstance(detail, DetailScreen)
        assert not list(detail.children), "it has no widgets yet"
        bed.main._show_health()
        await bed.refresh()
        assert bed.app.screen is detail
        assert "500" in "\n".join(screen_lines(bed.app))
