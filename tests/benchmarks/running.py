"""The explorer on a terminal before a cloud in another process: what it costs, seen from outside."""

import os
import select
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import NamedTuple

from benchmarks.bed import Cloud, FailedError, cloud, explorer, home, loaded, screen, worked
from terminal.support_pty import Pty

#: Seconds without work in explorer and cloud after which nothing is under way any more.
QUIET = 0.8
#: Seconds without output after which a key has had its whole effect.
_NO_MORE = 0.15


class Effect(NamedTuple):
    """What came of a key."""

    first: float
    """Milliseconds until the first output."""
    last: float
    """Milliseconds until the last, or until what was waited for could be seen."""
    processor: float
    """Milliseconds that the explorer's main thread worked."""
    sent: int
    """Bytes."""


class Running:
    """The explorer in a process of its own."""

    def __init__(self, pty: Pty, served: Cloud) -> None:
        self.pty = pty
        self.cloud = served

    def memory(self, name: str = "VmRSS") -> float:
        """MB that the process has in memory now; VmHWM: that it has had at most."""
        with open(f"/proc/{self.pty.pid}/status", encoding="utf-8") as status:
            for line in status:
                if line.startswith(f"{name}:"):
                    return int(line.split()[1]) * 1024 / 1e6
        raise FailedError(f"/proc has no {name}")

    @property
    def processor(self) -> float:
        """Milliseconds that its main thread has worked."""
        return worked(self.pty.pid)

    def rest(self, seconds: float = 120.0) -> None:
        """Wait until neither it nor the cloud works."""
        deadline = time.monotonic() + seconds
        before, since = -1.0, time.monotonic()
        while time.monotonic() - since < QUIET:
            self.pty.read(0.1)
            now = self.processor + self.cloud.processor
            if now - before > 5:
                before, since = now, time.monotonic()
            if time.monotonic() > deadline:
                raise FailedError(f"it does not come to rest:\n{self.pty.text}")

    def refresh(self, *, changed: bool = False) -> None:
        """Press r, and wait for the end of the look."""
        if changed:
            self.cloud.change()
        self.pty.press("r")
        self.rest()

    def effect(self, key: str, is_so: Callable[[Pty], bool] | None = None) -> Effect | None:
        """What comes of a key; None when nothing does. `is_so` says what is waited for, or FailedError.

        What comes goes to the emulated terminal afterwards: that takes longer than the frame.
        """
        pieces: list[tuple[float, bytes]] = []
        master, worked_before = self.pty.master, self.processor
        began = time.perf_counter()
        os.write(master, key.encode())
        patience = 2 * _NO_MORE if is_so is None else 2.0
        while select.select([master], [], [], patience)[0]:
            data = os.read(master, 1 << 16)
            pieces.append((time.perf_counter(), data))
            patience = _NO_MORE if is_so is None else 1.0
        spent, seen = self.processor - worked_before, None
        for moment, data in pieces:
            self.pty.take(data)
            if is_so is not None and seen is None and is_so(self.pty):
                seen = moment
        if is_so is not None and seen is None:
            raise FailedError(f"{key!r} does not lead where it should:\n{self.pty.text}")
        if not pieces:
            return None
        last = pieces[-1][0] if seen is None else seen
        return Effect((pieces[0][0] - began) * 1000, (last - began) * 1000, spent, sum(len(data) for _, data in pieces))


@contextmanager
def running(
    volumes: int, snapshots: int = 0, *flags: str, columns: int = 120, rows: int = 36, settled: bool = True
) -> Iterator[Running]:
    """The explorer with all rows read. It keeps picture and journal in a folder that goes afterwards. It looks at the
    cloud once and then only when asked, unless something is on its way there: `settled` is as in `cloud`."""
    with (
        cloud(volumes, snapshots, settled=settled) as served,
        home() as folder,
        screen(explorer(*flags), served.environ(folder), columns=columns, rows=rows) as pty,
    ):
        pty.until(partial(loaded, volumes, pty), 120)
        if snapshots and f" 2 Snapshots {snapshots:,} " not in pty.lines[1]:
            raise FailedError(f"there are not {snapshots:,} snapshots:\n{pty.text}")
        one = Running(pty, served)
        one.rest()
        yield one
