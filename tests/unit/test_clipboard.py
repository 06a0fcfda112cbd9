"""What is sent to a terminal so that it takes a text into its clipboard."""

import re
from base64 import b64decode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tbs_tui.ui.clipboard import MOST_BYTES, SCREEN_BYTES, osc52

TMUX = {"TMUX": "/tmp/tmux-1000/default,1,0"}
SCREEN = {"STY": "1234.pts-0.host"}
#: As many bytes as base64 makes 74,992 of: the next one would make it 74,996.
FITS = 56_244


def sent(text: str, environ: dict[str, str]) -> str:
    sequence = osc52(text, environ)
    assert sequence is not None
    return sequence


def inside(sequence: str) -> str:
    """The text in a bare sequence; fails when it is not exactly one."""
    match = re.fullmatch(r"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07", sequence)
    assert match is not None
    return b64decode(match[1]).decode("utf-8")


def test_a_terminal_gets_one_sequence() -> None:
    assert osc52("abc", {}) == "\x1b]52;c;YWJj\x07"


def test_tmux_gets_it_for_itself_and_once_more_to_hand_on() -> None:
    assert osc52("abc", TMUX) == "\x1b]52;c;YWJj\x07\x1bPtmux;\x1b\x1b]52;c;YWJj\x07\x1b\\"


def test_tmux_that_runs_in_screen_is_the_one_that_is_spoken_to() -> None:
    assert osc52("abc", TMUX | SCREEN) == osc52("abc", TMUX)


def test_screen_gets_it_wrapped() -> None:
    assert osc52("abc", SCREEN) == "\x1bP\x1b]52;c;YWJj\x07\x1b\\"


@pytest.mark.parametrize("length", [1, 560, 568, 569, 570, 5000, FITS])
def test_screen_gets_pieces_that_it_can_hold(length: int) -> None:
    text = "x" * length
    sequence = sent(text, SCREEN)
    pieces = re.findall(r"\x1bP((?:(?!\x1b\\).)*)\x1b\\", sequence, re.DOTALL)
    assert "".join(f"\x1bP{piece}\x1b\\" for piece in pieces) == sequence
    assert max(map(len, pieces)) <= SCREEN_BYTES < 768
    assert inside("".join(pieces)) == text


@pytest.mark.parametrize("environ", [{}, TMUX, SCREEN])
def test_what_is_too_long_is_not_sent_at_all(environ: dict[str, str]) -> None:
    assert osc52("x" * FITS, environ) is not None
    assert osc52("x" * (FITS + 1), environ) is None
    # Bytes count, not characters.
    assert osc52("한" * (FITS // 3 + 1), environ) is None
    assert len(sent("x" * FITS, {})) <= MOST_BYTES + len("\x1b]52;c;\x07")


def test_empty_variables_are_none() -> None:
    assert osc52("abc", {"TMUX": "", "STY": ""}) == osc52("abc", {})


@given(st.text())
def test_whatever_a_text_holds_nothing_of_it_reaches_the_terminal_raw(text: str) -> None:
    assert inside(sent(text, {})) == text


def test_what_is_no_text_is_copied_as_it_is_shown() -> None:
    assert inside(sent("a\udcffb", {})) == "a\\udcffb"
