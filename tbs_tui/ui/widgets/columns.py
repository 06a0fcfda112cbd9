"""What a table shows: columns, cells, and how the columns share the width of the terminal.

Widths depend on the width of the widget and never on data, so that no data can move a column.
"""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from tbs_tui.records import dataclass

Item_contra = TypeVar("Item_contra", contravariant=True)

#: Cells before the first column: mark, change, cursor, blank.
GUTTER = 4
#: Cells between two columns.
GAP = 2
#: Cells after the last column: one for its sort arrow, one for the scroll bar.
MARGIN = 2


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell's text, which has passed `text.plain`, and what it means: a tone such as "ok", "busy", "bad", "dim"."""

    text: str
    tone: str = ""
    rest: "Cell | None" = None
    """What follows in another tone; in a column that is never at the right."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `width` is in terminal cells; a column with `grow` has at least that and takes what is spare.

    When the terminal is narrow the column with the largest `priority` goes first; priority 0 is never dropped.
    """

    key: str
    label: str
    width: int
    priority: int = 0
    grow: bool = False
    right: bool = False


class ItemSource(Protocol[Item_contra]):
    """How a table reads its items. `cells` is asked for visible rows only, one cell per column and in that order."""

    @property
    def columns(self) -> tuple[Column, ...]: ...
    def key(self, item: Item_contra) -> str: ...
    def cells(self, item: Item_contra) -> tuple[Cell, ...]: ...


class NoSource:
    """What a table reads before it has a source."""

    columns: tuple[Column, ...] = ()

    def key(self, item: object) -> str:
        return ""

    def cells(self, item: object) -> tuple[Cell, ...]:
        return ()


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a column is shown: its index in the source's columns, and its width in cells."""

    index: int
    width: int


@dataclass(frozen=True, slots=True)
class Shape:
    """The columns shown, left to right, and whether there are more at either side."""

    slots: tuple[Slot, ...] = ()
    more_left: bool = False
    more_right: bool = False
    offset: int = 0
    """How many columns after the frozen first one are scrolled out at the left."""
    last_offset: int = 0
    """The offset at which the last column is in view."""


def lay_out(columns: Sequence[Column], width: int, offset: int = 0) -> Shape:
    """The shape of `columns` in a line of `width` cells, the gutter and the margin included.

    With `offset` 0 columns are dropped by priority. With a larger one the first column stays, `offset` columns after
    it are left out, and as many of the others follow as there is room for. An offset too large is clamped.
    """
    room = max(0, width - GUTTER - MARGIN)
    if not columns or not room:
        return Shape()
    every = range(len(columns))
    kept = _by_priority(columns, room)
    last = 0 if len(kept) == len(columns) else _last_offset(columns, room)
    offset = min(max(0, offset), last)
    if offset:
        kept = [0]
        for index in every[1 + offset :]:
            if _needed(columns, [*kept, index]) > room and len(kept) > 1:
                break
            kept.append(index)
    more_right = kept[-1] < every[-1] if offset else len(kept) < len(columns)
    return Shape(_slots(columns, kept, room), offset > 0, more_right, offset, last)


def _needed(columns: Sequence[Column], kept: Sequence[int]) -> int:
    return sum(columns[index].width for index in kept) + GAP * (len(kept) - 1)


def _by_priority(columns: Sequence[Column], room: int) -> list[int]:
    kept = list(range(len(columns)))
    while _needed(columns, kept) > room:
        worst = max(kept, key=lambda index: (columns[index].priority, index))
        if columns[worst].priority == 0:
            break
        kept.remove(worst)
    return kept


def _last_offset(columns: Sequence[Column], room: int) -> int:
    last = len(columns) - 1
    first = last
    while first > 1 and _needed(columns, [0, *range(first - 1, last + 1)]) <= room:
        first -= 1
    return max(0, first - 1)


def _slots(columns: Sequence[Column], kept: Sequence[int], room: int) -> tuple[Slot, ...]:
    spare = max(0, room - _needed(columns, kept))
    growing = [index for index in kept if columns[index].grow]
    share, rest = divmod(spare, len(growing)) if growing else (0, 0)
    slots: list[Slot] = []
    for index in kept:
        width = columns[index].width
        if columns[index].grow:
            width += share + (rest if index == growing[0] else 0)
        # Columns that are never dropped may still not fit a very narrow terminal: the last ones are cut.
        width = min(width, room)
        if width <= 0:
            break
        slots.append(Slot(index, width))
        room -= width + GAP
    return tuple(slots)
