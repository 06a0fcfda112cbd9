"""What every dialog is made of."""

from typing import Generic, TypeVar

from textual.screen import ModalScreen

Result = TypeVar("Result")


class Dialog(ModalScreen[Result], Generic[Result]):
    """Opaque, since dimming what lies below would repaint all of it; ends once, however often Enter comes."""

    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    Dialog { background: $background; }
    """

    _ended: tuple[Result] | None = None
    """How it ended while it was covered: a screen that is not on top can't go."""

    def finish(self, result: Result) -> None:
        """Close it with `result`; what comes after the first time is ignored. Keys of one packet are all on their way
        to the dialog before the first of them closes it."""
        # Not `is_current`, which is also true of a dialog that is covered: what would go is what covers it.
        if self.app.screen is self:
            self.dismiss(result)
        elif self in self.app.screen_stack:
            self._ended = (result,)

    def on_screen_resume(self) -> None:
        if self._ended is not None:
            self.dismiss(self._ended[0])
