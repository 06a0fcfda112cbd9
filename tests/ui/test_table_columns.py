"""How columns share the width, and what their header says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from support_table import HOSTILE, Row, RowSource

from tbs_tui.text import plain
from tbs_tui.ui.widgets.columns import GAP, GUTTER, MARGIN, Cell, Column, lay_out
from tbs_tui.ui.widgets.table_lines import Sort, TableLine, changed_width, exact, header_line, row_line, text_line

COLUMNS = RowSource.columns
ROOM = GUTTER + MARGIN
ROW = Row("v1", "한국어")


def shown(width: int, offset: int = 0) -> list[str]:
    return [COLUMNS[slot.index].key for slot in lay_out(COLUMNS, width, offset).slots]


def test_columns_are_dropped_by_priority() -> None:
    assert shown(200) == [column.key for column in COLUMNS]
    assert shown(80) == ["name", "status", "size", "attached"]
    assert shown(60) == ["name", "status", "size"]
    assert shown(40) == ["name", "status"]
    assert shown(24) == ["name"]


def test_growing_column_takes_what_is_spare() -> None:
    for width in (60, 80, 120, 200):
        slots = lay_out(COLUMNS, width).slots
        assert sum(slot.width for slot in slots) + GAP * (len(slots) - 1) == width - ROOM


def test_scrolling_columns_keeps_the_first_and_reaches_the_last() -> None:
    shape = lay_out(COLUMNS, 80)
    assert (shape.more_left, shape.more_right) == (False, True)
    assert shown(80, 1) == ["name", "size", "type", "attached", "snapshots"]
    seen = set(shown(80))
    for offset in range(1, shape.last_offset + 1):
        keys = shown(80, offset)
        assert keys[0] == "name"
        seen.update(keys)
    end = lay_out(COLUMNS, 80, shape.last_offset)
    assert (end.more_left, end.more_right) == (True, False)
    assert lay_out(COLUMNS, 80, 99) == end
    assert seen == {column.key for column in COLUMNS}


def test_nothing_scrolls_when_all_columns_fit() -> None:
    shape = lay_out(COLUMNS, 200, 3)
    assert (shape.offset, shape.last_offset, shape.more_left, shape.more_right) == (0, 0, False, False)


@given(st.integers(0, 250), st.integers(-2, 12))
def test_any_width_is_kept(width: int, offset: int) -> None:
    shape = lay_out(COLUMNS, width, offset)
    assert sum(slot.width for slot in shape.slots) + GAP * max(0, len(shape.slots) - 1) <= max(0, width - ROOM)
    assert 0 <= shape.offset <= shape.last_offset
    header = header_line(COLUMNS, shape, width, Sort("size", reverse=True))
    row = row_line(
        RowSource().cells(ROW), COLUMNS, shape, width, marked=True, changed=True, cursor="table--cursor", thumb=True
    )
    for line in (header, row, text_line("nothing here", width, thumb=True)):
        assert cell_len("".join(text for text, _ in line.pieces)) >= min(width, 1)
        if width >= ROOM:
            assert cell_len("".join(text for text, _ in line.pieces)) == width


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        (None, "    Name                Status          Size"),
        (Sort("name"), "    Name ^              Status          Size"),
        (Sort("status", reverse=True), "    Name                Status v        Size"),
        (Sort("size", reverse=True), "    Name                Status          Size v"),
        (Sort("absent"), "    Name                Status          Size"),
    ],
)
def test_header_shows_the_sort(sort: Sort | None, expected: str) -> None:
    columns = (Column("name", "Name", 18), Column("status", "Status", 14), Column("size", "Size", 8))
    line = header_line(columns, lay_out(columns, 54), 54, sort)
    assert line.pieces[0][0].rstrip() == expected


def test_arrow_of_a_full_label_stands_in_the_gap() -> None:
    columns = (Column("snaps", "Snaps", 5, right=True), Column("zone", "Zone", 4))
    line = header_line(columns, lay_out(columns, 30), 30, Sort("snaps"))
    assert line.pieces[0][0].rstrip() == "    Snaps^ Zone"
    line = header_line(columns, lay_out(columns, 30), 30, Sort("zone", reverse=True))
    assert line.pieces[0][0].rstrip() == "    Snaps  Zonev"


def test_header_tells_of_columns_out_of_view() -> None:
    at_start = header_line(COLUMNS, lay_out(COLUMNS, 80), 80, None).pieces[0][0]
    moved = header_line(COLUMNS, lay_out(COLUMNS, 80, 2), 80, None).pieces[0][0]
    assert (at_start[0], at_start[-1]) == (" ", ">")
    assert (moved[0], moved[-1]) == ("<", ">")


@given(st.text(), st.integers(0, 40), st.booleans())
def test_text_takes_the_cells_that_textual_counts(text: str, width: int, right: bool) -> None:
    assert cell_len(exact(plain(text), width, right=right)) == width


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_takes_its_cells(name: str) -> None:
    assert cell_len(exact(plain(name), 20)) == 20


def test_only_the_cells_up_to_the_last_change_are_sent() -> None:
    def line(status: str) -> TableLine:
        cells = (Cell("한국"), Cell(status), Cell("1 GB"))
        columns = (Column("name", "Name", 8), Column("status", "Status", 10), Column("size", "Size", 6))
        return row_line(cells, columns, lay_out(columns, 60), 60, marked=False, changed=False, cursor="", thumb=False)

    assert changed_width(line("x"), line("x"), 60) == 0
    assert changed_width(line("x"), line("y"), 60) == GUTTER + 8 + GAP + 10
