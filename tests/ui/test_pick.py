"""The dialog to choose one of a few or of hundreds: what is typed finds, and what is chosen is what is seen."""

import asyncio
import unicodedata
from collections.abc import Awaitable, Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from support_explorer import Bed, crooked, explorer, running, screen_lines, screen_text, settled
from support_explorer import bed as make_bed
from textual import events
from textual.app import App

from tbs_tui.api.errors import ApiError, ServerError
from tbs_tui.text import fold, plain
from tbs_tui.ui.dialogs.pick import ByHand, Choice, Pick, findable, matching
from tbs_tui.ui.tones import TONES
from tbs_tui.ui.widgets.choices import ChoiceList, Entry
from tbs_tui.ui.widgets.fields import Field
from tbs_tui.ui.widgets.hints import Hints
from tbs_tui.ui.widgets.line import Line

REGIONS = (
    Choice("KR1", "KR1 Korea (Pangyo)", "1,204 volumes, 12:03:44"),
    Choice("KR2", "KR2 Korea (Pyeongchon)", "not read yet", "dim"),
    Choice("JP1", "JP1 Japan (Tokyo)", "cannot be reached", "bad"),
)
MANY = tuple(Choice(f"id-{number:03}", f"tenant {number:03}") for number in range(300))
HOSTILE = (
    "[/x]",
    "[@click=app.quit]x[/]",
    "[red]gone",
    "\x1b]52;c;aGk=\x07clip",
    "\x9b31mred",
    "\u202egnp.exe",
    "two\nlines\tand a tab",
    "한" * 60,
    "{typed} {0} {",
    "\ud800x",
    "",
    "   ",
)


async def opened(
    bed: Bed,
    choices: Sequence[Choice] = REGIONS,
    current: str | None = None,
    by_hand: ByHand | None = None,
    more: Callable[[], Awaitable[Sequence[Choice]]] | None = None,
) -> list[str | None]:
    """Open it; what it ends with comes into the list."""
    answers: list[str | None] = []
    await bed.app.push_screen(Pick("Region", choices, current, by_hand=by_hand, more=more), answers.append)
    await settled(bed.pilot)
    return answers


def listed(bed: Bed) -> list[str]:
    """The texts of the options."""
    return [entry.text for entry in bed.app.screen.query_one(ChoiceList).entries]


def cursor(bed: Bed) -> Entry:
    entry = bed.app.screen.query_one(ChoiceList).cursor
    assert entry is not None
    return entry


def typed(bed: Bed) -> str:
    return bed.app.screen.query_one(Field).value


def box(bed: Bed) -> list[str]:
    """The lines of the dialog, between its borders."""
    lines = ["".join(char + "\0" * (cell_len(char) - 1) for char in line) for line in screen_lines(bed.app)]
    first, last = (number for number, line in enumerate(lines) if "+----" in line)
    left, right = lines[first].index("+--"), lines[first].rindex("--+") + 2
    return [line[left + 1 : right].replace("\0", "") for line in lines[first + 1 : last]]


# Finding


async def test_it_begins_on_the_present_one_which_is_marked() -> None:
    async with explorer() as bed:
        answers = await opened(bed, current="KR2")
        assert [line[1:12] for line in box(bed)[2:5]] == ["   KR1 Kore", "*> KR2 Kore", "   JP1 Japa"]
        assert bed.app.screen.query_one(Field).has_focus
        await bed.press("enter")
        assert answers == ["KR2"]


async def test_the_present_one_is_called_so_where_there_is_room() -> None:
    async with explorer() as bed:
        await opened(bed, [Choice("a", "alpha"), Choice("b", "beta")], "b")
        assert [line.split() for line in box(bed)[2:4]] == [["alpha"], ["*>", "beta", "here"]]


async def test_what_is_typed_finds_at_once() -> None:
    async with explorer() as bed:
        answers = await opened(bed, current="KR1")
        await bed.type("PAN")
        assert listed(bed) == ["KR1 Korea (Pangyo)", "JP1 Japan (Tokyo)"]
        await bed.type(" to")
        assert listed(bed) == ["JP1 Japan (Tokyo)"]
        assert "1 of 3" in box(bed)[1]
        await bed.press("backspace", "backspace", "backspace")
        assert len(listed(bed)) == 2
        await bed.press("enter")
        assert answers == ["KR1"]


async def test_letters_that_are_keys_elsewhere_are_letters_here() -> None:
    async with explorer() as bed:
        answers = await opened(bed)
        await bed.type("jkq/?gG R")
        assert typed(bed) == "jkq/?gG R"
        assert answers == []


@pytest.mark.parametrize(
    ("what", "found"),
    [
        ("", "alpha beta gamma"),
        ("ET", "beta"),
        ("a b", "alpha beta"),
        ("m g", "gamma"),
        ("id-2", "beta"),
        ("xyz", ""),
        ("  beta  ", "beta"),
    ],
)
def test_every_word_must_occur_in_text_or_value(what: str, found: str) -> None:
    choices = (Choice("id-1b", "alpha", "xyz"), Choice("id-2", "beta a", "xyz"), Choice("id-3", "gamma", "xyz"))
    texts = [choice.text.split()[0] for choice in matching(map(findable, choices), what)]
    assert texts == found.split()


def test_those_that_begin_with_it_come_first_and_otherwise_the_order_is_kept() -> None:
    texts = ("my prod", "prod 2", "b-prod", "Prod 1", "other")
    found = matching([findable(Choice(text, text)) for text in texts], "prod")
    assert [choice.text for choice in found] == ["prod 2", "Prod 1", "my prod", "b-prod"]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
async def test_hangul_is_found_however_it_is_composed(form: str) -> None:
    async with explorer() as bed:
        answers = await opened(bed, [Choice("a", "다른 것"), Choice("b", "결제 배치"), Choice("c", "결재")])
        bed.app.screen.query_one(Field).post_message(events.Paste(unicodedata.normalize(form, "결제")))  # type: ignore[arg-type]
        await settled(bed.pilot)
        assert listed(bed) == ["결제 배치"]
        await bed.press("enter")
        assert answers == ["b"]


async def test_hangul_is_typed() -> None:
    async with explorer() as bed:
        await opened(bed, [Choice("a", "다른 것"), Choice("b", "결제 배치")])
        await bed.type("배")
        assert typed(bed) == "배"
        assert listed(bed) == ["결제 배치"]


async def test_nothing_that_matches_is_said_and_enter_does_nothing() -> None:
    async with explorer() as bed:
        answers = await opened(bed)
        await bed.type("nowhere")
        assert box(bed)[2].strip() == "Nothing matches."
        await bed.press("down", "pagedown", "end", "home", "up", "enter")
        assert answers == []
        await bed.press("escape")
        assert len(listed(bed)) == 3


async def test_esc_clears_what_is_typed_and_then_closes() -> None:
    async with explorer() as bed:
        answers = await opened(bed, current="KR2")
        await bed.type("jp")
        await bed.press("escape")
        assert (answers, typed(bed)) == ([], "")
        assert cursor(bed).text == "KR2 Korea (Pyeongchon)"
        await bed.press("escape")
        assert answers == [None]


async def test_ctrl_c_asks_here_too() -> None:
    async with explorer() as bed:
        await opened(bed)
        await bed.press("ctrl+c")
        assert bed.app.screen.query_one(Hints).text == " Press Ctrl+C again to leave."
        await bed.press("ctrl+c")
        assert bed.app._exit


# Moving


async def test_keys_move_in_the_list_while_the_field_has_the_focus() -> None:
    async with explorer() as bed:
        await opened(bed, MANY, "id-100")
        for key, number in (
            ("down", 101),
            ("ctrl+n", 102),
            ("up", 101),
            ("ctrl+p", 100),
            ("home", 0),
            ("up", 0),
            ("end", 299),
            ("down", 299),
        ):
            await bed.press(key)
            assert cursor(bed).text == f"tenant {number:03}", key
            assert f"> tenant {number:03}" in screen_text(bed.app)
        await bed.press("home", "pagedown")
        view = bed.app.screen.query_one(ChoiceList).size.height
        assert cursor(bed).text == f"tenant {view - 1:03}"
        await bed.press("pageup")
        assert cursor(bed).text == "tenant 000"
        assert bed.app.screen.query_one(Field).has_focus


async def test_the_cursor_goes_to_the_best_match_when_more_is_typed() -> None:
    async with explorer() as bed:
        answers = await opened(bed, MANY, "id-100")
        await bed.type("29")
        assert cursor(bed).text == "tenant 029"
        await bed.press("down", "down")
        assert cursor(bed).text == "tenant 229"
        await bed.type("9")
        await bed.press("enter")
        assert answers == ["id-299"]


async def test_a_list_that_is_longer_than_the_view_has_a_scroll_bar() -> None:
    async with explorer((60, 15)) as bed:
        await opened(bed, MANY)
        reversed_cells = [
            number
            for number, strip in enumerate(bed.app.screen._compositor.render_strips())
            for text, style, _control in strip
            if style is not None and style.reverse and style.dim and text == " "
        ]
        assert len(reversed_cells) == 1
        await bed.press("end")
        assert "tenant 299" in screen_text(bed.app)


async def test_the_mouse_moves_chooses_at_the_second_click_and_scrolls() -> None:
    async with explorer() as bed:
        answers = await opened(bed, MANY)
        await bed.pilot.click(ChoiceList, offset=(5, 3))
        assert cursor(bed).text == "tenant 003"
        assert bed.app.screen.query_one(Field).has_focus
        assert answers == []
        options = bed.app.screen.query_one(ChoiceList)
        options.post_message(events.MouseScrollDown(options, 1, 1, 0, 1, 0, False, False, False))
        await settled(bed.pilot)
        assert cursor(bed).text == "tenant 003"
        assert "tenant 002" not in screen_text(bed.app)
        await bed.pilot.click(ChoiceList, offset=(5, 4), times=2)
        await settled(bed.pilot)
        assert answers == ["id-007"]
        assert bed.on_top


# What may be typed that is not in the list


def no_blanks(what: str) -> str | None:
    return "a tenant ID holds no blanks" if " " in what else None


BY_HAND = ByHand("use the tenant ID {typed}", no_blanks)


async def test_what_is_not_in_the_list_can_be_used_by_hand() -> None:
    async with explorer() as bed:
        answers = await opened(bed, MANY, by_hand=BY_HAND)
        assert len(listed(bed)) == 300
        await bed.type(" abc")
        assert listed(bed) == ["use the tenant ID abc"]
        await bed.press("enter")
        assert answers == ["abc"]


async def test_by_hand_comes_last_and_not_for_what_is_in_the_list() -> None:
    async with explorer() as bed:
        answers = await opened(bed, MANY, by_hand=BY_HAND)
        await bed.type("id-29")
        assert listed(bed) == [*(f"tenant {number}" for number in range(290, 300)), "use the tenant ID id-29"]
        await bed.type("7")
        assert listed(bed) == ["tenant 297"]
        await bed.type(" ")
        assert listed(bed) == ["tenant 297"]
        await bed.press("backspace", "backspace", "end", "enter")
        assert answers == ["id-29"]


async def test_what_can_not_be_used_says_why() -> None:
    async with explorer() as bed:
        answers = await opened(bed, MANY, by_hand=BY_HAND)
        await bed.type("a b c")
        assert cursor(bed).disabled
        assert "use the tenant ID a b c: a tenant ID holds no" in box(bed)[2]
        await bed.press("enter")
        assert answers == []
        assert bed.app.screen.query_one(Hints).text == " a tenant ID holds no blanks"
        await bed.press("escape")
        await bed.type("ab")
        await bed.press("enter")
        assert answers == ["ab"]


# More of them


class More:
    """What is asked for and comes when the test wants it to."""

    def __init__(self) -> None:
        self.answer: asyncio.Future[Sequence[Choice]] = asyncio.get_running_loop().create_future()

    async def __call__(self) -> Sequence[Choice]:
        return await self.answer

    async def comes(self, bed: Bed, what: Sequence[Choice] | BaseException) -> None:
        if isinstance(what, BaseException):
            self.answer.set_exception(what)
        else:
            self.answer.set_result(what)
        await settled(bed.pilot)


def said(bed: Bed) -> str:
    """The line about more of them."""
    return bed.app.screen.query_one("#more", Line).text.strip()


async def test_more_is_asked_for_while_it_is_open_and_merged_in() -> None:
    async with explorer() as bed:
        more = More()
        answers = await opened(bed, REGIONS, "KR2", more=more)
        assert said(bed) == "asking for more ..."
        assert [worker.name for worker in bed.app.workers].count("more") == 1
        await bed.press("down")
        await more.comes(bed, [Choice("KR2", "another text"), Choice("US1", "US1 (California)")])
        assert listed(bed) == [*(choice.text for choice in REGIONS), "US1 (California)"]
        assert cursor(bed).text == "JP1 Japan (Tokyo)"
        assert said(bed) == ""
        await bed.press("down", "enter")
        assert answers == ["US1"]


async def test_what_is_typed_and_where_the_cursor_is_stays_when_more_comes() -> None:
    async with explorer() as bed:
        more = More()
        answers = await opened(bed, [Choice("a", "my prod"), Choice("b", "old prod")], more=more)
        await bed.type("prod")
        await bed.press("down")
        await more.comes(bed, [Choice("c", "prod")])
        assert typed(bed) == "prod"
        assert listed(bed) == ["prod", "my prod", "old prod"]
        assert cursor(bed).text == "old prod"
        await bed.press("enter")
        assert answers == ["b"]


async def test_more_may_bring_what_was_typed_before_it_came() -> None:
    async with explorer() as bed:
        more = More()
        answers = await opened(bed, (), "KR1", ByHand("use {typed}", no_blanks), more)
        await bed.type("korea (pan")
        assert cursor(bed).disabled
        await more.comes(bed, REGIONS)
        assert cursor(bed).text == "KR1 Korea (Pangyo)"
        await bed.press("enter")
        assert answers == ["KR1"]


async def test_the_cursor_goes_to_the_present_one_when_there_was_nothing_before() -> None:
    async with explorer() as bed:
        more = More()
        await opened(bed, (), "KR2", more=more)
        await bed.press("enter")
        await more.comes(bed, REGIONS)
        assert cursor(bed).text == "KR2 Korea (Pyeongchon)"


async def test_an_error_is_said_and_the_list_stays_usable() -> None:
    async with explorer() as bed:
        more = More()
        answers = await opened(bed, more=more)
        await more.comes(bed, ServerError("\x1b[31m[/x] broken", status=500))
        assert said(bed) == cut_to(said(bed), plain(ServerError("\x1b[31m[/x] broken", status=500)))
        assert said(bed) != ""
        await bed.type("jp")
        await bed.press("enter")
        assert answers == ["JP1"]


def cut_to(seen: str, whole: str) -> str:
    return whole if len(seen) == len(whole) else whole[: len(seen) - 1] + "~"


async def test_asking_ends_with_the_dialog() -> None:
    async with explorer() as bed:
        more = More()
        await opened(bed, more=more)
        await bed.press("escape")
        assert more.answer.cancelled()
        assert "more" not in [worker.name for worker in bed.app.workers]


async def test_asking_ends_with_the_app() -> None:
    async with explorer() as bed:
        more = More()
        await opened(bed, more=more)
        await bed.press("ctrl+c", "ctrl+c")
        assert bed.app._exit
    assert more.answer.cancelled()


async def test_what_comes_just_after_the_end_changes_nothing() -> None:
    async with explorer() as bed:
        more = More()
        answers = await opened(bed, more=more)
        bed.send("escape")
        more.answer.set_result(REGIONS)
        await settled(bed.pilot)
        assert answers == [None]
        assert bed.on_top


async def test_a_fault_of_ours_ends_like_any_other() -> None:
    made = make_bed()
    with pytest.raises(ZeroDivisionError):
        async with running(made):
            more = More()
            await opened(made, more=more)
            await more.comes(made, ZeroDivisionError())
    assert made.app.return_code == 70
    assert not isinstance(made.app.failure, ApiError)


# Looks


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (120, 36), (250, 60)])
async def test_it_fits_and_is_no_wider_than_60_cells(size: tuple[int, int]) -> None:
    async with explorer(size) as bed:
        more = More()
        await opened(bed, (*REGIONS, *MANY), "JP1", BY_HAND, more)
        await bed.type("r")
        lines = box(bed)
        assert {len(line) for line in lines} == {58}
        assert lines[0].strip() == "Region"
        assert "asking for more" in lines[-2]
        assert "Enter choose  Esc back" in lines[-1]
        assert crooked(bed.app) == []


async def test_a_terminal_that_shrinks_keeps_the_cursor_in_view() -> None:
    async with explorer((120, 36)) as bed:
        await opened(bed, MANY)
        for _ in range(14):
            await bed.press("down")
        await bed.resize(60, 15)
        assert "> tenant 014" in screen_text(bed.app)
        assert "Enter choose" in box(bed)[-1]
        await bed.resize(120, 36)
        assert "> tenant 014" in screen_text(bed.app)
        assert crooked(bed.app) == []


async def test_notes_stand_right_of_the_names_in_a_column_that_does_not_move() -> None:
    async with explorer((60, 15)) as bed:
        await opened(bed, [*REGIONS, Choice("long", "n" * 80, "m" * 80)], "KR1")
        lines = box(bed)[2:6]
        column = lines[0].index("1,204")
        assert lines[1].index("not read") == lines[2].index("cannot be") == column
        assert lines[3].count("~") == 2
        await bed.type("jp")
        assert box(bed)[2].index("cannot be") == column


async def test_every_tone_can_be_one_of_a_note() -> None:
    async with explorer() as bed:
        tones = list(TONES)
        for some in (tones[:10], tones[10:]):
            await opened(bed, [Choice(tone, tone, f"note {tone}", tone) for tone in some])
            for tone in some:
                assert f"note {tone}" in screen_text(bed.app)
            await bed.press("escape")


@pytest.mark.parametrize("size", [(60, 15), (120, 36)])
async def test_hostile_names_and_what_is_typed_are_text(size: tuple[int, int]) -> None:
    async with explorer(size) as bed:
        choices = [Choice(text, plain(text), plain(text), "bad") for text in HOSTILE]
        answers = await opened(bed, choices, HOSTILE[3], ByHand("use {typed}", lambda what: plain(what)))
        for _ in choices:
            assert_plain(bed)
            await bed.press("down")
        field = bed.app.screen.query_one(Field)
        for text in HOSTILE:
            field.value = text
            await settled(bed.pilot)
            assert_plain(bed)
            await bed.press("end")
            if listed(bed) and cursor(bed).disabled:
                await bed.press("enter")
            assert_plain(bed)
            if plain(text).strip():
                field.value = plain(text)
                await settled(bed.pilot)
                assert plain(text) in listed(bed)
        assert answers == []
        assert bed.app.is_running


def assert_plain(bed: Bed) -> None:
    assert crooked(bed.app) == []
    for strip in bed.app.screen._compositor.render_strips():
        for text, style, control in strip:
            assert not control
            assert plain(text) == text
            assert style is None or ("@click" not in style.meta and style.link is None)


# Whatever is typed


class Host(App[None]):
    """Nothing but the dialog."""


NAMES = st.text(alphabet="aAbB 가각나é[/]", max_size=6).map(plain)
CHOICES = st.lists(st.builds(Choice, NAMES, NAMES, NAMES), max_size=8, unique_by=lambda choice: choice.value)


@given(CHOICES, NAMES)
def test_what_matches_holds_every_word_and_what_does_not_match_lacks_one(choices: list[Choice], what: str) -> None:
    found = matching(map(findable, choices), what)
    for choice in choices:
        holds = all(word in fold(choice.text) or word in fold(choice.value) for word in fold(what).split())
        assert (choice in found) == holds
    places = [choices.index(choice) for choice in found]
    first = [place for place in places if fold(choices[place].text).startswith(fold(what.strip()))]
    assert places == first + sorted(set(places) - set(first))
    assert first == sorted(first)


@settings(max_examples=40, deadline=None)
@given(
    CHOICES,
    NAMES,
    NAMES,
    st.lists(st.sampled_from(["down", "up", "end", "home", "pagedown"]), max_size=3),
    st.booleans(),
)
def test_whatever_is_typed_enter_gives_what_is_under_the_cursor_and_that_matches(
    choices: list[Choice], current: str, what: str, moves: list[str], by_hand: bool
) -> None:
    async def run() -> None:
        answers: list[str | None] = []
        app = Host()
        async with app.run_test() as pilot:
            picker = Pick("x", choices, current, by_hand=ByHand("use {typed}", lambda _: None) if by_hand else None)
            await app.push_screen(picker, answers.append)
            picker.query_one(Field).value = what
            await pilot.press(*moves)
            await pilot.pause()
            entry = picker.query_one(ChoiceList).cursor
            await pilot.press("enter")
            await pilot.pause()
        if entry is None:
            assert answers == []
            assert not matching(map(findable, choices), what)
            return
        [answer] = answers
        assert answer is not None
        [chosen] = [choice for choice in choices if choice.value == answer] or [Choice(what.strip(), what.strip())]
        assert entry.text in (chosen.text, f"use {what.strip()}")
        words = fold(what).split()
        assert all(word in fold(f"{chosen.text}\n{chosen.value}") for word in words)

    asyncio.run(run())


@pytest.mark.parametrize("theme", ["ansi-dark", "textual-light", "textual-dark"])
async def test_what_lies_around_a_dialog_stays_in_every_theme(theme: str) -> None:
    async with explorer((120, 36)) as bed:
        bed.app.theme = theme
        await bed.press("R")
        assert "Volumes 38" in screen_text(bed.app)
        assert "type to find" in screen_text(bed.app)
