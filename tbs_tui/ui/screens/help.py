"""The keys of a view, from the tables of commands and of moves."""

from collections.abc import Iterable, Sequence

from textual import events
from textual.app import ComposeResult

from tbs_tui.api.statuses import Group
from tbs_tui.locale import N_, _
from tbs_tui.text import fit
from tbs_tui.ui.command import Command
from tbs_tui.ui.commands import HELP, bindings, named
from tbs_tui.ui.keymap import KeyMap
from tbs_tui.ui.moving import Move, moves_of
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
    """Of the screen below it. Scrolls; any of the keys that opened it closes it."""

    BINDINGS = bindings(HELP, closing=named("quit", "help"))
    OFFERED = HELP
    HINTED = named("back")

    def __init__(self, below: CommandScreen) -> None:
        super().__init__()
        # What leaves the explorer does so everywhere.
        leaving = [each for each in named("interrupt") if each not in below.OFFERED]
        self._commands: Sequence[Command] = (*below.OFFERED, *leaving)
        self._moves = [move for move, _action in moves_of(below.moving)]

    def compose(self) -> ComposeResult:
        yield Line(id="title")
        yield DetailView()
        yield Notice(id="answer")
        yield Hints()

    def on_mount(self) -> None:
        self.query_one("#title", Line).show([Span(" " + _("Keys"), "name")])
        self.query_one(DetailView).focus()

    def on_resize(self, event: events.Resize) -> None:
        lines = _lines((self._moves, self._commands), self.command_app.key_map, event.size.width)
        self.query_one(DetailView).set_lines(list(lines))


def _lines(groups: Iterable[Sequence[Move | Command]], key_map: KeyMap, width: int) -> Iterable[DetailLine]:
    for group in groups:
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
