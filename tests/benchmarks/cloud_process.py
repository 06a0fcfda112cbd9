"""A quiet demo cloud on loopback in a process of its own, so that its work is not measured. Prints its address.

    python tests/benchmarks/cloud_process.py VOLUMES [SNAPSHOTS] [--settled]

SIGUSR1 changes one volume in a hundred. With --settled nothing is on its way, so that nobody looks every 10 s.
"""

import asyncio
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path
from subprocess import PIPE, Popen

import uvicorn

from tbs_tui.demo import DEMO_PASSWORD, DEMO_TENANTS, DEMO_USERNAME, DemoCloud
from tbs_tui.demo.world import Region, World


@dataclass(frozen=True)
class Served:
    """A cloud that runs."""

    address: str
    process: "Popen[str]"

    @property
    def account(self) -> dict[str, str]:
        """Variables of the environment that sign in there."""
        return {
            "OS_AUTH_URL": self.address,
            "OS_TENANT_ID": DEMO_TENANTS[0].id,
            "OS_USERNAME": DEMO_USERNAME,
            "OS_PASSWORD": DEMO_PASSWORD,
        }

    def change(self) -> None:
        """Change one volume in a hundred, before the next request is answered."""
        self.process.send_signal(signal.SIGUSR1)


@contextmanager
def served(volumes: int, snapshots: int = 0) -> Iterator[Served]:
    """A cloud in a process of its own. It has two snapshots for three volumes, or that many if they are more."""
    command = [sys.executable, str(Path(__file__)), str(volumes), str(snapshots)]
    with Popen(command, stdout=PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield Served(process.stdout.readline().strip(), process)
        finally:
            process.kill()


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
