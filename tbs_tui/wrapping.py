"""Text in lines of so many terminal cells."""

import textwrap
from collections.abc import Iterator

from tbs_tui.text import cell_width, cells


def wrap_cells(text: str, width: int) -> Iterator[str]:
    """`text`, which has passed `plain`, in pieces of at most `width` cells; broken at blanks where there are any."""
    if text.isascii():
        yield from textwrap.wrap(text, width, break_on_hyphens=False) or [text]
        return
    line: str | None = None
    for word in text.split(" "):
        longer = word if line is None else f"{line} {word}"
        if cells(longer) <= width:
            line = longer
            continue
        if line is not None:
            yield line.rstrip()
        *whole, line = cut_cells(word, width)
        yield from whole
    yield line or ""


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
