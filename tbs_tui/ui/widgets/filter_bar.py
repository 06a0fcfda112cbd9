"""The line in which the filter is typed, how many rows it leaves, and why it can't be read."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from tbs_tui.locale import _
from tbs_tui.ui.tones import Span
from tbs_tui.ui.widgets.fields import Field
from tbs_tui.ui.widgets.line import Line
from tbs_tui.ui.widgets.notice import Notice

Complete = Callable[[str, int], Sequence[str]]
"""From a text and the cursor's place in it to what could stand before the cursor."""

#: The list of a kind's keys takes 2 lines of 80 columns.
_FAULT_LINES = 3


class FilterField(Field):
    """Tab puts in what the text could go on with, and the next one at each further Tab; without any it is nobody's key
    here. Nothing is offered before: a suggestion would cost bytes at each letter."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "complete", show=False),
        # Letters are typed here; below a line stands what was typed in it before.
        Binding("down", "screen.command('saved')", show=False),
    ]

    def __init__(self, complete: Complete) -> None:
        super().__init__(id="filter")
        self._complete = complete
        self._offered: Sequence[str] = ()
        self._at = 0

    def action_complete(self) -> None:
        """Put in the next way to go on."""
        head, tail = self.value[: self.cursor_position], self.value[self.cursor_position :]
        if len(self._offered) > 1 and head == self._offered[self._at]:
            self._at = (self._at + 1) % len(self._offered)
        else:
            self._offered, self._at = self._complete(self.value, self.cursor_position), 0
        if not self._offered:
            raise SkipAction
        head = self._offered[self._at]
        self.value = head + tail
        self.cursor_position = len(head)


class FilterBar(Vertical):
    """Shown while it is typed in, and for as long as it says why rows are missing."""

    DEFAULT_CSS = """
    FilterBar { height: auto; display: none; }
    FilterBar.-shown { display: block; }
    FilterBar Horizontal { height: 1; }
    FilterBar #slash { width: 2; height: 1; }
    FilterBar #count { width: 22; }
    """

    def __init__(self, complete: Complete) -> None:
        super().__init__(id="filterbar")
        self.field = FilterField(complete)

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Static(" /", id="slash", markup=False)
            yield self.field
            yield Line(id="count")
        yield Notice(id="fault", most_lines=_FAULT_LINES)

    def put(self, text: str) -> None:
        """Have `text` in it, and the cursor behind it."""
        self.field.value = text
        self.field.cursor_position = len(text)

    def edit(self) -> None:
        """Type in it."""
        self.add_class("-shown")
        self.field.focus()

    def settle(self) -> None:
        """Nobody types in it any more."""
        self.set_class(bool(self.field.value), "-shown")

    def tell(self, count: int, total: int, fault: str) -> None:
        """How many rows of how many are left, and why the filter can't be read; `fault` has passed `text.plain`."""
        words = _("{n:,} of {total:,} ").format(n=count, total=total)
        self.query_one("#count", Line).show([], [Span(words, "dim")])
        self.query_one("#fault", Notice).say(fault)
