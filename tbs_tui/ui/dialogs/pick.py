"""Choose one of some, by typing a part of it or by moving to it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option
from textual.worker import Worker

from tbs_tui.api.errors import ApiError
from tbs_tui.locale import _
from tbs_tui.text import cells, cut, fit, fold, plain
from tbs_tui.ui.dialogs.dialog import Dialog
from tbs_tui.ui.widgets.fields import Field
from tbs_tui.ui.widgets.hints import Hints

#: Cells of a row: the dialog's 58 without its border, padding, and the list's scroll bar.
ROOM = 52
#: Cells before the text: the mark of the present choice.
_MARK = "* "
#: Cells that the text has to itself, however long the note is.
_LEAST_TEXT = 24


@dataclass(frozen=True, slots=True)
class Choice:
    """One of them; texts have passed `text.plain`."""

    value: str
    text: str
    note: str = ""
    """What is known of it, at the right."""


@dataclass(frozen=True, slots=True)
class ByHand:
    """What may be typed that is in no list."""

    label: str
    """What the choice of it says, with ``{typed}``."""
    check: Callable[[str], str | None]
    """Why what is typed can't be used, None when it can."""


More = Callable[[], Awaitable[Sequence[Choice]]]
"""Choices that take a while to be known. Raises ApiError."""


def matching(choices: Sequence[Choice], typed: str) -> list[Choice]:
    """Those that hold every word typed, first those that begin with it; as they are when nothing is typed."""
    sought = fold(typed).strip()
    found = [each for each in choices if all(word in fold(f"{each.text}\n{each.value}") for word in sought.split())]
    return sorted(found, key=lambda each: not fold(each.text).startswith(sought)) if sought else found


class Pick(Dialog[str | None]):
    """A field, and below it the choices that match. Ends with the value chosen, None for none."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", show=False),
        Binding("down,ctrl+n", "move('cursor_down')", show=False),
        Binding("up,ctrl+p", "move('cursor_up')", show=False),
        Binding("pagedown", "move('page_down')", show=False),
        Binding("pageup", "move('page_up')", show=False),
    ]
    DEFAULT_CSS = """
    Pick { align: center middle; }
    Pick > Vertical { width: 58; height: auto; max-height: 100%; border: ascii $primary; padding: 0 1; }
    Pick Horizontal { height: 1; }
    Pick .title { text-style: bold; width: auto; padding: 0 1 0 0; }
    Pick OptionList { height: auto; max-height: 12; padding: 0; background: $background; scrollbar-size-vertical: 1; }
    Pick OptionList, Pick OptionList:focus { border: none; }
    Pick OptionList > .option-list--option-highlighted { text-style: reverse; }
    Pick .said { text-style: dim; height: auto; }
    """

    def __init__(
        self,
        title: str,
        choices: Sequence[Choice],
        current: str | None,
        *,
        by_hand: ByHand | None = None,
        more: More | None = None,
    ) -> None:
        """`more` is asked for once the dialog is open."""
        super().__init__()
        self._title = title
        self._choices = list(choices)
        self._current = current
        self._by_hand = by_hand
        self._more = more
        self._is_asking = False
        self._shown: list[Choice] = []

    def compose(self) -> ComposeResult:
        with Vertical():
            with Horizontal():
                yield Static(self._title, classes="title", markup=False)
                yield Field()
            yield OptionList()
            yield Static("", classes="said", markup=False)
            yield Hints()

    def on_mount(self) -> None:
        # Keys go to the field; the list shows which choice is meant.
        self._list.can_focus = False
        self._show(self._current)
        self.query_one(Field).focus()
        self.query_one(Hints).offer({"Enter": _("choose"), "Esc": _("back"), _("letters"): _("find")})
        if self._more is not None:
            self._asking: Worker[None] = self.run_worker(
                self._ask, name="choices", group="choices", description="choices", exit_on_error=False
            )

    @property
    def typed(self) -> str:
        """What is sought."""
        return self.query_one(Field).value.strip()

    @property
    def highlighted(self) -> str | None:
        """The value that Enter chooses; None when nothing matches."""
        index = self._list.highlighted
        return self._shown[index].value if index is not None and index < len(self._shown) else None

    @property
    def _list(self) -> OptionList:
        return self.query_one(OptionList)

    async def _ask(self) -> None:
        assert self._more is not None
        self._is_asking = True
        self._say(_("asking for more ..."))
        try:
            told = await self._more()
        except ApiError as error:
            self._say(plain(error))
            return
        finally:
            self._is_asking = False
        self._say("")
        known = {each.value for each in self._choices}
        self._choices += [each for each in told if each.value not in known]
        self._show(self.highlighted)

    def _show(self, highlighted: str | None) -> None:
        """The choices that match what is typed, `highlighted` among them if it still is."""
        typed = self.typed
        self._shown = matching(self._choices, typed)
        if typed and self._by_hand is not None and all(each.value != typed for each in self._shown):
            self._shown.append(Choice(typed, self._by_hand.label.format(typed=plain(typed))))
        options = self._list
        options.clear_options()
        options.add_options([Option(Content(self._row(each))) for each in self._shown])
        values = [each.value for each in self._shown]
        options.highlighted = values.index(highlighted) if highlighted in values else 0 if values else None
        if not values:
            options.add_option(Option(Content(_("Nothing matches.")), disabled=True))

    def _row(self, choice: Choice) -> str:
        note = cut(choice.note, ROOM - len(_MARK) - _LEAST_TEXT - 1)
        room = ROOM - len(_MARK) - (cells(note) + 1 if note else 0)
        mark = _MARK if choice.value == self._current else " " * len(_MARK)
        return f"{mark}{fit(choice.text, room)} {note}".rstrip()

    def _say(self, words: str) -> None:
        self.query_one(".said", Static).update(words)

    @on(Input.Changed)
    def _typed_changed(self) -> None:
        if not self._is_asking:
            self._say("")
        self._show(None if self.typed else self._current)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._choose(self.highlighted)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._choose(self._shown[event.option_index].value)

    def _choose(self, value: str | None) -> None:
        if value is None:
            return
        known = any(each.value == value for each in self._choices)
        why_not = None if known or self._by_hand is None else self._by_hand.check(value)
        if why_not is None:
            self.finish(value)
        else:
            self._say(why_not)

    def action_move(self, movement: str) -> None:
        """Another choice."""
        getattr(self._list, f"action_{movement}")()

    def action_back(self) -> None:
        """Forget what is typed; without that, choose nothing."""
        field = self.query_one(Field)
        if field.value:
            field.value = ""
        else:
            self.finish(None)
