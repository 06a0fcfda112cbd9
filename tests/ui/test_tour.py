"""The tour of the demo: a line about each view, once, until the next key, and never over somebody's account."""

from dataclasses import replace

import pytest
from support_explorer import Bed, bed, running

from tbs_tui.locale import set_language
from tbs_tui.text import cells
from tbs_tui.ui.commands import BY_ID
from tbs_tui.ui.keymap import KeyMap, read_keys
from tbs_tui.ui.tour import WORDS, Tour
from tbs_tui.ui.widgets.notice import Notice


def touring(**how: object) -> Bed:
    made = bed(**how)  # type: ignore[arg-type]
    made.app.tour = Tour()
    return made


def told(made: Bed) -> str:
    return made.app.screen.query_one("#answer", Notice).text


@pytest.mark.parametrize(
    ("keys", "view"),
    [("2", "snapshots"), ("3", "volume_types"), ("!", "attention"), ("4", "journal"), ("L", "requests")],
)
async def test_each_view_has_a_line_when_it_is_first_seen_and_the_next_key_ends_it(keys: str, view: str) -> None:
    async with running(touring()) as made:
        assert told(made) == Tour().words("volumes", made.app.key_map)
        await made.press(keys)
        assert told(made) == Tour().words(view, made.app.key_map)
        await made.press("j")
        assert told(made) == ""
        await made.press("escape", "1", keys)
        assert told(made) == "", "it has been told"


async def test_the_detail_over_the_screen_has_one() -> None:
    async with running(touring()) as made:
        await made.press("enter")
        assert told(made).startswith("All there is to know of it")
        await made.press("escape")
        assert told(made) == ""


async def test_the_key_that_ends_it_does_what_it_does() -> None:
    async with running(touring()) as made:
        await made.press("j")
        assert made.cursor_row.id == made.ids[1]
        assert told(made) == ""


async def test_it_says_nothing_by_itself_after_that() -> None:
    async with running(touring()) as made:
        await made.press("j")
        await made.pass_time(120)
        assert told(made) == ""


async def test_without_it_nothing_is_said() -> None:
    async with running(bed()) as made:
        assert told(made) == ""
        await made.press("2")
        assert told(made) == ""


async def test_it_is_never_over_an_account_of_somebody() -> None:
    made = touring(change=lambda entered: replace(entered, settings=replace(entered.settings, demo=False)))
    async with running(made):
        assert told(made) == ""
        await made.press("2", "4")
        assert told(made) == ""


def test_it_names_the_keys_in_force() -> None:
    keys = read_keys({"attention": ["f6"], "help": []})
    words = Tour().words("volumes", keys)
    assert "F6 shows what is wrong" in words
    assert f"{BY_ID['help'].label} the keys" in words


def test_each_line_is_one_of_80_columns() -> None:
    for language, most in (("en", 76), ("ko", 76)):
        set_language(language)
        for view in WORDS:
            assert cells(Tour().words(view, KeyMap())) <= most, view
    set_language("en")
