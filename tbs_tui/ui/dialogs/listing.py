"""A short list in a box: the keys of the tables move in it, and others do something to what is under the cursor."""

from collections.abc import Mapping, Sequence
from typing import ClassVar, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from tbs_tui.ui.dialogs.dialog import Dialog
from tbs_tui.ui.widgets.choices import ChoiceList, Entry
from tbs_tui.ui.widgets.hints import Hints

Result = TypeVar("Result")

#: Lines of the dialog that are not the list: border, title and hints.
_OTHER_LINES = 4

#: As in the tables.
LIST_KEYS: list[BindingType] = [
    Binding("j,down", "step(1)", show=False),
    Binding("k,up", "step(-1)", show=False),
    Binding("pagedown", "page(1)", show=False),
    Binding("pageup", "page(-1)", show=False),
    Binding("g,home", "first", show=False),
    Binding("G,end", "last", show=False),
]


class ListDialog(Dialog[Result]):
    """Title, list and hints. Nothing in it takes the focus, so that every key is the dialog's own."""

    takes_hangul = True
    BINDINGS: ClassVar[list[BindingType]] = LIST_KEYS
    DEFAULT_CSS = """
    ListDialog > Vertical { width: 60; max-width: 100%; height: auto; border: ascii $primary; padding: 0 1; }
    ListDialog .title { text-style: bold; }
    """

    def __init__(self, title: str, hints: Mapping[str, str]) -> None:
        """`title` has passed `text.plain`."""
        super().__init__()
        self._title = title
        self._hints = hints

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(self._title, classes="title", markup=False)
            yield ChoiceList()
            yield Hints()

    def on_mount(self) -> None:
        # Before the first layout, so that it is the only one.
        self._fit(self.app.size.height)
        self.query_one(Hints).offer(self._hints)
        self._show(self.first_key)

    def on_resize(self, event: events.Resize) -> None:
        self._fit(event.size.height)

    def _fit(self, lines: int) -> None:
        self.list.styles.height = max(1, min(len(self.entries()), lines - _OTHER_LINES))

    def entries(self) -> Sequence[Entry]:
        """What the list holds now; always as many."""
        raise NotImplementedError

    @property
    def first_key(self) -> str | None:
        """Where the cursor begins; None for the first entry."""
        return None

    @property
    def list(self) -> ChoiceList:
        return self.query_one(ChoiceList)

    @property
    def here(self) -> str | None:
        """Key of the entry under the cursor."""
        return self.list.cursor.key if self.list.cursor is not None else None

    def show(self) -> None:
        """The entries are other ones; the cursor stays on its own."""
        self._show(self.here)

    def _show(self, key: str | None) -> None:
        entries = self.entries()
        self.list.measure(entries)
        self.list.show(entries, key)

    def say(self, words: str) -> None:
        """Answer the person; `words` have passed `text.plain`."""
        self.query_one(Hints).say(words)

    def action_step(self, lines: int) -> None:
        """So many lines down the list."""
        self.list.step(lines)

    def action_page(self, pages: int) -> None:
        """So many views down the list."""
        self.list.page(pages)

    def action_first(self) -> None:
        """To the first entry."""
        self.list.first()

    def action_last(self) -> None:
        """To the last entry."""
        self.list.last()
