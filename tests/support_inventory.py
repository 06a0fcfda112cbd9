"""Rows, and a source whose answers a test writes, for tests of the inventory and of what is asked of it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from support_cloud import ManualClock

from tbs_tui.account.context import Context
from tbs_tui.api.block_storage import Page
from tbs_tui.api.models import Snapshot, Volume, VolumeType
from tbs_tui.inventory.events import Event
from tbs_tui.inventory.inventory import Inventory
from tbs_tui.inventory.picture import Kind, Listing, Picture
from tbs_tui.inventory.poller import Poller
from tbs_tui.inventory.sweep import Fetched

ALPHA = Context("", "alpha", "KR1")
BETA = Context("", "alpha", "KR2")

SSD = VolumeType("type-1", "General SSD")


def volume(id: str, **more: Any) -> Volume:
    """An available volume of 10 GB, if `more` says nothing else."""
    fields: dict[str, Any] = {"name": f"볼륨-{id}", "status": "available", "size": 10} | more
    return Volume(id, **fields)


def snapshot(id: str, volume_id: str | None, **more: Any) -> Snapshot:
    """An available snapshot of 10 GB, if `more` says nothing else."""
    fields: dict[str, Any] = {"name": f"스냅숏-{id}", "status": "available", "size": 10, "volume_id": volume_id} | more
    return Snapshot(id, **fields)


def picture(
    volumes: Sequence[Volume] = (), snapshots: Sequence[Snapshot] = (), *, dropped: int = 0, complete: bool = True
) -> Picture:
    """A picture of ALPHA; `dropped` volumes could not be read."""
    return Picture(
        ALPHA,
        Listing(tuple(volumes), None, dropped, dropped, complete),
        Listing(tuple(snapshots), None, 0, 0, complete),
    )


def fetched(rows: Sequence[Any], *, complete: bool = True) -> Fetched[Any]:
    """What a sweep got."""
    return Fetched(list(rows), complete=complete)


Step = Page[Any] | Exception | asyncio.Event | float
"""What a listing does next: give a page, fail, wait until the test says so, take so many seconds."""


def page(*rows: Any, **more: Any) -> Page[Any]:
    """A page of rows."""
    return Page(tuple(rows), **more)


class ScriptedSource:
    """Answers as the test says, for each Context and kind; nothing said is an empty listing. The script stays in force
    until another replaces it."""

    def __init__(self, clock: ManualClock) -> None:
        self._clock = clock
        self._scripts: dict[tuple[Context, Kind], Sequence[Step]] = {}
        #: (seconds since the start, Context, kind) of every listing asked for.
        self.asked: list[tuple[float, Context, Kind]] = []
        self._in_flight: list[tuple[Context, Kind]] = []
        #: The most listings of one kind and Context that were in flight at once.
        self.most_in_flight = 0

    def script(self, context: Context, kind: Kind, *steps: Step) -> None:
        self._scripts[context, kind] = steps

    def sweeps(self, context: Context) -> list[float]:
        """When sweeps of the Context began, seconds since the start."""
        return [at for at, whose, kind in self.asked if whose == context and kind is Kind.VOLUMES]

    async def _listing(self, context: Context, kind: Kind) -> AsyncIterator[Page[Any]]:
        key = context, kind
        self.asked.append((self._clock.monotonic(), *key))
        self._in_flight.append(key)
        self.most_in_flight = max(self.most_in_flight, self._in_flight.count(key))
        try:
            for step in self._scripts.get(key, (page(),)):
                if isinstance(step, Exception):
                    raise step
                if isinstance(step, asyncio.Event):
                    await step.wait()
                elif isinstance(step, float):
                    await self._clock.sleep(step)
                else:
                    yield step
        finally:
            self._in_flight.remove(key)

    def volumes(self, context: Context) -> AsyncIterator[Page[Volume]]:
        return self._listing(context, Kind.VOLUMES)

    def snapshots(self, context: Context) -> AsyncIterator[Page[Snapshot]]:
        return self._listing(context, Kind.SNAPSHOTS)

    def types(self, context: Context) -> AsyncIterator[Page[VolumeType]]:
        return self._listing(context, Kind.TYPES)


@dataclass(slots=True)
class Wishes:
    """What a person sets of the poller."""

    refresh: float = 30.0
    idle_pause: float = 0.0


async def settle() -> None:
    """Let everything happen that needs no time to pass."""
    for _ in range(40):
        await asyncio.sleep(0)


@dataclass
class Watch:
    """An inventory with a poller at work, and all that they told."""

    clock: ManualClock = field(default_factory=lambda: ManualClock(auto=False))
    wishes: Wishes = field(default_factory=Wishes)
    events: list[Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.source = ScriptedSource(self.clock)
        self.inventory = Inventory(self.clock)
        self.inventory.subscribe(self.events.append)
        self.poller = Poller(self.inventory, self.clock, self.source, self.wishes)

    async def advance(self, seconds: int) -> None:
        """Let seconds pass, one at a time."""
        await settle()
        for _ in range(seconds):
            self.clock.advance(1)
            await settle()

    def told(self, *kinds: type) -> list[Any]:
        """The events of these types, in order."""
        return [event for event in self.events if isinstance(event, kinds)]

    def ids(self, context: Context, kind: Kind = Kind.VOLUMES) -> list[str]:
        """Ids in the Context's picture."""
        known = self.inventory.picture_of(context)
        return [row.id for row in known.listing(kind).rows] if known is not None else []

    def statuses(self, context: Context = ALPHA) -> Mapping[str, str | None]:
        """Status by id of the Context's volumes."""
        known = self.inventory.picture_of(context)
        return {row.id: row.status for row in known.volumes.rows} if known is not None else {}


@contextlib.asynccontextmanager
async def watching(watch: Watch, context: Context | None = ALPHA) -> AsyncIterator[Watch]:
    """The poller runs; a fault of its loop is raised at the end."""
    if context is not None:
        watch.inventory.show(context)
    running = asyncio.create_task(watch.poller.run())
    await settle()
    try:
        yield watch
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
