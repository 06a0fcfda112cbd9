"""Asking the poller for sweeps on behalf of operations: not more often than is decent."""

from dataclasses import dataclass
from typing import Protocol

from tbs_tui.account.context import Context
from tbs_tui.api.errors import WrongCredentials
from tbs_tui.clock import Clock
from tbs_tui.inventory.events import PollFailed, PollStarted, PollSucceeded
from tbs_tui.inventory.inventory import MATTERING
from tbs_tui.inventory.poller import PAUSE_LENGTHS

SWEEP_SECONDS = 5.0
#: What fails is put off up to this many seconds.
MOST_BACK_OFF = 120.0

_ENOUGH_DOUBLINGS = 6


class Sweeper(Protocol):
    """The poller, as operations need it."""

    def sweep(self, context: Context) -> None:
        """Read a Context's volumes and snapshots into the inventory once, as soon as the server lets us."""
        ...

    def activity(self) -> None:
        """Something is going on: polling does not pause for want of keys."""
        ...


@dataclass(slots=True)
class _Asked:
    """The sweeps of one Context. Times are monotonic seconds."""

    wanted: bool = False
    not_before: float = 0.0
    under_way: bool = False
    failures: int = 0
    held: bool = False
    """The password was refused: trying it again by itself could lock the account."""


class Asking:
    """Which Contexts are to be swept, and when."""

    def __init__(self, clock: Clock, sweeper: Sweeper) -> None:
        self._clock = clock
        self._sweeper = sweeper
        self._asked: dict[Context, _Asked] = {}

    def want(self, context: Context) -> None:
        """A sweep of it that begins after this."""
        self._asked.setdefault(context, _Asked()).wanted = True

    def step(self) -> float | None:
        """Ask for what is due. Seconds until more is."""
        waits = [self._step_of(context, asked) for context, asked in self._asked.items()]
        return min((wait for wait in waits if wait is not None), default=None)

    def _step_of(self, context: Context, asked: _Asked) -> float | None:
        now = self._clock.monotonic()
        if not asked.wanted or asked.held or asked.under_way:
            return None
        if asked.not_before > now:
            return asked.not_before - now
        asked.wanted = False
        asked.not_before = now + put_off(SWEEP_SECONDS, asked.failures)
        self._sweeper.sweep(context)
        return None

    def heard(self, event: PollStarted | PollSucceeded | PollFailed) -> None:
        """A sweep has begun or ended, whoever asked for it."""
        asked, now = self._asked.get(event.context), self._clock.monotonic()
        if asked is None:
            return
        asked.under_way = isinstance(event, PollStarted)
        if isinstance(event, PollStarted):
            return
        if isinstance(event, PollSucceeded):
            asked.failures, asked.held = 0, False
            asked.not_before = max(asked.not_before, now + PAUSE_LENGTHS * event.seconds)
            return
        # The types alone say nothing about what is followed.
        if event.errors.keys() & MATTERING:
            asked.failures += 1
        asked.held = any(isinstance(error, WrongCredentials) for error in event.errors.values())
        asked.not_before = max(asked.not_before, now + put_off(SWEEP_SECONDS, asked.failures))

    def signed_in(self) -> None:
        """Somebody has signed in."""
        for asked in self._asked.values():
            asked.held, asked.failures, asked.not_before = False, 0, 0.0


def put_off(seconds: float, failures: int) -> float:
    """`seconds`, doubled for each failure in a row."""
    return min(MOST_BACK_OFF, seconds * 2.0 ** min(failures, _ENOUGH_DOUBLINGS))
