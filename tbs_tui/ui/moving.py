"""The keys that move about in a table, and in whatever scrolls: widgets bind them, the help lists them."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.binding import Binding, BindingType

from tbs_tui.locale import N_


@dataclass(frozen=True, slots=True)
class Move:
    """One of them."""

    id: str
    """Another one than those of the commands."""
    keys: tuple[str, ...]
    """Textual's names; the first is shown."""
    help: str
    """A sentence for the help; marked for translation."""
    in_table: str
    """The action of a table."""
    in_text: str | None = None
    """The action of what scrolls and has no cursor; None where there is none."""
    mutates: bool = False


MOVES: tuple[Move, ...] = (
    Move("down", ("j", "down"), N_("Next row"), "cursor_down", "scroll_down"),
    Move("up", ("k", "up"), N_("Previous row"), "cursor_up", "scroll_up"),
    Move("first", ("g", "home"), N_("First row"), "first", "scroll_home"),
    Move("last", ("G", "end"), N_("Last row"), "last", "scroll_end"),
    Move("page_down", ("pagedown",), N_("A screenful down"), "page(1)", "page_down"),
    Move("page_up", ("pageup",), N_("A screenful up"), "page(-1)", "page_up"),
    Move("columns_left", ("left_square_bracket",), N_("Scroll the columns to the left"), "columns(-1)"),
    Move("columns_right", ("right_square_bracket",), N_("Scroll the columns to the right"), "columns(1)"),
    Move("mark", ("space",), N_("Mark or unmark the row"), "toggle_mark"),
    Move("mark_to", ("V",), N_("Mark from the last mark to here"), "mark_to_cursor"),
    Move("mark_all", ("A",), N_("Mark all rows shown"), "mark_all"),
    Move("unmark", ("U",), N_("Remove all marks"), "clear_marks"),
)
#: In a table whose rows have no marks.
UNMARKED = tuple(move for move in MOVES if "mark" not in move.id)


def moves_of(widget: object) -> Sequence[tuple[Move, str]]:
    """Those that a widget binds, each with the widget's action."""
    bound = {each.id: each.action for each in getattr(widget, "BINDINGS", ()) if isinstance(each, Binding)}
    return [(move, bound[move.id]) for move in MOVES if move.id in bound]


def table_bindings(moves: Sequence[Move] = MOVES) -> list[BindingType]:
    """Key bindings of a table."""
    return [_binding(move, move.in_table) for move in moves]


def text_bindings(moves: Sequence[Move] = MOVES) -> list[BindingType]:
    """Key bindings of what scrolls."""
    return [_binding(move, move.in_text) for move in moves if move.in_text is not None]


def _binding(move: Move, action: str) -> BindingType:
    return Binding(",".join(move.keys), action, move.help, show=False, id=move.id)
