"""How long the explorer's event loop stalls with 10,000 volumes and 6,700 snapshots. The budget is 50 ms.

    python tests/benchmarks/stalls.py [runs] [volumes] [--demo]

The cloud is served over loopback by another process; with --demo it is in the explorer's own, as with ``tbs-tui
--demo``, and its work counts. Each run is a process of its own. A gap is how much later than asked a timer of 1 ms
fires: other processes on the machine make gaps too, so the CPU time of the longest callback stands beside it.
"""

import asyncio
import gc
import json
import signal
import statistics
import subprocess
import sys
import time
from asyncio import events
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

PHASES = ("load", "unchanged look", "changed look", "filter", "sort", "scroll", "lens", "changed look in it")
TICK = 0.001


class Meter:
    """Longest gap, longest callback and longest garbage collection since the last `take`, ms."""

    def __init__(self) -> None:
        self.gap = self.callback = self.collection = 0.0
        self.name = ""
        self._began = 0.0
        gc.callbacks.append(self._collected)
        run = events.Handle._run

        def timed(handle: events.Handle) -> None:
            before = time.thread_time()
            run(handle)
            spent = (time.thread_time() - before) * 1000
            if spent > self.callback:
                self.callback, self.name = spent, repr(handle)

        events.Handle._run = timed  # type: ignore[assignment, method-assign]

    def _collected(self, phase: str, _info: dict[str, int]) -> None:
        if phase == "start":
            self._began = time.perf_counter()
        else:
            self.collection = max(self.collection, (time.perf_counter() - self._began) * 1000)

    async def beat(self) -> None:
        """Until cancelled."""
        while True:
            before = time.perf_counter()
            await asyncio.sleep(TICK)
            self.gap = max(self.gap, (time.perf_counter() - before - TICK) * 1000)

    def take(self) -> dict[str, Any]:
        """What was longest; forgets it."""
        taken = {"gap": self.gap, "callback": self.callback, "gc": self.collection, "name": self.name}
        self.gap = self.callback = self.collection = 0.0
        self.name = ""
        return taken


async def measure(address: str | None, volumes: int) -> dict[str, dict[str, Any]]:
    """One run."""
    from support_door import URL, OneDoor

    from tbs_tui.account.login import Login
    from tbs_tui.api.transport import Transport
    from tbs_tui.clock import SystemClock
    from tbs_tui.demo import DEMO_PASSWORD, DEMO_TENANTS, DEMO_USERNAME, DemoCloud
    from tbs_tui.inventory.events import PollSucceeded
    from tbs_tui.settings import resolve
    from tbs_tui.ui.app import ExplorerApp

    clock = SystemClock()
    cloud = None
    if address is None:
        cloud = await asyncio.to_thread(DemoCloud, now=clock.now, volumes=volumes, life=False)
    transport = Transport(clock=clock, app=cloud) if cloud is not None else Transport(clock=clock)
    tenant = DEMO_TENANTS[0]

    settings = resolve({"refresh": "3600"}, {})
    login = Login(address or URL, tenant.id, DEMO_USERNAME)
    door = OneDoor(transport, clock, settings, login, password=DEMO_PASSWORD)
    app = ExplorerApp(settings, clock, door.open)
    done = asyncio.Event()
    meter = Meter()
    app._inventory.subscribe(lambda event: done.set() if isinstance(event, PollSucceeded) else None)
    beating = asyncio.create_task(meter.beat())
    results: dict[str, dict[str, Any]] = {}

    async def phase(name: str, act: Callable[[], Awaitable[object]]) -> None:
        meter.take()
        began = time.perf_counter()
        await act()
        seconds = time.perf_counter() - began
        await asyncio.sleep(0.3)
        results[name] = {"seconds": seconds, **meter.take()}

    async with app.run_test(size=(120, 36)) as pilot:

        async def look() -> None:
            done.clear()
            await pilot.press("r")
            await done.wait()

        async def changed_look() -> None:
            if cloud is not None:
                for row in cloud.region(tenant.id, "KR1").volumes.newest_first()[::100]:
                    row.size += 1
                    row.touch(clock.now() + timedelta(seconds=1))
            else:
                await asyncio.to_thread(_tell_parent)
            await look()

        await phase("load", done.wait)
        await phase("unchanged look", look)
        await phase("changed look", changed_look)
        await phase("filter", lambda: pilot.press("slash", *"web-0", "backspace", "escape"))
        await phase("sort", lambda: pilot.press(*"ssssssssSs"))
        await phase("scroll", lambda: pilot.press("G", "g", *["pagedown"] * 10, *"jjjjjjjjjjjjjjjjjjjj"))
        # Twice: hints, then every row, then hints again.
        await phase("lens", lambda: pilot.press("!", "!", "!", "!", "!"))
        await phase("changed look in it", changed_look)
        beating.cancel()
        return results


def _tell_parent() -> None:
    """The cloud is to change; wait until it has."""
    print("change", flush=True)
    sys.stdin.readline()


def main() -> None:
    """Print median and largest of each phase over the runs."""
    demo = "--demo" in sys.argv
    numbers = [int(each) for each in sys.argv[1:] if each.isdigit()]
    runs, volumes = (*numbers, *(5, 10_000)[len(numbers) :])[:2]
    here = Path(__file__)
    cloud = None
    address = "-"
    if not demo:
        command = [sys.executable, str(here.with_name("cloud_process.py")), str(volumes)]
        cloud = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert cloud.stdout is not None
        address = cloud.stdout.readline().strip()
    try:
        found: list[dict[str, dict[str, Any]]] = []
        for _run in range(runs):
            one = subprocess.Popen(
                [sys.executable, str(here), "one", address, str(volumes)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            assert one.stdout is not None
            assert one.stdin is not None
            for line in one.stdout:
                if line.startswith("{"):
                    found.append(json.loads(line))
                elif cloud is not None:
                    cloud.send_signal(signal.SIGUSR1)
                    one.stdin.write("done\n")
                    one.stdin.flush()
            one.wait(60)
    finally:
        if cloud is not None:
            cloud.kill()
            cloud.wait()
    print(f"{volumes:,} volumes, {len(found)} runs; ms, median (most)")
    print(f"{'':18}{'gap':>16}{'longest callback':>20}{'garbage':>16}{'takes':>10}")
    for name in PHASES:
        columns = [
            f"{statistics.median(values):.0f} ({max(values):.0f})"
            for values in ([run[name][key] for run in found] for key in ("gap", "callback", "gc"))
        ]
        seconds = statistics.median(run[name]["seconds"] for run in found)
        print(f"{name:18}{columns[0]:>16}{columns[1]:>20}{columns[2]:>16}{seconds:>9.2f}s")
    for name in PHASES:
        worst = max(found, key=lambda run: run[name]["callback"])[name]
        print(f"  {name}: {worst['name'][:150]}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["one"]:
        where = None if sys.argv[2] == "-" else sys.argv[2]
        print(json.dumps(asyncio.run(measure(where, int(sys.argv[3])))))
    else:
        main()
