"""A quiet demo cloud on loopback in a process of its own, so that its work is not measured. Prints its address.

    PYTHONPATH=tests python -m benchmarks.cloud_process VOLUMES [SNAPSHOTS] [--settled]

SIGUSR1 changes one volume in a hundred. With --settled nothing is on its way, so that nobody looks every 10 s.
"""

import asyncio
import signal
import sys
from dataclasses import replace
from datetime import UTC, datetime
from itertools import cycle

import uvicorn

from tbs_tui.demo import DEMO_TENANTS, DemoCloud
from tbs_tui.demo.world import Region, World


def add_snapshots(world: World, count: int) -> None:
    """Give the volumes of the first region more snapshots in turn, until it has `count`."""
    region = world.regions[DEMO_TENANTS[0].id, "KR1"]
    for row in cycle(tuple(region.snapshots.newest_first())):
        if len(region.snapshots) >= count:
            return
        number = len(region.snapshots)
        region.add_snapshot(replace(row, id=world.ids.uuid(), name=f"{row.name}-{number}", metadata={}))


def settle(region: Region) -> None:
    """Nothing is on its way there any more."""
    for row in region.volumes.newest_first():
        if row.status not in ("in-use", "error"):
            row.status = "available"
    for snapshot in region.snapshots.newest_first():
        snapshot.status = "available"


async def serve(volumes: int, snapshots: int = 0, *, settled: bool = False) -> None:
    """Until killed."""
    cloud = DemoCloud(now=lambda: datetime.now(UTC), volumes=volumes, life=False)
    add_snapshots(cloud.world, snapshots)
    if settled:
        for name in ("KR1", "KR2", "JP1"):
            settle(cloud.region(DEMO_TENANTS[0].id, name))
    rows = cloud.region(DEMO_TENANTS[0].id, "KR1").volumes.newest_first()

    def change() -> None:
        for row in rows[::100]:
            row.size += 1
            row.touch(datetime.now(UTC))

    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, change)
    server = uvicorn.Server(uvicorn.Config(cloud, port=0, lifespan="off", log_level="critical", ws="none"))
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    print(f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}", flush=True)
    await task


if __name__ == "__main__":
    numbers = [int(each) for each in sys.argv[1:] if each.isdigit()]
    asyncio.run(serve(*numbers, settled="--settled" in sys.argv))
