"""One line of text that repaints only the cells that changed: a new time stamp costs a few bytes, not a row."""

from collections.abc import Sequence

from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from tbs_tui.ui.tones import Span
from tbs_tui.ui.widgets.spans import changed_span, clip, strip, width


class Line(Widget):
    """Spans at the left, spans at the right, and between them as many of the spare ones as there is room for, the last
    ones first. When there is no room for left and right, the left is cut. After the left come as many whole
    pieces of the tail as there is room for, the first ones first."""

    DEFAULT_CSS = """
    Line { height: 1; width: 1fr; }
    """
    can_focus = False

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._left: tuple[Span, ...] = ()
        self._tail: tuple[Sequence[Span], ...] = ()
        self._spare: tuple[Span, ...] = ()
        self._right: tuple[Span, ...] = ()
        self._painted: Strip | None = None

    @property
    def text(self) -> str:
        """What is shown, without colours and without the blanks at the end."""
        return self.render_line(0).text.rstrip()

    def show(
        self,
        left: Sequence[Span],
        right: Sequence[Span] = (),
        *,
        tail: Sequence[Sequence[Span]] = (),
        spare: Sequence[Span] = (),
    ) -> None:
        """Show other spans; texts have passed `text.plain`."""
        self._left, self._tail, self._spare, self._right = tuple(left), tuple(tail), tuple(spare), tuple(right)
        old, columns = self._painted, self.size.width
        if old is None or old.cell_length != columns:
            self.refresh()
            return
        span = changed_span(old, self._strip(columns))
        if span is not None:
            self.refresh(Region(span[0], 0, span[1], 1))

    def render_line(self, y: int) -> Strip:
        if y:
            return Strip.blank(self.size.width, self.rich_style)
        self._painted = self._strip(self.size.width)
        return self._painted

    def _strip(self, columns: int) -> Strip:
        right = clip(self._right, columns)
        spare = self._spare
        while spare and width(self._left) + width(spare) + width(right) >= columns:
            spare = spare[1:]
        right = [*spare, *right]
        room = columns - width(right) - (1 if right else 0)
        left = clip(self._left, max(room, 0))
        for piece in self._tail:
            if width(left) + width(piece) > room:
                break
            left = [*left, *piece]
        gap = columns - width(left) - width(right)
        return strip(self, [*left, Span(" " * gap), *right], columns)
