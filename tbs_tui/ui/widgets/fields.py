"""Fields of forms."""

from collections.abc import Mapping
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input

from tbs_tui.locale import _
from tbs_tui.text import cells
from tbs_tui.ui.tones import Span
from tbs_tui.ui.widgets.spans import strip
from tbs_tui.wrapping import wrap_cells


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


class Words(Widget, can_focus=True):
    """Words that the focus can stand on, as many lines as they need, behind a mark that says what they are."""

    DEFAULT_CSS = """
    Words { height: auto; width: 1fr; }
    Words:focus { text-style: underline; }
    """

    def __init__(self, text: str, *, id: str | None = None) -> None:
        """`text` has passed `text.plain`."""
        super().__init__(id=id)
        self._text = text

    @property
    def text(self) -> str:
        """The words, without the mark."""
        return self._text

    def say(self, text: str) -> None:
        """Other words from now on; they have passed `text.plain`."""
        if text != self._text:
            self._text = text
            self.refresh(layout=True)

    @property
    def mark(self) -> Span:
        """What stands before the words."""
        return Span("")

    @property
    def offers(self) -> Mapping[str, str]:
        """What a key does while it has the focus: the key and a plain word, for the line of hints."""
        return {}

    def get_content_width(self, container: Size, viewport: Size) -> int:
        return cells(self.mark.text) + cells(self._text)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._lines(width))

    def render_line(self, y: int) -> Strip:
        lines, mark, tone = self._lines(self.size.width), self.mark, "dim" if self.disabled else ""
        if y >= len(lines):
            return Strip.blank(self.size.width, self.rich_style)
        start = Span(mark.text, tone or mark.tone) if y == 0 else Span(" " * len(mark.text))
        return strip(self, [start, Span(lines[y], tone)], self.size.width)

    def _lines(self, width: int) -> list[str]:
        return list(wrap_cells(self._text, max(width - len(self.mark.text), 1)))


class Tick(Words):
    """A thing to turn on or off; drawn in ASCII."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("space,enter", "flip", show=False)]

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
        super().__init__(text, id=id)
        self.value = value

    @property
    def mark(self) -> Span:
        # What can't be turned on looks like no box to tick.
        return Span("[x] " if self.value else "    " if self.disabled else "[ ] ")

    @property
    def offers(self) -> Mapping[str, str]:
        return {"Space": _("tick")}

    def action_flip(self) -> None:
        """Turn it round."""
        if not self.disabled:
            self.value = not self.value
            self.refresh()
            self.post_message(self.Changed(self, self.value))

    def on_click(self, event: events.Click) -> None:
        self.action_flip()


class Wheel(Words):
    """A few known values, the next of them at each press. It shows which of them stands in the field that it turns."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,enter,right", "turn(1)", show=False),
        Binding("left", "turn(-1)", show=False),
    ]

    class Turned(Message):
        """Another value is wanted."""

        def __init__(self, wheel: "Wheel", value: str) -> None:
            super().__init__()
            self.wheel = wheel
            self.value = value

        @property
        def control(self) -> "Wheel":
            return self.wheel

    def __init__(self, choices: Mapping[str, str], other: str, *, value: str, id: str | None = None) -> None:
        """`choices`: value -> what it is called; `other`: what a value is called that is none of them. Texts have
        passed `text.plain`."""
        super().__init__(choices.get(value, other), id=id)
        self._choices = choices
        self._other = other
        self._value = value

    @property
    def mark(self) -> Span:
        return Span("<> ", "key")

    def stand(self, value: str) -> None:
        """`value` stands in the field now."""
        if value != self._value:
            self._value, self._text = value, self._choices.get(value, self._other)
            self.refresh(layout=True)

    def action_turn(self, step: int) -> None:
        """The next one, or with -1 the one before; from a value of one's own to the first or the last."""
        values = list(self._choices)
        at = values.index(self._value) + step if self._value in self._choices else min(step, 0)
        self.post_message(self.Turned(self, values[at % len(values)]))

    def on_click(self, event: events.Click) -> None:
        self.action_turn(1)


class Press(Words):
    """Words that do something when they are pressed."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("space,enter", "press", show=False)]

    class Pressed(Message):
        """It was pressed."""

        def __init__(self, press: "Press") -> None:
            super().__init__()
            self.press = press

        @property
        def control(self) -> "Press":
            return self.press

    @property
    def mark(self) -> Span:
        return Span("> ", "key")

    @property
    def offers(self) -> Mapping[str, str]:
        return {"Enter": self.text}

    def action_press(self) -> None:
        """Do it."""
        self.post_message(self.Pressed(self))

    def on_click(self, event: events.Click) -> None:
        self.action_press()


class Button(Press):
    """One of several beside each other."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "app.focus_previous", show=False),
        Binding("right", "app.focus_next", show=False),
    ]
    DEFAULT_CSS = """
    Button { width: auto; margin: 0 3 0 0; }
    Button:focus { text-style: reverse; }
    """
