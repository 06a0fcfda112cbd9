"""A quiet demo cloud on loopback in a process of its own, so that its work is not measured. Prints its address.

    python tests/benchmarks/cloud_process.py VOLUMES [SNAPSHOTS] [--settled]

SIGUSR1 changes one volume in a hundred. With --settled nothing is on its way, so that nobody looks every 10 s.
"""

import asyncio
import signal
import sys
from datetime import UTC, datetime

import uvicorn

from tbs_tui.demo import DEMO_TENANTS, DemoCloud
from tbs_tui.demo.rows import Snapshot, stamp
from tbs_tui.demo.world import Region


def _settle(region: Region) -> None:
    for row in region.volumes.newest_first():
        if row.status not in ("in-use", "error"):
            row.status = "available"
    for snapshot in region.snapshots.newest_first():
        snapshot.status = "available"


def _more_snapshots(cloud: DemoCloud, region: Region, wanted: int) -> None:
    """Until there are `wanted` of them, by turns of every volume."""
    volumes = region.volumes.newest_first()
    for number in range(wanted - len(region.snapshots)):
        volume = volumes[number % len(volumes)]
        region.add_snapshot(
            Snapshot(
                id=cloud.world.ids.uuid(),
                tenant_id=volume.tenant_id,
                volume_id=volume.id,
                created_at=stamp(datetime.now(UTC)),
                status="available",
                size=volume.size,
                name=f"nightly-{number:05d}",
            )
        )


async def serve(volumes: int, snapshots: int = 0, *, settled: bool = False) -> None:
    """Until killed."""
    cloud = DemoCloud(now=lambda: datetime.now(UTC), volumes=volumes, life=False)
    region = cloud.region(DEMO_TENANTS[0].id, "KR1")
    _more_snapshots(cloud, region, snapshots)
    if settled:
        for name in ("KR1", "KR2", "JP1"):
            _settle(cloud.region(DEMO_TENANTS[0].id, name))
    rows = region.volumes.newest_first()

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
