"""Lines that say what is wrong, for as long as it is."""

from collections.abc import Sequence
from typing import ClassVar

from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from tbs_tui.text import cut
from tbs_tui.ui.details import wrap_cells
from tbs_tui.ui.tones import COMPONENT_CLASSES, Span
from tbs_tui.ui.widgets.spans import strip

#: The longest advice, that of a refused sign-in, takes 5 lines of 80 columns.
MOST_LINES = 6
_MARK = " x "


class Notice(Widget):
    """As many lines as the words need, and none without words."""

    COMPONENT_CLASSES: ClassVar[set[str]] = set(COMPONENT_CLASSES)
    DEFAULT_CSS = """
    Notice { height: auto; display: none; }
    """
    can_focus = False

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._words = ""

    @property
    def text(self) -> str:
        """What is said; empty when nothing is."""
        return self._words

    def say(self, words: str) -> None:
        """Say `words`, which have passed `text.plain`; nothing when they are empty."""
        if words != self._words:
            self._words = words
            self.display = bool(words)
            self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._lines(width))

    def render_line(self, y: int) -> Strip:
        lines = self._lines(self.size.width)
        spans = [Span(_MARK if y == 0 else " " * len(_MARK), "bad"), Span(lines[y])] if y < len(lines) else []
        return strip(self, spans, self.size.width)

    def _lines(self, width: int) -> Sequence[str]:
        room = max(width - len(_MARK) - 1, 1)
        lines = list(wrap_cells(self._words, room))
        if len(lines) <= MOST_LINES:
            return lines
        return [*lines[: MOST_LINES - 1], cut(" ".join(lines[MOST_LINES - 1 :]), room)]
