"""Keys that come faster than the screen changes: each goes to the screen it was meant for, or nowhere."""

import asyncio
from collections.abc import Callable

import pytest
from support_explorer import Bed, explorer, settled
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import ModalScreen
from textual.widget import Widget

from tbs_tui.ui import keys
from tbs_tui.ui.dialogs.pick import Pick
from tbs_tui.ui.screens.help import HelpScreen
from tbs_tui.ui.widgets.fields import Field


class Slow(Widget, can_focus=True):
    """Keeps each key until it is told to let go, and uses none."""

    def __init__(self) -> None:
        super().__init__()
        self.let_go = asyncio.Event()

    async def on_key(self) -> None:
        await self.let_go.wait()


class Sure(ModalScreen[str]):
    """A dialog such as any other."""

    AUTO_FOCUS = ""
    BINDINGS = [Binding("enter", "yes", show=False)]

    def __init__(self) -> None:
        super().__init__()
        self.slow = Slow()

    def compose(self) -> ComposeResult:
        yield self.slow

    def action_yes(self) -> None:
        self.dismiss("yes")


class Late(ModalScreen[None]):
    """A dialog that needs something before it can begin."""

    AUTO_FOCUS = ""

    def __init__(self) -> None:
        super().__init__()
        self.ready = asyncio.Event()

    def compose(self) -> ComposeResult:
        yield Field()

    async def on_mount(self) -> None:
        await self.ready.wait()
        self.query_one(Field).focus()


def region(bed: Bed) -> str:
    assert bed.inventory.current is not None
    return bed.inventory.current.region


# In one packet


async def test_a_second_enter_does_not_act_on_the_screen_below_the_dialog() -> None:
    async with explorer(volumes=60) as bed:
        await bed.press_at_once("R", "enter", "enter")
        assert bed.on_top


async def test_esc_twice_does_not_clear_the_filter_below() -> None:
    async with explorer(volumes=60) as bed:
        await bed.press("/")
        await bed.type("db")
        await bed.press("enter")
        await bed.press_at_once("R", "escape", "escape", "escape")
        assert bed.on_top
        assert bed.main._filter_bar.field.value == "db"


async def test_a_region_can_be_chosen_blindly_and_what_follows_at_once_is_dropped() -> None:
    async with explorer(volumes=60) as bed:
        await bed.press_at_once("R", "k", "r", "2", "enter", "j", "enter", "q")
        assert region(bed) == "KR2"
        assert bed.on_top
        assert bed.table.cursor_key == bed.ids[0]
        assert not bed.app._exit


async def test_a_key_after_the_dialog_has_gone_works() -> None:
    async with explorer(volumes=60) as bed:
        await bed.press_at_once("R", "k", "r", "2", "enter")
        await bed.press("j")
        assert region(bed) == "KR2"
        assert bed.table.cursor_key == bed.ids[1]


async def test_keys_go_to_the_dialog_that_the_first_of_them_opens() -> None:
    async with explorer(volumes=60) as bed:
        await bed.press_at_once("R", *"j2q", "left", "r")
        assert isinstance(bed.app.screen, Pick)
        assert bed.app.screen.query_one(Field).value == "j2rq"


async def test_keys_go_to_the_field_that_the_first_of_them_opens() -> None:
    async with explorer() as bed:
        await bed.press_at_once("/", *"db-q")
        assert bed.main._filter_bar.field.value == "db-q"


async def test_keys_go_to_the_screen_that_the_first_of_them_opens() -> None:
    async with explorer() as bed:
        await bed.press_at_once("?", "G")
        assert isinstance(bed.app.screen, HelpScreen)
        assert bed.detail.scroll_offset.y > 0
        await bed.press_at_once("g", "escape")
        assert bed.on_top


async def test_a_key_waits_for_what_the_one_before_it_told_others_to_do() -> None:
    async with explorer() as bed:
        # The table says that a row was opened, and its screen opens it.
        await bed.press_at_once("enter", "escape")
        assert bed.on_top


async def test_a_key_waits_for_the_focus_to_move_by_a_message() -> None:
    async with explorer() as bed:
        # The field says that Enter was pressed, and its screen gives the focus to the rows.
        await bed.press_at_once("/", *"db", "enter", "j")
        assert bed.main._filter_bar.field.value == "db"
        assert bed.table.cursor_key == bed.ids[1]


async def test_a_key_waits_for_a_screen_that_takes_long_to_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "_PATIENCE", 60.0)
    async with explorer() as bed:
        late = Late()
        monkeypatch.setattr(bed.main, "show_help", lambda: bed.app.push_screen(late))
        await bed.press_at_once("?", "x")
        late.ready.set()
        await settled(bed.pilot)
        assert late.query_one(Field).value == "x"


async def test_what_is_pasted_waits_for_the_key_before_it() -> None:
    async with explorer() as bed:
        bed.send("/")
        assert bed.app._driver is not None
        bed.app._driver.send_message(events.Paste("db-"))
        bed.send("m")
        await settled(bed.pilot)
        assert bed.main._filter_bar.field.value == "db-m"


@pytest.mark.parametrize("presses", [2, 3])
async def test_ctrl_c_is_heard_whatever_was_closed(presses: int) -> None:
    async with explorer(volumes=60) as bed:
        await bed.press_at_once("R", "escape", *["ctrl+c"] * presses)
        assert bed.app._exit


# By the moment they came


async def test_a_key_that_came_before_the_closing_was_painted_is_dropped_however_late_it_is_read() -> None:
    async with explorer(volumes=60) as bed:
        await bed.press("R")
        early = events.Key("j", "j")
        await bed.press("escape")
        assert bed.app._driver is not None
        bed.app._driver.send_message(early)
        await settled(bed.pilot)
        assert bed.table.cursor_key == bed.ids[0]
        bed.app._driver.send_message(events.Key("j", "j"))
        await settled(bed.pilot)
        assert bed.table.cursor_key == bed.ids[1]


async def test_no_key_is_let_in_before_the_closing_is_painted(monkeypatch: pytest.MonkeyPatch) -> None:
    async with explorer(volumes=60) as bed:
        await bed.press("R")
        monkeypatch.setattr(bed.main._update_timer, "resume", lambda: None)
        bed.send("escape")
        await until(lambda: bed.on_top and not bed.app._keys._busy)
        bed.send("j")
        await turns(50)
        assert bed.table.cursor_key == bed.ids[0]
        # It paints now.
        await settled(bed.pilot)
        assert bed.table.cursor_key == bed.ids[0], "it was typed at the dialog"
        await bed.press("j")
        assert bed.table.cursor_key == bed.ids[1]


# Whatever dialog it is, and whoever closes it


async def opened(bed: Bed) -> tuple[Sure, list[str | None]]:
    dialog, answers = Sure(), list[str | None]()
    await bed.app.push_screen(dialog, answers.append)
    await settled(bed.pilot)
    return dialog, answers


async def test_any_dialog_keeps_its_keys_for_itself() -> None:
    async with explorer() as bed:
        _dialog, answers = await opened(bed)
        await bed.press_at_once("enter", "enter", "j", "q")
        assert answers == ["yes"]
        assert bed.on_top
        assert bed.table.cursor_key == bed.ids[0]
        assert not bed.app._exit


async def test_a_dialog_that_closes_by_itself_takes_the_keys_with_it_that_came_before() -> None:
    async with explorer() as bed:
        dialog, answers = await opened(bed)
        dialog.dismiss("by itself")
        await bed.press_at_once("enter", "j")
        assert answers == ["by itself"]
        assert bed.on_top
        assert bed.table.cursor_key == bed.ids[0]


async def test_a_key_under_way_in_a_dialog_that_closes_is_dropped() -> None:
    async with explorer() as bed:
        dialog, answers = await opened(bed)
        dialog.slow.focus()
        await settled(bed.pilot)
        await bed.press("enter")
        dialog.dismiss("by itself")
        dialog.slow.let_go.set()
        await settled(bed.pilot)
        assert answers == ["by itself"]
        assert bed.on_top


async def test_a_key_under_way_when_a_dialog_opens_goes_to_the_dialog() -> None:
    async with explorer() as bed:
        slow = Slow()
        await bed.main.mount(slow)
        slow.focus()
        await settled(bed.pilot)
        await bed.press("enter")
        _dialog, answers = await opened(bed)
        assert answers == []
        slow.let_go.set()
        await settled(bed.pilot)
        assert answers == ["yes"]
        assert bed.on_top


async def test_a_key_that_takes_too_long_does_not_keep_the_others_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "_PATIENCE", 0.0)
    async with explorer() as bed:
        slow = Slow()
        await bed.main.mount(slow)
        slow.focus()
        await settled(bed.pilot)
        await bed.press("x")
        bed.table.focus()
        await bed.press("j")
        moved = bed.table.cursor_key == bed.ids[1]
        slow.let_go.set()
        await settled(bed.pilot)
        assert moved


# Help for the tests


async def turns(count: int) -> None:
    for _turn in range(count):
        await asyncio.sleep(0)


async def until(so: Callable[[], bool]) -> None:
    for _turn in range(1000):
        if so():
            return
        await asyncio.sleep(0)
    raise AssertionError("it never came")
