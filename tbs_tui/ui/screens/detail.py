"""The detail over the whole screen, for narrow terminals."""

from collections.abc import Callable, Sequence
from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding

from tbs_tui.account.context import Context
from tbs_tui.locale import _
from tbs_tui.query.columns import View
from tbs_tui.ui.commands import TAKING, bindings
from tbs_tui.ui.door import Door
from tbs_tui.ui.screens.taking import TakingScreen
from tbs_tui.ui.telling import Background, Telling
from tbs_tui.ui.tones import Span
from tbs_tui.ui.widgets.detail import DetailLine, DetailView
from tbs_tui.ui.widgets.hints import Hints
from tbs_tui.ui.widgets.line import Line
from tbs_tui.ui.widgets.notice import Notice


class DetailScreen(TakingScreen):
    """One resource, whatever becomes of the rows behind it: `find` gives its present state, None when it is gone, and
    `view` what else is known; `place` and `trouble` say where it is, how fresh, and what is wrong. Live,
    since whoever opened it calls `reload` when anything of that changes."""

    BINDINGS = [Binding("escape,q,enter", "app.pop_screen", show=False), *bindings(TAKING)]

    def __init__(
        self,
        place: Callable[[], tuple[Sequence[Span], Sequence[Span]]],
        trouble: Callable[[], str],
        item: Any,
        find: Callable[[], Any],
        view: Callable[[], View],
        background: Background,
        door: Door | None = None,
        *,
        raw: bool = False,
    ) -> None:
        super().__init__()
        self._place = place
        self._trouble = trouble
        self._item = item
        self._find = find
        self._view = view
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
        self.query_one(Hints).offer({"Esc": _("back"), "y": _("raw"), "C": _("copy a field"), "x": _("request")})
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

    def reload(self, *, top: bool = False) -> None:
        """Show the present state; of what is gone, the last one known. `top` scrolls to the first line."""
        self.query_one("#context", Line).show(*self._place())
        self.query_one("#notice", Notice).say(self._trouble())
        found = self._find()
        gone: list[DetailLine] = []
        if found is None:
            gone = [(Span(" " + _("The cloud does not list it any more."), "warn"),), ()]
        else:
            self._item = found
        lines = self.telling.lines(self._item, self.view, self.context, self.size.width)
        self.query_one(DetailView).set_lines([*gone, *lines], top=top)

    def action_command(self, command_id: str) -> None:
        """Do it, or say why it can't be done."""
        command = next(each for each in TAKING if each.id == command_id)
        why_not = command.available(self)
        if why_not is None:
            command.run(self)
        else:
            self.say(why_not)

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
