"""Keeps the pictures that are shown fresh, and is gentle to the API about it.

What is shown is one Context, or one for each region of a tenant; each has rounds of its own. A Context that is not
shown any more is not polled. The sweep of it that is in flight is left to finish: its requests are already being
answered, the picture is there when the person comes back, and cancelling a request costs its connection. Coming back
while it still runs takes it over, so that there is never more than one sweep per Context. An operation that goes on in
a Context that is not shown asks for each sweep of it.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from tbs_tui.account.context import Context
from tbs_tui.api.errors import ApiError, PasswordNeeded, WrongCredentials
from tbs_tui.clock import Clock
from tbs_tui.inventory.events import ContextShown, Event, InventoryChanged, PollerChanged, PollState
from tbs_tui.inventory.inventory import MATTERING, Inventory
from tbs_tui.inventory.picture import Kind, Picture
from tbs_tui.inventory.sweep import Fetched, Source, read, together, woken

__all__ = ["PollSettings", "Poller", "Source"]

#: Seconds between the beginnings of two sweeps while anything is in transition.
TRANSITION_SECONDS = 10.0
#: The pause after a sweep, in lengths of that sweep.
PAUSE_LENGTHS = 2.0
#: Errors double the interval up to this many seconds.
MOST_BACK_OFF = 120.0
#: Seconds between two looks at the types.
TYPES_SECONDS = 600.0
#: Seconds between two paintings of a first listing that is still arriving.
PARTIAL_SECONDS = 0.5

_ENOUGH_DOUBLINGS = 12


class PollSettings(Protocol):
    """What a person can set of it."""

    @property
    def refresh(self) -> float:
        """Seconds between the beginnings of two sweeps while nothing is in transition."""
        ...

    @property
    def idle_pause(self) -> float:
        """Minutes without a key after which polling pauses; 0 is never."""
        ...


@dataclass(slots=True)
class _Round:
    """Where the polling of one Context stands. Times are monotonic seconds."""

    asked: bool = True
    """Wanted now: by the person, or since the Context has just been shown."""
    began: float = 0.0
    ended: float = 0.0
    failures: int = 0
    """Sweeps in a row that did not get all volumes and all snapshots."""
    not_before: float = 0.0
    """The server asked to be left alone until then."""
    held: bool = False
    """Not again before the person asks."""
    types_due: float = 0.0
    types_failures: int = 0
    judged: tuple[Picture, bool] | None = None
    """The last picture, and whether anything in it is in transition."""
    told: tuple[PollState, float | None] | None = None
    """What was told last of it."""
    task: "asyncio.Task[None] | None" = None


class Poller:
    """Polls what the inventory shows while `run` runs."""

    def __init__(self, inventory: Inventory, clock: Clock, source: Source, settings: PollSettings) -> None:
        self._inventory = inventory
        self._clock = clock
        self._source = source
        self.settings = settings
        """Of the profile that is shown; what is changed here holds from the next sweep on."""
        self._rounds: dict[Context, _Round] = {}
        self._hidden: set[Context] = set()
        """Contexts that are not shown and are to be swept once."""
        self._wake = asyncio.Event()
        self._active_at = clock.monotonic()
        self._paused = False
        self._suspended = False

    async def run(self) -> None:
        """Poll until cancelled. Raises whatever a sweep met that is no ApiError."""
        unsubscribe = self._inventory.subscribe(self._heard)
        try:
            while True:
                self._wake.clear()
                self._reap()
                await woken(self._wake, self._clock, self._step())
        finally:
            unsubscribe()
            tasks = [each.task for each in self._rounds.values() if each.task is not None]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self._rounds.clear()

    # What the person does

    def refresh_now(self) -> None:
        """Sweep as soon as the server lets us, types too; also when paused. During a sweep: once more after it, since
        that one may have passed by what the person wants to see."""
        self.activity()
        for context in self._inventory.parts:
            wanted = self._round(context)
            wanted.asked = True
            wanted.types_due = 0.0
        self._wake.set()

    def sweep(self, context: Context) -> None:
        """Sweep volumes and snapshots of a Context, shown or not, once and as soon as the server lets us; also when
        paused. For operations: what they do there is to be seen. During a sweep: once more after it."""
        self._round(context).asked = True
        self._hidden.add(context)
        self._wake.set()

    @property
    def paused(self) -> bool:
        """Whether the person has paused it."""
        return self._paused

    def pause(self) -> None:
        """No more sweeps but those that are asked for."""
        self._paused = True
        self._wake.set()

    def resume(self) -> None:
        """Go on; a sweep that is overdue begins at once."""
        self._paused = False
        self.activity()
        self._wake.set()

    @property
    def suspended(self) -> bool:
        """Whether the terminal is somebody else's: no sweep begins, asked for or not."""
        return self._suspended

    @suspended.setter
    def suspended(self, suspended: bool) -> None:
        self._suspended = suspended
        self._wake.set()

    def activity(self) -> None:
        """The person is there, or an operation is at work: idle time counts from now."""
        idle = self._idle_at() <= self._clock.monotonic()
        self._active_at = self._clock.monotonic()
        if idle:
            self._wake.set()

    @property
    def state(self) -> PollState | None:
        """What it was about when it last changed, in the first of the Contexts shown; None before `run`."""
        told = next((self._round(context).told for context in self._inventory.parts), None)
        return told[0] if told is not None else None

    # The loop

    def _heard(self, event: Event) -> None:
        if isinstance(event, ContextShown):
            for context in self._inventory.parts:
                shown = self._round(context)
                shown.asked = shown.asked or shown.task is None
                shown.told = None
            self._wake.set()
        elif isinstance(event, InventoryChanged) and event.shown:
            # Something may be in transition now: a shorter interval.
            self._wake.set()

    def _round(self, context: Context) -> _Round:
        return self._rounds.setdefault(context, _Round())

    def _reap(self) -> None:
        for each in self._rounds.values():
            if each.task is not None and each.task.done():
                task, each.task = each.task, None
                task.result()

    def _step(self) -> float | None:
        """Begin what is due. Seconds until there may be more to do; None when only an event can bring that."""
        parts = self._inventory.parts
        # One that has come to be shown has rounds of its own.
        self._hidden.difference_update(parts)
        waits = [self._step_of(context) for context in parts] + [self._step_of_hidden(each) for each in {*self._hidden}]
        return min((wait for wait in waits if wait is not None), default=None)

    def _step_of(self, context: Context) -> float | None:
        mine, now = self._round(context), self._clock.monotonic()
        state, due = self._outlook(context, mine, now)
        if state is PollState.WAITING and due is not None and due <= now:
            self._begin(context, mine)
            state, due = PollState.SWEEPING, None
        self._tell(context, mine, state, due)
        return None if due is None else min(due, self._idle_at() if not mine.asked else due) - now

    def _step_of_hidden(self, context: Context) -> float | None:
        """The same for one that is not shown: nobody is told what it waits for."""
        mine, now = self._round(context), self._clock.monotonic()
        state, due = self._outlook(context, mine, now)
        if state is not PollState.WAITING or due is None:
            return None
        if due <= now:
            self._hidden.discard(context)
            self._begin(context, mine)
            return None
        return due - now

    def _begin(self, context: Context, mine: _Round) -> None:
        asked, mine.asked = mine.asked, False
        mine.task = asyncio.create_task(self._sweep(context, mine, asked=asked), name=f"sweep {context.region}")
        mine.task.add_done_callback(lambda _task: self._wake.set())

    def _outlook(self, context: Context, mine: _Round, now: float) -> tuple[PollState, float | None]:
        """What the poller is about, and when the next sweep is due, if that is known."""
        if mine.task is not None:
            return PollState.SWEEPING, None
        if self._suspended:
            return PollState.SUSPENDED, None
        if mine.asked:
            return PollState.WAITING, max(mine.not_before, now)
        if self._paused:
            return PollState.PAUSED, None
        if self._idle_at() <= now:
            return PollState.IDLE, None
        if mine.held:
            return PollState.HELD, None
        return PollState.WAITING, self._due(context, mine)

    def _due(self, context: Context, mine: _Round) -> float:
        interval = _backed_off(self._interval(context), mine.failures, MOST_BACK_OFF)
        # A sweep that failed may have waited a minute for nothing; the back-off is rest enough after it.
        pause = 0.0 if mine.failures else PAUSE_LENGTHS * (mine.ended - mine.began)
        return max(mine.began + interval, mine.ended + pause, mine.not_before)

    def _interval(self, context: Context) -> float:
        picture = self._inventory.picture_of(context)
        if picture is None:
            return self.settings.refresh
        mine = self._round(context)
        if mine.judged is None or mine.judged[0] is not picture:
            mine.judged = picture, picture.in_transition
        return min(self.settings.refresh, TRANSITION_SECONDS) if mine.judged[1] else self.settings.refresh

    def _idle_at(self) -> float:
        minutes = self.settings.idle_pause
        return self._active_at + minutes * 60 if minutes else float("inf")

    def _tell(self, context: Context, mine: _Round, state: PollState, due: float | None) -> None:
        now = self._clock.monotonic()
        if (state, due) != mine.told:
            mine.told = state, due
            until = None if due is None else self._clock.now() + timedelta(seconds=due - now)
            self._inventory.tell(PollerChanged(context, state, until))

    # A sweep

    async def _sweep(self, context: Context, mine: _Round, *, asked: bool) -> None:
        mine.began = self._clock.monotonic()
        ticket = self._inventory.poll_started(context)
        kinds = [kind for kind in Kind if kind in MATTERING or mine.types_due <= mine.began]
        results = dict(zip(kinds, await together(self._read(context, kind, ticket) for kind in kinds), strict=True))
        got = {kind: each for kind, each in results.items() if isinstance(each, Fetched)}
        errors = {kind: each for kind, each in results.items() if isinstance(each, ApiError)}
        self._inventory.apply(context, got, ticket=ticket)
        self._settle(context, mine, errors, types=Kind.TYPES in kinds, asked=asked)
        self._inventory.poll_ended(
            context, got, errors, seconds=mine.ended - mine.began, retry_in=self._retry_in(context, mine)
        )

    async def _read(self, context: Context, kind: Kind, ticket: int) -> Fetched[Any] | ApiError:
        picture = self._inventory.picture_of(context) or Picture.empty(context)
        old = picture.listing(kind)
        partial = None if old.complete else _Partial(self._inventory, self._clock, context, kind, ticket)
        try:
            fetched = await read(self._source, kind, context, old.by_id, partial)
        except ApiError as error:
            return error
        if partial is not None:
            # The first rows of one kind do not wait for those of another.
            self._inventory.apply(context, {kind: fetched}, ticket=ticket)
        return fetched

    def _settle(
        self, context: Context, mine: _Round, errors: Mapping[Kind, ApiError], *, types: bool, asked: bool
    ) -> None:
        """Work out what the sweep that has just ended means for the next ones. One that was `asked` for by the person
        and failed counts once at most: looking again and again must not put the recovery off."""
        mine.ended = now = self._clock.monotonic()
        if not errors.keys() & MATTERING:
            mine.failures = 0
        elif not (asked and mine.failures):
            mine.failures += 1
        mine.held = any(isinstance(error, WrongCredentials | PasswordNeeded) for error in errors.values())
        waits = [error.retry_after for error in errors.values() if error.retry_after]
        mine.not_before = now + max(waits) if waits else 0.0
        if types:
            mine.types_failures = mine.types_failures + 1 if Kind.TYPES in errors else 0
            failing = mine.types_failures
            pause = _backed_off(self._interval(context), failing, TYPES_SECONDS) if failing else TYPES_SECONDS
            mine.types_due = now + pause

    def _retry_in(self, context: Context, mine: _Round) -> float | None:
        """Seconds until what is failing is tried again; None when not before the person asks, or nothing is."""
        if mine.held:
            return None
        due = self._due(context, mine)
        if mine.types_failures and not mine.failures:
            due = max(due, mine.types_due)
        return due - mine.ended if mine.failures or mine.types_failures else None


class _Partial:
    """Brings a first listing in while it is still arriving: the first page at once, then twice a second."""

    def __init__(self, inventory: Inventory, clock: Clock, context: Context, kind: Kind, ticket: int) -> None:
        self._inventory = inventory
        self._clock = clock
        self._context = context
        self._kind = kind
        self._ticket = ticket
        self._next_at = 0.0

    def __call__(self, fetched: Fetched[Any]) -> None:
        now = self._clock.monotonic()
        picture = self._inventory.picture_of(self._context)
        there = len(picture.listing(self._kind).rows) if picture is not None else 0
        # After a first try that failed midway, or a listing begun anew, rows are not taken away to come back.
        if now >= self._next_at and len(fetched.rows) >= there:
            self._next_at = now + PARTIAL_SECONDS
            self._inventory.apply(self._context, {self._kind: fetched}, ticket=self._ticket)


def _backed_off(interval: float, failures: int, most: float) -> float:
    """`interval`, doubled for each failure in a row up to `most`; never shorter than it was."""
    return max(interval, min(most, interval * 2.0 ** min(failures, _ENOUGH_DOUBLINGS)))
