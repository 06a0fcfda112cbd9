"""Lines of a resource's detail: scrolls, and repaints only the lines that changed."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tbs_tui.ui.moving import text_bindings
from tbs_tui.ui.tones import Span
from tbs_tui.ui.widgets.quiet_focus import QuietFocus
from tbs_tui.ui.widgets.spans import changed_span, strip

DetailLine = tuple[Span, ...]


class DetailView(QuietFocus, ScrollView, inherit_bindings=False):
    """A list of lines, each cut at the width; what must not be cut is wrapped by whoever makes the lines."""

    BINDINGS: ClassVar[list[BindingType]] = text_bindings()
    DEFAULT_CSS = """
    DetailView { height: 1fr; overflow-x: hidden; overflow-y: auto; scrollbar-size-vertical: 1; }
    """
    can_focus = True

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lines: tuple[DetailLine, ...] = ()

    @property
    def text(self) -> str:
        """All lines, without colours."""
        return "\n".join("".join(span.text for span in line).rstrip() for line in self._lines)

    def set_lines(self, lines: Sequence[DetailLine], *, top: bool = False) -> None:
        """Show other lines; `top` scrolls to the first, for another resource."""
        old, self._lines = self._lines, tuple(lines)
        self._fit_height()
        if top:
            self.scroll_home(animate=False)
        first = self.scroll_offset.y
        for row in range(self.size.height):
            index = first + row
            before, after = _at(old, index), _at(self._lines, index)
            if before != after:
                width = self.size.width
                span = changed_span(strip(self, before, width), strip(self, after, width))
                if span is not None:
                    self.refresh(Region(span[0], row, span[1], 1))

    def on_resize(self) -> None:
        self._fit_height()

    def _fit_height(self) -> None:
        # Another height is a new layout, and that repaints the whole widget, 2.8 KB at 140x40. Lines that all are in
        # view need no other height than the view's.
        self.virtual_size = Size(0, max(len(self._lines), self.size.height))

    def render_line(self, y: int) -> Strip:
        return strip(self, _at(self._lines, self.scroll_offset.y + y), self.size.width)


def _at(lines: tuple[DetailLine, ...], index: int) -> DetailLine:
    return lines[index] if index < len(lines) else ()
