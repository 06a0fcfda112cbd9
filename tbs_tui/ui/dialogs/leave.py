"""Whether to leave while something is going on."""

from collections.abc import Callable, Sequence

from tbs_tui.locale import _, ngettext
from tbs_tui.operations.operation import Operation, State
from tbs_tui.ui.changing.words import subject_words
from tbs_tui.ui.dialogs.question import Question

#: So many are named.
_NAMED = 5


class LeaveDialog(Question):
    """What runs, and what becomes of it. `running` gives what is not over; whoever hears of it calls `look`."""

    def __init__(self, running: Callable[[], Sequence[Operation]]) -> None:
        super().__init__()
        self._going_on = running

    def heading(self) -> str:
        return _("Leave while something is going on?")

    def words(self) -> Sequence[str]:
        running = self._going_on()
        if not running:
            return [_("All of it is over now: the journal has how it went.")]
        lines = [_line(each) for each in running[:_NAMED]]
        more = len(running) - _NAMED
        if more > 0:
            lines.append(ngettext("and {n:,} more", "and {n:,} more", more).format(n=more))
        waiting = sum(each.state is State.WAITING for each in running)
        sending = sum(each.state is State.SENDING for each in running)
        lines.append("")
        if waiting + sending < len(running):
            lines.append(_("What the cloud has accepted goes on without this program."))
        if sending:
            words = ngettext(
                "{n:,} is on its way: nobody will know how it went.",
                "{n:,} are on their way: nobody will know how they went.",
                sending,
            )
            lines.append(words.format(n=sending))
        if waiting:
            words = ngettext(
                "{n:,} was not sent, and never will be.", "{n:,} were not sent, and never will be.", waiting
            )
            lines.append(words.format(n=waiting))
        return lines

    def answers(self) -> tuple[str, str]:
        return _("Stay"), _("Leave")


def _line(operation: Operation) -> str:
    words = _("{action} {name}: {state}")
    return words.format(action=operation.action.words, name=subject_words(operation), state=operation.state.words)
