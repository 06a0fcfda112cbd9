"""A list of rows in a box, with fields and buttons below it."""

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.widgets import Static

from tbs_tui.ui.dialogs.changes.decision import Decision
from tbs_tui.ui.dialogs.listing import LIST_KEYS
from tbs_tui.ui.widgets.choices import ChoiceList
from tbs_tui.ui.widgets.notice import Notice

#: Below this height what is to be known before has one line instead of two.
_LOW = 20


class RowsDialog(Decision):
    """Whatever has the focus, the arrows move in the list. It has the room that the rest leaves. Below it stands what
    there is to say of the row under the cursor, in a `Static` of the name "about"; answers stand in the notice of the
    name "answer"."""

    takes_hangul = True
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", show=False), *LIST_KEYS]
    DEFAULT_CSS = """
    RowsDialog > Vertical {
        width: 96; max-width: 100%; height: auto; max-height: 100%; border: ascii $primary; padding: 0 1;
    }
    RowsDialog #title { text-style: bold; }
    RowsDialog #about { height: 2; }
    RowsDialog.-low #warnings { max-height: 1; }
    RowsDialog .entry { height: 1; }
    RowsDialog .entry Static { width: auto; padding: 0 1 0 0; }
    RowsDialog .buttons { height: 1; }
    """

    def told(self, key: str) -> str:
        """All there is to say of a row, by the key of its entry; plain."""
        raise NotImplementedError

    @property
    def list(self) -> ChoiceList:
        return self.query_one(ChoiceList)

    def tell(self) -> None:
        """Say what there is to say of the row under the cursor."""
        words = self.told(self.list.cursor.key) if self.list.cursor is not None else ""
        about = self.query_one("#about", Static)
        if str(about.content) != words:
            about.update(words, layout=False)

    def say(self, words: str, *, bad: bool = True) -> None:
        """Say `words`, which have passed `text.plain`, below the buttons; nothing when they are empty."""
        self.query_one("#answer", Notice).say(words, bad=bad)
        self.fit_soon()

    def on_resize(self, event: events.Resize) -> None:
        self.lower(event.size.height)
        self.fit_soon()

    def lower(self, lines: int) -> None:
        """The terminal has so many lines."""
        self.set_class(lines < _LOW, "-low")

    def fit_soon(self) -> None:
        """Do so once the other lines are as high as they will be."""
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        """The list has the room that the rest leaves, and no more than it needs."""
        if not self.is_open:
            return
        box = self.query_one("RowsDialog > Vertical")
        others = sum(each.outer_size.height for each in box.children if each is not self.list and each.display)
        most = self.app.size.height - box.gutter.height - others
        height = max(1, min(len(self.list.entries), most))
        if self.list.styles.height is None or self.list.styles.height.value != height:
            self.list.styles.height = height

    # Keys of the list

    def action_step(self, lines: int) -> None:
        """So many lines down the list."""
        self.list.step(lines)
        self.tell()

    def action_page(self, pages: int) -> None:
        """So many views down the list."""
        self.list.page(pages)
        self.tell()

    def action_first(self) -> None:
        """To the first row."""
        self.list.first()
        self.tell()

    def action_last(self) -> None:
        """To the last row."""
        self.list.last()
        self.tell()

    def on_click(self) -> None:
        self.tell()
