"""The one sanitizer, and widths in cells."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tbs_tui.text import CUT_MARK, cell_width, cells, cut, fit, fold, plain

#: Any text at all, lone surrogates included; much of it short, with the characters that do harm.
HOSTILE = st.text(st.sampled_from("\x1b\x07\x9b\n\r\t\x00\x7f\u202e\u200b\u2028\ud800\u3164\u0301각ᄀ\u11a8a "))
ANY = st.one_of(st.text(), HOSTILE, st.text(st.characters()))


@given(ANY)
@example("\x1b]52;c;cm0gLXJmIC8=\x07")
@example("\udcff")
def test_what_leaves_plain_is_one_printable_line(raw: str) -> None:
    shown = plain(raw)
    assert shown.isprintable()
    assert len(shown.splitlines()) <= 1
    assert not any(unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn") for char in shown)


@given(st.text(st.characters(max_codepoint=0x7F)))
def test_plain_twice_is_plain_once_for_ascii(raw: str) -> None:
    assert plain(plain(raw)) == plain(raw)


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E)))
def test_printable_ascii_is_left_as_it_is(raw: str) -> None:
    assert plain(raw) == raw


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("\x1b[31mred\x1b[0m", r"\x1b[31mred\x1b[0m"),
        ("\x9b2J", r"\x9b2J"),
        ("two\nlines\tand\r\na tab", "two lines and  a tab"),
        ("gnp\u202eexe", r"gnp\u202eexe"),
        ("zero\u200bwidth", r"zero\u200bwidth"),
        ("line\u2028separator", r"line\u2028separator"),
        ("lone\ud800", r"lone\ud800"),
        ("no\xa0break\u3000wide", "no break wide"),
        ("[red]x[/]", "[red]x[/]"),
        ("\x7f", r"\x7f"),
        # Two names that look the same, or like no name at all, are no good in front of a delete.
        ("\u3164", r"\u3164"),
        ("db\u115f", r"db\u115f"),
        ("db\ufe0f", r"db\ufe0f"),
        ("db\U000e0101", r"db\ue0101"),
        ("\u2800", r"\u2800"),
    ],
)
def test_what_could_drive_or_confuse_a_terminal_is_made_visible(raw: str, shown: str) -> None:
    assert plain(raw) == shown


def test_things_that_are_no_text_are_shown_as_text() -> None:
    assert plain(17) == "17"
    assert plain(None) == "None"
    assert plain(ValueError("a\nb")) == "a b"


def test_a_long_text_is_cleaned_like_a_short_one() -> None:
    assert plain("\x1b" * 2000) == r"\x1b" * 2000


def test_hangul_typed_as_jamo_is_composed() -> None:
    decomposed = unicodedata.normalize("NFD", "백업-디스크")
    assert decomposed != "백업-디스크"
    assert plain(decomposed) == "백업-디스크"
    assert cells(plain(decomposed)) == 11


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("", 0),
        ("abc", 3),
        ("한글", 4),
        ("東京", 4),
        ("e\u0301", 1),
        ("ﾊﾝｶｸ", 4),
        ("ＦＵＬＬ", 8),
        # Marks of combining class 0, and a Hangul vowel that found no consonant to join.
        ("ก\u0e31", 1),
        ("a\u20dd", 1),
        ("क\u093f", 1),
        ("\u1161", 0),
    ],
)
def test_width_is_counted_in_cells(text: str, width: int) -> None:
    assert cells(text) == width


def test_every_character_has_a_width_that_a_terminal_knows() -> None:
    assert {cell_width(chr(code)) for code in range(0x20, 0x3100)} == {0, 1, 2}


@given(ANY.map(plain), st.integers(0, 40), st.booleans())
def test_fit_takes_exactly_its_width(text: str, width: int, right: bool) -> None:
    shown = fit(text, width, right=right)
    assert cells(shown) == width


@given(ANY.map(plain), st.integers(-3, 40))
def test_cut_takes_no_more_than_its_width_and_says_that_it_cut(text: str, width: int) -> None:
    short = cut(text, width)
    assert cells(short) <= max(width, 0)
    if short != text and width > 0:
        assert short.endswith(CUT_MARK)
        assert text.startswith(short[: -len(CUT_MARK)])


def test_a_wide_character_is_never_halved() -> None:
    assert fit("한글이름", 4) == "한~ "
    assert fit("한글", 3, right=True) == "한~"
    assert fit("ab", 4, right=True) == "  ab"


@given(st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3) | st.sampled_from("aZ-1 é")))
def test_fold_does_not_care_how_hangul_was_typed(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(text) == fold(text.upper())


def test_fold_examples() -> None:
    assert fold("DB-Master") == fold("db-MASTER")
    assert fold(unicodedata.normalize("NFD", "로그")) == fold("로그")
    assert fold("STRASSE") == fold("straße")
