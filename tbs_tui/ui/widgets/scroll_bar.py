"""The scroll bar of the widgets that are Textual's."""

from textual.scrollbar import ScrollBar, ScrollBarRender


class CellScrollBar(ScrollBarRender):
    """Whole cells only. The ends of Textual's are eighths of a block, which Korean terminals draw two cells wide."""

    VERTICAL_BARS = [" "]
    HORIZONTAL_BARS = [" "]


def use_whole_cells() -> None:
    """Draw every scroll bar so."""
    ScrollBar.renderer = CellScrollBar
