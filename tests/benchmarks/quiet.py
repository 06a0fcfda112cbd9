"""What the explorer sends and does when nothing, or next to nothing, changes."""

import shutil
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.bed import FailedError, cloud, home, screen, used
from benchmarks.figures import Line
from benchmarks.peers import Peers
from benchmarks.running import running
from terminal.support_pty import QUIET, Events, Pty, environment
from terminal.test_explorer_bytes import SYNC, Quiet, refresh

SIZES = ((80, 24), (200, 60))
#: Seconds of each look at an idle process: a tick of its clock is 10 ms, 0.03 % of that.
IDLE = 30.0
#: Each is that long, so that many do not make it better.
_MOST_IDLE_RUNS = 3
#: Seconds between two runs of `watch`'s command: longer than one takes on a busy machine.
_WATCH = 4


@contextmanager
def _quiet(columns: int, rows: int) -> Iterator[Quiet]:
    """As the tests of bytes have it: they hold the budgets, this reports what is used of them."""
    with home() as folder:
        events = Events(folder)
        env = environment(EVENTS=str(events.path), XDG_STATE_HOME=str(folder), XDG_CACHE_HOME=str(folder))
        command = (sys.executable, str(QUIET), "--refresh", "3600")
        pty = Pty(command, env, columns=columns, rows=rows, answers=SYNC)
        try:
            pty.until(lambda: events.count("PollSucceeded") == 1)
            pty.settled()
            yield pty, events
        finally:
            pty.close()
            events.close()


def sent(runs: int, peers: Peers | None) -> list[Line]:
    """Bytes of a look at the cloud that shows nothing new, and of one that shows one row changed."""
    watch = shutil.which("watch")
    lines = []
    for columns, rows in SIZES:
        unchanged, changed = [], []
        for _run in range(runs):
            with _quiet(columns, rows) as made:
                unchanged.append(max(float(len(refresh(made))) for _time in range(3)))
                made[0].signal(signal.SIGUSR1)
                changed.append(float(len(refresh(made))))
        size = f"{columns}x{rows}"
        beside = _watched(watch, peers, columns, rows) if watch is not None and peers is not None else []
        # The two are not measured by turns: neither changes with the load of the machine.
        theirs = [max(beside)] * runs if beside else []
        most = 64 if columns == 80 else None
        lines += [
            Line(f"refresh with nothing new, {size}", "bytes", unchanged, most=most, worst=True),
            Line(f"refresh with nothing new, {size}", "bytes", unchanged, "`watch cinder list`", theirs),
            Line(f"refresh with one row changed, {size}", "bytes", changed, most=400, worst=True),
        ]
    return lines


def _watched(watch: str, peers: Peers, columns: int, rows: int) -> list[float]:
    """Bytes of each of three refreshes of it: the time at the top changes."""
    with cloud(1000) as served, home() as folder:
        command = (watch, "-n", str(_WATCH), *peers.cinder)
        with screen(command, served.peer_environ(folder), columns=columns, rows=rows) as pty:
            pty.until("| ID", 60)
            pty.settled()
            found = []
            for _time in range(3):
                deadline = time.monotonic() + 60
                while not (came := len(pty.read(1.0))):
                    if time.monotonic() > deadline:
                        raise FailedError(f"watch does not run cinder again:\n{pty.text}")
                found.append(float(came + len(pty.settled())))
            return found


def idle(runs: int) -> list[Line]:
    """Bytes and share of a core between two looks, over loopback, with 1,000 volumes."""
    came, busy = [], []
    with running(1000, columns=80, rows=24) as explorer:
        pty = explorer.pty
        for _run in range(min(runs, _MOST_IDLE_RUNS)):
            before, began = used(pty.pid), time.perf_counter()
            came.append(float(len(pty.idle(IDLE))))
            busy.append((used(pty.pid) - before) / (time.perf_counter() - began) * 100)
    return [
        Line(f"{IDLE:.0f} s between two refreshes", "bytes", came, most=0, worst=True),
        Line(f"{IDLE:.0f} s between two refreshes, of a core", "%", busy, most=0.5),
    ]
