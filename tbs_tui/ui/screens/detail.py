"""The detail over the whole screen, for narrow terminals."""

from collections.abc import Callable, Sequence
from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding

from tbs_tui.locale import _
from tbs_tui.ui.screens.quiet import QuietScreen
from tbs_tui.ui.tones import Span
from tbs_tui.ui.widgets.detail import DetailLine, DetailView
from tbs_tui.ui.widgets.hints import Hints
from tbs_tui.ui.widgets.line import Line
from tbs_tui.ui.widgets.notice import Notice


class DetailScreen(QuietScreen[None]):
    """One resource, whatever becomes of the rows behind it: `find` gives its present state, None when it is gone, and
    `lines` what is said of it in a width; `place` and `trouble` say where it is, how fresh, and what is wrong. Live,
    since whoever opened it calls `reload` when anything of that changes."""

    BINDINGS = [Binding("escape,q,enter", "app.pop_screen", show=False)]

    def __init__(
        self,
        place: Callable[[], tuple[Sequence[Span], Sequence[Span]]],
        trouble: Callable[[], str],
        item: Any,
        find: Callable[[], Any],
        lines: Callable[[Any, int], Sequence[DetailLine]],
    ) -> None:
        super().__init__()
        self._place = place
        self._trouble = trouble
        self._item = item
        self._find = find
        self._lines = lines

    def compose(self) -> ComposeResult:
        yield Line(id="context")
        yield DetailView()
        yield Notice()
        yield Hints()

    def on_mount(self) -> None:
        self.query_one(Hints).offer({"Esc": _("back")})
        self.query_one(DetailView).focus()

    def on_resize(self, event: events.Resize) -> None:
        self.reload()

    def reload(self) -> None:
        """Show the present state; of what is gone, the last one known."""
        self.query_one("#context", Line).show(*self._place())
        self.query_one(Notice).say(self._trouble())
        found = self._find()
        gone: list[DetailLine] = []
        if found is None:
            gone = [(Span(" " + _("The cloud does not list it any more."), "warn"),), ()]
        else:
            self._item = found
        self.query_one(DetailView).set_lines([*gone, *self._lines(self._item, self.size.width)])
