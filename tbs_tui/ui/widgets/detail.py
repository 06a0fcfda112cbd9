"""Lines of a resource's detail: scrolls, and repaints only the lines that changed."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tbs_tui.ui.tones import COMPONENT_CLASSES, Span
from tbs_tui.ui.widgets.spans import strip

DetailLine = tuple[Span, ...]


class DetailView(ScrollView):
    """A list of lines, each cut at the width; what must not be cut is wrapped by whoever makes the lines."""

    COMPONENT_CLASSES: ClassVar[set[str]] = set(COMPONENT_CLASSES)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "scroll_down", show=False),
        Binding("k", "scroll_up", show=False),
        Binding("g", "scroll_home", show=False),
        Binding("G", "scroll_end", show=False),
    ]
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
        if len(old) != len(self._lines):
            self.virtual_size = Size(0, len(self._lines))
        if top:
            self.scroll_home(animate=False)
        first = self.scroll_offset.y
        for row in range(self.size.height):
            index = first + row
            if _at(old, index) != _at(self._lines, index):
                self.refresh(Region(0, row, self.size.width, 1))

    def render_line(self, y: int) -> Strip:
        return strip(self, _at(self._lines, self.scroll_offset.y + y), self.size.width)


def _at(lines: tuple[DetailLine, ...], index: int) -> DetailLine:
    return lines[index] if index < len(lines) else ()
