"""Choose the columns of a table, and their order."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from textual.binding import Binding, BindingType

from tbs_tui.locale import _
from tbs_tui.ui.dialogs.listing import ListDialog
from tbs_tui.ui.widgets.choices import Entry


@dataclass(frozen=True, slots=True)
class Offer:
    """A column that can be chosen."""

    key: str
    label: str
    standard: bool
    """Whether the standard set has it."""
    fixed: bool = False
    """Whether every set has it, and in this place."""


@dataclass(frozen=True, slots=True)
class _Ticked:
    offer: Offer
    ticked: bool


class ColumnChooser(ListDialog[tuple[str, ...] | None]):
    """All columns of a kind, those chosen first. Ends with the keys chosen in their order, empty for the standard set,
    and None for Esc."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,x", "tick", show=False),
        Binding("J,shift+down", "shift(1)", show=False),
        Binding("K,shift+up", "shift(-1)", show=False),
        Binding("0", "standard", show=False),
        Binding("enter", "keep", show=False),
        Binding("escape,q", "give_up", show=False),
    ]

    def __init__(self, title: str, offers: Sequence[Offer], chosen: Sequence[str]) -> None:
        """`offers` come in the order of the standard set, the fixed ones first; `chosen` are the keys shown now."""
        hints = {
            "Space": _("tick"),
            "J K": _("move"),
            "0": _("reset"),
            "Enter": _("keep"),
            "Esc": _("cancel"),
        }
        super().__init__(title, hints)
        self._standard = tuple(_Ticked(offer, offer.standard or offer.fixed) for offer in offers)
        ticked = [each for key in chosen for each in self._standard if each.offer.key == key]
        rest = [each for each in self._standard if each.offer.key not in chosen]
        self._columns = [replace(each, ticked=True) for each in ticked] + [replace(each, ticked=False) for each in rest]

    def entries(self) -> Sequence[Entry]:
        return [
            Entry(
                each.offer.key,
                f"[{'x' if each.ticked else ' '}] {each.offer.label}",
                _("always here") if each.offer.fixed else "",
                "dim",
            )
            for each in self._columns
        ]

    @property
    def _at(self) -> int:
        return next(index for index, each in enumerate(self._columns) if each.offer.key == self.here)

    def action_tick(self) -> None:
        """Show the column under the cursor, or do not."""
        here = self._columns[self._at]
        if here.offer.fixed:
            self.say(_("{column} is always shown.").format(column=here.offer.label))
        else:
            self._columns[self._at] = replace(here, ticked=not here.ticked)
            self.show()

    def action_shift(self, lines: int) -> None:
        """Move the column under the cursor by so many places."""
        at = self._at
        to = at + lines
        if not 0 <= to < len(self._columns) or self._columns[at].offer.fixed or self._columns[to].offer.fixed:
            return
        self._columns[at], self._columns[to] = self._columns[to], self._columns[at]
        self.show()

    def action_standard(self) -> None:
        """As the table is before anybody has chosen."""
        self._columns = list(self._standard)
        self.show()

    def action_keep(self) -> None:
        """What is ticked is shown from now on."""
        keys, standard = (
            tuple(each.offer.key for each in columns if each.ticked) for columns in (self._columns, self._standard)
        )
        # Not by name: a standard set that grows one day grows here too.
        self.finish(() if keys == standard else keys)

    def on_choice_list_chosen(self) -> None:
        self.action_tick()

    def action_give_up(self) -> None:
        """All stays as it was."""
        self.finish(None)
