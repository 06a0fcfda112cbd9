"""Esc is Esc, whatever comes right behind it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tbs_tui.ui.escapes import MOST_PASTED, REST_SECONDS, WELL, Escapes, Pasted

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


@pytest.mark.parametrize("sequence", ["\x1b[A", "\x1bOP", "\x1b[20~", "\x1b[<0;1;1M", "\x1b[24;80R"])
def test_a_sequence_goes_on_whole_however_it_comes(sequence: str) -> None:
    assert told(sequence) == [sequence]
    assert "".join(each or "?" for each in told(ESC, sequence[1:])) == sequence
    assert told(ESC + sequence) == [None, sequence]
    assert told(f"j{sequence}j")[0] == "j"


PASTE = f"rm {ESC}\r{ESC}D{ESC}[31m{WELL}\a b"


def test_what_is_pasted_is_text_in_its_order_and_no_key() -> None:
    found = told(f"j{ESC}[200~{PASTE}{ESC}[201~" + ESC + "\r")
    assert found == ["j", Pasted(PASTE), None, "\r"]
    assert isinstance(found[1], Pasted)


@pytest.mark.parametrize("cut", range(1, len(PASTE) + 12))
def test_a_paste_may_come_in_pieces(cut: int) -> None:
    sent = f"{ESC}[200~{PASTE}{ESC}[201~"
    assert told(sent[:cut], sent[cut:]) == [Pasted(PASTE)]


def test_a_paste_that_lost_its_end_is_over_at_ctrl_c() -> None:
    assert told(f"{ESC}[200~abc", "jjq", "\x03", "q") == ["\x03", "q"]


def test_of_a_paste_without_an_end_so_much_is_kept() -> None:
    escapes = Escapes(0.1)
    found = [*escapes.feed(f"{ESC}[200~", 0.0), *escapes.feed("x" * MOST_PASTED, 0.0), *escapes.feed("yz", 0.0)]
    found += escapes.feed(f"{ESC}[201~", 0.0)
    assert "".join(map(str, found)) == "x" * MOST_PASTED + "yz"
    assert all(isinstance(each, Pasted) for each in found)


@pytest.mark.parametrize("cut", [1, 2, 3])
def test_an_answer_that_was_asked_for_may_come_in_pieces_and_late(cut: int) -> None:
    """Its rest is `n`, which creates a volume."""
    escapes = Escapes(0.1, lambda: True)
    found = [*escapes.feed(WELL[:cut], 5.0), *escapes.tick(5.0 + REST_SECONDS / 2)]
    found += escapes.feed(WELL[cut:] + "j", 5.0 + REST_SECONDS * 0.9)
    assert found == ([None] if cut == 1 else []) + [WELL, "j"]
    assert escapes.feed("[0n", 9.0) == ["[0n"], "typed"


def test_what_nobody_asked_for_is_typed() -> None:
    assert told(ESC, "[0n") == [WELL], "in time it is one, whoever sent it"
    escapes = Escapes(0.1)
    assert escapes.feed(ESC, 5.0) == []
    assert escapes.tick(5.2) == [None]
    assert escapes.feed("[0n", 5.3) == ["[0n"]


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
    escapes = Escapes(0.1)
    found = [each for piece in pieces for each in escapes.feed(piece, 0.0)] + escapes.tick(1.0)
    assert "" not in found
    assert not any(isinstance(each, Pasted) and "\x1b[201~" in each for each in found)
    told_again = "".join(
        ESC if each is None else f"{ESC}[200~{each}{ESC}[201~" if isinstance(each, Pasted) else each for each in found
    )
    if escapes._pasting:
        told_again += f"{ESC}[200~{escapes._pasted}"
    assert told_again == "".join(pieces)
