"""What the dialogs that change the cloud have in common: they send once, and stay until the cloud has answered."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widget import Widget
from textual.widgets import Input, Static

from tbs_tui.inventory.events import ContextShown, Event, InventoryChanged
from tbs_tui.locale import _
from tbs_tui.operations.intent import Intent
from tbs_tui.operations.operation import Operation, OperationChanged, State
from tbs_tui.ui.changing.site import Site
from tbs_tui.ui.changing.words import candidate_words, request_words
from tbs_tui.ui.dialogs.changes.decision import Decision
from tbs_tui.ui.dialogs.request import Preview
from tbs_tui.ui.widgets.fields import Button, Words
from tbs_tui.ui.widgets.hints import Hints
from tbs_tui.ui.widgets.line import Line
from tbs_tui.ui.widgets.notice import Notice

#: On its way to the cloud: not to be sent once more.
_SENT = frozenset({State.WAITING, State.SENDING})
#: The answer has at least so many lines: in a terminal of 15, three are left for the fields.
_FEWEST_LINES = 5


class _Scroll(VerticalScroll, can_focus=False, inherit_bindings=False):
    """Textual's own takes the focus, as a stop between the fields, and the arrows, once there is more than fits."""


#: A key that comes so soon after the one before is held down: terminals repeat keys after 0.25 to 0.66 s, and then 25
#: times a second.
HELD_SECONDS = 0.7


class ChangeDialog(Decision):
    """One change. Everything typed stays after a refusal; what was sent goes on when the dialog is left.

    Where the answer was lost it is found out what became of it, and nothing can be sent meanwhile. Afterwards its
    button says "Send again", and nothing else sends."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", show=False),
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
    ]
    DEFAULT_CSS = """
    ChangeDialog > Vertical { width: 76; max-width: 100%; height: auto; border: ascii $primary; padding: 0 1; }
    ChangeDialog > Vertical > VerticalScroll { height: auto; scrollbar-size-vertical: 1; }
    ChangeDialog .title { text-style: bold; }
    ChangeDialog .buttons { height: 1; margin: 1 0 0 0; }
    """

    def __init__(self, site: Site) -> None:
        super().__init__()
        self.site = site
        self._operation: Operation | None = None
        """As it was shown last: a key that was meant for something else must not send."""
        self._lost = False
        """Whether the answer to it was lost."""
        self._reading = False
        """Whether what was found is to be in view, and not what has the focus."""
        self._send_word = ""
        self._intent_id = site.desk.new_id()
        self._asked_at: float | None = None
        """When it was last wanted that it is sent, monotonic seconds."""
        self._ends: list[Callable[[], None]] = []
        self._preview = Preview(self, site.door, lambda: self.site.heading, self.preview, self.say)

    # For each dialog

    def heading(self) -> str:
        """What is going to be done, in a few plain words."""
        raise NotImplementedError

    def parts(self) -> Iterator[Widget]:
        """What lies between the heading and the buttons."""
        raise NotImplementedError

    def buttons(self) -> Iterator[Button]:
        """The buttons; that with the id "send" sends, that with the id "cancel" leaves."""
        raise NotImplementedError

    def foot(self) -> Iterator[Widget]:
        """What stands below all that scrolls."""
        yield from ()

    def intent(self, intent_id: str) -> Intent | None:
        """What has been decided, under that id; None when something is missing, which has the focus then."""
        raise NotImplementedError

    def preview(self) -> Sequence[Intent]:
        """What would be sent now, in its order; empty when something is missing, which has the focus then."""
        intent = self.intent(self._intent_id)
        return () if intent is None else (intent,)

    def confirmed(self) -> bool:
        """Whether that may be sent. Where something has to be typed first, that is said and has the focus."""
        return True

    def advice(self, operation: Operation) -> str:
        """What else there is to say of one that was not done, plain; empty for nothing."""
        return ""

    def look(self) -> None:
        """What is there may be another: say what follows from it. Called when the dialog opens, too."""

    def offers(self) -> dict[str, str]:
        """Keys with a word each, for where the focus is."""
        focused = self.focused
        keys: Mapping[str, str] = {}
        if isinstance(focused, Words):
            keys = focused.offers
        elif isinstance(focused, Input) and not self._lost:
            keys = {"Enter": self._send_word}
        return {**keys, "Tab": _("next"), "Esc": _("back")}

    # Build

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(self.heading(), classes="title", markup=False)
            yield Line(id="place")
            with _Scroll():
                yield from self.parts()
                with Horizontal(classes="buttons"):
                    yield from self.buttons()
                    yield Button(_("Request"), id="request")
                yield Notice(id="found")
            yield from self.foot()
            yield Notice(id="answer")
            # The server's words may be long, and be cut; what a ticket needs is not.
            yield Notice(id="request_id")
            yield Hints()

    def on_mount(self) -> None:
        self.query_one("#place", Line).show(self.site.heading)
        send = self.query_one("#send", Button)
        self._send_word = send.text
        self.watch(send, "disabled", self._send_turned)
        # Lines that come later have their place after the next layout only.
        self.watch(self.query_one(VerticalScroll), "virtual_size", self._fit_soon, init=False)
        self._ends = [self.site.desk.subscribe(self._operation_heard), self.site.inventory.subscribe(self._heard)]
        self.look()
        self.show_offers()
        self._fit_soon()

    def on_unmount(self) -> None:
        for end in self._ends:
            end()

    # What others tell

    def _heard(self, event: Event) -> None:
        if isinstance(event, InventoryChanged | ContextShown) and self.site.context.covers(event.context):
            self.call_later(self._look)

    def _look(self) -> None:
        if not self.is_open:
            return
        if self._operation is not None and self._operation.state is State.UNKNOWN:
            self._show_operation(self._operation)
        self.look()

    def _operation_heard(self, event: OperationChanged) -> None:
        if self._operation is not None and event.operation.id == self._operation.id:
            self.call_later(self._show_operation, event.operation)

    def shows_end(self, operation: Operation) -> bool:
        # With what is done it closes; where it was covered meanwhile, as soon as it is not.
        mine = self._operation is not None and operation.id == self._operation.id
        return mine and operation.state is not State.DONE and self._ended is None

    # Send

    @property
    def is_sent(self) -> bool:
        """Whether it is on its way, or nobody knows yet what became of it: it can't be sent now."""
        operation = self._operation
        return operation is not None and (operation.state in _SENT or not operation.is_over)

    @on(Button.Pressed, "#send")
    def _send_wanted(self, event: Button.Pressed) -> None:
        event.stop()
        self.send()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if self._lost and not self.is_sent:
            self.query_one("#send").focus()
        else:
            self.send()

    @on(Button.Pressed, "#cancel")
    def _cancel_wanted(self, event: Button.Pressed) -> None:
        event.stop()
        self.finish(None)

    def send(self) -> None:
        """Send it, unless it is on its way. A second try is a new decision: a key that is held down makes none."""
        now = self.site.clock.monotonic()
        held = self._asked_at is not None and now - self._asked_at < HELD_SECONDS
        self._asked_at = now
        if self.is_sent or (held and self._operation is not None) or not self.is_read():
            return
        if self._operation is not None:
            # The one before has ended, and the person has decided anew.
            self._operation, self._intent_id = None, self.site.desk.new_id()
        intent = self.intent(self._intent_id)
        if intent is None or not self.confirmed():
            return
        self._lost = False
        self.query_one("#send", Button).say(self._send_word)
        self._operation = self.site.desk.start(intent)
        self._show_operation(self._operation)

    def _show_operation(self, operation: Operation) -> None:
        if self._operation is None or operation.id != self._operation.id or not self.is_open:
            return
        self._operation = operation
        self.query_one("#found", Notice).say("\n".join(self._found(operation)), bad=False)
        self.query_one("#request_id", Notice).say(request_words(operation), bad=False)
        if operation.state in _SENT:
            self.say(_("Sending ..."), bad=False)
        elif operation.state in (State.ACCEPTED, State.IN_PROGRESS, State.DONE):
            self.finish(None)
        else:
            self._lost = self._lost or operation.state is State.UNKNOWN
            self.say("\n".join(filter(None, [self._what_now(operation), operation.words])))
            if self._lost and operation.is_over:
                self._offer_again()
        self.show_offers()

    def _found(self, operation: Operation) -> Sequence[str]:
        """What may be its result."""
        return candidate_words(operation, self.site.picture) if operation.state is State.UNKNOWN else ()

    def _what_now(self, operation: Operation) -> str:
        if not self._lost:
            return self.advice(operation)
        if operation.settling:
            return _("The server may have done it: that is being looked up, and nothing is sent again.")
        return _("It is sent again only when you say so.")

    def _offer_again(self) -> None:
        """It is known what can be known of it: let the person decide."""
        send = self.query_one("#send", Button)
        if send.text != _("Send again"):
            send.say(_("Send again"))
            self._reading = True
            # Whoever has pressed Enter all the while has not decided yet.
            if self.focused is send:
                self.query_one("#cancel").focus()

    # The request

    def _send_turned(self, disabled: bool) -> None:
        self.query_one("#request").disabled = disabled

    @on(Button.Pressed, "#request")
    def _request_wanted(self, event: Button.Pressed) -> None:
        event.stop()
        self._preview.show()

    def action_back(self) -> None:
        """Leave. What is on its way stays on its way: whoever told the cloud can't take it back."""
        self.finish(None)

    # Show

    def say(self, words: str, *, bad: bool = True) -> None:
        """Say `words`, which have passed `text.plain`, below the buttons; nothing when they are empty."""
        self.query_one("#answer", Notice).say(words, bad=bad)
        self._fit_soon()

    def show_offers(self) -> None:
        """The keys that do something where the focus is."""
        self.query_one(Hints).offer({"Esc": _("leave; it goes on")} if self.is_sent else self.offers())

    @on(Input.Changed)
    def _typed_on(self) -> None:
        self._reading = False

    def on_descendant_focus(self) -> None:
        self._reading = False
        self.show_offers()
        self._fit_soon()

    def on_descendant_blur(self) -> None:
        # What is disabled or goes loses it.
        self.show_offers()

    def on_resize(self, event: events.Resize) -> None:
        self._fit_soon()

    def _fit_soon(self) -> None:
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        """As high as the screen at most; what has the focus is in view."""
        if not self.is_open:
            return
        box, scroll = self.query_one("ChangeDialog > Vertical"), self.query_one(VerticalScroll)
        self.query_one("#answer", Notice).allow(max(_FEWEST_LINES, self.app.size.height // 3))
        others = sum(each.outer_size.height for each in box.children if each is not scroll and each.display)
        most = max(self.app.size.height - box.gutter.height - others, 3)
        if scroll.styles.max_height is None or scroll.styles.max_height.value != most:
            scroll.styles.max_height = most
        found = self.query_one("#found", Notice)
        if found.display and (self._reading or isinstance(self.focused, Button)):
            # Right below the buttons, so that both are seen.
            scroll.scroll_to_widget(found, animate=False)
        elif (wanted := self.to_be_seen) is not None:
            scroll.scroll_to_widget(wanted, animate=False)

    @property
    def to_be_seen(self) -> Widget | None:
        """What of that which scrolls is in view."""
        return self.focused

    def action_page(self, step: int) -> None:
        """Read what does not fit."""
        scroll = self.query_one(VerticalScroll)
        scroll.scroll_relative(y=step * max(scroll.size.height - 1, 1), animate=False)
