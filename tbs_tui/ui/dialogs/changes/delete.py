"""What goes, where, what blocks that, and the way out first."""

from collections.abc import Callable, Iterator

from textual import on
from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Input, Static

from tbs_tui.api.models import Snapshot, Volume
from tbs_tui.clock import local
from tbs_tui.locale import _
from tbs_tui.operations.gate import Answer, Where, delete_of
from tbs_tui.operations.intent import Intent, delete
from tbs_tui.query.columns import display_name, status_word
from tbs_tui.text import plain
from tbs_tui.ui.changing.site import Site
from tbs_tui.ui.changing.words import known_size
from tbs_tui.ui.dialogs.changes.change import ChangeDialog
from tbs_tui.ui.dialogs.changes.decision import TYPED_LENGTH
from tbs_tui.ui.tones import Span
from tbs_tui.ui.widgets.fields import Button, Field
from tbs_tui.ui.widgets.line import Line
from tbs_tui.ui.widgets.notice import Notice


class DeleteDialog(ChangeDialog):
    """Of one volume or snapshot. `show_blockers` leads to the snapshots that are in the way, `snapshots_first` to
    deleting them all and the volume with them."""

    DEFAULT_CSS = """
    DeleteDialog .typed { height: 1; margin: 1 0 0 0; }
    DeleteDialog .typed Static { width: auto; padding: 0 1 0 0; }
    """

    def __init__(
        self,
        site: Site,
        row: Volume | Snapshot,
        show_blockers: Callable[[Volume], None],
        snapshots_first: Callable[[Volume], None],
    ) -> None:
        super().__init__(site)
        self._row: Volume | Snapshot = row
        self._show_blockers = show_blockers
        self._snapshots_first = snapshots_first
        self._answer = Answer()

    def heading(self) -> str:
        return _("Delete the volume") if isinstance(self._row, Volume) else _("Delete the snapshot")

    def parts(self) -> Iterator[Widget]:
        yield Line(id="name")
        yield Line(id="what")
        yield Line(id="more")
        yield Notice(id="blocked")
        yield Notice(id="warnings")
        yield Button(_("Snapshots first, then the volume ..."), id="first")
        if self.site.production:
            words = _("Type {typed} to delete it:").format(typed=plain(self._row.id[:TYPED_LENGTH]))
            yield Horizontal(Static(words, markup=False), Field(id="typed"), classes="typed")

    def buttons(self) -> Iterator[Button]:
        yield Button(_("Cancel"), id="cancel")
        yield Button(_("Delete"), id="send")
        yield Button(_("Show what blocks it"), id="blockers")

    def on_mount(self) -> None:
        self.query_one("#cancel").focus()

    def look(self) -> None:
        present = self.site.present(self._row)
        if present is None:
            self._answer = Answer()
            self._say_blocked(_("The cloud does not list it any more."))
            self._show_buttons(sends=False)
            return
        self._row = present
        self._answer = self.site.ask(delete_of(present), present)
        row = self._row
        name = display_name(row)
        self.query_one("#name", Line).show([Span(name.text, "name")])
        self.query_one("#what", Line).show(self._what())
        self.query_one("#more", Line).show([Span(plain(row.id), "dim")])
        self._say_blocked(self._answer.why)
        self.query_one("#warnings", Notice).say("\n".join(self._answer.warnings), bad=False)
        self._show_buttons(sends=self._answer.allowed)

    def _what(self) -> list[Span]:
        row, word = self._row, status_word(self._row)
        facts = [known_size(row)]
        if isinstance(row, Volume):
            facts += [row.volume_type or "", row.availability_zone or ""]
        if row.created is not None:
            facts.append(_("made {day}").format(day=f"{local(row.created, self.site.zone):%Y-%m-%d}"))
        spans = [Span(word.text, word.tone)]
        return [*spans, Span("   " + "   ".join(plain(each) for each in facts if each))]

    def _say_blocked(self, words: str) -> None:
        self.query_one("#blocked", Notice).say(words)

    def _show_buttons(self, *, sends: bool) -> None:
        blocker = self._answer.blocker
        blocked = blocker is not None and blocker.where is Where.SNAPSHOTS
        self.query_one("#send").disabled = not sends
        self.query_one("#blockers").display = blocked
        self.query_one("#first").display = self._answer.only_snapshots_block
        for typed in self.query("#typed"):
            typed.disabled = not sends

    @on(Button.Pressed, "#blockers")
    def _blockers_wanted(self, event: Button.Pressed) -> None:
        event.stop()
        self._lead_on(self._show_blockers)

    @on(Button.Pressed, "#first")
    def _first_wanted(self, event: Button.Pressed) -> None:
        event.stop()
        self._lead_on(self._snapshots_first)

    def _lead_on(self, way: Callable[[Volume], None]) -> None:
        # Keys of one packet press twice; it leads away once.
        if isinstance(self._row, Volume) and self.app.screen is self:
            row = self._row
            self.finish(None)
            way(row)

    def confirmed(self) -> bool:
        typed = next((each.value.strip() for each in self.query("#typed").results(Input)), None)
        if typed is None or typed == self._row.id[:TYPED_LENGTH]:
            return True
        self.say(_("Type the first {n} characters of its id; nothing was deleted.").format(n=TYPED_LENGTH))
        self.query_one("#typed").focus()
        return False

    def intent(self, intent_id: str) -> Intent | None:
        self.look()
        if not self._answer.allowed or self.site.present(self._row) is None:
            return None
        return delete(intent_id, self.site.context, self._row)
