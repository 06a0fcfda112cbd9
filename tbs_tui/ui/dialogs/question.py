"""A question with two answers: nothing happens, which has the focus first, or it does."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Input, Static

from tbs_tui.locale import _
from tbs_tui.ui.dialogs.dialog import Dialog
from tbs_tui.ui.tones import Span
from tbs_tui.ui.widgets.fields import Button
from tbs_tui.ui.widgets.hints import Hints
from tbs_tui.ui.widgets.line import Line
from tbs_tui.ui.widgets.notice import Notice


class Question(Dialog[bool]):
    """Ends with whether it is to be done. The keys that ask it do not answer it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", show=False),
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
    ]
    DEFAULT_CSS = """
    Question > Vertical { width: 72; max-width: 100%; height: auto; border: ascii $primary; padding: 0 1; }
    Question .title { text-style: bold; }
    Question .words { height: auto; margin: 1 0 0 0; }
    Question .buttons { height: 1; margin: 1 0 0 0; }
    """

    # For each question

    def heading(self) -> str:
        """What is asked, in a few plain words."""
        raise NotImplementedError

    def place(self) -> Sequence[Span]:
        """Whose cloud it is about."""
        return ()

    def words(self) -> Sequence[str]:
        """What there is to know before, a line each, plain."""
        raise NotImplementedError

    def parts(self) -> Iterator[Widget]:
        """What lies between that and the buttons."""
        yield from ()

    def answers(self) -> tuple[str, str]:
        """The words of the buttons: that nothing happens, and that it does."""
        raise NotImplementedError

    def why_not(self) -> str:
        """Why it is not done yet, plain; empty when all is well."""
        return ""

    # Build

    def compose(self) -> ComposeResult:
        no, yes = self.answers()
        with Vertical():
            yield Static(self.heading(), classes="title", markup=False)
            if self.place():
                yield Line(id="place")
            yield Static("\n".join(self.words()), classes="words", markup=False)
            yield from self.parts()
            with Horizontal(classes="buttons"):
                yield Button(no, id="no")
                yield Button(yes, id="yes")
            yield Notice(id="answer")
            yield Hints()

    def on_mount(self) -> None:
        for line in self.query("#place").results(Line):
            line.show(self.place())
        self.query_one("#no").focus()

    def on_descendant_focus(self) -> None:
        focused = self.focused
        enter = focused.text if isinstance(focused, Button) else self.answers()[1]
        self.query_one(Hints).offer({"Enter": enter, "Tab": _("next"), "Esc": _("back")})

    def on_resize(self, event: events.Resize) -> None:
        for line in self.query("#place").results(Line):
            line.show(self.place())

    def look(self) -> None:
        """What there is to know may be another."""
        words = "\n".join(self.words())
        # It may be told before there are widgets.
        for said in self.query(".words").results(Static):
            if said.content != words:
                said.update(words)

    # Answer

    @on(Button.Pressed, "#no")
    def _refused(self, event: Button.Pressed) -> None:
        event.stop()
        self.finish(False)

    @on(Input.Submitted)
    @on(Button.Pressed, "#yes")
    def _wanted(self, event: Input.Submitted | Button.Pressed) -> None:
        event.stop()
        words = self.why_not()
        if words:
            self.query_one("#answer", Notice).say(words)
            for field in self.query(Input):
                field.focus()
        else:
            self.finish(True)

    def action_back(self) -> None:
        """As if nothing had been asked."""
        self.finish(False)
