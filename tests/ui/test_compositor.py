"""What is sent to the terminal: never what it shows already, and always enough."""

import io

import pyte
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from support_explorer import explorer
from textual._compositor import LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from tbs_tui.ui.compositor import TightLayout, TightUpdate, forget

COLUMNS, ROWS = 12, 3
PIECES = st.tuples(
    st.sampled_from(["a", "b", " ", "가", "나"]), st.sampled_from([Style.null(), Style(bold=True), Style(reverse=True)])
)
LINES = st.lists(PIECES, max_size=6)
FRAMES = st.lists(LINES, min_size=ROWS, max_size=ROWS)
#: Line, first cell and end of what is painted anew.
SPANS = st.tuples(st.integers(0, ROWS - 1), st.integers(0, COLUMNS - 1), st.integers(1, COLUMNS)).filter(
    lambda span: span[1] < span[2]
)


def strip(pieces: list[tuple[str, Style]]) -> Strip:
    return Strip([Segment(text, style) for text, style in pieces]).adjust_cell_length(COLUMNS, Style.null())


class Terminal:
    """A terminal, and a console that writes to it."""

    def __init__(self) -> None:
        self.console = Console(file=io.StringIO(), force_terminal=True, color_system="standard", width=COLUMNS)
        self._screen = pyte.Screen(COLUMNS, ROWS)
        self._stream = pyte.Stream(self._screen)

    def show(self, frame: list[Strip]) -> str:
        """Paint a whole frame; what was sent."""
        return self._feed(TightLayout([[line] for line in frame], Region(0, 0, COLUMNS, ROWS)))

    def change(self, frame: list[Strip], spans: list[tuple[int, int, int]]) -> str:
        """Paint spans of a frame; what was sent."""
        return self._feed(TightUpdate([{0: line} for line in frame], spans, [[COLUMNS]] * ROWS))

    def _feed(self, update: TightLayout | TightUpdate) -> str:
        sent = update.render_segments(self.console)
        self._stream.feed(sent)
        return sent

    @property
    def cells(self) -> list[list[tuple[str, bool, bool]]]:
        """Character, bold and reverse of each cell."""
        rows = (self._screen.buffer[y] for y in range(ROWS))
        return [[(row[x].data, row[x].bold, row[x].reverse) for x in range(COLUMNS)] for row in rows]


def shown(frame: list[Strip]) -> list[list[tuple[str, bool, bool]]]:
    """What a terminal shows that has seen nothing else."""
    terminal = Terminal()
    terminal.show(frame)
    return terminal.cells


@given(st.lists(FRAMES, min_size=1, max_size=4))
def test_the_terminal_shows_the_last_frame(frames: list[list[list[tuple[str, Style]]]]) -> None:
    terminal = Terminal()
    for lines in frames:
        frame = [strip(line) for line in lines]
        terminal.show(frame)
        assert terminal.cells == shown(frame)


@given(FRAMES, FRAMES, st.lists(SPANS, max_size=4))
def test_spans_between_frames_are_known_too(
    before: list[list[tuple[str, Style]]], after: list[list[tuple[str, Style]]], spans: list[tuple[int, int, int]]
) -> None:
    terminal = Terminal()
    terminal.show([strip(line) for line in before])
    frame = [strip(line) for line in after]
    terminal.change(frame, spans)
    terminal.show(frame)
    assert terminal.cells == shown(frame)
    assert terminal.show(frame) == ""


def frame_of(*texts: str) -> list[Strip]:
    return [strip([(text, Style.null())]) for text in texts]


def test_what_is_shown_is_not_sent_again() -> None:
    terminal = Terminal()
    terminal.show(frame_of("one", "two", "three"))
    assert terminal.show(frame_of("one", "two", "three")) == ""
    assert terminal.change(frame_of("one", "two", "three"), [(1, 0, COLUMNS)]) == ""
    assert terminal.show(frame_of("one", "tWo", "three")) == "\x1b[2;2HW"
    assert terminal.change(frame_of("one", "two", "three"), [(1, 0, COLUMNS)]) == "\x1b[2;2Hw"


def test_colours_that_are_the_terminals_own_are_no_difference() -> None:
    terminal = Terminal()
    terminal.show(frame_of("one", "two", "three"))
    own = Style.parse("default on default") + Style(meta={"offset": (1, 2)})
    assert terminal.show([strip([(text, own)]) for text in ("one", "two", "three")]) == ""


def test_after_something_else_has_written_there_all_of_it_is_sent() -> None:
    terminal = Terminal()
    terminal.show(frame_of("one", "two", "three"))
    terminal._stream.feed("\x1b[2;1Hlitter")
    forget(terminal.console)
    # Spans are sent as they are.
    assert "two" in terminal.change(frame_of("one", "two", "three"), [(1, 0, COLUMNS)])
    terminal.show(frame_of("one", "two", "three"))
    assert terminal.cells == shown(frame_of("one", "two", "three"))


def test_another_size_is_sent_whole() -> None:
    terminal = Terminal()
    terminal.show(frame_of("one", "two", "three"))
    wider = [line.adjust_cell_length(COLUMNS + 1) for line in frame_of("one", "two", "three")]
    sent = terminal.show(wider)
    assert all(text in sent for text in ("one", "two", "three"))


async def test_a_frame_that_does_not_know_what_is_shown_and_another_size_make_it_forgotten() -> None:
    async with explorer() as bed:
        console, lines = bed.app.console, frame_of("one", "two", "three")

        def whole() -> TightLayout:
            return TightLayout([[line] for line in lines], Region(0, 0, COLUMNS, ROWS))

        whole().render_segments(console)
        bed.app._display(bed.main, whole())
        assert whole().render_segments(console) == ""
        bed.app._display(bed.main, LayoutUpdate([[line] for line in lines], Region(0, 0, COLUMNS, ROWS)))
        assert "two" in whole().render_segments(console)
        assert whole().render_segments(console) == ""
        await bed.resize(81, 24)
        assert "two" in whole().render_segments(console)
