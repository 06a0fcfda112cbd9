"""Whether anything grows: polls, dialogs and switches of place by the thousand, in minutes.

    PYTHONPATH=tests python -m benchmarks.soak [polls [dialogs [switches]]]
    PYTHONPATH=tests python -m benchmarks.soak [polls] --sockets

The demo cloud is in the explorer's process and time moves when told to. With --sockets the cloud is served on loopback
by another process and polled 1,000 times. Prints what there is at the start, at the quarters and at the end of each
part, says what grew, and ends with status 1 when something did. With --json what grew is told in a last
line once more.
"""

import asyncio
import gc
import json
import math
import os
import re
import subprocess
import sys
import threading
import time
import unicodedata
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.bed import FailedError, cloud, python
from benchmarks.figures import Line
from support_door import OneDoor
from support_explorer import Bed, explorer, screen_text, settled

from tbs_tui.account.login import Login
from tbs_tui.api.transport import Transport
from tbs_tui.clock import SystemClock
from tbs_tui.demo import DEMO_PASSWORD, DEMO_TENANTS, DEMO_USERNAME
from tbs_tui.inventory.events import PollFailed, PollSucceeded
from tbs_tui.settings import resolve
from tbs_tui.ui.app import ExplorerApp

#: What a part may add after its first quarter, until when caches fill; nothing of what is not named here.
MOST: Mapping[str, float] = {"MB": 3.0, "objects": 2000}
#: Seconds that all of it may take.
_MOST_SECONDS = 1800.0
#: A volume that may be changed and has a snapshot; the one below it may be changed too.
FREE = unicodedata.normalize("NFD", "백업-디스크")
#: The one that changes; all can be seen at 80x24.
CHANGING = "old-wiki"
VOLUMES = 20
#: That are gone to in turn.
PLACES = 6


class Opens(NamedTuple):
    """Keys, and the screen that they open; Esc leaves it, also what has opened over it."""

    screen: str
    keys: tuple[str, ...]
    row: str = FREE


DIALOGS: Mapping[str, Opens] = {
    "help": Opens("HelpScreen", ("?",)),
    "palette": Opens("Palette", (":",)),
    "create": Opens("CreateDialog", ("n",)),
    "same again": Opens("CreateDialog", ("N",)),
    "snapshot": Opens("SnapshotDialog", ("p",)),
    "upload": Opens("UploadDialog", ("u",)),
    "delete": Opens("DeleteDialog", ("D",)),
    "delete marked": Opens("DeleteManyDialog", ("space", "j", "space", "D")),
    "snapshot marked": Opens("SnapshotManyDialog", ("space", "j", "space", "p")),
    "sort": Opens("Pick", ("s",)),
    "columns": Opens("ColumnChooser", ("w",)),
    "filter": Opens("MainScreen", ("/", "w", "e", "b")),
    "detail": Opens("DetailScreen", ("enter",)),
    "region": Opens("Pick", ("R",)),
    "tenant": Opens("Pick", ("T",)),
    "copy": Opens("Pick", ("C",)),
    "export": Opens("ExportDialog", ("e",)),
    "requests": Opens("RequestsScreen", ("L",)),
    "journal": Opens("JournalScreen", ("4",)),
    "related": Opens("Pick", ("o",), "jenkins-home"),
    "raw": Opens("DetailScreen", ("y",)),
}


@dataclass
class Sample:
    """What there is at one moment."""

    mb: float
    objects: int
    threads: int
    widgets: int
    files: int
    tasks: int
    listeners: int
    types: Counter[str] = field(repr=False)

    COUNTS = ("threads", "widgets", "files", "tasks", "listeners")


def sample(app: ExplorerApp) -> Sample:
    """Now, after garbage has gone."""
    for _ in range(3):
        gc.collect()
    found = re.search(r"Rss:\s+(\d+)", Path("/proc/self/smaps_rollup").read_text())
    assert found is not None
    types = Counter(type(each).__qualname__ for each in gc.get_objects())
    return Sample(
        int(found[1]) * 1024 / 1e6,
        types.total(),
        threading.active_count(),
        len(app._registry),
        len(os.listdir("/proc/self/fd")),
        len(asyncio.all_tasks()),
        len(app._inventory._listeners._listeners),
        types,
    )


@dataclass
class Part:
    """The samples of one kind of work."""

    name: str
    times: int
    samples: list[Sample] = field(default_factory=list)

    @property
    def more(self) -> dict[str, float]:
        """What is more at the end than after the first quarter; counts than at the start."""
        start, warm, end = self.samples[0], self.samples[1], self.samples[-1]
        counts = {name: getattr(end, name) - getattr(start, name) for name in Sample.COUNTS}
        return {"MB": end.mb - warm.mb, "objects": end.objects - warm.objects, **counts}

    def grown(self) -> list[str]:
        """What is more than it may be."""
        return [f"{more:,.1f} {name}" for name, more in self.more.items() if more > MOST.get(name, 0)]

    def print(self) -> None:
        for place, each in zip(("start", "1/4", "1/2", "3/4", "end"), self.samples, strict=True):
            counts = "  ".join(f"{name} {getattr(each, name)}" for name in Sample.COUNTS)
            print(f"{self.name:10}{place:>6}  {each.mb:7.1f} MB  {each.objects:>9,} objects  {counts}", flush=True)
        more = self.samples[-1].types - self.samples[1].types
        print(f"{'':16}  more of: {', '.join(f'{name} {count}' for name, count in more.most_common(6)) or 'nothing'}")
        grown = self.grown()
        print(f"{'':16}  {'NOT FLAT: ' + ', '.join(grown) if grown else 'flat'}", flush=True)


async def _part(name: str, times: int, app: ExplorerApp, once: Callable[[], Awaitable[None]], kinds: int = 1) -> Part:
    """`kinds` is how many times end where they began: some of the screen that was closed last is kept, and samples are
    to be alike."""
    quarter = math.ceil(times / 4 / kinds) * kinds
    part = Part(name, 4 * quarter)
    for _quarter in range(4):
        part.samples.append(sample(app))
        for _ in range(quarter):
            await once()
    part.samples.append(sample(app))
    part.print()
    return part


async def soak(polls: int = 10_000, dialogs: int = 1000, switches: int = 1000) -> list[Part]:
    """All three, on one explorer."""
    async with explorer(volumes=VOLUMES, idle_pause="0") as made:
        seen = Counter[str]()
        made.inventory.subscribe(lambda event: seen.update([type(event).__name__]))
        made.app._clock.slept = _Nothing()  # type: ignore[attr-defined]
        opened = Counter[str]()
        work = {
            "polls": (polls, _poll(made, seen), 10),
            "dialogs": (dialogs, _dialog(made, opened), len(DIALOGS)),
            "switches": (switches, _switch(made, seen), PLACES),
        }
        # Modules, styles and what is made once: none of it is growth.
        for times, once, kinds in work.values():
            for _ in range(2 * kinds if times else 0):
                await once()
        seen.clear()
        opened.clear()
        parts = [
            await _part(name, times, made.app, once, kinds) for name, (times, once, kinds) in work.items() if times
        ]
        print(f"{seen['PollSucceeded']:,} looks, {seen['ContextShown']:,} places; opened: {dict(opened)}", flush=True)
        return parts


class _Nothing(list[Any]):
    """The clock of the tests remembers each sleep."""

    def append(self, _item: Any) -> None:
        pass


def _poll(made: Bed, seen: Counter[str]) -> Callable[[], Awaitable[None]]:
    numbers = cycle(range(10))

    async def once() -> None:
        # One look in ten finds something changed.
        if next(numbers) == 0:
            volume = made.volume(CHANGING)
            volume.status = "in-use" if volume.status == "available" else "available"
            volume.touch(made.clock.now())
        looks = seen["PollSucceeded"]
        made.clock.advance(10)
        await settled(made.pilot)
        assert seen["PollSucceeded"] > looks, "10 s went by without a look"

    return once


def _dialog(made: Bed, opened: Counter[str]) -> Callable[[], Awaitable[None]]:
    kinds = cycle(DIALOGS.items())

    async def once() -> None:
        name, (screen, keys, row) = next(kinds)
        assert made.table.move_to(made.volume(row).id), row
        await made.press(*keys)
        assert type(made.app.screen).__name__ == screen, f"{name} opens {made.app.screen}:\n{screen_text(made.app)}"
        assert name != "filter" or made.main._filter_bar.display
        opened[name] += 1
        for _ in range(4):
            await made.press("escape")
            if made.on_top and not made.main._filter_bar.display:
                break
        await made.press("U")
        assert made.on_top, made.app.screen
        made.clock.advance(1)
        await settled(made.pilot)

    return once


def _switch(made: Bed, seen: Counter[str]) -> Callable[[], Awaitable[None]]:
    from tbs_tui.account.context import ALL_REGIONS, Goal

    tenants = [tenant.id for tenant in DEMO_TENANTS]
    goals = cycle(
        [Goal("", tenants[0], region) for region in ("KR2", "JP1", ALL_REGIONS)]
        + [Goal("", tenants[1], region) for region in ("KR1", "KR2")]
        + [Goal("", tenants[0], "KR1")]
    )

    async def once() -> None:
        before = seen["ContextShown"]
        made.app.go(next(goals))
        await settled(made.pilot)
        assert seen["ContextShown"] > before, "it stays where it is"
        made.clock.advance(2)
        await settled(made.pilot)

    return once


async def soak_sockets(polls: int = 1000) -> list[Part]:
    """Looks at a cloud in another process, over sockets."""
    with cloud(VOLUMES) as served:
        clock = SystemClock()
        transport, settings = Transport(clock=clock), resolve({"refresh": "3600", "idle_pause": "0"}, {})
        login = Login(served.address, DEMO_TENANTS[0].id, DEMO_USERNAME)
        door = OneDoor(transport, clock, settings, login, password=DEMO_PASSWORD)
        app = ExplorerApp(settings, clock, door.open)
        done = asyncio.Event()
        app._inventory.subscribe(lambda event: done.set() if isinstance(event, PollSucceeded | PollFailed) else None)
        async with app.run_test(size=(120, 36)):
            await done.wait()

            async def once() -> None:
                done.clear()
                assert app._poller is not None
                app._poller.refresh_now()
                await done.wait()
                await asyncio.sleep(0.01)

            return [await _part("sockets", polls, app, once)]


def lines() -> list[Line]:
    """Growth in all of it, in a process of its own."""
    command, env = python("soak", "--json")
    done = subprocess.run(command, env=env, stdout=subprocess.PIPE, text=True, timeout=_MOST_SECONDS, check=False)
    *_told, last = done.stdout.splitlines() or [""]
    if not last.startswith("{"):
        raise FailedError(f"it ended with {done.returncode}")
    told = []
    for name, (times, more) in json.loads(last).items():
        what = f"growth in {times:,} {name}"
        told += [Line(f"{what}: {each}", "MB" * (each == "MB"), [more[each]], most=MOST.get(each, 0)) for each in more]
    return told


def main() -> None:
    """Print all, and end with status 1 when anything has grown."""
    numbers = [int(each) for each in sys.argv[1:] if each.isdigit()]
    began = time.monotonic()
    parts = asyncio.run(soak_sockets(*numbers) if "--sockets" in sys.argv else soak(*numbers))
    print(f"{(time.monotonic() - began) / 60:.1f} minutes")
    if "--json" in sys.argv:
        print(json.dumps({part.name: (part.times, part.more) for part in parts}))
    sys.exit(any(part.grown() for part in parts))


if __name__ == "__main__":
    main()
