"""Dialogs with fields: each is checked as it is typed, and keeps what was typed when the cloud refuses it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from textual import on
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from tbs_tui.locale import _
from tbs_tui.text import plain
from tbs_tui.ui.changing.site import Site
from tbs_tui.ui.dialogs.changes.change import ChangeDialog
from tbs_tui.ui.dialogs.pick import ByHand, Choice, Pick
from tbs_tui.ui.tones import Span
from tbs_tui.ui.widgets.fields import Button, Press, Tick
from tbs_tui.ui.widgets.line import Line

Check = Callable[[str], str | None]
"""What is wrong with what is typed, in plain words; None when nothing is."""


def _nothing(_text: str) -> str | None:
    return None


@dataclass(frozen=True, slots=True)
class Rule:
    """What belongs to one field."""

    help: str
    """Said while it has the focus; plain."""
    check: Check
    """Why it can't be sent."""
    warn: Check
    """What is to be known of it that does not keep it from being sent."""


class Chooser(Press):
    """One value of a list that a press opens. `choices` are asked for then."""

    class Changed(Message):
        """Another value was chosen."""

        def __init__(self, chooser: "Chooser") -> None:
            super().__init__()
            self.chooser = chooser

        @property
        def control(self) -> "Chooser":
            return self.chooser

    def __init__(
        self,
        title: str,
        choices: Callable[[], Sequence[Choice]],
        value: str = "",
        *,
        by_hand: ByHand | None = None,
        id: str | None = None,
    ) -> None:
        """`title` has passed `text.plain`; `value` is that of one of the choices, or what was typed by hand."""
        super().__init__("", id=id)
        self._title = title
        self._choices = choices
        self._by_hand = by_hand
        self.value = value

    @property
    def mark(self) -> Span:
        return Span("<> ", "key")

    @property
    def offers(self) -> Mapping[str, str]:
        return {"Enter": _("choose")}

    def on_mount(self) -> None:
        self._show()

    def choose(self, value: str) -> None:
        """`value` is chosen from now on."""
        if value != self.value:
            self.value = value
            self._show()
            self.post_message(self.Changed(self))

    def action_press(self) -> None:
        """Open the list."""

        def chosen(value: str | None) -> None:
            if value is not None:
                self.choose(value)

        choices = [
            replace(each, note=_("now"), tone="dim") if each.value == self.value and not each.note else each
            for each in self._choices()
        ]
        self.app.push_screen(Pick(self._title, choices, self.value, by_hand=self._by_hand), chosen)

    def _show(self) -> None:
        known = next((each.text for each in self._choices() if each.value == self.value), None)
        self.say(known if known is not None else plain(self.value))


class FormDialog(ChangeDialog):
    """Labels with fields beside them. What is wrong with a field stands below it, once something was typed there or the
    form was to be sent; what it is for stands below the form while it has the focus."""

    DEFAULT_CSS = """
    FormDialog .entry { height: auto; }
    FormDialog .entry Horizontal { height: 1; }
    FormDialog .label { width: 16; }
    FormDialog .said { height: auto; padding: 0 0 0 16; display: none; color: $warning; }
    FormDialog .said.-bad { color: $error; }
    """

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self._rules: dict[str, Rule] = {}
        self._touched: set[str] = set()
        self._warned = False
        """Whether it was said that what is typed would be lost."""
        self._first: dict[str, str] = {}
        """What stood in each field at first."""

    def action_back(self) -> None:
        """Leave; what was typed is not thrown away at the first press."""
        if self._would_lose and not self.is_sent and not self._warned:
            self._warned = True
            # Where Enter leaves, too: it may have come in one piece with Esc.
            self.query_one("#cancel").focus()
            self.say(_("What is typed here would be lost. Esc once more leaves."))
        else:
            super().action_back()

    @property
    def _would_lose(self) -> bool:
        return any(field.value != self._first.get(field.id or "", "") for field in self.query(Input))

    # For each form

    def entries(self) -> Iterator[Widget]:
        """The fields: see `entry`."""
        raise NotImplementedError

    def sends(self) -> str:
        """The word on the button that sends."""
        raise NotImplementedError

    # Build

    def entry(
        self, label: str, control: Widget, *, help: str = "", check: Check = _nothing, warn: Check = _nothing
    ) -> Widget:
        """A control, which has an id, with its label; texts are plain."""
        said = self.govern(control, Rule(help, check, warn))
        return Vertical(
            Horizontal(Static(label, classes="label", markup=False), control),
            said,
            classes="entry",
            id=f"{control.id}-entry",
        )

    def govern(self, control: Widget, rule: Rule) -> Static:
        """A control, which has an id, obeys a rule from now on; where that is said, which belongs below it."""
        assert control.id is not None
        self._rules[control.id] = rule
        if isinstance(control, Input):
            self._first[control.id] = control.value
        return Static("", classes="said", markup=False, id=f"{control.id}-said")

    def ungovern(self, field_id: str) -> None:
        """The control goes."""
        self._rules.pop(field_id, None)
        self._first.pop(field_id, None)
        self._touched.discard(field_id)

    def parts(self) -> Iterator[Widget]:
        yield from self.entries()

    def foot(self) -> Iterator[Widget]:
        yield Line(id="help")

    def buttons(self) -> Iterator[Button]:
        yield Button(self.sends(), id="send")
        yield Button(_("Cancel"), id="cancel")

    def on_mount(self) -> None:
        first = next(iter(self._rules))
        self.query_one(f"#{first}").focus()

    def offers(self) -> dict[str, str]:
        return {**super().offers(), "Tab": _("next field"), "Esc": _("leave")}

    # What stands there

    def value(self, field_id: str) -> str:
        """What is typed or chosen; empty for a field that is not there or not shown."""
        return self._text(field_id).strip() if self._is_shown(field_id) else ""

    def ticked(self, field_id: str) -> bool:
        """Whether it is ticked; False for one that is not there or not shown."""
        return any(each.value and self._is_shown(field_id) for each in self.query(f"#{field_id}").results(Tick))

    def show_entry(self, field_id: str, *, shown: bool) -> None:
        """Show or hide a field; what is hidden is not sent."""
        self.query_one(f"#{field_id}-entry").display = shown

    def _is_shown(self, field_id: str) -> bool:
        entry = next(iter(self.query(f"#{field_id}-entry")), None)
        return field_id in self._rules and (entry is None or bool(entry.display))

    def faults(self) -> dict[str, str]:
        """What is wrong, by field, in their order."""
        shown = (each for each in self._rules if self._is_shown(each))
        found = {each: self._rules[each].check(self._text(each)) for each in shown}
        return {each: words for each, words in found.items() if words is not None}

    def is_right(self) -> bool:
        """Whether it can be sent. When it can't, every fault is said, and the first has the focus."""
        faults = self.faults()
        self._touched |= set(self._rules)
        self.look_at_fields()
        if faults:
            self.query_one(f"#{next(iter(faults))}").focus()
        return not faults

    def look_at_fields(self) -> None:
        """Say below each field what is wrong with it, or to be known of it."""
        for field_id, rule in self._rules.items():
            text = self._text(field_id)
            bad = rule.check(text) if field_id in self._touched else None
            words = bad or rule.warn(text) or ""
            said = self.query_one(f"#{field_id}-said", Static)
            if str(said.content) != words or said.display != bool(words):
                said.update(words)
                said.display = bool(words)
            said.set_class(bad is not None, "-bad")
        self._fit_soon()

    def _text(self, field_id: str) -> str:
        # As it stands there: blanks may be what is wrong.
        return next((each.value for each in self.query(f"#{field_id}") if isinstance(each, Input | Chooser)), "")

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        field_id = event.input.id
        if field_id in self._rules and event.value != self._first.get(field_id):
            self._touched.add(field_id)
        self.look_at_fields()

    @on(Chooser.Changed)
    @on(Tick.Changed)
    def _chosen(self) -> None:
        self.look()
        self.look_at_fields()

    def look(self) -> None:
        """What is there may be another."""
        self.look_at_fields()

    # Show

    @property
    def to_be_seen(self) -> Widget | None:
        # With what is said of the field, below it.
        focused = self.focused
        entries = (each for each in focused.ancestors if isinstance(each, Widget)) if focused is not None else ()
        return next((each for each in entries if each.has_class("entry")), focused)

    def show_offers(self) -> None:
        super().show_offers()
        focused = self.focused
        rule = self._rules.get(focused.id or "") if focused is not None else None
        self.query_one("#help", Line).show([Span(rule.help if rule is not None else "", "dim")])
