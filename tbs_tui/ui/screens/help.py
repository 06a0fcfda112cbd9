"""Every key, from the table of commands."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding

from tbs_tui.api.statuses import Group
from tbs_tui.locale import N_, _
from tbs_tui.text import fit
from tbs_tui.ui.commands import COMMANDS
from tbs_tui.ui.screens.quiet import QuietScreen
from tbs_tui.ui.tones import Span
from tbs_tui.ui.widgets.detail import DetailLine, DetailView
from tbs_tui.ui.widgets.hints import Hints
from tbs_tui.ui.widgets.line import Line
from tbs_tui.ui.wrapping import wrap_cells

#: Cells before the words.
_LEFT = 18

_SIGNS: Mapping[str, str] = MappingProxyType(
    {"slash": "/", "question_mark": "?", "exclamation_mark": "!", "escape": "Esc"}
)

_MOVING: tuple[tuple[str, str], ...] = (
    ("j k Down Up", N_("Next or previous row")),
    ("g G Home End", N_("First or last row")),
    ("PgDn PgUp", N_("A screenful down or up")),
    ("[ ]", N_("Columns that do not fit: scroll left or right")),
    ("Space", N_("Mark the row")),
    ("V", N_("Mark from the last mark to here")),
    ("A U", N_("Mark all rows shown; unmark all")),
)

_GLYPHS: tuple[tuple[Group, str], ...] = (
    (Group.READY, N_("ready")),
    (Group.IN_USE, N_("in use")),
    (Group.TRANSITION, N_("changing by itself")),
    (Group.WAITING, N_("waiting for somebody")),
    (Group.PROBLEM, N_("failed")),
    (Group.UNKNOWN, N_("not known to the API guide, or not readable")),
)


class HelpScreen(QuietScreen[None]):
    """Scrolls; any of the keys that opened it closes it."""

    BINDINGS = [Binding("escape,q,question_mark,f1", "app.pop_screen", show=False)]

    def compose(self) -> ComposeResult:
        yield Line(id="title")
        yield DetailView()
        yield Hints()

    def on_mount(self) -> None:
        self.query_one("#title", Line).show([Span(" " + _("Keys"), "name")])
        self.query_one(Hints).offer({"Esc": _("back")})
        self.query_one(DetailView).focus()

    def on_resize(self, event: events.Resize) -> None:
        self.query_one(DetailView).set_lines(list(_lines(event.size.width)))


def _lines(width: int) -> Iterable[DetailLine]:
    for keys, words in _MOVING:
        yield from _entry(Span(keys, "key"), _(words), width)
    yield ()
    for command in COMMANDS:
        twins = [key_words(key) for key in command.keys]
        keys = " ".join([command.shown, *(twin for twin in twins if twin != command.shown)])
        yield from _entry(Span(keys, "key"), _(command.help), width)
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


def key_words(key: str) -> str:
    """Textual's name of a key as a person reads it."""
    if len(key) == 1:
        return key
    return _SIGNS.get(key) or "+".join(part.capitalize() for part in key.split("+"))
