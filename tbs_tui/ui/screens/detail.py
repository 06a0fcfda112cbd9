"""The detail over the whole screen, for narrow terminals."""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from textual import events
from textual.app import ComposeResult

from tbs_tui.account.context import Context
from tbs_tui.api.models import Resource
from tbs_tui.locale import _
from tbs_tui.query.columns import View
from tbs_tui.ui.commands import DETAIL, bindings, named
from tbs_tui.ui.door import Door
from tbs_tui.ui.jumps import choose
from tbs_tui.ui.relations import Related
from tbs_tui.ui.screens.taking import ResourceScreen
from tbs_tui.ui.telling import Background, Telling
from tbs_tui.ui.tones import Span
from tbs_tui.ui.trail import MOST_STOPS
from tbs_tui.ui.widgets.detail import DetailLine, DetailView
from tbs_tui.ui.widgets.hints import Hints
from tbs_tui.ui.widgets.line import Line
from tbs_tui.ui.widgets.notice import Notice

if TYPE_CHECKING:
    from tbs_tui.ui.changing.changes import Changes


class DetailScreen(ResourceScreen):
    """One resource at a time, whatever becomes of the rows behind it: the last of `items`, and Esc goes back to those
    before it. `find` gives its present state, None when it is gone, and `view` what else is known; `place` and
    `trouble` say where it is, how fresh, and what is wrong; `show_all` is told what only a table can show, and what is
    shown here. Live, since whoever opened it calls `reload` when anything of that changes."""

    BINDINGS = bindings(DETAIL, closing=named("quit", "open"))
    OFFERED = DETAIL
    HINTED = named("back", "related", "raw", "copy", "copy_field", "request", "help")
    SEEN_AS = "detail"

    def __init__(
        self,
        place: Callable[[], tuple[Sequence[Span], Sequence[Span]]],
        trouble: Callable[[], str],
        items: Sequence[Resource],
        find: Callable[[Resource], Any],
        view: Callable[[], View],
        background: Background,
        show_all: Callable[[Related, Sequence[Resource]], None],
        changes: "Changes | None",
        door: Door | None = None,
        *,
        raw: bool = False,
    ) -> None:
        super().__init__()
        self._place = place
        self._trouble = trouble
        self._before = deque(items[:-1], MOST_STOPS)
        self._item: Any = items[-1]
        self._find = find
        self._show_all = show_all
        self._view = view
        self.changes = changes
        self._item_context = view().picture.context
        self.door = door
        self.telling = Telling(self, background, self.reload)
        self.telling.raw = raw

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

    def on_unmount(self) -> None:
        self.telling.close()

    def on_screen_resume(self) -> None:
        """What lay over it is gone; it was not told of what happened meanwhile."""
        if self.size:
            self.reload()

    def toggle_raw(self) -> None:
        """JSON in place of the words, or the other way round."""
        self.telling.raw = not self.telling.raw
        self.reload(top=True)

    def go_to_related(self) -> None:
        """Something related in place of this."""
        choose(self, self._item, self._view, self._go)

    def _go(self, way: Related) -> None:
        if way.row is None:
            self._show_all(way, [*self._before, self._item])
            return
        self._before.append(self._item)
        self._item = way.row
        self.reload(top=True)

    def go_back(self) -> None:
        """To what was shown here before; to the table when nothing was."""
        if self._before:
            self._item = self._before.pop()
            self.reload(top=True)
        else:
            super().go_back()

    def reload(self, *, top: bool = False) -> None:
        """Show the present state; of what is gone, the last one known. `top` scrolls to the first line."""
        # Something may be told before there are widgets.
        if not self.query(DetailView):
            return
        self.reload_place()
        self.query_one("#notice", Notice).say(self._trouble())
        found = self._find(self._item)
        gone: list[DetailLine] = []
        view = self.view
        if found is None:
            gone = [
                (Span(" " + _("The cloud does not list it any more."), "warn"),),
                (),
            ]
            # Without a time nothing is said to need attention, and nothing is on its way.
            view = replace(view, at=None)
        else:
            self._item = found
        lines = self.telling.lines(self._item, view, self.context, self.size.width)
        self.query_one(DetailView).set_lines([*gone, *lines], top=top)

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
