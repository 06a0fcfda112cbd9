"""Fields of forms."""

from typing import ClassVar

from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input

from tbs_tui.ui.tones import COMPONENT_CLASSES, Span
from tbs_tui.ui.widgets.spans import strip


class Field(Input):
    """A line to type in: no border, no blinking (17 KB in 10 seconds), nothing selected when it gets the focus."""

    DEFAULT_CSS = """
    Field, Field:focus { border: none; height: 1; padding: 0; width: 1fr; background: $background; }
    Field:focus { text-style: underline; }
    """

    def __init__(self, value: str = "", *, id: str | None = None, password: bool = False) -> None:
        super().__init__(value, id=id, password=password, select_on_focus=False)
        self.cursor_blink = False

    def validate_value(self, value: str) -> str:
        """What is pasted may hold what a terminal acts on: only what can be seen gets in."""
        return "".join(char for char in value if char.isprintable())


class PasswordField(Field):
    """A password can't be copied or cut: the clipboard is reached by an escape sequence that holds it in clear."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, password=True)

    def validate_value(self, value: str) -> str:
        """Whatever the password is; it is never drawn."""
        return value

    @property
    def _value(self) -> Text:
        # Textual's bullet is two cells wide in Korean terminals.
        return Text("*" * len(self.value), no_wrap=True, overflow="ignore", end="")

    def action_cut(self) -> None:
        """Remove what is selected, and nothing more."""
        self.delete_selection()

    @property
    def selected_text(self) -> str:
        """Nothing: whoever copies a selection gets none."""
        return ""


class Tick(Widget, can_focus=True):
    """A thing to turn on or off; drawn in ASCII."""

    COMPONENT_CLASSES: ClassVar[set[str]] = set(COMPONENT_CLASSES)
    BINDINGS: ClassVar[list[BindingType]] = [Binding("space,enter", "flip", show=False)]
    DEFAULT_CSS = """
    Tick { height: 1; width: 1fr; }
    Tick:focus { text-style: underline; }
    """

    class Changed(Message):
        """It was turned on or off."""

        def __init__(self, tick: "Tick", value: bool) -> None:
            super().__init__()
            self.tick = tick
            self.value = value

        @property
        def control(self) -> "Tick":
            return self.tick

    def __init__(self, text: str, *, value: bool = False, id: str | None = None) -> None:
        """`text` has passed `text.plain`."""
        super().__init__(id=id)
        self._text = text
        self.value = value

    def action_flip(self) -> None:
        """Turn it round."""
        if not self.disabled:
            self.value = not self.value
            self.refresh()
            self.post_message(self.Changed(self, self.value))

    def on_click(self, event: events.Click) -> None:
        self.action_flip()

    def render_line(self, y: int) -> Strip:
        box = "[x] " if self.value else "[ ] "
        return strip(self, [Span(box + self._text, "dim" if self.disabled else "")], self.size.width)
