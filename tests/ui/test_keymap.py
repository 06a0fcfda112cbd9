"""Keys that the person has chosen: they work, they are shown, and what can't be is refused by its reason."""

import string
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support_explorer import explorer, screen_lines
from textual.keys import _character_to_key

from tbs_tui.inventory.events import PollState
from tbs_tui.inventory.picture import Kind
from tbs_tui.locale import _
from tbs_tui.ui import keymap
from tbs_tui.ui.command import Command
from tbs_tui.ui.commands import BY_ID, COMMANDS
from tbs_tui.ui.dialogs.pick import Pick
from tbs_tui.ui.key_words import is_sign, key_words, read_key
from tbs_tui.ui.keymap import KEYED, KeyFault, read_keys
from tbs_tui.ui.screens.detail import DetailScreen
from tbs_tui.ui.screens.help import HelpScreen

# Keys in words


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("x", "x"),
        ("X", "X"),
        ("shift+x", "X"),
        ("7", "7"),
        ("?", "question_mark"),
        ("/", "slash"),
        (",", "comma"),
        ("+", "plus"),
        ("ctrl+r", "ctrl+r"),
        ("Ctrl+R", "ctrl+r"),
        ("F5", "f5"),
        ("shift+f5", "shift+f5"),
        ("Shift+Tab", "shift+tab"),
        ("PgDn", "pagedown"),
        ("page up", "pageup"),
        ("Esc", "escape"),
        ("Space", "space"),
        ("ctrl+down", "ctrl+down"),
    ],
)
def test_a_key_is_read_as_people_write_it(words: str, key: str) -> None:
    assert read_key(words) == key


@pytest.mark.parametrize(
    "words", ["", " ", "xy", "f13", "ctrl+", "ctrl+?", "ctrl+shift+x", "alt+x", "meta+x", "ㅓ", "é", "\x1b", "ctrl+1"]
)
def test_what_is_no_key_is_refused(words: str) -> None:
    with pytest.raises(ValueError, match="no key"):
        read_key(words)


@pytest.mark.parametrize("words", ["ctrl+i", "ctrl+m", "ctrl+j", "ctrl+h"])
def test_what_terminals_send_for_another_key_is_refused(words: str) -> None:
    with pytest.raises(ValueError, match="Backspace, Tab or Enter"):
        read_key(words)


@pytest.mark.parametrize("key", [key for each in KEYED for key in each.keys])
def test_every_key_reads_back_from_the_words_it_is_shown_by(key: str) -> None:
    assert read_key(key_words(key)) == key


@given(st.sampled_from(string.ascii_letters + string.digits + string.punctuation))
def test_every_sign_of_the_keyboard_is_a_key(sign: str) -> None:
    assert read_key(sign) == _character_to_key(sign)
    assert key_words(read_key(sign)) == sign


# What is refused


def refusal(**said: str | list[str]) -> tuple[str, str]:
    with pytest.raises(KeyFault) as caught:
        read_keys({each: [keys] if isinstance(keys, str) else keys for each, keys in said.items()})
    return caught.value.id, str(caught.value)


def test_no_two_commands_come_with_the_same_key() -> None:
    assert read_keys({}).for_textual == {}
    ids = [each.id for each in KEYED]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("said", "blamed", "words"),
    [
        ({"refresh": "x"}, "refresh", "x is the key of request as well"),
        ({"refresh": ["f6", "x"]}, "refresh", "x is the key of request as well"),
        ({"sort": "f7", "refresh": "f7"}, "refresh", "F7 is the key of sort as well"),
        ({"refresh": "j"}, "refresh", "j is the key of down as well"),
        ({"down": "r"}, "down", "r is the key of refresh as well"),
        ({"refresh": "f5"}, "refresh", "F5 is the key of region as well"),
        ({"refrehs": "f6"}, "refrehs", "there is no such command; there are open, back, volumes"),
        ({"refresh": "crtl+r"}, "refresh", "this is no key"),
        ({"refresh": "ctrl+c"}, "refresh", "Ctrl+C does the same everywhere"),
        ({"refresh": "ctrl+z"}, "refresh", "Ctrl+Z does the same everywhere"),
        ({"interrupt": "f6"}, "interrupt", "this key stays as it is"),
        ({"quit": "esc"}, "quit", "Esc is needed in text fields and dialogs; only back can have it"),
        ({"sort": "enter"}, "sort", "Enter is needed in text fields and dialogs; only open can have it"),
        ({"sort": "tab"}, "sort", "Tab is needed in text fields and dialogs; only pane can have it"),
    ],
)
def test_what_can_not_be_is_named(said: dict[str, str | list[str]], blamed: str, words: str) -> None:
    found = refusal(**said)
    assert found[0] == blamed
    assert words in found[1]


class Destroy(Command):
    id, keys, label = "destroy", ("D",), "destroy"
    help = "Destroy it"
    mutates: ClassVar[bool] = True


@pytest.mark.parametrize("key", ["ctrl+d", "f8", "space", "home"])
def test_what_changes_the_cloud_takes_no_key_that_would_fire_in_a_text_field(
    key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keymap, "_ALL", {**keymap._ALL, "destroy": Destroy()})
    assert "takes a letter, a digit or a sign" in refusal(destroy=key, mark="f9", first="f10")[1]
    assert read_keys({"destroy": ["X"]}).keys(Destroy()) == ("X",)


def test_no_command_that_changes_the_cloud_comes_with_a_key_that_would_fire_in_a_text_field() -> None:
    for command in COMMANDS:
        assert keymap._why_not(command, command.keys[0]) is None or command.id in ("interrupt", "repaint")
        if command.mutates:
            assert all(is_sign(key) for key in command.keys)


# What is in force


async def test_the_chosen_keys_work_and_the_others_do_not_any_more() -> None:
    made = read_keys({"snapshots": ["f6", "X"], "pause": ["2"], "down": ["J"], "refresh": ["j"]})
    async with explorer(key_map=made) as bed:
        await bed.press("J")
        assert bed.table.cursor_key == bed.ids[1]
        await bed.press("down")
        assert bed.table.cursor_key == bed.ids[1], "of its keys the chosen ones alone are left"
        asked = bed.asked("/volumes/detail")
        await bed.press("j")
        await bed.pass_time(1)
        assert bed.asked("/volumes/detail") == asked + 1
        await bed.press("2")
        assert bed.poller.state is PollState.PAUSED
        kinds = [bed.main._browsing.kind]
        for key in ("X", "1", "f6"):
            await bed.press(key)
            kinds.append(bed.main._browsing.kind)
        assert kinds == [Kind.VOLUMES, Kind.SNAPSHOTS, Kind.VOLUMES, Kind.SNAPSHOTS]


async def test_two_commands_can_change_their_keys() -> None:
    async with explorer(key_map=read_keys({"copy": ["x"], "request": ["c"]})) as bed:
        await bed.press("c")
        assert "curl" in bed.main.query_one("#answer").text  # type: ignore[attr-defined]
        await bed.press("x")
        assert bed.cursor_row.id in bed.line("hints")


async def test_a_command_without_a_key_is_in_the_palette_and_in_the_help() -> None:
    async with explorer(key_map=read_keys({"sort": [], "quit": []})) as bed:
        assert " sort" not in bed.line("hints")
        await bed.press("s", "q")
        assert not bed.app._exit
        assert bed.main._browsing.choices.sort == "created_at"
        await bed.press(":")
        await bed.type("sort by another")
        await bed.press("enter")
        assert isinstance(bed.app.screen, Pick)
        await bed.press("escape")
        await bed.press("?")
        assert f"{'':18}{_(BY_ID['sort'].help)}" in bed.detail.text


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (120, 36)])
async def test_hints_help_and_palette_show_the_keys_in_force(size: tuple[int, int]) -> None:
    async with explorer(size, key_map=read_keys({"filter": ["f6", "ctrl+k"], "help": ["H"], "back": ["b"]})) as bed:
        assert " H help" in bed.line("hints")
        # There is no room for it in the smallest terminal.
        assert (" F6 filter" in bed.line("hints")) == (size != (60, 15))
        await bed.press("H")
        assert isinstance(bed.app.screen, HelpScreen)
        assert " b back" in screen_lines(bed.app)[-1]
        [line] = [line for line in bed.detail.text.splitlines() if _(BY_ID["filter"].help)[:30] in line]
        assert line.split()[:2] == ["F6", "Ctrl+K"]
        await bed.press("H", ":")
        await bed.type("filter: web")
        assert "F6 Ctrl+K" in "".join(screen_lines(bed.app))


async def test_tabs_and_sentences_show_the_keys_in_force() -> None:
    chosen = {"volumes": ["m"], "types": [], "journal": ["F9"], "attention": ["t"], "back": ["b"], "filter": ["f2"]}
    async with explorer(key_map=read_keys({**chosen, "profile": []})) as bed:
        assert bed.line("tabs").startswith(" m Volumes 38   2 Snapshots 22   Types 4   F9 Journal")
        assert bed.line("attention").startswith(" t ")
        await bed.press("t")
        assert "b every row" in bed.line("attention")
        await bed.press("f2", *"nothing", "enter")
        assert "b clears it" in "".join(screen_lines(bed.app))


async def test_the_detail_over_the_screen_obeys_them_too() -> None:
    made = read_keys({"back": ["b"], "quit": ["Q"], "open": ["O"], "last": ["E"], "request": ["Y"]})
    async with explorer(key_map=made) as bed:
        for key in "bQO":
            await bed.press("O")
            assert isinstance(bed.app.screen, DetailScreen)
            await bed.press("E")
            await bed.press("Y")
            assert "curl" in "".join(screen_lines(bed.app))
            await bed.press("q", "enter", "escape")
            assert isinstance(bed.app.screen, DetailScreen)
            await bed.press(key)
            assert bed.on_top


async def test_letters_stay_letters_in_the_filter_whatever_they_are_chosen_for() -> None:
    async with explorer(key_map=read_keys({"quit": ["b"], "refresh": ["-"]})) as bed:
        await bed.press("/", "b", "-")
        assert bed.main._filter_bar.field.value == "b-"
        assert not bed.app._exit


async def test_the_words_where_there_is_nothing_name_the_key_in_force() -> None:
    async with explorer(key_map=read_keys({"region": ["Z"]})) as bed:
        for volume in list(bed.region().volumes.newest_first()):
            bed.region().remove_volume(volume)
        await bed.refresh()
        assert bed.names == []
        assert "Z shows another region" in "".join(screen_lines(bed.app))
