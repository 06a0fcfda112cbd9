"""Spans to strips, for the widgets that draw their lines themselves."""

from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from tbs_tui.text import cell_width, cells, cut
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
    width = new.cell_length
    before, after = old.text, new.text
    if old.cell_length != width or not (_is_plain(before) and _is_plain(after)):
        return None if old == new else (0, max(old.cell_length, width))
    first = _alike(old, new)
    if first == len(before) == len(after):
        return None
    last = min(_alike(old, new, backwards=True), len(before) - first, len(after) - first)
    # A mark belongs to the character before it.
    while first and any(first < len(text) and not cell_width(text[first]) for text in (before, after)):
        first -= 1
    while last and not cell_width(after[-last]):
        last -= 1
    start = cell_len(after[:first])
    return start, width - start - cell_len(after[len(after) - last :])


def _alike(old: Strip, new: Strip, *, backwards: bool = False) -> int:
    """With how many characters that look alike both lines begin; or end."""
    step = -1 if backwards else 1
    runs = [((text[::step], style) for text, style, _control in list(strip)[::step]) for strip in (old, new)]
    count, (one, one_style), (other, other_style) = 0, ("", None), ("", None)
    while True:
        if not one:
            one, one_style = next(runs[0], ("", None))
        if not other:
            other, other_style = next(runs[1], ("", None))
        size = min(len(one), len(other))
        if not size or one_style != other_style:
            return count
        if one[:size] != other[:size]:
            return count + next(place for place in range(size) if one[place] != other[place])
        count, one, other = count + size, one[size:], other[size:]


def _is_plain(text: str) -> bool:
    """Whether each character takes the same cells wherever it stands: flags and the like join with their neighbours,
    and of some marks Textual thinks that they take a cell."""
    if text.isascii():
        return True
    return max(text) <= "\uffff" and all(cell_len(char) == cell_width(char) for char in set(text) if not char.isascii())
