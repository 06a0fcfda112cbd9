"""The way back: where a jump began."""

from collections import deque
from collections.abc import Mapping

from tbs_tui.api.models import Resource
from tbs_tui.inventory.picture import Kind
from tbs_tui.query.attention import Level
from tbs_tui.records import dataclass
from tbs_tui.ui.browsing import Choices

#: Jumps that are remembered; of more the oldest is forgotten.
MOST_STOPS = 50


@dataclass(frozen=True, slots=True)
class Stop:
    """One place that was left."""

    kind: Kind
    choices: Mapping[Kind, Choices]
    """What was chosen for each kind: a jump may have cleared the filter of the kind that it went to."""
    lens: Level | None = None
    """What the lens let through; None when it was off."""
    in_detail: bool = False
    """Whether the detail beside the table had the focus."""
    opened: tuple[Resource, ...] = ()
    """What the detail over the screen showed, its own way back first; empty when it was not open."""


class Trail:
    """Stops, the last one first to go back to."""

    def __init__(self) -> None:
        self._stops: deque[Stop] = deque(maxlen=MOST_STOPS)

    @property
    def last(self) -> Stop | None:
        """Where the last jump began."""
        return self._stops[-1] if self._stops else None

    def leave(self, stop: Stop) -> None:
        """A jump begins here."""
        self._stops.append(stop)

    def back(self) -> None:
        """The last stop has been gone back to."""
        self._stops.pop()

    def forget(self) -> None:
        """The person has gone another way."""
        self._stops.clear()
