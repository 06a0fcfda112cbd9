"""Plans that were sent, to the end of each step, whether their dialog is still open or not."""

from collections.abc import Callable, Sequence

from tbs_tui.account.context import Context
from tbs_tui.inventory.picture import Kind
from tbs_tui.operations.desk import Operations
from tbs_tui.operations.operation import Operation, OperationChanged, State
from tbs_tui.operations.plans import Plan, carry_out
from tbs_tui.ui.telling import kind_of

Done = Callable[[Context, Kind, str], object]
"""Told of each row that what was wanted of it is done, and in which place it was wanted."""


class Batches:
    """Carries plans out and tells `done` of each step that is; a row of one that is not stays as it is, for a second
    try."""

    def __init__(self, desk: Operations, done: Done) -> None:
        self._desk = desk
        self._done = done
        self._under_way: dict[str, tuple[Context, Kind, str]] = {}
        """By the operation's id: what it is done to, and the place shown when that was decided."""
        desk.subscribe(self._heard)

    def carry_out(self, plan: Plan, context: Context) -> Sequence[Operation]:
        """Send what `plan` has, decided in `context`, which may be all regions; an operation for each step. Carried
        out twice, a plan is sent once."""
        operations = carry_out(plan, self._desk)
        for operation, step in zip(operations, plan.steps, strict=True):
            self._under_way[operation.id] = (context, kind_of(step.row), step.row.id)
        return operations

    def _heard(self, event: OperationChanged) -> None:
        if event.has_ended:
            about = self._under_way.pop(event.operation.id, None)
            if about is not None and event.operation.state is State.DONE:
                self._done(*about)
