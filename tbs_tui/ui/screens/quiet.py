"""The screen that the others are made of."""

from typing import TypeVar

from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget

from tbs_tui.ui.compositor import TightCompositor

Result = TypeVar("Result")


class QuietScreen(Screen[Result]):
    """Textual's screen repaints itself whole when the focus moves, 2.5 KB at 80x24; ours show nowhere but in the
    widgets themselves where the focus is."""

    # In a terminal of one cell the screen's scroll bar would come and go for ever, at 0.8 KB a second.
    DEFAULT_CSS = """
    QuietScreen { overflow: hidden hidden; }
    """
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)

    def __init__(self) -> None:
        super().__init__()
        self._compositor = TightCompositor()
