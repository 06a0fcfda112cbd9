"""Who wants to hear of something. A leaf: all of it happens on one thread."""

from collections.abc import Callable
from typing import Generic, TypeVar

Event = TypeVar("Event")


class Listeners(Generic[Event]):
    """Called in the order in which they came."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[Event], None]] = []

    def add(self, listener: Callable[[Event], None]) -> Callable[[], None]:
        """Call `listener` with each event from now on. What is returned ends that; to end it twice is fine."""
        self._listeners.append(listener)

        def remove() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return remove

    def tell(self, event: Event) -> None:
        """Call everybody who listens now; whoever comes or goes meanwhile counts from the next time on."""
        for listener in tuple(self._listeners):
            listener(event)
