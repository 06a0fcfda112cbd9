"""The lens on what needs attention: which rows it lets through, in which order, and the column that says why.

The rows stay volumes and snapshots; types have no lens. What it finds follows from a picture and from time: a
transition becomes stuck without any row changing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from operator import is_
from types import MappingProxyType
from typing import Any

from tbs_tui.inventory.picture import Kind
from tbs_tui.locale import N_, _
from tbs_tui.query import attention
from tbs_tui.query.attention import KINDS, Finding, Level
from tbs_tui.query.columns import ColumnSpec, Shown, View
from tbs_tui.records import dataclass
from tbs_tui.text import plain

#: Findings that are put beside their rows in one piece: 1 ms.
_STEP = 4000
#: Looked at in 10 ms.
_MANY_ROWS = 4000
#: Cells. With it and a name of 16 the longest single reason is whole at 60 columns, and beside the status at 80.
_WHY_WIDTH = 35
_NAME_WIDTH = 16

_LENSED = (Kind.VOLUMES, Kind.SNAPSHOTS)
_RANKS: Mapping[str, int] = MappingProxyType({kind: rank for rank, kind in enumerate(KINDS)})

_Found = Mapping[str, list[Finding]]
"""By id; the problems of a row first."""


@dataclass(slots=True)
class _Selected:
    """The last rows let through of a kind, and all that they followed from."""

    asked: tuple[Any, ...]
    rows: tuple[Any, ...]


class Lens:
    """Off until it is turned. `judge` must be told of each other view; `in_steps` finds what there is in it."""

    def __init__(self) -> None:
        self.level: Level | None = None
        """PROBLEM lets problems through alone, ADVICE both; None is off."""
        self._view: View | None = None
        self._judged: View | None = None
        self._found: Mapping[Kind, _Found] = {kind: {} for kind in _LENSED}
        self._counts: Mapping[Level, Mapping[Kind, int]] = {level: dict.fromkeys(_LENSED, 0) for level in Level}
        self.hints = 0
        """How much advice there is."""
        self._orders: dict[Kind, tuple[str, bool]] = {}
        self._selected: dict[Kind, _Selected] = {}
        self._column: ColumnSpec[Any] = ColumnSpec("why", N_("Why"), _WHY_WIDTH, 0, self._why, grow=True)

    def covers(self, kind: Kind) -> bool:
        """Whether it is on and narrows that kind."""
        return self.level is not None and kind in _LENSED

    # What there is

    def judge(self, view: View) -> None:
        """It is about this view from now on."""
        self._view = view

    def in_steps(self) -> Iterator[None]:
        """Find what there is in the view, in pieces of a few ms."""
        view = self._view
        if view is None or view.at is None or self._judged is view:
            return
        found: list[Finding] = []
        yield from attention.in_steps(view.picture, view.at, found, since=view.since, snapshot_days=view.snapshot_days)
        beside: dict[Kind, dict[str, list[Finding]]] = {kind: {} for kind in _LENSED}
        volumes, snapshots = beside[Kind.VOLUMES], beside[Kind.SNAPSHOTS]
        for start in range(0, len(found), _STEP):
            for each in found[start : start + _STEP]:
                (volumes if each.resource == "volume" else snapshots).setdefault(each.id, []).append(each)
            yield
        counts = {level: {kind: _count(beside[kind], level) for kind in _LENSED} for level in Level}
        yield
        self._found, self._counts, self._judged = beside, counts, view
        self.hints = sum(each.level is Level.ADVICE for each in found)

    @property
    def is_slow(self) -> bool:
        """Whether finding what there is takes longer than a key should wait."""
        view = self._view
        if view is None or self._judged is view:
            return False
        return len(view.picture.volumes.rows) + len(view.picture.snapshots.rows) > _MANY_ROWS

    def catch_up(self) -> None:
        """The same in one piece; costs nothing after it has been done in pieces."""
        for _step in self.in_steps():
            pass

    def counts(self) -> Mapping[Kind, int]:
        """How many rows of each kind it lets through, as last found; empty when it is off."""
        return self._counts[self.level] if self.level is not None else {}

    # What is shown

    def columns(self, specs: Sequence[ColumnSpec[Any]]) -> tuple[ColumnSpec[Any], ...]:
        """The columns, with the reasons right after the name; the size goes when there is no room for all."""
        name, *others = (replace(spec, priority=spec.priority or 1) if spec.key == "size" else spec for spec in specs)
        return (replace(name, width=min(name.width, _NAME_WIDTH)), self._column, *others)

    def select(self, kind: Kind, rows: tuple[Any, ...]) -> tuple[Any, ...]:
        """The rows that it lets through: the gravest first, else as they are. The very same tuple for the same rows,
        since whoever filters them remembers those."""
        self.catch_up()
        found = self._found[kind]
        key, reverse = self.order(kind)
        asked = (rows, found, self.level, key, reverse)
        last = self._selected.get(kind)
        if last is not None and all(map(is_, last.asked, asked)):
            return last.rows
        every = self.level is Level.ADVICE
        chosen = [row for row in rows if row.id in found and (every or found[row.id][0].level is Level.PROBLEM)]
        if key == self._column.key:
            chosen.sort(key=lambda row: _RANKS[found[row.id][0].kind], reverse=reverse)
        same = last is not None and len(last.rows) == len(chosen) and all(map(is_, last.rows, chosen))
        selected = last.rows if last is not None and same else tuple(chosen)
        self._selected[kind] = _Selected(asked, selected)
        return selected

    def order(self, kind: Kind) -> tuple[str, bool]:
        """Column, and whether it is turned round: by the reasons, until a person picks another while it is on."""
        return self._orders.get(kind, (self._column.key, False))

    def sorts(self, kind: Kind) -> bool:
        """Whether the order is its own and not that of a column."""
        return self.order(kind)[0] == self._column.key

    def pick_order(self, kind: Kind, key: str, reverse: bool) -> None:
        """A person has picked it."""
        self._orders[kind] = key, reverse

    def _why(self, row: Any, _view: View) -> Shown:
        found = self._found[Kind.VOLUMES].get(row.id) or self._found[Kind.SNAPSHOTS].get(row.id) or []
        return Shown("; ".join(plain(each.why) for each in found), _tone(found))

    # Turning it

    def turn(self) -> str:
        """Problems, then advice too, then off; where there is nothing to see on to the next. What there is to say of
        that, empty for nothing."""
        self.catch_up()
        before = self.level
        if before is None and any(self._counts[Level.PROBLEM].values()):
            self.level = Level.PROBLEM
        elif before is Level.PROBLEM or (before is None and self.hints):
            self.level = Level.ADVICE
        else:
            self.turn_off()
        if before is not None or self.level is Level.PROBLEM:
            return ""
        if self.level is not None:
            return _("There are no problems; these are hints.")
        return _("Nothing needs attention.") if self._knows_all else _("Nothing found yet; not all is read.")

    def turn_off(self) -> None:
        """Every row again; an order picked while it was on is forgotten."""
        self.level = None
        self.forget_orders()

    def forget_orders(self) -> None:
        """By the reasons again: another place may lack a column."""
        self._orders.clear()
        self._selected.clear()

    def best(self, kind: Kind) -> Kind:
        """What to show: `kind`, or the other one when that alone has anything."""
        counts = self.counts()
        if not counts or counts.get(kind):
            return kind
        other = next((each for each in _LENSED if counts[each]), None)
        return other or (kind if kind in _LENSED else Kind.VOLUMES)

    @property
    def _knows_all(self) -> bool:
        picture = self._view.picture if self._view is not None else None
        return picture is not None and picture.volumes.complete and picture.snapshots.complete


def _count(found: _Found, level: Level) -> int:
    """How many rows are let through at a level."""
    if level is Level.ADVICE:
        return len(found)
    return sum(each[0].level is Level.PROBLEM for each in found.values())


def reasons(row: Any, view: View) -> Iterator[tuple[str, str]]:
    """Why a volume or snapshot needs attention, a line and its tone each; no matter whether the lens is on."""
    if view.at is None:
        return
    found = attention.attention_of(row, view.picture, view.at, since=view.since, snapshot_days=view.snapshot_days)
    if found:
        yield _("Needs attention:"), _tone(found)
    for each in found:
        # Not by colour alone.
        yield f"{'!' if each.level is Level.PROBLEM else '-'} {plain(each.why)}", _tone([each])


def _tone(found: Sequence[Finding]) -> str:
    if not found:
        return ""
    return "bad" if found[0].level is Level.PROBLEM else "warn"
