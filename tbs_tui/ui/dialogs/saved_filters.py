"""The saved filters of a profile, and the name of one that is to be saved."""

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from tbs_tui.account.profiles.state import MOST_CHARACTERS
from tbs_tui.locale import _
from tbs_tui.text import plain
from tbs_tui.ui.dialogs.dialog import Dialog
from tbs_tui.ui.dialogs.listing import ListDialog
from tbs_tui.ui.widgets.choices import Entry
from tbs_tui.ui.widgets.fields import Field
from tbs_tui.ui.widgets.hints import Hints

#: Key of the first entry, and what precedes the names in the keys of the others.
SAVE = "+"
_NAME = "="

Keep = Callable[[str, str | None], None]
"""Makes a saved filter be this text; None removes it."""


class SavedFilters(ListDialog[str | None]):
    """The present filter, to be saved, and below it those that are. Ends with the text of the one to be applied, SAVE
    for the first entry, None for Esc. What is removed goes at once, and the same key brings it back for as long as the
    list is there."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", show=False),
        Binding("D,delete", "remove", show=False),
        Binding("escape,q", "back", show=False),
    ]

    def __init__(self, title: str, present: str, saved: Mapping[str, str], keep: Keep) -> None:
        """`present` is the filter that can be saved, empty where there is none; texts are raw."""
        hints = {"Enter": _("apply"), "D": _("remove"), "Esc": _("back")}
        super().__init__(title, hints)
        self._present = present
        self._saved = dict(saved)
        self._keep = keep
        self._removed: set[str] = set()

    def entries(self) -> Sequence[Entry]:
        first = [Entry(SAVE, _("Save {filter}").format(filter=plain(self._present)))] if self._present else []
        return [*first, *(self._entry(name) for name in self._saved)]

    def _entry(self, name: str) -> Entry:
        if name in self._removed:
            return Entry(_NAME + name, plain(name), _("removed; D brings it back"), "warn")
        return Entry(_NAME + name, plain(name), plain(self._saved[name]) if self._saved[name] != name else "", "dim")

    @property
    def first_key(self) -> str | None:
        """What is there is more often wanted than what is to be saved, unless it is the one in force."""
        if not self._present or self._present in self._saved.values():
            return next((_NAME + name for name, text in self._saved.items() if text == self._present), None)
        return SAVE

    def action_choose(self) -> None:
        """Apply the one under the cursor, or save the present one."""
        if self.here == SAVE:
            self.finish(SAVE)
        elif self.here is not None and self.here.removeprefix(_NAME) not in self._removed:
            self.finish(self._saved[self.here.removeprefix(_NAME)])

    def action_remove(self) -> None:
        """Remove the one under the cursor, or bring it back."""
        if self.here is None or self.here == SAVE:
            return
        name = self.here.removeprefix(_NAME)
        self._removed ^= {name}
        self._keep(name, None if name in self._removed else self._saved[name])
        self.show()

    def on_choice_list_chosen(self) -> None:
        self.action_choose()

    def action_back(self) -> None:
        """The filter stays as it is."""
        self.finish(None)


class NameFilter(Dialog[str | None]):
    """Ends with the name typed, which may be empty; None for Esc."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", show=False)]
    DEFAULT_CSS = """
    NameFilter > Vertical { width: 60; max-width: 100%; height: auto; border: ascii $primary; padding: 0 1; }
    NameFilter .title { text-style: bold; }
    """

    def __init__(self, text: str) -> None:
        """`text` is the filter; raw."""
        super().__init__()
        self._text = text

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(_("Save {filter}").format(filter=plain(self._text)), classes="title", markup=False)
            field = Field(id="name")
            field.max_length = MOST_CHARACTERS
            field.placeholder = _("a name, or nothing")
            yield field
            yield Hints()

    def on_mount(self) -> None:
        self.query_one(Field).focus()
        self.query_one(Hints).offer({"Enter": _("save"), "Esc": _("back")})

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.finish(self.query_one(Field).value.strip())

    def action_back(self) -> None:
        """Save nothing."""
        self.finish(None)
