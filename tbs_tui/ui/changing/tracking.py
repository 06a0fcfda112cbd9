"""What becomes of what was decided: how many operations run, and the end of each, told once. Imported after the first
frame, which needs none of it."""

from collections.abc import Callable, Sequence

from tbs_tui.account.context import Context
from tbs_tui.api.models import Resource
from tbs_tui.inventory.inventory import Inventory
from tbs_tui.locale import _, ngettext
from tbs_tui.operations.operation import Operation, OperationChanged, State
from tbs_tui.settings import Settings
from tbs_tui.text import cut
from tbs_tui.ui.changing.words import GOOD, subject_words, told
from tbs_tui.ui.dialogs.dialog import Dialog
from tbs_tui.ui.journal_rows import place_words
from tbs_tui.ui.places import Places
from tbs_tui.ui.screens.commanding import CommandApp
from tbs_tui.ui.telling import kind_of, place_of
from tbs_tui.ui.tones import Span

#: Cells of a name in the first line.
_NAME_CELLS = 24


class Tracking:
    """Hears every operation, of whatever place. A plan is told when all of it is over, and what ends before the next
    key is told together: of a hundred ends there is one sentence, and none takes the place of another."""

    def __init__(
        self, app: CommandApp, settings: Settings, inventory: Inventory, places: Places, changed: Callable[[], None]
    ) -> None:
        """`changed` is called when what is shown of operations may be another."""
        self._app = app
        self._inventory = inventory
        self._settings = settings
        self._places = places
        self._changed = changed
        self._running: dict[str, Operation] = {}
        self._plans: dict[str, list[Operation]] = {}
        """Steps that have ended of plans that have not."""
        self._ended: list[Operation] = []
        """Not told yet."""
        self._said: list[Operation] = []
        """Told, and still to be read."""
        self._missed: list[Operation] = []
        """What went wrong where the person was not, until they look at it."""
        self._rings = self._waits = self._closed = False

    # Hear

    def heard(self, event: OperationChanged) -> None:
        """An operation is not as it was."""
        operation = event.operation
        if operation.is_over:
            self._running.pop(operation.id, None)
        else:
            self._running[operation.id] = operation
        if event.has_ended:
            self._take_end(operation)
            if _is_wrong(operation) and not self._is_here(operation):
                self._missed.append(operation)
        if not self._waits:
            self._waits = True
            self._app.call_later(self._flush)

    def _take_end(self, operation: Operation) -> None:
        ended = [operation]
        if operation.plan_id:
            ended = self._plans.setdefault(operation.plan_id, [])
            ended.append(operation)
            if any(each.plan_id == operation.plan_id for each in self._running.values()):
                return
            del self._plans[operation.plan_id]
        # What was never sent has come to no end, unless it is one of several.
        if any(each.state is not State.CANCELLED for each in ended):
            self._rings = True
            self._ended += ended if not self._is_shown(operation) else []

    def _is_shown(self, operation: Operation) -> bool:
        """Whether a dialog says how it ended."""
        return any(isinstance(each, Dialog) and each.shows_end(operation) for each in self._app.screen_stack)

    def _flush(self) -> None:
        self._waits = False
        if self._closed:
            return
        if self._ended:
            self._said += self._ended
            self._ended = []
            self._app.say(self._words(self._said), bad=any(each.state not in GOOD for each in self._said))
        if self._rings:
            self._ring()
        self._rings = False
        self._changed()

    def _ring(self) -> None:
        """The terminal's bell, where it is wanted."""
        here = self._places.here
        if (here.settings if here is not None else self._settings).bell:
            self._app.bell()

    def _is_here(self, operation: Operation) -> bool:
        current = self._inventory.current
        return current is not None and current.covers(operation.context)

    def seen(self) -> None:
        """A key: what was told is read."""
        self._said = []

    def close(self) -> None:
        """There is nobody left to be told."""
        self._closed = True

    # Read

    @property
    def running(self) -> Sequence[Operation]:
        """Those that are not over, oldest first."""
        return tuple(self._running.values())

    @property
    def waiting(self) -> int:
        """How many of them are not sent yet."""
        return sum(each.state is State.WAITING for each in self._running.values())

    def missed(self, context: Context) -> int:
        """How many went wrong elsewhere that nobody has looked at."""
        return sum(not context.covers(each.context) for each in self._missed)

    def take_missed(self, context: Context) -> bool:
        """Somebody looks at all of them: whether there are any elsewhere."""
        elsewhere = self.missed(context) > 0
        self._missed = []
        return elsewhere

    def of(self, row: Resource, context: Context) -> Sequence[Operation]:
        """Those that run on a row that is shown in `context`, or that make something of it."""
        if not self._running:
            return ()
        kind, place = kind_of(row), place_of(row, context)
        return tuple(
            each
            for each in self._running.values()
            if place.covers(each.context)
            and ((each.resource_id == row.id and each.kind is kind) or each.subject_id == row.id)
        )

    def heading(self) -> list[Span]:
        """How many run, wherever that is. Nothing of it counts time: the first line costs bytes only when something
        happens."""
        if not self._running:
            return []
        waiting = self.waiting
        running = len(self._running) - waiting
        words = [ngettext("{n:,} running", "{n:,} running", running).format(n=running)] if running else []
        words += [_("{n:,} waiting").format(n=waiting)] if waiting else []
        odd = any(each.unusual or each.settling for each in self._running.values())
        return [Span(", ".join(words) + "  ", "warn" if odd else "busy")]

    def spare(self) -> list[Span]:
        """What it is that runs, when it is one thing, for where there is room."""
        if len(self._running) != 1:
            return []
        [operation] = self._running.values()
        words = f"{operation.action.words} {cut(subject_words(operation), _NAME_CELLS)}".strip()
        return [Span(f"{words}   ", "busy")]

    # Words

    def _words(self, ended: Sequence[Operation]) -> str:
        """One sentence, however many; the first that went wrong with its reason."""
        if len(ended) == 1:
            return self._told(ended[0])
        numbers = [(state, sum(each.state is state for each in ended)) for state in State]
        counts = ", ".join(
            _("{n:,} {state}").format(n=number, state=_("not sent") if state is State.CANCELLED else state.words)
            for state, number in numbers
            if number
        )
        wrong = next(filter(_is_wrong, ended), None)
        parts = [counts + ".", *([self._told(wrong)] if wrong is not None else [])]
        key = self._app.key_map.first("journal")
        return " ".join([*parts, *([_("{key} lists them.").format(key=key)] if key else [])])

    def _told(self, operation: Operation) -> str:
        words = told(operation)
        if self._is_here(operation):
            return words
        place = place_words(operation.context, self._inventory.current)
        return _("{place}: {told}").format(place=place, told=words)


def _is_wrong(operation: Operation) -> bool:
    return operation.state not in GOOD and operation.state is not State.CANCELLED
