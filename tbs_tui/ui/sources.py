"""The columns of a kind, as the table wants them."""

from collections.abc import Sequence
from typing import Any

from tbs_tui.locale import _
from tbs_tui.query.columns import ColumnSpec, View
from tbs_tui.ui.widgets.table import Cell, Column


class KindSource:
    """Cells of one kind's rows in the present view."""

    def __init__(self, specs: Sequence[ColumnSpec[Any]], view: View) -> None:
        self._specs = specs
        self.view = view
        self.columns: tuple[Column, ...] = tuple(
            Column(spec.key, _(spec.label), spec.width, spec.priority, spec.grow, spec.right) for spec in self._specs
        )

    def key(self, item: Any) -> str:
        return str(item.id)

    def cells(self, item: Any) -> tuple[Cell, ...]:
        shown = [spec.show(item, self.view) for spec in self._specs]
        return tuple(Cell(each.text, each.tone) for each in shown)
