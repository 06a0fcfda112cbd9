"""What the dialogs that change the cloud have in common: they send once, and stay until the cloud has answered."""

from collections.abc import Callable, Iterator
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
from tbs_tui.ui.dialogs.dialog import Dialog
from tbs_tui.ui.operation_words import candidate_words, reasons
from tbs_tui.ui.site import Site
from tbs_tui.ui.widgets.fields import Button
from tbs_tui.ui.widgets.hints import Hints
from tbs_tui.ui.widgets.line import Line
from tbs_tui.ui.widgets.notice import Notice

#: On its way to the cloud: not to be sent once more.
_SENT = frozenset({State.WAITING, State.SENDING})


class ChangeDialog(Dialog[None]):
    """One change. Everything typed stays after a refusal; what was sent goes on when the dialog is left."""

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
        self._intent_id = site.desk.new_id()
        self._ends: list[Callable[[], None]] = []

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

    def intent(self, intent_id: str) -> Intent | None:
        """What has been decided, under that id; None when something is missing, which has the focus then."""
        raise NotImplementedError

    def look(self) -> None:
        """What is there may be another: say what follows from it. Called when the dialog opens, too."""

    def offers(self) -> dict[str, str]:
        """Keys with a word each, for where the focus is."""
        return {"Enter": _("press"), "Tab": _("next"), "Esc": _("back")}

    # Build

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(self.heading(), classes="title", markup=False)
            yield Line(id="place")
            # Textual's takes the focus; it would be a stop between the fields.
            with VerticalScroll(can_focus=False):
                yield from self.parts()
                with Horizontal(classes="buttons"):
                    yield from self.buttons()
            yield Notice(id="answer")
            yield Hints()

    def on_mount(self) -> None:
        self.query_one("#place", Line).show(self.site.heading)
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
        if self._operation is not None and self._operation.state is State.UNKNOWN:
            self._show_operation(self._operation)
        self.look()

    def _operation_heard(self, event: OperationChanged) -> None:
        if self._operation is not None and event.operation.id == self._operation.id:
            self._operation = event.operation
            self.call_later(self._show_operation, event.operation)

    def shows_end(self, operation: Operation) -> bool:
        # With what is done it closes.
        return self._operation is not None and operation.id == self._operation.id and operation.state is not State.DONE

    # Send

    @property
    def is_sent(self) -> bool:
        """Whether it is on its way, or nobody knows yet what became of it: it can't be sent now."""
        operation = self._operation
        return operation is not None and (operation.state in _SENT or not operation.is_over)

    @on(Input.Submitted)
    @on(Button.Pressed, "#send")
    def _send_wanted(self, event: Input.Submitted | Button.Pressed) -> None:
        event.stop()
        self.send()

    @on(Button.Pressed, "#cancel")
    def _cancel_wanted(self, event: Button.Pressed) -> None:
        event.stop()
        self.finish(None)

    def send(self) -> None:
        """Send it, unless it is on its way."""
        if self.is_sent:
            return
        if self._operation is not None:
            # The one before has ended, and the person has decided anew.
            self._operation, self._intent_id = None, self.site.desk.new_id()
        intent = self.intent(self._intent_id)
        if intent is None:
            return
        self._operation = self.site.desk.start(intent)
        self._show_operation(self._operation)

    def _show_operation(self, operation: Operation) -> None:
        if operation is not self._operation:
            return
        if operation.state in _SENT:
            self.say(_("Sending ..."), bad=False)
        elif operation.state in (State.ACCEPTED, State.IN_PROGRESS, State.DONE):
            self.finish(None)
        else:
            self.say("\n".join([" ".join(reasons(operation)), *self._found(operation)]))
        self.show_offers()

    def _found(self, operation: Operation) -> list[str]:
        if operation.state is not State.UNKNOWN:
            return []
        lines = list(candidate_words(operation, self.site.picture))
        if operation.settling:
            return [*lines, _("The server may have done it: that is being looked up, and nothing is sent again.")]
        return [*lines, _("It is sent again only when you say so.")]

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

    def on_descendant_focus(self) -> None:
        self.show_offers()
        self._fit_soon()

    def on_resize(self, event: events.Resize) -> None:
        self._fit_soon()

    def _fit_soon(self) -> None:
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        """As high as the screen at most; what has the focus is in view."""
        if not self.is_attached:
            return
        box, scroll = self.query_one("ChangeDialog > Vertical"), self.query_one(VerticalScroll)
        others = sum(each.outer_size.height for each in box.children if each is not scroll)
        most = max(self.app.size.height - box.gutter.height - others, 3)
        if scroll.styles.max_height is None or scroll.styles.max_height.value != most:
            scroll.styles.max_height = most
        if self.focused is not None:
            scroll.scroll_to_widget(self.focused, animate=False)

    def action_page(self, step: int) -> None:
        """Read what does not fit."""
        scroll = self.query_one(VerticalScroll)
        scroll.scroll_relative(y=step * max(scroll.size.height - 1, 1), animate=False)
