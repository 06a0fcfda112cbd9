"""Every key, from the table of commands."""

from collections.abc import Iterable

from textual import events
from textual.app import ComposeResult

from tbs_tui.api.statuses import Group
from tbs_tui.locale import N_, _
from tbs_tui.text import fit
from tbs_tui.ui.commands import COMMANDS, HELP, bindings, named
from tbs_tui.ui.keymap import KeyMap
from tbs_tui.ui.moving import MOVES
from tbs_tui.ui.screens.commanding import CommandScreen
from tbs_tui.ui.tones import Span
from tbs_tui.ui.widgets.detail import DetailLine, DetailView
from tbs_tui.ui.widgets.hints import Hints
from tbs_tui.ui.widgets.line import Line
from tbs_tui.ui.widgets.notice import Notice
from tbs_tui.wrapping import wrap_cells

#: Cells before the words.
_LEFT = 18

_GLYPHS: tuple[tuple[Group, str], ...] = (
    (Group.READY, N_("ready")),
    (Group.IN_USE, N_("in use")),
    (Group.TRANSITION, N_("changing by itself")),
    (Group.WAITING, N_("waiting for somebody")),
    (Group.PROBLEM, N_("failed")),
    (Group.UNKNOWN, N_("not known to the API guide, or not readable")),
)


class HelpScreen(CommandScreen):
    """Scrolls; any of the keys that opened it closes it."""

    BINDINGS = bindings(HELP, closing=named("quit", "help"))
    OFFERED = HELP
    HINTED = named("back")

    def compose(self) -> ComposeResult:
        yield Line(id="title")
        yield DetailView()
        yield Notice(id="answer")
        yield Hints()

    def on_mount(self) -> None:
        self.query_one("#title", Line).show([Span(" " + _("Keys"), "name")])
        self.query_one(DetailView).focus()

    def on_resize(self, event: events.Resize) -> None:
        self.query_one(DetailView).set_lines(list(_lines(self.command_app.key_map, event.size.width)))


def _lines(key_map: KeyMap, width: int) -> Iterable[DetailLine]:
    for group in (MOVES, COMMANDS):
        for each in group:
            yield from _entry(Span(key_map.words(each), "key"), _(each.help), width)
        yield ()
    yield (Span(" " + _("Statuses"), "name"),)
    for kind, words in _GLYPHS:
        yield from _entry(Span(kind.glyph, kind.tone), _(words), width)
    yield from _entry(Span("!", "bad"), _("changing for longer than usual"), width)


def _entry(left: Span, words: str, width: int) -> Iterable[DetailLine]:
    pieces = wrap_cells(words, width - _LEFT - 2)
    yield (Span("  "), Span(fit(left.text, _LEFT - 2), left.tone), Span(next(pieces)))
    for piece in pieces:
        yield (Span(" " * _LEFT), Span(piece))
