"""The very requests that a dialog would send, before it does: to read, and for a shell."""

import os
from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static
from textual.worker import Worker

from tbs_tui.api.errors import ApiError
from tbs_tui.locale import _, ngettext
from tbs_tui.operations.intent import Intent, call
from tbs_tui.text import plain
from tbs_tui.ui import clipboard
from tbs_tui.ui.curl import curl_of
from tbs_tui.ui.dialogs.dialog import Dialog
from tbs_tui.ui.door import Door
from tbs_tui.ui.tones import Span
from tbs_tui.ui.widgets.detail import DetailLine, DetailView
from tbs_tui.ui.widgets.hints import Hints
from tbs_tui.ui.widgets.line import Line
from tbs_tui.ui.widgets.notice import Notice
from tbs_tui.wrapping import cut_cells

#: Cells left and right of the text: border, padding and scrollbar.
_SIDES = 5


async def requests_of(door: Door, intents: Sequence[Intent]) -> list[str]:
    """What each of them sends, as lines for a shell. No secret is in them. Raises ApiError."""
    calls = [(intent.context, call(intent)) for intent in intents]
    return [curl_of(await door.url_of(context, *each.path), each) for context, each in calls]


class Preview:
    """Shows what a dialog would send, over it, once the URLs are known."""

    def __init__(
        self,
        dialog: Dialog[None],
        door: Door,
        place: Callable[[], Sequence[Span]],
        decided: Callable[[], Sequence[Intent]],
        say: Callable[[str], None],
    ) -> None:
        """`decided` is what would be sent now, in its order; empty for nothing. `say` tells why it can't be shown."""
        self._dialog = dialog
        self._door = door
        self._place = place
        self._decided = decided
        self._say = say
        self._asking: Worker[None] | None = None

    def show(self) -> None:
        """Ask for the URLs of what would be sent now."""
        if intents := self._decided():
            self._asking = self._dialog.app.run_worker(
                partial(self._ask, intents),
                name="preview",
                group="request",
                description="preview",
                exclusive=True,
                exit_on_error=False,
            )

    async def _ask(self, intents: Sequence[Intent]) -> None:
        # What comes of it is for the dialog's own queue: its widgets may be coming or going just now.
        try:
            requests = await requests_of(self._door, intents)
        except ApiError as error:
            self._dialog.call_later(self._refused, plain(error))
        else:
            self._dialog.call_later(self._known, intents, requests)

    def _refused(self, words: str) -> None:
        if self._dialog.is_open:
            self._say(words)

    def _known(self, intents: Sequence[Intent], requests: Sequence[str]) -> None:
        dialog = self._dialog
        if not dialog.is_open or dialog.app.screen is not dialog:
            return
        # What is typed and what is there may have changed while the URLs were asked for.
        if _sent_by(self._decided()) == _sent_by(intents):
            dialog.app.push_screen(RequestDialog(requests, self._place()))
        else:
            self.show()


def _sent_by(intents: Sequence[Intent]) -> Sequence[object]:
    """What they send, whatever their ids."""
    return [(intent.context, intent.action, intent.subject_id, intent.request) for intent in intents]


class RequestDialog(Dialog[None]):
    """One or more, one after the other. All of it can be read, wrapped where it is too wide, and copied as it is."""

    takes_hangul = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "back", show=False),
        Binding("c", "copy", show=False),
    ]
    DEFAULT_CSS = """
    RequestDialog > Vertical { width: 100%; height: auto; border: ascii $primary; padding: 0 1; }
    RequestDialog .title { text-style: bold; }
    """

    def __init__(self, requests: Sequence[str], place: Sequence[Span] = ()) -> None:
        """`requests` are what `curl_of` gives; `place` says whose cloud they go to."""
        super().__init__()
        self._place = place
        self._count = len(requests)
        self.text = "\n\n".join(requests)
        """What `c` copies."""

    def compose(self) -> ComposeResult:
        words = ngettext(
            "The request that would be sent", "The {n:,} requests that would be sent, in this order", self._count
        )
        with Vertical():
            yield Static(words.format(n=self._count), classes="title", markup=False)
            yield Line(id="place")
            yield Static(_("Your shell puts in $TOKEN and all other secrets."), markup=False)
            yield DetailView()
            yield Notice(id="answer")
            yield Hints()

    def on_mount(self) -> None:
        place = self.query_one("#place", Line)
        place.display = bool(self._place)
        place.show(self._place)
        self._fit(self.app.size.width)
        self.query_one(DetailView).focus()
        self.query_one(Hints).offer({"Esc": _("back"), "c": _("copy"), "PgDn": _("more")})

    def on_resize(self, event: events.Resize) -> None:
        self._fit(event.size.width)

    def _fit(self, width: int) -> None:
        lines = self._lines(width - _SIDES)
        view = self.query_one(DetailView)
        view.set_lines(lines)
        view.styles.height = len(lines)
        self.call_after_refresh(self._fit_height)

    def _fit_height(self) -> None:
        """No higher than the screen."""
        box, view = self.query_one(Vertical), self.query_one(DetailView)
        others = sum(each.outer_size.height for each in box.children if each is not view)
        view.styles.max_height = max(self.app.size.height - box.gutter.height - others, 1)

    def _lines(self, width: int) -> list[DetailLine]:
        lines = (plain(line) for line in self.text.split("\n"))
        return [(Span(piece),) for line in lines for piece in cut_cells(line, max(width, 1))]

    def action_back(self) -> None:
        """To the form."""
        self.finish(None)

    def action_copy(self) -> None:
        """All of it."""
        sent = clipboard.exists(os.environ) and clipboard.send(self.app, self.text)
        if not clipboard.exists(os.environ):
            words = _("This terminal has no clipboard.")
        elif sent:
            # It is on the screen: many terminals do not listen, and none says so.
            words = _("sent to the terminal's clipboard")
        else:
            words = _("Too long for the terminal's clipboard: {n:,} characters.").format(n=len(self.text))
        self.query_one("#answer", Notice).say(words, bad=not sent)
        self.call_after_refresh(self._fit_height)
