"""The lines of the table as plain values: what two paints are compared by, and what a strip is made from."""

from collections.abc import Callable, Sequence

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tbs_tui.records import dataclass
from tbs_tui.text import cells, cut, fit
from tbs_tui.ui.widgets.columns import GAP, GUTTER, MARGIN, Cell, Column, Shape

HEADER = "table--header"
CURSOR = "table--cursor"
CURSOR_BLURRED = "table--cursor-blurred"
MARKED = "table--marked"
THUMB = "table--thumb"
LOOKS = frozenset({HEADER, CURSOR, CURSOR_BLURRED, MARKED, THUMB})


@dataclass(frozen=True, slots=True)
class Sort:
    """By which column the items are sorted; the header says so."""

    column: str
    reverse: bool = False

    @property
    def arrow(self) -> str:
        return "v" if self.reverse else "^"


@dataclass(frozen=True, slots=True)
class TableLine:
    """One line: pieces of (text, tone or component class), and the component class that lies over all of them."""

    pieces: tuple[tuple[str, str], ...]
    over: str = ""


def header_line(columns: Sequence[Column], shape: Shape, width: int, sort: Sort | None) -> TableLine:
    """The labels. A sort arrow may stand in the first cell of the gap; `<` and `>` tell of columns out of view."""
    out = [("<" if shape.more_left else " ") + " " * (GUTTER - 1)]
    for slot in shape.slots:
        column = columns[slot.index]
        arrow = sort.arrow if sort is not None and sort.column == column.key else ""
        label = cut(column.label, slot.width)
        if column.right:
            label = exact(label, slot.width, right=True) + arrow
        elif arrow:
            label += f" {arrow}" if cells(label) + 2 <= slot.width else arrow
        out.append(exact(label, slot.width + GAP))
    text = exact("".join(out).rstrip(), width - 1) + (">" if shape.more_right else " ")
    return TableLine(((exact(text, width), ""),), HEADER)


def row_line(
    row: Sequence[Cell],
    columns: Sequence[Column],
    shape: Shape,
    width: int,
    *,
    marked: bool,
    changed: bool,
    cursor: str,
    thumb: bool,
) -> TableLine:
    """One item. `cursor` is "" or the component class that the cursor's row has now."""
    gutter = f"{'*' if marked else ' '}{'+' if changed else ' '}{'>' if cursor else ' '} "
    pieces = [(gutter, MARKED if marked else "")]
    used = GUTTER
    for number, slot in enumerate(shape.slots):
        if number:
            pieces.append((" " * GAP, ""))
            used += GAP
        cell = row[slot.index]
        used += slot.width
        room = slot.width
        while cell.rest is not None and (size := cells(cell.text)) < room:
            pieces.append((exact(cell.text, size), cell.tone))
            cell, room = cell.rest, room - size
        pieces.append((exact(cell.text, room, right=columns[slot.index].right), cell.tone))
    return TableLine((*pieces, *_margin(width - used, thumb)), cursor)


def text_line(text: str, width: int, *, thumb: bool = False) -> TableLine:
    """A line that is not an item."""
    room = max(0, width - GUTTER - MARGIN)
    return TableLine(((" " * GUTTER + exact(text, room), ""), *_margin(width - GUTTER - room, thumb)))


def _margin(room: int, thumb: bool) -> tuple[tuple[str, str], ...]:
    if room < 1:
        return ()
    # The scroll bar is a reversed blank: the eighth blocks of Textual's own bar are East Asian Ambiguous.
    return ((" " * (room - 1), ""), (" ", THUMB if thumb else ""))


def exact(text: str, width: int, *, right: bool = False) -> str:
    """`text` in exactly `width` cells, also as Textual counts them.

    Textual measures with rich's table, which knows emoji sequences and spacing marks that `text.cells` does not. Where
    the two differ rich's has to win, or the rest of the line moves.
    """
    fitted = fit(text, width, right=right)
    if fitted.isascii() or cell_len(fitted) == width:
        return fitted
    return set_cell_size(fitted, width)


def changed_width(old: TableLine, new: TableLine, width: int) -> int:
    """Cells from the left edge up to the last one that differs; 0 when the lines are the same.

    Textual sends a line from its left edge whatever the region, but stops at the region's right edge.
    """
    if old == new:
        return 0
    if old.over != new.over or len(old.pieces) != len(new.pieces):
        return width
    same = 0
    for before, after in zip(reversed(old.pieces), reversed(new.pieces), strict=True):
        if before != after:
            break
        same += cell_len(after[0])
    return width - same


def paint(line: TableLine, width: int, style: Callable[[str, str], Style]) -> Strip:
    """The line as a strip of `width` cells; `style` is asked for (look of a piece, the one over it).

    Neighbours that look alike become one segment, as each segment costs an escape sequence.
    """
    segments: list[Segment] = []
    run, run_style = "", None
    for text, look in line.pieces:
        now = style(look, line.over)
        if now == run_style:
            run += text
        else:
            if run and run_style is not None:
                segments.append(Segment(run, run_style))
            run, run_style = text, now
    if run and run_style is not None:
        segments.append(Segment(run, run_style))
    return Strip(segments).adjust_cell_length(width, style("", ""))


def without_defaults(style: Style) -> Style:
    """The style without the terminal's default colours, which cost an escape sequence in each segment.

    Segments end in a reset, so the terminal's own colours are what is left anyway.
    """
    color, background = style.color, style.bgcolor
    return style.without_color + Style(
        color=None if color is None or color.is_default else color,
        bgcolor=None if background is None or background.is_default else background,
    )
