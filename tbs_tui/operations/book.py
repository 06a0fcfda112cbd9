"""Every operation of this run as it stands now, and who wants to hear of it."""

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any

from tbs_tui.clock import Clock
from tbs_tui.listeners import Listeners
from tbs_tui.operations.operation import Operation, OperationChanged

#: Operations that are over are remembered up to this number.
KEPT = 10_000

Listener = Callable[[OperationChanged], None]


class Book:
    """Operations by id, oldest first."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._operations: dict[str, Operation] = {}
        self._same: dict[str, str] = {}
        """Ids that stand for another."""
        self._listeners: Listeners[OperationChanged] = Listeners()

    def __getitem__(self, operation_id: str) -> Operation:
        return self._operations[self._same.get(operation_id, operation_id)]

    def get(self, operation_id: str) -> Operation | None:
        """The operation, if it is remembered."""
        return self._operations.get(self._same.get(operation_id, operation_id))

    @property
    def all(self) -> tuple[Operation, ...]:
        """All that are remembered."""
        return tuple(self._operations.values())

    @property
    def running(self) -> tuple[Operation, ...]:
        """Those that are not over."""
        return tuple(each for each in self._operations.values() if not each.is_over)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` with each change from now on, as it happens. What is returned ends that."""
        return self._listeners.add(listener)

    def add(self, operation: Operation) -> None:
        """A new one."""
        self._operations[operation.id] = operation
        self._tell(OperationChanged(operation, None))

    def call_too(self, operation_id: str, other_id: str) -> None:
        """`other_id` is another id of the operation from now on."""
        self._same[other_id] = operation_id

    def change(self, operation_id: str, **changes: Any) -> Operation:
        """Change fields of one that is not over; one that is stays as it ended."""
        before = self._operations[operation_id]
        now = replace(before, **changes)
        if now == before or before.is_over:
            return before
        if now.state is not before.state:
            now = replace(now, since=self._clock.now())
        self._operations[operation_id] = now
        self._tell(OperationChanged(now, before))
        return now

    @property
    def is_full(self) -> bool:
        """Whether some are to be forgotten."""
        return len(self._operations) > KEPT

    def forget(self, needed: Collection[str]) -> None:
        """Drop the oldest that are over beyond KEPT, but none that is `needed`."""
        spare = max(len(self._operations) - KEPT, 0)
        over = [each.id for each in self._operations.values() if each.is_over and each.id not in needed]
        for operation_id in over[:spare]:
            del self._operations[operation_id]
        self._same = {other: each for other, each in self._same.items() if each in self._operations}

    def _tell(self, event: OperationChanged) -> None:
        self._listeners.tell(event)
