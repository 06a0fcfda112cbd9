"""How long the explorer's event loop stalls with 10,000 volumes and 30,000 snapshots. The budget is 50 ms.

    PYTHONPATH=tests python -m benchmarks.stalls [runs [volumes [snapshots]]] [--demo] [--why]

The cloud is served over loopback by another process; with --demo it is in the explorer's own, as with ``tbs-tui
--demo``, and its work counts. Each run is a process of its own. A gap is how much later than asked a timer of 1 ms
fires: other processes on the machine make gaps too, so the CPU time of the longest callback stands beside it. --why
says where the longest ones were, looked at every 3 ms, which slows them down.
"""

import asyncio
import gc
import json
import select
import statistics
import subprocess
import sys
import threading
import time
import traceback
from asyncio import events
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks.bed import PATIENCE, Cloud, FailedError, cloud, python
from benchmarks.cloud_process import add_snapshots
from benchmarks.figures import Line

PHASES = (
    "load",
    "unchanged look",
    "changed look",
    "filter",
    "sort",
    "scroll",
    "snapshots",
    "lens",
    "changed look in it",
    "region",
)
#: Lines of the table: what they say, and which phases are in it.
LISTED = {
    "load": ("load",),
    "a look with nothing new": ("unchanged look",),
    "a look with 100 rows changed": ("changed look", "changed look in it"),
    "filter, sort, scroll, other views": ("filter", "sort", "scroll", "snapshots", "lens"),
    "another region and back": ("region",),
}
COUNTS = "10,000 volumes and 30,000 snapshots"
CHANGE = "change"
TICK = 0.001
#: Seconds between two keys.
KEY_PAUSE = 0.12


class Meter:
    """Longest gap, longest callback and longest garbage collection since the last `take`, ms."""

    def __init__(self, *, why: bool) -> None:
        self.gap = self.callback = self.collection = 0.0
        self.where: Counter[str] = Counter()
        self.long: list[float] = []
        self.collected = ""
        self._began = self._collection_began = 0.0
        self._here: Counter[str] = Counter()
        self._main = threading.get_ident()
        gc.callbacks.append(self._collected)
        run = events.Handle._run

        def timed(handle: events.Handle) -> None:
            self._here = Counter()
            before = time.thread_time()
            self._began = time.perf_counter()
            run(handle)
            self._began = 0.0
            spent = (time.thread_time() - before) * 1000
            if spent > 30:
                self.long.append(round(spent))
            if spent > self.callback:
                self.callback, self.where = spent, self._here

        events.Handle._run = timed  # type: ignore[assignment, method-assign]
        if why:
            threading.Thread(target=self._look, daemon=True).start()

    def _look(self) -> None:
        while True:
            time.sleep(0.003)
            began = self._began
            if began and time.perf_counter() - began > 0.01:
                frame = sys._current_frames()[self._main]
                lines = [
                    f"{Path(each.filename).name}:{each.lineno} {each.name}" for each in traceback.extract_stack(frame)
                ]
                self._here[" < ".join(reversed(lines[-14:]))] += 1

    def _collected(self, phase: str, info: dict[str, int]) -> None:
        if phase == "start":
            self._collection_began = time.thread_time()
            return
        spent = (time.thread_time() - self._collection_began) * 1000
        if spent > self.collection:
            self.collection, self.collected = spent, f"generation {info['generation']}, {info['collected']} freed"

    async def beat(self) -> None:
        """Until cancelled."""
        while True:
            before = time.perf_counter()
            await asyncio.sleep(TICK)
            self.gap = max(self.gap, (time.perf_counter() - before - TICK) * 1000)

    def take(self) -> dict[str, Any]:
        """What was longest; forgets it."""
        taken = {
            "gap": self.gap,
            "callback": self.callback,
            "gc": self.collection,
            "collected": self.collected,
            "long": sorted(self.long, reverse=True)[:8],
            "where": self.where.most_common(4),
        }
        self.gap = self.callback = self.collection = 0.0
        self.where, self.long, self.collected = Counter(), [], ""
        return taken


async def measure(address: str | None, volumes: int, snapshots: int, *, why: bool) -> dict[str, dict[str, Any]]:
    """One run, in this process."""
    from support_door import URL, OneDoor
    from textual import events as textual_events
    from textual.keys import _character_to_key

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
        await asyncio.to_thread(add_snapshots, cloud.world, snapshots)
    transport = Transport(clock=clock, app=cloud) if cloud is not None else Transport(clock=clock)
    tenant = DEMO_TENANTS[0]

    settings = resolve({"refresh": "3600"}, {})
    login = Login(address or URL, tenant.id, DEMO_USERNAME)
    door = OneDoor(transport, clock, settings, login, password=DEMO_PASSWORD)
    app = ExplorerApp(settings, clock, door.open)
    done = asyncio.Event()
    meter = Meter(why=why)
    app._inventory.subscribe(lambda event: done.set() if isinstance(event, PollSucceeded) else None)
    beating = asyncio.create_task(meter.beat())
    results: dict[str, dict[str, Any]] = {}

    async def phase(name: str, act: Callable[[], Awaitable[object]]) -> None:
        meter.take()
        began = time.perf_counter()
        await act()
        seconds = time.perf_counter() - began
        await asyncio.sleep(0.4)
        results[name] = {"seconds": seconds, **meter.take()}
        _tell(name)

    async def press(*keys: str) -> None:
        for key in keys:
            typed = key if len(key) == 1 else None
            event = textual_events.Key(_character_to_key(key) if typed and not typed.isalnum() else key, typed)
            event.set_sender(app)
            assert app._driver is not None
            app._driver.send_message(event)
            await asyncio.sleep(KEY_PAUSE)

    async with app.run_test(size=(120, 36)):

        async def look() -> None:
            done.clear()
            await press("r")
            await done.wait()

        async def changed_look() -> None:
            if cloud is not None:
                for row in cloud.region(tenant.id, "KR1").volumes.newest_first()[::100]:
                    row.size += 1
                    row.touch(clock.now() + timedelta(seconds=1))
            else:
                await asyncio.to_thread(_tell_parent)
            await look()

        async def go(region: str) -> None:
            done.clear()
            app.go_to_region(region)
            await done.wait()

        await phase("load", done.wait)
        # What is in transition would be looked at again every 10 s.
        await press("z")
        await phase("unchanged look", look)
        await phase("changed look", changed_look)
        await phase("filter", lambda: press("slash", *"web-0", "backspace", "escape"))
        orders = [key for name in ("name", "status", "size", "snaps") for key in ("s", *name, "enter", "S")]
        await phase("sort", lambda: press(*orders))
        await phase("scroll", lambda: press("G", "g", *["pagedown"] * 10, *"jjjjjjjjjjjjjjjjjjjj"))
        await phase("snapshots", lambda: press("2", "S", "slash", *"web", "escape", "G", "g", "1"))
        # Twice: hints, then every row, then hints again.
        await phase("lens", lambda: press("!", "!", "!", "!", "!"))
        await phase("changed look in it", changed_look)
        await go("KR2")
        await phase("region", lambda: go("KR1"))
        beating.cancel()
        return results


def _tell(line: str) -> None:
    """A line for who started this. `sys.stdout` is Textual's while it runs, and is never flushed."""
    assert sys.__stdout__ is not None
    print(line, file=sys.__stdout__, flush=True)


def _tell_parent() -> None:
    """The cloud is to change; wait until it has."""
    _tell(CHANGE)
    sys.stdin.readline()


def measure_stalls(
    runs: int = 5, volumes: int = 10_000, snapshots: int = 30_000, *, demo: bool = False, why: bool = False
) -> dict[str, list[dict[str, Any]]]:
    """What each phase came to in each run: gap, callback and gc in ms, seconds, and the longest callbacks in ms."""
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in PHASES}
    for _run in range(runs):
        with cloud(0 if demo else volumes, 0 if demo else snapshots) as served:
            arguments = ["one", "-" if demo else served.address, str(volumes), str(snapshots), *["--why"] * why]
            for name, numbers in _one_run(served, arguments).items():
                found[name].append(numbers)
    return found


def _one_run(served: Cloud, arguments: list[str]) -> dict[str, dict[str, Any]]:
    command, env = python("stalls", *arguments)
    # Not buffered: what `select` does not see would be in the buffer.
    process = subprocess.Popen(command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
    assert process.stdout is not None
    assert process.stdin is not None
    reached = "its start"
    try:
        while select.select([process.stdout], [], [], PATIENCE)[0] and (line := process.stdout.readline().decode()):
            if line.startswith("{"):
                found: dict[str, dict[str, Any]] = json.loads(line)
                return found
            if line.strip() == CHANGE:
                served.change()
                process.stdin.write(b"done\n")
            else:
                reached = line.strip()
        raise FailedError(f"it ended, or stood still, after {reached}")
    finally:
        process.kill()
        process.wait()


def lines(runs: int) -> list[Line]:
    """The longest stall of a run in each phase that has a budget, and how long the loop was really at work in it."""
    found = measure_stalls(runs)
    told = []
    for what, phases in LISTED.items():
        for said, name in (("longest stall", "gap"), ("longest stall, processor time", "callback")):
            worst = [max(found[each][run][name] for each in phases) for run in range(runs)]
            told.append(Line(f"{COUNTS}, {said}: {what}", "ms", worst, most=50))
    return told


def main() -> None:
    """Print median and largest of each phase over the runs."""
    demo, why = "--demo" in sys.argv, "--why" in sys.argv
    numbers = [int(each) for each in sys.argv[1:] if each.isdigit()]
    runs, volumes, snapshots = (*numbers, *(5, 10_000, 30_000)[len(numbers) :])[:3]
    found = measure_stalls(runs, volumes, snapshots, demo=demo, why=why)
    print(f"{volumes:,} volumes, {snapshots:,} snapshots, {runs} runs; ms, median (most)")
    print(f"{'':18}{'gap':>14}{'callback':>14}{'garbage':>14}{'takes':>9}  callbacks over 30 ms")
    for name, each in found.items():
        columns = [
            f"{statistics.median(values):.0f} ({max(values):.0f})"
            for values in ([run[key] for run in each] for key in ("gap", "callback", "gc"))
        ]
        seconds = statistics.median(run["seconds"] for run in each)
        long = max((run["long"] for run in each), key=sum)
        print(f"{name:18}{columns[0]:>14}{columns[1]:>14}{columns[2]:>14}{seconds:>8.2f}s  {long}")
    for name, each in found.items() if why else ():
        worst = max(each, key=lambda run: run["callback"])
        print(f"\n{name}: {worst['callback']:.0f} ms; {worst['gc']:.0f} ms of garbage: {worst['collected']}")
        for stack, times in worst["where"]:
            print(f"  {times} x {stack}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["one"]:
        where = None if sys.argv[2] == "-" else sys.argv[2]
        one_run = measure(where, int(sys.argv[3]), int(sys.argv[4]), why="--why" in sys.argv)
        print(json.dumps(asyncio.run(one_run)))
    else:
        main()
