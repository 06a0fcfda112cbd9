"""The dialog behind the switchers: what is typed finds, Enter gives what is highlighted, and no key reaches below."""

import asyncio
import unicodedata
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support_explorer import Bed, explorer, screen_text, settled

from tbs_tui.api.errors import ServerError
from tbs_tui.text import fold, plain
from tbs_tui.ui.dialogs.pick import ByHand, Choice, More, Pick, matching
from tbs_tui.ui.screens.detail import DetailScreen

CHOICES = (
    Choice("a1", "alpha", "here"),
    Choice("b1", "beta one"),
    Choice("b2", "two beta"),
    Choice("k1", "한국 운영"),
)


async def open_pick(
    bed: Bed, *, by_hand: ByHand | None = None, more: More | None = None
) -> tuple[Pick, list[str | None]]:
    ended: list[str | None] = []
    dialog = Pick("Thing", CHOICES, "b1", by_hand=by_hand, more=more)
    bed.app.push_screen(dialog, ended.append)
    await settled(bed.pilot)
    return dialog, ended


async def test_it_begins_at_the_present_one_and_enter_gives_the_highlighted() -> None:
    async with explorer(volumes=3) as bed:
        dialog, ended = await open_pick(bed)
        await bed.press("down")
        assert dialog.highlighted == "b2"
        assert "* beta one" in screen_text(bed.app)
        await bed.press("enter")
        assert ended == ["b2"]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("BETA", ["b1", "b2"]),
        ("two", ["b2"]),
        ("beta tw", ["b2"]),
        ("a1", ["a1"]),
        (unicodedata.normalize("NFD", "한국"), ["k1"]),
        ("here", []),
    ],
)
async def test_what_is_typed_finds(typed: str, expected: list[str]) -> None:
    async with explorer(volumes=3) as bed:
        dialog, _ended = await open_pick(bed)
        await bed.type(typed)
        assert [each.value for each in dialog._shown] == expected
        assert dialog.highlighted == (expected[0] if expected else None)


async def test_with_nothing_that_matches_enter_does_nothing_and_esc_clears_before_it_closes() -> None:
    async with explorer(volumes=3) as bed:
        dialog, ended = await open_pick(bed)
        await bed.type("zzz")
        assert "Nothing matches." in screen_text(bed.app)
        await bed.press("enter")
        assert bed.app.screen is dialog
        await bed.press("escape")
        assert dialog.typed == ""
        assert dialog.highlighted == "b1"
        await bed.press("escape")
        assert ended == [None]


async def test_what_is_in_no_list_can_be_typed_by_hand_and_is_checked() -> None:
    by_hand = ByHand("use the ID {typed}", lambda typed: "Too short." if len(typed) < 3 else None)
    async with explorer(volumes=3) as bed:
        dialog, ended = await open_pick(bed, by_hand=by_hand)
        await bed.type("zz")
        assert "use the ID zz" in screen_text(bed.app)
        await bed.press("enter")
        assert "Too short." in screen_text(bed.app)
        assert bed.app.screen is dialog
        await bed.type("z")
        await bed.press("enter")
        assert ended == ["zzz"]


async def test_more_comes_later_and_moves_nothing() -> None:
    gate = asyncio.Event()

    async def more() -> Sequence[Choice]:
        await gate.wait()
        return (Choice("b1", "another name of what is there"), Choice("c1", "gamma"))

    async with explorer(volumes=3) as bed:
        dialog, _ended = await open_pick(bed, more=more)
        await bed.press("down")
        assert "asking for more" in screen_text(bed.app)
        gate.set()
        await bed.press("up", "down")
        assert dialog.highlighted == "b2"
        assert [each.value for each in dialog._shown] == ["a1", "b1", "b2", "k1", "c1"]
        assert "beta one" in screen_text(bed.app)
        assert "asking for more" not in screen_text(bed.app)


async def test_when_more_is_not_to_be_had_it_says_why_and_the_list_serves() -> None:
    async def more() -> Sequence[Choice]:
        raise ServerError("the \x1b[31mroof\x1b[0m is on fire", status=500)

    async with explorer(volumes=3) as bed:
        _dialog, ended = await open_pick(bed, more=more)
        await bed.press("up")
        assert r"the \x1b[31mroof" in screen_text(bed.app)
        await bed.press("enter")
        assert ended == ["a1"]


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (200, 60)])
async def test_hostile_names_are_shown_literally_and_cut_to_their_column(size: tuple[int, int]) -> None:
    async with explorer(size, volumes=3) as bed:
        hostile = ("[/x]", "[@click=app.quit]x[/]", plain("\x1b]0;t\x07"), "한" * 90, plain("\u202ertl"))
        bed.app.push_screen(Pick("[b]T", [Choice(each, each, "[red]note[/]" * 9) for each in hostile], None))
        await bed.press("down")
        text = screen_text(bed.app)
        assert "[/x]" in text
        assert "[@click=app.quit]x[/]" in text
        assert "[b]T" in text
        assert "한한" in text
        assert r"\x1b]0;t" in text


async def test_a_burst_of_keys_reaches_nothing_below_the_dialog() -> None:
    async with explorer(volumes=60) as bed:
        await bed.press_at_once("R", "enter", "enter", "enter")
        while not bed.on_top:
            assert isinstance(bed.app.screen, Pick), "no detail was opened"
            await bed.press("escape")
        await bed.press("R")
        await bed.press_at_once("down", "enter", "enter", "enter")
        assert bed.on_top
        assert not isinstance(bed.app.screen, DetailScreen)
        await bed.press("enter")
        assert isinstance(bed.app.screen, DetailScreen), "a key that is pressed later works"


_texts = st.text("ab 한국A1", max_size=6)


@given(st.lists(st.tuples(_texts, _texts), max_size=8), _texts)
def test_what_matches_holds_every_word_and_nothing_that_does_is_left_out(
    given_choices: list[tuple[str, str]], typed: str
) -> None:
    choices = [Choice(value, text) for value, text in given_choices]
    found = matching(choices, typed)

    def holds(choice: Choice) -> bool:
        return all(word in fold(f"{choice.text}\n{choice.value}") for word in fold(typed).split())

    assert all(map(holds, found))
    assert len(found) == sum(map(holds, choices))
