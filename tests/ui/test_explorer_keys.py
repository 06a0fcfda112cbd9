"""Help, leaving, and terminals of other sizes."""

from unicodedata import east_asian_width

import pytest
from support_explorer import Bed, crooked, explorer, screen_text
from textual.binding import Binding

from tbs_tui.locale import _
from tbs_tui.ui.command import Command
from tbs_tui.ui.commands import DETAIL, JOURNAL, LOG, MAIN, named
from tbs_tui.ui.moving import MOVES
from tbs_tui.ui.screens.detail import DetailScreen
from tbs_tui.ui.screens.help import HelpScreen
from tbs_tui.ui.screens.main import MainScreen
from tbs_tui.ui.widgets.detail import DetailView
from tbs_tui.ui.widgets.table import ResourceTable

#: Textual's names of keys as a person reads them.
READ = {
    "slash": "/",
    "question_mark": "?",
    "exclamation_mark": "!",
    "colon": ":",
    "escape": "Esc",
    "tab": "Tab",
    "shift+tab": "Shift+Tab",
    "space": "Space",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "pagedown": "PgDn",
    "pageup": "PgUp",
}


def read(key: str) -> str:
    if key in READ:
        return READ[key]
    if len(key) == 1:
        return key
    return "+".join(part.capitalize() for part in key.split("+"))


# Help


async def test_help_has_every_command_of_the_view_and_every_key() -> None:
    async with explorer() as bed:
        await bed.press("?")
        assert isinstance(bed.app.screen, HelpScreen)
        help_text = bed.detail.text
        for command in MAIN:
            line = next(line for line in help_text.splitlines() if _(command.help) in line)
            keys = line[: line.index(_(command.help))].split()
            assert keys == [read(key) for key in command.keys]
        entries = {word for line in help_text.splitlines() for word in line[:18].split()}
        assert len(ResourceTable.BINDINGS) == len(MOVES) + 1
        for binding in ResourceTable.BINDINGS:
            assert isinstance(binding, Binding)
            for key in binding.key.split(","):
                assert read(key) in entries, f"{key} of the table"


@pytest.mark.parametrize(
    ("key", "commands", "lacks"),
    [("enter", DETAIL, ("Mark all",)), ("4", JOURNAL, ("Mark all", "Show the journal")), ("L", LOG, ("Sort",))],
)
async def test_help_is_that_of_the_view_it_was_asked_in(
    key: str, commands: tuple[Command, ...], lacks: tuple[str, ...]
) -> None:
    async with explorer() as bed:
        await bed.press(key, "?")
        text = bed.detail.text
        for command in (*commands, *named("interrupt")):
            assert _(command.help)[:50] in text, command.id
        for words in lacks:
            assert words not in text
        assert "Ctrl+L" in text


async def test_help_asked_for_while_a_filter_is_typed_has_the_moves_of_the_table() -> None:
    async with explorer() as bed:
        await bed.press("/", "f1")
        assert isinstance(bed.app.screen, HelpScreen)
        assert "Mark all rows shown" in bed.detail.text


@pytest.mark.parametrize("close", ["escape", "q", "?", "f1"])
async def test_help_opens_and_closes(close: str) -> None:
    async with explorer() as bed:
        here = bed.table.cursor_key
        await bed.press("f1" if close == "?" else "?")
        assert isinstance(bed.app.screen, HelpScreen)
        await bed.press("j", "j", "G", "g", close)
        assert bed.on_top
        assert bed.app.is_running
        assert bed.table.cursor_key == here


async def test_help_scrolls_to_its_end_on_the_smallest_terminal() -> None:
    async with explorer((60, 15)) as bed:
        await bed.press("?", "G")
        assert bed.detail.text.splitlines()[-1].strip() in screen_text(bed.app)


async def test_the_line_of_hints_names_the_most_needed_keys() -> None:
    async with explorer((120, 36)) as bed:
        assert bed.line("hints").split("  ") == [
            f"{' ' if command.id == 'open' else ''}{read(command.keys[0])} {_(command.label)}"
            for command in MainScreen.HINTED
        ]


@pytest.mark.parametrize("size", [(60, 15), (80, 24)])
async def test_help_and_the_way_out_are_hinted_at_in_every_terminal(size: tuple[int, int]) -> None:
    async with explorer(size) as bed:
        assert "? help  q quit" in bed.line("hints")


async def test_the_number_of_marks_stands_beside_the_views_hidden_ones_too() -> None:
    async with explorer() as bed:
        await bed.press("space", "j", "space")
        assert bed.line("tabs").endswith("2 marked")
        await bed.press("/", *"gitlab", "enter")
        assert bed.line("tabs").endswith("2 marked")
        await bed.press("U")
        assert "marked" not in bed.line("tabs")


# Leaving


async def test_q_leaves() -> None:
    async with explorer() as bed:
        await bed.press("q")
        assert bed.app._exit
    assert bed.app.return_code == 0


async def test_ctrl_c_asks_and_a_second_one_within_two_seconds_leaves() -> None:
    async with explorer() as bed:
        await bed.press("ctrl+c")
        assert bed.line("hints") == " Press Ctrl+C again to leave."
        assert not bed.app._exit
        bed.clock.advance(1.9)
        await bed.press("ctrl+c")
        assert bed.app._exit
    assert bed.app.return_code == 0


async def test_ctrl_c_after_three_seconds_asks_again() -> None:
    async with explorer() as bed:
        await bed.press("ctrl+c")
        bed.clock.advance(3)
        await bed.press("ctrl+c")
        assert not bed.app._exit
        assert bed.line("hints") == " Press Ctrl+C again to leave."
        await bed.press("j")
        assert bed.line("hints").startswith(" Enter detail ")
        await bed.press("ctrl+c")
        assert bed.app._exit


@pytest.mark.parametrize("there", ["?", "enter", "R", "/"])
async def test_ctrl_c_leaves_from_everywhere(there: str) -> None:
    async with explorer(volumes=60) as bed:
        await bed.press(there, "ctrl+c")
        assert not bed.app._exit
        assert not list(bed.app._notifications), "Textual's own answer names a key that we do not have"
        await bed.press("ctrl+c")
        assert bed.app._exit
    assert bed.app.return_code == 0


@pytest.mark.parametrize("there", ["escape", "?", "enter", "R", "/"])
async def test_textuals_own_keys_do_nothing(there: str) -> None:
    async with explorer(volumes=60) as bed:
        await bed.press(there, "ctrl+q", "f12")
        assert not bed.app._exit
        assert len(bed.app.screen_stack) <= 3


# Sizes


async def resized(bed: Bed, width: int, height: int) -> str:
    await bed.resize(width, height)
    assert bed.app.size == (width, height)
    assert crooked(bed.app) == []
    return screen_text(bed.app)


async def test_from_wide_to_narrow_to_too_small_and_back() -> None:
    async with explorer((120, 36)) as bed:
        await bed.press("j", "j", "/")
        await bed.type("a")
        await bed.press("enter", "j")
        here, wide = bed.table.cursor_key, screen_text(bed.app)
        assert bed.main.has_side_detail

        narrow = await resized(bed, 80, 24)
        assert not bed.main.has_side_detail
        assert not bed.main.query_one("#detail").display
        assert bed.table.size.width == 80
        assert "Attached to" in narrow

        small = await resized(bed, 59, 14)
        assert small.split() == ["This", "terminal", "has", "59x14;", "the", "explorer", "needs", "60x15."]
        await resized(bed, 20, 5)
        await resized(bed, 1, 1)

        least = await resized(bed, 60, 15)
        assert "Status" in least
        assert bed.table.cursor_key == here
        assert here in bed.table.visible_keys

        assert await resized(bed, 120, 36) == wide


async def test_the_focus_comes_back_to_the_rows_when_the_detail_has_no_room() -> None:
    async with explorer((120, 36)) as bed:
        await bed.press("tab")
        assert bed.detail.has_focus
        await bed.resize(80, 24)
        assert bed.table.has_focus
        await bed.press("j")
        assert bed.table.cursor_key == bed.ids[1]


async def test_a_detail_that_is_open_fits_a_terminal_that_grows() -> None:
    async with explorer() as bed:
        await bed.press("enter")
        await bed.resize(120, 36)
        assert isinstance(bed.app.screen, DetailScreen)
        assert crooked(bed.app) == []
        assert bed.app.screen.query_one(DetailView).size.width == 120
        await bed.press("escape")
        assert bed.main.has_side_detail
        assert bed.detail.text.startswith(" creating-now")


@pytest.mark.parametrize("keys", [("?",), ("enter",), ("R",)])
async def test_too_small_is_said_over_every_screen(keys: tuple[str, ...]) -> None:
    async with explorer(volumes=60) as bed:
        await bed.press(*keys)
        text = await resized(bed, 50, 12)
        assert "This terminal has 50x12" in text
        await resized(bed, 80, 24)
        await bed.press("escape")
        assert bed.on_top


async def test_a_terminal_that_is_too_small_from_the_start() -> None:
    async with explorer((50, 12)) as bed:
        assert "This terminal has 50x12" in screen_text(bed.app)
        await bed.press("ctrl+c")
        assert not bed.app._exit
        assert "creating-now" in await resized(bed, 80, 24)
        assert bed.on_top
        assert bed.table.has_focus


async def test_q_leaves_a_small_terminal() -> None:
    async with explorer((50, 12)) as bed:
        await bed.press("q")
        assert bed.app._exit
    assert bed.app.return_code == 0


async def test_no_key_acts_on_what_a_small_terminal_hides() -> None:
    async with explorer((80, 24)) as bed:
        await bed.resize(50, 12)
        asked = len(bed.cloud.requests)
        await bed.press("r", "j", "2", "enter", "R", "?")
        assert len(bed.cloud.requests) == asked
        await bed.resize(80, 24)
        assert bed.on_top
        assert bed.cursor_name == "creating-now"
        await bed.resize(50, 12)
        await bed.press("ctrl+c", "ctrl+c")
        assert bed.app._exit


@pytest.mark.parametrize("keys", [(), ("?",), ("enter",), ("R",), ("/", "x"), ("2", "G")])
@pytest.mark.parametrize("size", [(60, 15), (120, 36)])
async def test_nothing_is_drawn_with_characters_two_cells_wide_in_korean_terminals(
    size: tuple[int, int], keys: tuple[str, ...]
) -> None:
    async with explorer(size, volumes=60) as bed:
        await bed.press(*keys)
        ambiguous = {char for char in screen_text(bed.app) if east_asian_width(char) == "A"}
        assert ambiguous == set()
