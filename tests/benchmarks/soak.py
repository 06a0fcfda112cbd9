"""Whether anything grows: polls, dialogs and switches of place by the thousand, in minutes.

    python tests/benchmarks/soak.py [polls dialogs switches] [--sockets]

The demo cloud is in the explorer's process and time moves when told to. With --sockets the cloud is served on loopback
by another process and polled 1,000 times. Prints what there is at the start, at the quarters and at the end of each
part, says what grew, and ends with status 1 when something did.
"""

import asyncio
import gc
import os
import re
import sys
import threading
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Any

HERE = Path(__file__)
sys.path.insert(0, str(HERE.parents[1]))

from benchmarks.cloud_process import served  # noqa: E402 - needs the path
from support_door import OneDoor  # noqa: E402 - needs the path
from support_explorer import Bed, explorer, settled  # noqa: E402 - needs the path

from tbs_tui.account.login import Login  # noqa: E402 - needs the path
from tbs_tui.api.transport import Transport  # noqa: E402 - needs the path
from tbs_tui.clock import SystemClock  # noqa: E402 - needs the path
from tbs_tui.demo import DEMO_PASSWORD, DEMO_TENANTS, DEMO_USERNAME  # noqa: E402 - needs the path
from tbs_tui.inventory.events import PollFailed, PollSucceeded  # noqa: E402 - needs the path
from tbs_tui.settings import resolve  # noqa: E402 - needs the path
from tbs_tui.ui.app import ExplorerApp  # noqa: E402 - needs the path

#: MB that a part may add after its first quarter: until then caches fill.
MOST_MB = 3.0
#: Objects of all types that it may add.
MOST_OBJECTS = 2000
#: Keys that open a dialog or screen, in turn; Esc leaves each, also what it has opened over it.
DIALOGS: Mapping[str, tuple[str, ...]] = {
    "help": ("?",),
    "palette": (":",),
    "create": ("n",),
    "snapshot": ("p",),
    "upload": ("u",),
    "delete": ("D",),
    "marked": ("space", "D"),
    "sort": ("s",),
    "columns": ("w",),
    "filter": ("/", "w", "e", "b"),
    "detail": ("enter",),
    "region": ("R",),
    "tenant": ("T",),
    "copy": ("C",),
    "export": ("e",),
    "requests": ("L",),
    "journal": ("4",),
    "related": ("o",),
    "raw": ("y",),
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
        int(found[1]) / 1024,
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
    samples: list[Sample] = field(default_factory=list)

    def grown(self) -> list[str]:
        """What is more at the end than after the first quarter; counts than at the start."""
        start, warm, end = self.samples[0], self.samples[1], self.samples[-1]
        words = [
            f"{name} {getattr(start, name)} -> {getattr(end, name)}"
            for name in Sample.COUNTS
            if getattr(end, name) > getattr(start, name)
        ]
        if end.mb - warm.mb > MOST_MB:
            words.append(f"{end.mb - warm.mb:.1f} MB")
        if end.objects - warm.objects > MOST_OBJECTS:
            words.append(f"{end.objects - warm.objects:,} objects")
        return words

    def print(self) -> None:
        for place, each in zip(("start", "1/4", "1/2", "3/4", "end"), self.samples, strict=True):
            counts = "  ".join(f"{name} {getattr(each, name)}" for name in Sample.COUNTS)
            print(f"{self.name:10}{place:>6}  {each.mb:7.1f} MB  {each.objects:>9,} objects  {counts}", flush=True)
        more = self.samples[-1].types - self.samples[1].types
        print(f"{'':16}  more of: {', '.join(f'{name} {count}' for name, count in more.most_common(6)) or 'nothing'}")
        grown = self.grown()
        print(f"{'':16}  {'NOT FLAT: ' + ', '.join(grown) if grown else 'flat'}", flush=True)


async def _part(name: str, times: int, app: ExplorerApp, once: Callable[[], Awaitable[None]]) -> Part:
    part = Part(name)
    for _quarter in range(4):
        part.samples.append(sample(app))
        for _ in range(times // 4):
            await once()
    part.samples.append(sample(app))
    part.print()
    return part


async def soak(polls: int = 10_000, dialogs: int = 1000, switches: int = 1000) -> list[Part]:
    """All three, on one explorer."""
    async with explorer(volumes=60, size=(100, 30), idle_pause="0") as made:
        seen = Counter[str]()
        made.inventory.subscribe(lambda event: seen.update([type(event).__name__]))
        made.app._clock.slept = _Nothing()  # type: ignore[attr-defined]
        opened = Counter[str]()
        work = {
            "polls": (polls, _poll(made)),
            "dialogs": (dialogs, _dialog(made, opened)),
            "switches": (switches, _switch(made)),
        }
        # Modules, styles and what is made once: none of it is growth.
        for number in range(2 * len(DIALOGS)):
            for _times, once in work.values():
                if number < 20 or once is work["dialogs"][1]:
                    await once()
        opened.clear()
        parts = [await _part(name, times, made.app, once) for name, (times, once) in work.items() if times]
        print(f"{seen['PollSucceeded']:,} looks, {seen['ContextShown']:,} places; opened: {dict(opened)}")
        return parts


class _Nothing(list[Any]):
    """The clock of the tests remembers each sleep."""

    def append(self, _item: Any) -> None:
        pass


def _poll(made: Bed) -> Callable[[], Awaitable[None]]:
    numbers = cycle(range(10))

    async def once() -> None:
        # One look in ten finds something changed.
        if next(numbers) == 0:
            volume = made.region().volumes.newest_first()[0]
            volume.status = "in-use" if volume.status == "available" else "available"
            volume.touch(made.clock.now())
        made.clock.advance(10)
        await settled(made.pilot)

    return once


def _dialog(made: Bed, opened: Counter[str]) -> Callable[[], Awaitable[None]]:
    kinds = cycle(DIALOGS.items())

    async def once() -> None:
        name, keys = next(kinds)
        await made.press("g", "j", *keys)
        opened[f"{name}: {type(made.app.screen).__name__}"] += 1
        for _ in range(4):
            await made.press("escape")
            if made.on_top and not made.main._filter_bar.display:
                break
        await made.press("U", "g")
        assert made.on_top, made.app.screen
        made.clock.advance(1)
        await settled(made.pilot)

    return once


def _switch(made: Bed) -> Callable[[], Awaitable[None]]:
    from tbs_tui.account.context import ALL_REGIONS, Goal

    tenants = [tenant.id for tenant in DEMO_TENANTS]
    goals = cycle(
        [Goal("", tenants[0], region) for region in ("KR1", "KR2", "JP1", ALL_REGIONS)]
        + [Goal("", tenants[1], region) for region in ("KR1", "KR2")]
    )

    async def once() -> None:
        made.app.go(next(goals))
        await settled(made.pilot)
        made.clock.advance(2)
        await settled(made.pilot)

    return once


async def soak_sockets(polls: int = 1000) -> list[Part]:
    """Looks at a cloud in another process, over sockets."""
    with served(60) as cloud:
        clock = SystemClock()
        transport, settings = Transport(clock=clock), resolve({"refresh": "3600", "idle_pause": "0"}, {})
        login = Login(cloud.address, DEMO_TENANTS[0].id, DEMO_USERNAME)
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


def main() -> None:
    """Print all, and end with status 1 when anything has grown."""
    numbers = [int(each) for each in sys.argv[1:] if each.isdigit()]
    began = time.monotonic()
    parts = asyncio.run(soak_sockets(*numbers) if "--sockets" in sys.argv else soak(*numbers))
    print(f"{(time.monotonic() - began) / 60:.1f} minutes")
    sys.exit(any(part.grown() for part in parts))


if __name__ == "__main__":
    main()
