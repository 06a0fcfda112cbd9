"""What the dialogs are made of."""

from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual.reactive import Reactive
from textual.screen import ModalScreen
from textual.widget import Widget

from tbs_tui.ui.compositor import TightCompositor
from tbs_tui.ui.tones import TONE_CLASSES

if TYPE_CHECKING:
    from tbs_tui.operations.operation import Operation

Result = TypeVar("Result")


class Dialog(ModalScreen[Result]):
    """A box over the screen, or all of it. What is around it is not dimmed: that would repaint it all in other colours.
    It ends once, however often Enter comes."""

    AUTO_FOCUS = ""
    takes_hangul: ClassVar[bool] = False
    """Whether its own keys are letters, none of which changes the cloud: they are understood in Hangul too, but for
    text fields."""
    DEFAULT_CSS = """
    Dialog { align: center middle; background: transparent; overflow: hidden hidden; }
    Dialog > * { background: $background; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = set(TONE_CLASSES)
    # As the screens: see QuietScreen.
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)

    _ended: tuple[Result] | None = None
    """How it ended while it was covered: a screen that is not on top can't go."""

    def __init__(self) -> None:
        super().__init__()
        self._compositor = TightCompositor()

    @property
    def is_open(self) -> bool:
        """Whether it can still be shown, maybe under something else: once it is closed its widgets go one by one."""
        return self.is_attached and self in self.app.screen_stack

    def finish(self, result: Result) -> None:
        """Close it with `result`; what comes after the first time is ignored."""
        # Not `is_current`, which is also true of a dialog that is covered: what would go is what covers it.
        if self.app.screen is self:
            self.dismiss(result)
        elif self in self.app.screen_stack:
            self._ended = (result,)

    def shows_end(self, operation: "Operation") -> bool:
        """Whether it says how an operation has ended, and stays: then nobody else does."""
        return False

    def on_screen_resume(self) -> None:
        if self._ended is not None:
            self.dismiss(self._ended[0])
