"""The demo cloud by itself: now and then a volume appears, gets a snapshot, and is deleted again."""

import random
from datetime import datetime, timedelta
from typing import Final

from tbs_tui.demo import transitions
from tbs_tui.demo.rows import Snapshot, Volume, stamp
from tbs_tui.demo.tenants import DEMO_TENANTS, USER_ID
from tbs_tui.demo.world import TYPES, Ids, Region, World

#: Seconds from one beginning to the next.
PACE: Final = (20.0, 40.0)
#: Seconds that what it begins takes: slow enough to be caught on its way by a poll every 10 s.
SLOW: Final = (8.0, 20.0)
SLOW_STEP: Final = (3.0, 6.0)
#: Volumes of its own in a region at most; the oldest goes when there are more.
MOST: Final = 5
#: After a pause longer than this, what was missed is left out.
MISSED: Final = timedelta(minutes=5)
NAMES: Final = ("autoscale-web", "ci-runner", "spot-batch", "배치-임시", "k8s-pvc", "야간-정산")


class Life:
    """Begins something every 20 to 40 seconds. What it makes is remembered, so that it deletes nothing but its own."""

    def __init__(self, world: World, seed: int) -> None:
        self._world = world
        # Randomness of its own: what people do leaves the course of the rest alone.
        self._rng = random.Random(f"life-{seed}")  # noqa: S311 - repeatable on purpose
        self._ids = Ids(self._rng)
        dev, prod = (tenant.id for tenant in DEMO_TENANTS)
        homes = ((dev, "KR1", 6), (dev, "KR2", 1), (dev, "JP1", 1), (prod, "KR1", 2))
        self._regions = [world.regions[tenant_id, name] for tenant_id, name, _ in homes]
        self._weights = [weight for _, _, weight in homes]
        self._mine: dict[tuple[str, str], list[Volume]] = {}
        self._count = 0

    def begin(self) -> None:
        self._next(self._world.now())

    def _next(self, moment: datetime) -> None:
        moment = max(moment, self._world.now() - MISSED)
        gap = self._rng.uniform(*PACE)
        self._world.later(moment, (gap, gap), self._turn)

    def _turn(self, moment: datetime) -> None:
        [region] = self._rng.choices(self._regions, self._weights)
        mine = self._mine.setdefault((region.tenant_id, region.name), [])
        mine[:] = [volume for volume in mine if region.volumes.get(volume.id) is volume]
        settled = [volume for volume in mine if volume.status == "available"]
        bare = [volume for volume in settled if not region.snapshots_of[volume.id]]
        full = len(mine) >= MOST or (len(mine) >= 2 and self._rng.random() < 0.3)
        if full and settled:
            self._clear(region, settled[0], moment)
        elif bare and self._rng.random() < 0.4:
            self._take_snapshot(region, bare[-1], moment)
        elif len(mine) < MOST:
            mine.append(self._make(region, moment))
        self._next(moment)

    def _make(self, region: Region, moment: datetime) -> Volume:
        self._count += 1
        volume = Volume(
            id=self._ids.uuid(),
            tenant_id=region.tenant_id,
            user_id=USER_ID,
            created_at=stamp(moment),
            status="creating",
            size=self._rng.choice((10, 20, 50)),
            type=self._rng.choice(TYPES[:2]),
            zone=self._rng.choice(region.zones),
            name=f"{self._rng.choice(NAMES)}-{self._count:03d}",
            metadata={"made-by": "autoscaler"},
        )
        region.add_volume(volume)
        transitions.volume_created(self._world, region, volume, moment, SLOW)
        return volume

    def _take_snapshot(self, region: Region, volume: Volume, moment: datetime) -> None:
        snapshot = Snapshot(
            id=self._ids.uuid(),
            tenant_id=region.tenant_id,
            volume_id=volume.id,
            created_at=stamp(moment),
            status="creating",
            size=volume.size,
            name=f"{volume.name}-snap",
            progress=0,
        )
        region.add_snapshot(snapshot)
        transitions.snapshot_created(self._world, region, snapshot, moment, SLOW_STEP)

    def _clear(self, region: Region, volume: Volume, moment: datetime) -> None:
        """Delete a volume; one with snapshots loses those first, and goes at a later turn."""
        taken = [item for item in region.snapshots.newest_first() if item.volume_id == volume.id]
        for snapshot in taken:
            if snapshot.status in ("available", "error"):
                transitions.snapshot_deleted(self._world, region, snapshot, moment)
        if not taken:
            transitions.volume_deleted(self._world, region, volume, moment, SLOW)
