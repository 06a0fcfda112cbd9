"""Every key, from the table of commands."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.binding import Binding

from tbs_tui.api.statuses import Group
from tbs_tui.locale import N_, _
from tbs_tui.text import fit
from tbs_tui.ui.commands import COMMANDS
from tbs_tui.ui.screens.quiet import QuietScreen
from tbs_tui.ui.tones import Span
from tbs_tui.ui.widgets.detail import DetailLine, DetailView
from tbs_tui.ui.widgets.line import Line

_MOVING: tuple[tuple[str, str], ...] = (
    ("j k Down Up", N_("Next or previous row")),
    ("g G", N_("First or last row")),
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
        yield Line(id="hints")

    def on_mount(self) -> None:
        self.query_one("#title", Line).show([Span(" " + _("Keys"), "name")])
        self.query_one("#hints", Line).show([Span(" Esc", "key"), Span(" " + _("back"), "dim")])
        self.query_one(DetailView).set_lines(_lines())
        self.query_one(DetailView).focus()


def _lines() -> Sequence[DetailLine]:
    lines: list[DetailLine] = []
    for keys, words in _MOVING:
        lines.append(_entry(keys, _(words)))
    lines.append(())
    for command in COMMANDS:
        twins = " ".join(
            key.upper() if key.startswith("f") and key[1:].isdigit() else "" for key in command.keys
        ).strip()
        keys = f"{command.shown} {twins}".strip() if twins != command.shown else command.shown
        lines.append(_entry(keys, _(command.help)))
    lines += [(), (Span(" " + _("Statuses"), "name"),)]
    for kind, words in _GLYPHS:
        lines.append((Span("  "), Span(fit(kind.glyph, 12), kind.tone), Span(_(words))))
    return lines


def _entry(keys: str, words: str) -> DetailLine:
    return (Span("  "), Span(fit(keys, 12), "key"), Span(words))
