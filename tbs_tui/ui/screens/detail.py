"""The detail over the whole screen, for narrow terminals."""

from collections.abc import Callable, Sequence
from typing import Any

from textual import events
from textual.app import ComposeResult

from tbs_tui.account.context import Context
from tbs_tui.locale import _
from tbs_tui.query.columns import View
from tbs_tui.ui.commands import DETAIL, TAKING, bindings, named
from tbs_tui.ui.details import detail_lines
from tbs_tui.ui.door import Door
from tbs_tui.ui.screens.taking import TakingScreen
from tbs_tui.ui.tones import Span
from tbs_tui.ui.widgets.detail import DetailLine, DetailView
from tbs_tui.ui.widgets.hints import Hints
from tbs_tui.ui.widgets.line import Line
from tbs_tui.ui.widgets.notice import Notice


class DetailScreen(TakingScreen):
    """One resource, whatever becomes of the rows behind it: `find` gives its present state, None when it is gone, and
    `view` what else is known; `place` and `trouble` say where it is, how fresh, and what is wrong. Live,
    since whoever opened it calls `reload` when anything of that changes."""

    BINDINGS = bindings(DETAIL, closing=named("quit", "open"))
    OFFERED = DETAIL
    HINTED = (*named("back"), *TAKING, *named("help"))

    def __init__(
        self,
        place: Callable[[], tuple[Sequence[Span], Sequence[Span]]],
        trouble: Callable[[], str],
        item: Any,
        find: Callable[[], Any],
        view: Callable[[], View],
        door: Door | None = None,
    ) -> None:
        super().__init__()
        self._place = place
        self._trouble = trouble
        self._item = item
        self._find = find
        self._view = view
        self._item_context = view().picture.context
        self.door = door

    def compose(self) -> ComposeResult:
        yield Line(id="context")
        yield DetailView()
        yield Notice(id="notice")
        yield Notice(id="answer")
        yield Hints()

    def on_mount(self) -> None:
        self.query_one(DetailView).focus()

    def on_resize(self, event: events.Resize) -> None:
        self.reload()

    def on_screen_resume(self) -> None:
        """What lay over it is gone; it was not told of what happened meanwhile."""
        if self.size:
            self.reload()

    def reload(self) -> None:
        """Show the present state; of what is gone, the last one known."""
        # Something may be told before there are widgets.
        if not self.query(DetailView):
            return
        self.reload_place()
        self.query_one("#notice", Notice).say(self._trouble())
        found = self._find()
        gone: list[DetailLine] = []
        if found is None:
            gone = [(Span(" " + _("The cloud does not list it any more."), "warn"),), ()]
        else:
            self._item = found
        self.query_one(DetailView).set_lines([*gone, *detail_lines(self._item, self._view(), self.size.width)])

    def reload_place(self) -> None:
        """Show where it is, and how fresh."""
        for line in self.query("#context").results(Line):
            line.show(*self._place())

    @property
    def subject(self) -> Any:
        return self._item

    @property
    def context(self) -> Context:
        # That of the item: another place may be shown by now.
        return self._item_context

    @property
    def view(self) -> View:
        return self._view()
