"""Keys typed while the keyboard is set to Hangul: taken for the Latin ones, but never in a text or to change things."""

import unicodedata
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support_explorer import Bed, explorer, screen_lines, screen_text

from tbs_tui.inventory.picture import Kind
from tbs_tui.ui import keymap
from tbs_tui.ui.command import Command, Explorer
from tbs_tui.ui.dialogs.changes.many import ManyDialog
from tbs_tui.ui.dialogs.column_chooser import ColumnChooser
from tbs_tui.ui.dialogs.palette import Palette
from tbs_tui.ui.dialogs.pick import Pick
from tbs_tui.ui.dialogs.request import RequestDialog
from tbs_tui.ui.hangul import JAMO_KEYS, latin_keys
from tbs_tui.ui.screens.detail import DetailScreen
from tbs_tui.ui.screens.help import HelpScreen
from tbs_tui.ui.widgets.fields import Field

# The rows of a keyboard, without and with Shift (KS X 5002).
ROWS = (
    ("qwertyuiop", "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔ"),
    ("asdfghjkl", "ㅁㄴㅇㄹㅎㅗㅓㅏㅣ"),
    ("zxcvbnm", "ㅋㅌㅊㅍㅠㅜㅡ"),
    ("QWERT", "ㅃㅉㄸㄲㅆ"),
    ("OP", "ㅒㅖ"),
)


def test_each_of_the_33_jamo_keys_is_its_latin_key() -> None:
    expected = {jamo: key for keys, row in ROWS for key, jamo in zip(keys, row, strict=True)}
    assert len(expected) == 33
    assert dict(JAMO_KEYS) == expected
    for jamo, key in expected.items():
        assert latin_keys(jamo) == key


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("가", "rk"),
        ("한", "gks"),
        ("뷁", "qnpfr"),
        ("까", "Rk"),
        ("ㅘ", "hk"),
        ("ㄳ", "rt"),
        ("쒰", "TnpT"),
        ("힣", "glg"),
    ],
)
def test_what_an_input_method_has_put_together_is_taken_apart(text: str, keys: str) -> None:
    assert latin_keys(text) == keys


@given(st.integers(0xAC00, 0xD7A3).map(chr))
def test_a_syllable_is_the_keys_of_its_parts(syllable: str) -> None:
    parts = unicodedata.normalize("NFD", syllable)
    assert latin_keys(syllable) == "".join(latin_keys(part) or "?" for part in parts)


@given(st.integers(0x21, 0x7E).map(chr))
def test_full_width_characters_are_their_ascii_ones(char: str) -> None:
    wide = chr(ord(char) + 0xFEE0)
    assert unicodedata.normalize("NFKC", wide) == char
    assert latin_keys(wide) == char
    assert latin_keys(char) is None


@pytest.mark.parametrize("text", ["é", "漢", "ん", "", "ab", "\u3164", "\x9b"])
def test_anything_else_is_what_it_is(text: str) -> None:
    assert latin_keys(text) is None


# On the screen


async def test_jamo_move_open_and_close() -> None:
    async with explorer() as bed:
        await bed.press("ㅓ")
        assert bed.table.cursor_key == bed.ids[1]
        await bed.press("ㅏ")
        assert bed.table.cursor_key == bed.ids[0]
        await bed.press("？")
        assert isinstance(bed.app.screen, HelpScreen)
        await bed.press("ㅂ", "２")
        assert bed.on_top
        assert bed.main._browsing.kind is Kind.SNAPSHOTS
        await bed.press("enter")
        assert isinstance(bed.app.screen, DetailScreen)
        await bed.press("ㅊ")
        assert "clipboard" in screen_lines(bed.app)[-1]


async def test_a_syllable_is_its_keys_one_after_the_other() -> None:
    async with explorer() as bed:
        await bed.press("어", "ㅓ", "ㅓ")
        assert bed.table.cursor_key == bed.ids[3], "d does nothing, j moves"


async def test_keys_of_one_packet_go_where_those_before_them_lead() -> None:
    async with explorer(volumes=60) as bed:
        await bed.press_at_once("ㄲ", "한", "j")
        assert isinstance(bed.app.screen, Pick)
        assert bed.app.screen.query_one(Field).value == "한j"


@pytest.mark.parametrize("key", ["/", "／"])
async def test_in_a_text_field_hangul_is_text(key: str) -> None:
    async with explorer() as bed:
        await bed.press_at_once(key, "탐", "ㅓ", "ｑ")
        assert bed.main._filter_bar.field.value == "탐ㅓｑ"
        assert not bed.app._exit


async def test_in_a_dialog_hangul_is_text() -> None:
    async with explorer() as bed:
        await bed.press(":", "ㅂ")
        assert isinstance(bed.app.screen, Palette)
        assert bed.app.screen.query_one(Field).value == "ㅂ"


async def test_in_a_list_that_takes_no_text_it_is_its_keys() -> None:
    async with explorer() as bed:
        await bed.press("ㅈ", "ㅓ", "ㅌ")
        assert isinstance(bed.app.screen, ColumnChooser)
        assert "> [ ] Status" in screen_text(bed.app)
        await bed.press("ㅂ")
        assert bed.on_top


async def test_in_a_dialog_of_many_it_moves_in_the_list_and_copies_the_requests(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("TMUX", "STY"):
        monkeypatch.delenv(name, raising=False)
    async with explorer() as bed:
        for number in range(3):
            bed.add_volume(f"many-{number}")
        await bed.refresh()
        await bed.press("g", "space", "j", "space", "j", "space", "D")
        dialog = bed.app.screen
        assert isinstance(dialog, ManyDialog)
        first = dialog.list.cursor
        await bed.press("ㅓ")
        assert dialog.list.cursor is not first
        await bed.press("ㅎ")
        assert dialog.list.cursor is first
        dialog.query_one("#request").focus()
        await bed.press("enter")
        assert isinstance(bed.app.screen, RequestDialog)
        await bed.press("ㅊ")
        assert "clipboard" in screen_text(bed.app)
        await bed.press("ㅂ")
        assert bed.app.screen_stack[-1] is dialog
        dialog.query_one("#typed", Field).focus()
        await bed.press("ㅓ")
        assert dialog.query_one("#typed", Field).value == "ㅓ"


async def test_it_can_be_turned_off() -> None:
    async with explorer(hangul=False) as bed:
        await bed.press("ㅓ", "ㅂ")
        assert bed.table.cursor_key == bed.ids[0]
        assert not bed.app._exit


class Destroy(Command):
    id, keys, label = "destroy", ("d",), "destroy"
    help = "Destroy it"
    mutates: ClassVar[bool] = True

    def run(self, explorer: Explorer) -> None:
        raise AssertionError("it was run")


async def _with_destroy(bed: Bed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keymap, "_ALL", {**keymap._ALL, "destroy": Destroy()})
    bed.app.key_map = keymap.KeyMap()


@pytest.mark.parametrize("typed", ["ㅇ", "어", "ｄ"])
@pytest.mark.parametrize("size", [(60, 15), (80, 24), (120, 36)])
async def test_what_changes_the_cloud_is_not_done_and_the_other_layout_is_asked_for(
    typed: str, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with explorer(size) as bed:
        await _with_destroy(bed, monkeypatch)
        await bed.press(typed)
        assert "d changes the cloud: switch the keyboard with 한/영" in "".join(screen_lines(bed.app))
        assert bed.table.cursor_key == bed.ids[0], "nor is anything else of the syllable"
        await bed.press("j")
        assert "한/영" not in "".join(screen_lines(bed.app))


async def test_a_jamo_that_shift_does_not_change_says_that_its_capital_changes_the_cloud() -> None:
    async with explorer() as bed:
        await bed.press("ㅇ")
        assert "D changes the cloud: switch the keyboard with 한/영" in "".join(screen_lines(bed.app))
        assert bed.on_top
