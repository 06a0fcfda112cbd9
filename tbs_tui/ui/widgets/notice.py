"""Lines that say what is wrong, for as long as it is."""

from collections.abc import Sequence

from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from tbs_tui.text import cut
from tbs_tui.ui.tones import Span
from tbs_tui.ui.widgets.spans import strip
from tbs_tui.wrapping import wrap_cells

#: The longest advice, that of a refused sign-in, takes 5 lines of 80 columns.
MOST_LINES = 6
_MARK = " x "


class Notice(Widget):
    """As many lines as the words need, and none without words."""

    DEFAULT_CSS = """
    Notice { height: auto; display: none; }
    """
    can_focus = False

    def __init__(self, *, id: str | None = None, most_lines: int = MOST_LINES) -> None:
        super().__init__(id=id)
        self._words = ""
        self._bad = True
        self._most_lines = most_lines

    @property
    def text(self) -> str:
        """What is said; empty when nothing is."""
        return self._words

    def say(self, words: str, *, bad: bool = True) -> None:
        """Say `words`, whose lines have passed `text.plain`; nothing when they are empty. `bad`: something is wrong."""
        if (words, bad) != (self._words, self._bad):
            self._words, self._bad = words, bad
            self.display = bool(words)
            self.refresh(layout=True)

    def allow(self, most_lines: int) -> None:
        """So many lines at most from now on."""
        if most_lines != self._most_lines:
            self._most_lines = most_lines
            self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._lines(width))

    def render_line(self, y: int) -> Strip:
        lines = self._lines(self.size.width)
        mark = _MARK if self._bad and y == 0 else " " * len(_MARK)
        spans = [Span(mark, "bad"), Span(lines[y])] if y < len(lines) else []
        return strip(self, spans, self.size.width)

    def _lines(self, width: int) -> Sequence[str]:
        room = max(width - len(_MARK) - 1, 1)
        lines = [piece for line in self._words.split("\n") for piece in wrap_cells(line, room)]
        last = self._most_lines - 1
        if len(lines) <= self._most_lines:
            return lines
        return [*lines[:last], cut(" ".join(lines[last:]), room)]
