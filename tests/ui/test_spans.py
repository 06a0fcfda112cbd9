"""What changed of a line: the cells that are sent are enough, and hold no half of a character."""

from hypothesis import example, given
from hypothesis import strategies as st
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tbs_tui.ui.widgets.spans import changed_span

STYLES = (Style.null(), Style(bold=True))
#: The circle below is a mark, which takes no cell of its own; of the last two the cells are uncertain.
CHARACTERS = ("a", "b", " ", "가", "나", "a\u0325", "가\u0325")
ODD = ("🇰", "🇷", "\u0915\u093f")


def lines(characters: tuple[str, ...]) -> st.SearchStrategy[list[tuple[str, Style]]]:
    return st.lists(st.tuples(st.sampled_from(characters), st.sampled_from(STYLES)), max_size=12)


def line(pieces: list[tuple[str, Style]], width: int = 30) -> Strip:
    return Strip([Segment(text, style) for text, style in pieces]).adjust_cell_length(width)


@example([("가", STYLES[0])], [("나", STYLES[0])])
@given(lines(CHARACTERS + ODD), lines(CHARACTERS + ODD))
def test_the_old_line_with_the_changed_cells_of_the_new_one_is_the_new_one(
    before: list[tuple[str, Style]], after: list[tuple[str, Style]]
) -> None:
    old, new = line(before), line(after)
    span = changed_span(old, new)
    shown = old
    if span is not None:
        first, end = span[0], span[0] + span[1]
        shown = Strip.join([old.crop(0, first), new.crop(first, end), old.crop(end, 30)])
    assert shown.text == new.text
    assert shown.simplify() == new.simplify()


@given(lines(CHARACTERS), lines(CHARACTERS))
def test_the_first_and_the_last_character_that_are_sent_are_other_ones(
    before: list[tuple[str, Style]], after: list[tuple[str, Style]]
) -> None:
    old, new = line(before), line(after)
    span = changed_span(old, new)
    if span is not None:
        first, end = span[0], span[0] + span[1]
        for cells in ((first, first + 2), (end - 2, end)):
            assert old.crop(*cells).simplify() != new.crop(*cells).simplify()


def test_one_syllable_in_the_place_of_another_is_sent_whole() -> None:
    assert changed_span(line([("ab가", Style.null())]), line([("ab나", Style.null())])) == (2, 2)


def test_lines_that_look_alike_send_nothing() -> None:
    assert changed_span(line([("a", STYLES[0]), ("가", STYLES[0])]), line([("a가", STYLES[0])])) is None
