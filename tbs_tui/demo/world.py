"""The state of the demo cloud, and time in it.

Nothing runs by itself: what is due is done when the next request comes in, in the order and as of the moment it was
due, so that the same clock readings and requests always give the same cloud.
"""

import heapq
import random
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tbs_tui.demo.dialect import Dialect
from tbs_tui.demo.rows import Image, Server, Shelf, Snapshot, Volume, VolumeType
from tbs_tui.demo.tenants import REGIONS, ZONES

TYPES = (
    VolumeType("964a6c6b-7190-4e27-9311-cce8d6f860f3", "General HDD", "hdd_general"),
    VolumeType("4e36aa51-df30-422e-aff1-eba1f3d9612f", "General SSD", "ssd_general"),
    VolumeType("b0c58a0e-6f1d-4b57-8a55-2f7f3f1c9d10", "Encrypted HDD", "hdd_encrypted"),
    VolumeType("5d7de7a2-0c3b-4ed1-9a3e-70c1b8e6f442", "Encrypted SSD", "ssd_encrypted"),
)
DEFAULT_TYPE = TYPES[0]

#: What happens at a moment, told that moment.
Event = Callable[[datetime], None]


@dataclass(slots=True)
class Quotas:
    """Limits of one tenant in one region. NHN: 10,240 GB in all and 2,048 GB a volume, both adjustable; 3 snapshots a
    volume, not adjustable. Sizes in GB; snapshots count too, as upstream."""

    gigabytes: int = 10_240
    volumes: int = 1_000
    snapshots: int = 1_000
    volume_gigabytes: int = 2_048
    snapshots_per_volume: int = 3


class Ids:
    """UUIDs and hex strings out of a seeded generator."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng

    def uuid(self) -> str:
        return str(uuid.UUID(int=self._rng.getrandbits(128), version=4))

    def hex(self, length: int) -> str:
        return f"{self._rng.getrandbits(4 * length):0{length}x}"


@dataclass(slots=True)
class Region:
    """One tenant's part of one region. `add_*` and `remove_*` keep the sums that quotas are checked against."""

    name: str
    tenant_id: str
    zones: tuple[str, ...]
    quotas: Quotas = field(default_factory=Quotas)
    volumes: Shelf[Volume] = field(default_factory=Shelf)
    snapshots: Shelf[Snapshot] = field(default_factory=Shelf)
    images: Shelf[Image] = field(default_factory=Shelf)
    servers: Shelf[Server] = field(default_factory=Shelf)
    snapshots_of: Counter[str] = field(default_factory=Counter)
    gigabytes: int = 0

    def add_volume(self, volume: Volume) -> None:
        self.volumes.add(volume)
        self.gigabytes += volume.size

    def remove_volume(self, volume: Volume) -> None:
        if self.volumes.get(volume.id) is not None:
            self.volumes.remove(volume.id)
            self.gigabytes -= volume.size

    def add_snapshot(self, snapshot: Snapshot) -> None:
        self.snapshots.add(snapshot)
        self.snapshots_of[snapshot.volume_id] += 1
        self.gigabytes += snapshot.size

    def remove_snapshot(self, snapshot: Snapshot) -> None:
        if self.snapshots.get(snapshot.id) is not None:
            self.snapshots.remove(snapshot.id)
            self.snapshots_of[snapshot.volume_id] -= 1
            self.gigabytes -= snapshot.size


class World:
    """All regions of all tenants, the randomness and the events to come."""

    def __init__(self, now: Callable[[], datetime], seed: int, dialect: Dialect, page_limit: int) -> None:
        self.now = now
        self.dialect = dialect
        self.page_limit = page_limit
        # Three sources, so that looking at the cloud changes nothing in it: for what happens and when, for the ids of
        # things, and for the ids of requests and tokens.
        self.rng, things, requests = (
            random.Random(f"{use}-{seed}")  # noqa: S311 - a toy world, repeatable on purpose
            for use in ("events", "things", "requests")
        )
        self.ids = Ids(things)
        self.request_ids = Ids(requests)
        self.regions = {
            (tenant_id, name): Region(name, tenant_id, ZONES[name])
            for tenant_id, names in REGIONS.items()
            for name in names
        }
        self._events: list[tuple[datetime, int, Event]] = []
        self._count = 0

    def region(self, tenant_id: str, name: str) -> Region | None:
        return self.regions.get((tenant_id, name))

    def later(self, moment: datetime, seconds: tuple[float, float], event: Event) -> None:
        """Let `event` happen some seconds, between the two given, after `moment`."""
        due = moment + timedelta(seconds=self.rng.uniform(*seconds))
        self._count += 1
        # The count keeps events of one moment in order, and functions from being compared.
        heapq.heappush(self._events, (due, self._count, event))

    def advance(self) -> None:
        """Do all that is due by now. What that brings about is done too, when it is due as well."""
        now = self.now()
        while self._events and self._events[0][0] <= now:
            due, _, event = heapq.heappop(self._events)
            event(due)


def server_uuid(name: str) -> str:
    """The id of a server that is always the same for its name."""
    return str(uuid.uuid5(uuid.NAMESPACE_DNS, f"{name}.demo.example.com"))
