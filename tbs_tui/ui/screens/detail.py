"""The detail over the whole screen, for narrow terminals."""

from collections.abc import Callable, Sequence

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding

from tbs_tui.locale import _
from tbs_tui.ui.screens.quiet import QuietScreen
from tbs_tui.ui.tones import Span
from tbs_tui.ui.widgets.detail import DetailLine, DetailView
from tbs_tui.ui.widgets.line import Line


class DetailScreen(QuietScreen[None]):
    """Shows what `lines` gives for a width; live, since whoever opened it calls `reload` when the picture changes."""

    BINDINGS = [Binding("escape,q,enter", "app.pop_screen", show=False)]

    def __init__(self, place: Callable[[], Sequence[Span]], lines: Callable[[int], Sequence[DetailLine]]) -> None:
        super().__init__()
        self._place = place
        self._lines = lines

    def compose(self) -> ComposeResult:
        yield Line(id="context")
        yield DetailView()
        yield Line(id="hints")

    def on_mount(self) -> None:
        hints = [Span(" Esc", "key"), Span(" " + _("back"), "dim")]
        self.query_one("#hints", Line).show(hints)
        self.query_one(DetailView).focus()

    def on_resize(self, event: events.Resize) -> None:
        self.reload()

    def reload(self) -> None:
        """Show the present state."""
        self.query_one("#context", Line).show(self._place())
        self.query_one(DetailView).set_lines(self._lines(self.size.width))
