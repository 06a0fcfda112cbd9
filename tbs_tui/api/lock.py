"""Whether what changes the cloud may be sent now."""

from datetime import UTC, datetime, timedelta

from tbs_tui.clock import Clock

_NEVER = datetime.min.replace(tzinfo=UTC)


class Lock:
    """Asked by the client before each POST and DELETE: nothing is sent while it is closed, whatever a screen believes.

    There are three kinds. One that is `read_only` never opens. One with `minutes` begins closed, a person opens it, and
    it closes by itself that long after it was opened or a change was last decided. Any other is always open.

    It closes by the clock and not by a timer: a timer that is late would leave it open. Both clocks count: a machine
    that sleeps stops its monotonic one, and the time of day may be set back.
    """

    def __init__(self, clock: Clock, *, read_only: bool = False, minutes: float = 0.0) -> None:
        self._clock = clock
        self._read_only = read_only
        self.minutes = minutes
        """How long it stays open; 0: it does not close by itself."""
        self._closes_at = float("-inf")
        self._closes_on = _NEVER

    @property
    def can_open(self) -> bool:
        """Whether it is one that a person opens and closes."""
        return self.minutes > 0 and not self._read_only

    @property
    def is_closed(self) -> bool:
        """Whether nothing may be sent now that changes the cloud."""
        return self._read_only or (self.minutes > 0 and not self.seconds_left)

    @property
    def seconds_left(self) -> float:
        """Until it closes by itself; 0 when it has, or never does."""
        if not self.can_open:
            return 0.0
        monotonic = self._closes_at - self._clock.monotonic()
        return max(0.0, min(monotonic, (self._closes_on - self._clock.now()).total_seconds()))

    def open(self) -> None:
        """A person allows changes. Raises ValueError where nobody can."""
        if not self.can_open:
            raise ValueError("this lock can't be opened")
        self._closes_at = self._clock.monotonic() + self.minutes * 60
        self._closes_on = self._clock.now() + timedelta(minutes=self.minutes)

    def used(self) -> None:
        """A change was decided: while it is open, it stays so for as long again."""
        if self.can_open and not self.is_closed:
            self.open()

    def close(self) -> None:
        """A person has done enough."""
        self._closes_at, self._closes_on = float("-inf"), _NEVER
