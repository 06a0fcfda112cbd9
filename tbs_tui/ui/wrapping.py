"""Text in lines of so many terminal cells."""

import textwrap
from collections.abc import Iterator

from tbs_tui.text import cell_width


def wrap_cells(text: str, width: int) -> Iterator[str]:
    """`text`, which has passed `plain`, in pieces of at most `width` cells; broken at blanks where there are any."""
    if text.isascii():
        yield from textwrap.wrap(text, width, break_on_hyphens=False) or [text]
        return
    yield from cut_cells(text, width)


def cut_cells(text: str, width: int) -> Iterator[str]:
    """`text`, which has passed `plain`, in pieces of `width` cells, wherever that cuts it; blanks stay."""
    piece, used = "", 0
    for char in text:
        step = cell_width(char)
        if used + step > width:
            yield piece
            piece, used = "", 0
        piece += char
        used += step
    yield piece
