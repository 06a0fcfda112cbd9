"""Choose one of a few, or of hundreds: what is typed finds."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, Static
from textual.worker import Worker

from tbs_tui.api.errors import ApiError
from tbs_tui.locale import _
from tbs_tui.text import fold, plain
from tbs_tui.ui.dialogs.dialog import Dialog
from tbs_tui.ui.tones import Span
from tbs_tui.ui.widgets.choices import ChoiceList, Entry
from tbs_tui.ui.widgets.fields import Field
from tbs_tui.ui.widgets.hints import Hints
from tbs_tui.ui.widgets.line import Line

#: The list is never higher.
_MOST_LINES = 16
#: Lines of the dialog that are not the list: border, title, field and hints.
_OTHER_LINES = 5
#: Keys of the list's entries: a prefix before the value of a choice, and the entry for what is typed.
_CHOICE = "="
_BY_HAND = "+"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of them; `text` and `note` have passed `text.plain`."""

    value: str
    text: str
    note: str = ""
    """Said right of the text; what is typed does not find it."""
    tone: str = ""
    """Tone of the note: one of `tones.TONES`."""
    why_not: str | None = None
    """Why it can't be chosen now; it has passed `text.plain`."""


@dataclass(frozen=True, slots=True)
class ByHand:
    """What may be typed that is not in the list."""

    label: str
    """Offers it; holds ``{typed}``."""
    check: Callable[[str], str | None]
    """Why what is typed can't be used, in plain words; None when it can."""


@dataclass(frozen=True, slots=True)
class Findable:
    """A choice, and what it is found by."""

    choice: Choice
    text: str
    """Folded."""
    all: str
    """Text and value, folded."""


def findable(choice: Choice) -> Findable:
    """`choice`, to be found."""
    return Findable(choice, fold(choice.text), fold(f"{choice.text}\n{choice.value}"))


def matching(among: Iterable[Findable], typed: str) -> list[Choice]:
    """Those that hold every word of `typed`, those that begin with it first; otherwise the order is kept."""
    sought = fold(typed.strip())
    words = sought.split()
    found = [each for each in among if all(word in each.all for word in words)]
    return [each.choice for each in sorted(found, key=lambda each: not each.text.startswith(sought))]


class Pick(Dialog[str | None]):
    """A field, and below it what matches. Ends with the value chosen or typed, None for Esc."""

    # The field has the focus, and uses some of these keys itself: so the list's come first.
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", show=False, priority=True),
        Binding("enter", "choose", show=False, priority=True),
        Binding("down,ctrl+n", "step(1)", show=False, priority=True),
        Binding("up,ctrl+p", "step(-1)", show=False, priority=True),
        Binding("pagedown", "page(1)", show=False, priority=True),
        Binding("pageup", "page(-1)", show=False, priority=True),
        Binding("home", "first", show=False, priority=True),
        Binding("end", "last", show=False, priority=True),
    ]
    DEFAULT_CSS = """
    Pick > Vertical { width: 60; max-width: 100%; height: auto; border: ascii $primary; padding: 0 1; }
    Pick .title { text-style: bold; }
    Pick Horizontal { height: 1; }
    Pick #count { width: 16; }
    """

    def __init__(
        self,
        title: str,
        choices: Sequence[Choice],
        current: str | None,
        *,
        by_hand: ByHand | None = None,
        more: Callable[[], Awaitable[Sequence[Choice]]] | None = None,
    ) -> None:
        """`title` has passed `text.plain`. `more` is awaited while the dialog is open, and may raise ApiError."""
        super().__init__()
        self._title = title
        self._current = current
        self._by_hand = by_hand
        self._more = more
        self._choices: dict[str, Findable] = {}
        self._found = ""
        """What was typed when the list was last brought up to date."""
        self._asking: Worker[None] | None = None
        self._add(choices)

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(self._title, classes="title", markup=False)
            with Horizontal():
                yield Field(id="find")
                yield Line(id="count")
            yield ChoiceList()
            if self._more is not None:
                yield Line(id="more")
            yield Hints()

    def on_mount(self) -> None:
        # Before the first layout, so that it is the only one.
        self._fit(self.app.size.height)
        field = self.query_one(Field)
        field.placeholder = _("type to find")
        field.focus()
        self.query_one(Hints).offer({"Enter": _("choose"), "Esc": _("back")})
        if self._more is not None:
            self._say_of_more(_("asking for more ..."), "dim")
            # A worker of the app: a fault of ours in it ends like any other.
            self._asking = self.app.run_worker(
                partial(self._ask, self._more), name="more", group="pick", description="more", exit_on_error=False
            )
        self._measure()
        self._show(self._key_of_current)

    def on_resize(self, event: events.Resize) -> None:
        self._fit(event.size.height)

    def _fit(self, lines: int) -> None:
        """Give the list its height, in a terminal of so many lines."""
        # With more to come it has its full height from the start: one that grew would move under the eyes.
        wanted = _MOST_LINES if self._more is not None else len(self._choices) + (self._by_hand is not None)
        room = lines - _OTHER_LINES - (self._more is not None)
        self.query_one(ChoiceList).styles.height = max(1, min(wanted, room, _MOST_LINES))

    def on_unmount(self) -> None:
        if self._asking is not None:
            self._asking.cancel()

    # What is done to it

    @on(Input.Changed, "#find")
    def _typed_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._find()

    def action_step(self, lines: int) -> None:
        """So many lines down the list."""
        self._find().step(lines)

    def action_page(self, pages: int) -> None:
        """So many views down the list."""
        self._find().page(pages)

    def action_first(self) -> None:
        """To the first one that matches."""
        self._find().first()

    def action_last(self) -> None:
        """To the last one that matches."""
        self._find().last()

    def action_back(self) -> None:
        """Clear what is typed; where nothing is, choose nothing."""
        if self._typed:
            self.query_one(Field).value = ""
            self._find()
        else:
            self.finish(None)

    def action_choose(self) -> None:
        """Choose the one under the cursor, or say why it can't be."""
        entry = self._find().cursor
        if entry is None:
            return
        if entry.key != _BY_HAND:
            value = entry.key.removeprefix(_CHOICE)
            if (refusal := self._choices[value].choice.why_not) is not None:
                self.query_one(Hints).say(refusal)
            else:
                self.finish(value)
        elif (why_not := self._why_not()) is not None:
            self.query_one(Hints).say(plain(why_not))
        else:
            self.finish(self._typed.strip())

    def on_choice_list_chosen(self) -> None:
        self.action_choose()

    # What more there is

    async def _ask(self, more: Callable[[], Awaitable[Sequence[Choice]]]) -> None:
        try:
            found = await more()
        except ApiError as error:
            if self.is_open:
                self._say_of_more(plain(error), "warn")
            return
        if self.is_open:
            self._say_of_more("")
            self._add(found)
            self._measure()
            here = self.query_one(ChoiceList).cursor
            self._show(self._key_of_current if here is None or here.disabled else here.key)

    def _add(self, choices: Iterable[Choice]) -> None:
        for choice in choices:
            self._choices.setdefault(choice.value, findable(choice))

    def _say_of_more(self, words: str, tone: str = "") -> None:
        self.query_one("#more", Line).show([Span(words, tone)])

    # Show

    @property
    def _typed(self) -> str:
        return self.query_one(Field).value

    @property
    def _key_of_current(self) -> str | None:
        """Where the cursor begins: at the first one that matches once something is typed."""
        return _CHOICE + self._current if self._current is not None and not self._typed else None

    def _find(self) -> ChoiceList:
        """The list, up to date with what is typed."""
        if self._typed != self._found:
            self._show(self._key_of_current)
        return self.query_one(ChoiceList)

    def _measure(self) -> None:
        self.query_one(ChoiceList).measure(self._entry(each.choice) for each in self._choices.values())

    def _show(self, key: str | None) -> None:
        """Show what matches, the cursor on the entry with `key` or on the first."""
        self._found = typed = self._typed
        found = matching(self._choices.values(), typed)
        entries = [self._entry(choice) for choice in found]
        if self._by_hand is not None and typed.strip() and typed.strip() not in self._choices:
            entries.append(self._by_hand_entry(self._by_hand, typed.strip()))
        nothing = _("Nothing matches.") if typed.strip() else ""
        self.query_one(ChoiceList).show(entries, key, nothing)
        count = _("{n:,} of {total:,} ").format(n=len(found), total=len(self._choices)) if typed else ""
        self.query_one("#count", Line).show([], [Span(count, "dim")])

    def _entry(self, choice: Choice) -> Entry:
        here = choice.value == self._current
        note, tone = choice.note, choice.tone
        if here and not note:
            note, tone = _("here"), "dim"
        # The sentence alone finds it.
        text = choice.text if choice.why_not is None else f"{choice.text} ({choice.why_not})"
        return Entry(_CHOICE + choice.value, text, note, tone, marked=here, disabled=choice.why_not is not None)

    def _by_hand_entry(self, by_hand: ByHand, typed: str) -> Entry:
        words, why_not = by_hand.label.format(typed=typed), self._why_not()
        return Entry(_BY_HAND, plain(words if why_not is None else f"{words}: {why_not}"), disabled=why_not is not None)

    def _why_not(self) -> str | None:
        """Why what is typed can't be used."""
        return self._by_hand.check(self._typed.strip()) if self._by_hand is not None else None
