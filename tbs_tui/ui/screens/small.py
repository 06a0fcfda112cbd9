"""What a terminal shows that is too small for anything else."""

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.geometry import Size
from textual.widgets import Static

from tbs_tui.locale import _
from tbs_tui.ui.screens.quiet import QuietScreen
from tbs_tui.ui.terminal import SMALLEST


def too_small(size: Size) -> bool:
    """Whether nothing useful fits."""
    return size.width < SMALLEST[0] or size.height < SMALLEST[1]


class SmallScreen(QuietScreen[None]):
    """Lies over whatever is open, so that no key acts on what can't be seen."""

    BINDINGS = [Binding("q", "app.quit", show=False)]
    # Scroll bars in a terminal of one cell come and go for ever.
    DEFAULT_CSS = """
    SmallScreen { overflow: hidden; }
    SmallScreen Static { height: 100%; }
    """

    def compose(self) -> ComposeResult:
        yield Static(id="small", markup=False)

    def on_screen_resume(self) -> None:
        # A dialog that opened over it hid that the terminal has grown.
        if not too_small(self.app.size):
            self.dismiss()

    def on_resize(self, event: events.Resize) -> None:
        width, height = event.size
        self.query_one(Static).update(
            _("This terminal has {width}x{height}; the explorer needs {least_width}x{least_height}.").format(
                width=width, height=height, least_width=SMALLEST[0], least_height=SMALLEST[1]
            )
        )
