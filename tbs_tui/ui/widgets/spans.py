"""Spans to strips, for the widgets that draw their lines themselves."""

from collections.abc import Iterable, Sequence

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from tbs_tui.text import cells, cut
from tbs_tui.ui.tones import Span, tone_style
from tbs_tui.ui.widgets.table_lines import without_defaults


def width(spans: Iterable[Span]) -> int:
    """Width of the spans in terminal cells."""
    return sum(cells(span.text) for span in spans)


def clip(spans: Iterable[Span], room: int) -> list[Span]:
    """The spans in at most `room` cells, the last one cut."""
    kept: list[Span] = []
    for span in spans:
        size = cells(span.text)
        if size > room:
            kept.append(Span(cut(span.text, room), span.tone))
            break
        kept.append(span)
        room -= size
    return kept


def strip(widget: Widget, spans: Sequence[Span], columns: int) -> Strip:
    """The spans as one line of `columns` cells in the widget's colours."""
    trim = without_defaults if widget.app.native_ansi_color else _as_is
    base = widget.rich_style
    segments = [
        Segment(span.text, trim(base + tone_style(widget, span.tone))) for span in clip(spans, columns) if span.text
    ]
    return Strip(segments).adjust_cell_length(columns, trim(base))


def _as_is(style: Style) -> Style:
    return style


def changed_span(old: Strip, new: Strip) -> tuple[int, int] | None:
    """(first cell, number of cells) in which two lines of the same width differ; None when they look alike."""
    before, after = _cells(old), _cells(new)
    if len(before) != len(after):
        return 0, max(len(before), len(after))
    different = [index for index, (one, other) in enumerate(zip(before, after, strict=True)) if one != other]
    return (different[0], different[-1] - different[0] + 1) if different else None


def _cells(line: Strip) -> list[tuple[str, Style | None, int]]:
    """One entry for each cell: its character with the marks on it, the style, and which cell of the character it is.
    So a wide character differs in both of its cells, and is never halved."""
    characters: list[tuple[str, Style | None, int]] = []
    for text, style, _control in line:
        for char in text:
            size = cells(char)
            if size or not characters:
                characters.append((char, style, size))
            else:
                before, its_style, its_size = characters[-1]
                characters[-1] = (before + char, its_style, its_size)
    return [(char, style, cell) for char, style, size in characters for cell in range(size)]
