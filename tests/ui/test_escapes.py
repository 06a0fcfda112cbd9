"""Esc is Esc, whatever comes right behind it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tbs_tui.ui.escapes import WELL, Escapes

ESC = "\x1b"


def told(*pieces: str) -> list[str | None]:
    """What is made of these, each of which came alone and at once."""
    escapes = Escapes(0.1)
    found = [each for piece in pieces for each in escapes.feed(piece, 0.0)]
    return [*found, *escapes.tick(1.0)]


@pytest.mark.parametrize("key", ["\r", "D", "n", " ", "\t", "1", ":", "\x7f", "한", "ㅎ"])
def test_a_key_right_behind_it_is_a_key_of_its_own(key: str) -> None:
    assert told(ESC + key) == [None, key]
    assert told(ESC, key) == [None, key]
    assert told("D\t" + ESC + key + key) == ["D\t", None, key + key]


def test_alone_it_is_known_after_a_while() -> None:
    escapes = Escapes(0.1)
    assert escapes.feed(ESC, 5.0) == []
    assert escapes.tick(5.05) == []
    assert escapes.tick(5.2) == [None]
    assert escapes.tick(9.0) == []


def test_each_of_several_is_one() -> None:
    assert told(ESC + ESC + ESC) == [None, None, None]


@pytest.mark.parametrize("sequence", ["\x1b[A", "\x1bOP", "\x1b[200~", "\x1b[<0;1;1M", "\x1b[24;80R"])
def test_a_sequence_goes_on_whole_however_it_comes(sequence: str) -> None:
    assert told(sequence) == [sequence]
    assert "".join(each or "?" for each in told(ESC, sequence[1:])) == sequence
    assert told(ESC + sequence) == [None, sequence]
    assert told(f"j{sequence}j")[0] == "j"


def test_what_is_pasted_is_no_key() -> None:
    pasted = f"\x1b[200~rm {ESC}\r{ESC}D\x1b[201~"
    assert None not in told(pasted)
    assert told(pasted + ESC + "\r")[-2:] == [None, "\r"]


@pytest.mark.parametrize("cuts", [(4, 4), (1, 4), (2, 4), (3, 4), (1, 2), (2, 3), (1, 3)])
def test_the_answer_of_a_terminal_is_a_piece_of_its_own_however_it_comes(cuts: tuple[int, int]) -> None:
    one, other = cuts
    assert told("j" + WELL[:one], WELL[one:other], WELL[other:] + "k") == ["j", WELL, "k"]
    assert told(ESC + WELL[:one], WELL[one:] + ESC) == [None, WELL, None]


def test_answers_follow_each_other_and_sequences() -> None:
    assert told(f"{WELL}{WELL}\x1b[A{WELL}\x1b[0;5u") == [WELL, WELL, "\x1b[A", WELL, "\x1b[0;5u"]


@pytest.mark.parametrize("begin", ["\x1b[", "\x1b[0"])
def test_what_might_have_become_an_answer_goes_on_after_a_while(begin: str) -> None:
    escapes = Escapes(0.1)
    assert escapes.feed(begin, 5.0) == []
    assert escapes.tick(5.05) == []
    assert escapes.tick(5.2) == [begin]
    assert escapes.feed("n", 5.3) == ["n"]


@given(st.lists(st.text(st.sampled_from("\x1b[O201~ab\r"), min_size=1, max_size=6), max_size=8))
def test_nothing_is_lost_and_nothing_is_made_up(pieces: list[str]) -> None:
    found = told(*pieces)
    assert "" not in found
    assert "".join(ESC if each is None else each for each in found) == "".join(pieces)
