"""Choose one of a few."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tbs_tui.locale import _
from tbs_tui.ui.widgets.hints import Hints


@dataclass(frozen=True, slots=True)
class Choice:
    """One of them; `text` has passed `text.plain`."""

    value: str
    text: str


class Pick(ModalScreen[str | None]):
    """A list of choices. Ends with the value chosen, None for Esc."""

    BINDINGS = [
        Binding("escape,q", "cancel", show=False),
        Binding("j", "move(1)", show=False),
        Binding("k", "move(-1)", show=False),
    ]
    # Not dimmed around it: that would repaint the whole screen in other colours.
    DEFAULT_CSS = """
    Pick { align: center middle; background: $background; }
    Pick > Vertical { width: 44; height: auto; max-height: 80%; border: ascii $primary; padding: 0 1; }
    Pick Static { text-style: bold; }
    Pick OptionList { height: auto; max-height: 16; padding: 0; background: $background; }
    Pick OptionList, Pick OptionList:focus { border: none; }
    Pick OptionList > .option-list--option-highlighted { text-style: reverse; }
    """

    def __init__(self, title: str, choices: Sequence[Choice], current: str | None) -> None:
        super().__init__()
        self._title = title
        self._choices = choices
        self._current = current

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(self._title, markup=False)
            yield OptionList(*(Option(Content(choice.text)) for choice in self._choices))
            yield Hints()

    def on_mount(self) -> None:
        options = self.query_one(OptionList)
        values = [choice.value for choice in self._choices]
        options.highlighted = values.index(self._current) if self._current in values else 0
        options.focus()
        self.query_one(Hints).offer({"Enter": _("choose"), "Esc": _("back")})

    def action_move(self, step: int) -> None:
        """One option down or up."""
        options = self.query_one(OptionList)
        if step > 0:
            options.action_cursor_down()
        else:
            options.action_cursor_up()

    def action_cancel(self) -> None:
        """Choose nothing."""
        self.dismiss(None)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._choices[event.option_index].value)
