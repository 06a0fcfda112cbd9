"""The screen that the others are made of."""

from functools import partial
from typing import ClassVar, TypeVar

from textual._styles_cache import StylesCache
from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget

from tbs_tui.text import cells
from tbs_tui.ui.compositor import TightCompositor
from tbs_tui.ui.tones import TONE_CLASSES
from tbs_tui.ui.widgets.hints import Hints
from tbs_tui.ui.widgets.notice import Notice

Result = TypeVar("Result")


class QuietScreen(Screen[Result]):
    """Textual's screen repaints itself whole when the focus moves, 2.5 KB at 80x24; ours show nowhere but in the
    widgets themselves where the focus is."""

    # In a terminal of one cell the screen's scroll bar would come and go for ever, at 0.8 KB a second.
    DEFAULT_CSS = """
    QuietScreen { overflow: hidden hidden; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = set(TONE_CLASSES)
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)

    def __init__(self) -> None:
        super().__init__()
        self._compositor = TightCompositor()

    def on_unmount(self) -> None:
        """Textual remembers the colours of each `StylesCache`, and with it all lines of widgets that are closed: 1,300
        objects a dialog, up to 30 MB."""
        StylesCache.get_inner_outer.cache_clear()

    def say(self, words: str, *, bad: bool = True) -> None:
        """Answer the person, until the next key; `words` have passed `text.plain`. `bad`: they say why not. For screens
        with hints, and with a notice of the name "answer" for what is longer."""
        if not self.is_mounted:
            # It is on the stack before it has its widgets.
            self.call_later(partial(self.say, words, bad=bad))
            return
        short = cells(words) < self.size.width - 1
        self.query_one("#answer", Notice).say("" if short else words, bad=bad)
        if short:
            self.query_one(Hints).say(words)
        else:
            # Something may have been said a moment ago that no key has ended.
            self.query_one(Hints).forget()

    def forget_answer(self) -> None:
        """The next key."""
        for notice in self.query("#answer").results(Notice):
            notice.say("")
