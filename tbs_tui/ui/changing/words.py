"""What is said of an operation to whoever decided it."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from tbs_tui.api.models import Snapshot, Volume
from tbs_tui.api.statuses import Group
from tbs_tui.inventory.picture import Picture
from tbs_tui.locale import _, ngettext
from tbs_tui.operations.operation import Operation, State
from tbs_tui.query.columns import display_name, size, status_word
from tbs_tui.text import cut, plain
from tbs_tui.ui.tones import Span

#: So many of what may be the result are named.
_NAMED = 3
#: Cells of each name: the status is to stay on its line.
_NAME_WIDTH = 24
#: What went as it was meant to, or still may.
GOOD = frozenset({State.WAITING, State.SENDING, State.ACCEPTED, State.IN_PROGRESS, State.DONE})

#: What a state is like, among the groups of statuses: it has their mark and their tone.
_GROUPS: Mapping[State, Group] = MappingProxyType(
    {
        State.WAITING: Group.WAITING,
        State.SENDING: Group.TRANSITION,
        State.ACCEPTED: Group.TRANSITION,
        State.IN_PROGRESS: Group.TRANSITION,
        State.DONE: Group.READY,
        State.REFUSED: Group.PROBLEM,
        State.FAILED: Group.PROBLEM,
        State.UNKNOWN: Group.UNKNOWN,
        State.CANCELLED: Group.WAITING,
    }
)


def group_of(state: str | None) -> Group | None:
    """The group of a state's word, which may come from a file; None for what is none."""
    return next((group for each, group in _GROUPS.items() if each.value == state), None)


def known_size(row: Volume | Snapshot) -> str:
    """The size; empty where it could not be read."""
    return size(row).text if row.size is not None else ""


def source_line(word: str, row: Volume | Snapshot) -> list[Span]:
    """What something is made of or from, behind a word that says so, which is plain."""
    return [Span(f"{word} "), Span(display_name(row).text, "name"), Span(f"   {known_size(row)}")]


def subject_words(operation: Operation) -> str:
    """What it is about: a name, or the beginning of an id; empty for what has neither."""
    return plain(operation.name or (operation.resource_id or operation.subject_id)[:8])


def told(operation: Operation) -> str:
    """One sentence: what it is, how it stands, why, and the server's id for it. Plain."""
    words = _("{action} {name}: {state}").format(
        action=operation.action.words, name=subject_words(operation), state=operation.state.words
    )
    return " ".join([" ".join(words.split()) + ("." if operation.words else ""), *reasons(operation)]).strip()


def reasons(operation: Operation) -> list[str]:
    """Why it stands as it does, and the server's id for it. Plain."""
    return [each for each in (operation.words, request_words(operation)) if each]


def request_words(operation: Operation) -> str:
    """The server's id for one that was not done; empty where there is none. Plain."""
    if not operation.request_id or operation.state in GOOD:
        return ""
    return _("(request {id})").format(id=plain(operation.request_id))


def candidate_words(operation: Operation, picture: Picture) -> Sequence[str]:
    """What may be the result of one whose answer was lost, a line each. Plain."""
    rows: list[Volume | Snapshot] = [
        row for row in map(picture.listing(operation.kind).by_id.get, operation.candidates) if row is not None
    ]
    lines = [
        f"{cut(display_name(row).text, _NAME_WIDTH)}  {status_word(row).text}  {plain(row.id)}" for row in rows[:_NAMED]
    ]
    more = len(rows) - _NAMED
    if more > 0:
        lines.append(ngettext("and {n} more", "and {n} more", more).format(n=more))
    return lines
