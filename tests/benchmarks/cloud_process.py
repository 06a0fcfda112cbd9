"""A quiet demo cloud on loopback in a process of its own, so that its work is not measured. Prints its address.

SIGUSR1 changes one volume in a hundred.
"""

import asyncio
import signal
import sys
from datetime import UTC, datetime

import uvicorn

from tbs_tui.demo import DEMO_TENANTS, DemoCloud


async def serve(volumes: int) -> None:
    """Until killed."""
    cloud = DemoCloud(now=lambda: datetime.now(UTC), volumes=volumes, life=False)
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
    asyncio.run(serve(int(sys.argv[1])))
