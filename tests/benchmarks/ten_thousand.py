"""10,000 volumes over loopback: stalls, memory, keys, and the way back to their region."""

import json
import select
import subprocess
import sys
import time
from functools import partial
from typing import Any

from benchmarks.bed import (
    HERE,
    Cloud,
    FailedError,
    answer,
    cloud,
    explorer,
    home,
    live,
    loaded,
    looked,
    screen,
)
from benchmarks.figures import Line, p95
from terminal.support_pty import ROOT, Pty, environment

VOLUMES = 10_000
SNAPSHOTS = 30_000
_LOADING = 120.0
#: Seconds between two words of `stalls.py`: it presses some hundred keys, each waited for.
_STALLING = 600.0
#: What is pressed. Every key is one sample, but for the Esc behind it: a lone one is held back 0.1 s and more, since it
#: may be the beginning of another key.
KEYS = {
    "filter": ("/", *"web-0", "\x7f", *"12"),
    "sort": ("S", "S", *"ssize", "\r", "S", *"sname", "\r", "S"),
    "scroll": ("G", "g", *["\x1b[6~"] * 8, *["\x1b[5~"] * 4, *"jjjjjjjjkkkk"),
}


def stalls(runs: int) -> list[Line]:
    """Longest stalls of the event loop, by `stalls.py`, each run a process of its own."""
    # As it starts the cloud itself. In one where nothing is on its way it has stood still, why is not known.
    with cloud(VOLUMES, settled=False) as served:
        found = [_stalls_once(served) for _run in range(runs)]
    phases = ("load", "unchanged look", "changed look")

    def longest(phase: str, of: str) -> list[float]:
        return [float(run[phase][of]) for run in found]

    return [
        *(Line(f"10,000 volumes, longest stall: {each}", "ms", longest(each, "gap"), most=50) for each in phases),
        *(Line(f"10,000 volumes, longest callback: {each}", "ms", longest(each, "callback")) for each in phases),
    ]


def _stalls_once(served: Cloud) -> dict[str, dict[str, Any]]:
    command = [sys.executable, str(HERE / "stalls.py"), "one", served.address, str(VOLUMES)]
    env = environment(PYTHONPATH=f"{ROOT}:{ROOT / 'tests'}")
    process = subprocess.Popen(command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
    assert process.stdout is not None
    assert process.stdin is not None
    try:
        while select.select([process.stdout], [], [], _STALLING)[0]:
            line = process.stdout.readline()
            if line.startswith("{"):
                found: dict[str, dict[str, Any]] = json.loads(line)
                return found
            if not line:
                break
            served.change()
            process.stdin.write("done\n")
            process.stdin.flush()
        raise FailedError("stalls.py ended, or stood still, without a figure")
    finally:
        process.kill()
        process.wait()


def memory(runs: int) -> list[Line]:
    """What the process holds once everything is loaded and looked at twice, and the most it ever held."""
    lines = []
    for snapshots, most in ((0, 120), (SNAPSHOTS, 180)):
        held, peak = [], []
        with cloud(VOLUMES, snapshots=snapshots) as served:
            for _run in range(runs):
                with home() as folder, screen(explorer("--no-cache"), served.environ(folder)) as pty:
                    pty.until(partial(loaded, VOLUMES, pty), _LOADING)
                    if snapshots and f" 2 Snapshots {snapshots:,} " not in pty.lines[1]:
                        raise FailedError(f"there are not {snapshots:,} snapshots:\n{pty.text}")
                    _look(pty)
                    held.append(_megabytes(pty.pid, "VmRSS"))
                    peak.append(_megabytes(pty.pid, "VmHWM"))
        what = f"memory with 10,000 volumes and {snapshots or 6_700:,} snapshots"
        lines += [Line(what, "MB", held, most=most, worst=True), Line(f"{what}, at its peak", "MB", peak)]
    return lines


def _look(pty: Pty) -> None:
    """Look at the cloud once more, to the end: the time at the top is another then."""
    before = pty.lines[0][-8:]
    time.sleep(1)
    pty.press("r")
    pty.until(lambda: looked(pty) and pty.lines[0][-8:] != before, _LOADING)
    pty.settled(2.0)


def _megabytes(pid: int, name: str) -> float:
    with open(f"/proc/{pid}/status", encoding="utf-8") as status:
        for line in status:
            if line.startswith(f"{name}:"):
                return int(line.split()[1]) * 1024 / 1e6
    raise FailedError(f"/proc has no {name}")


def keys(runs: int) -> list[Line]:
    """From a key to the last byte that it causes; 95 of 100 keys of a run are at most so slow."""
    found: dict[str, list[float]] = {name: [] for name in (*KEYS, "all")}
    with cloud(VOLUMES) as served:
        for _run in range(runs):
            with home() as folder, screen(explorer("--no-cache"), served.environ(folder)) as pty:
                pty.until(partial(loaded, VOLUMES, pty), _LOADING)
                pty.settled(2.0)
                times = {}
                for name, pressed in KEYS.items():
                    times[name] = [answer(pty, key)[0] for key in pressed]
                    if name == "filter":
                        pty.pressed("\x1b")
            for name, values in times.items():
                found[name].append(p95(values))
            found["all"].append(p95([value for values in times.values() for value in values]))
    said = {"all": "filter, sort and scroll"}
    return [
        Line(
            f"10,000 volumes, key to its last byte, 95 of 100: {said.get(name, name)}",
            "ms",
            values,
            most=50 if name == "all" else None,
        )
        for name, values in found.items()
    ]


def region(runs: int) -> list[Line]:
    """From Enter in the list of regions to the rows of one with 10,000 volumes that was seen before."""
    found = []
    with cloud(VOLUMES) as served, home() as folder, screen(explorer("--no-cache"), served.environ(folder)) as pty:
        pty.until(partial(loaded, VOLUMES, pty), _LOADING)
        for _run in range(runs):
            for keys in ("R", "kr2"):
                pty.pressed(keys)
            pty.press("\r")
            pty.until(lambda: "> KR2" in pty.lines[0] and looked(pty), 30)
            for keys in ("R", "kr1"):
                pty.pressed(keys)
            found.append(answer(pty, "\r", live(VOLUMES))[0])
            pty.until(lambda: "> KR1" in pty.lines[0] and looked(pty), _LOADING)
            pty.settled(1.0)
    return [Line("back to a region seen before, 10,000 volumes: Enter to its rows", "ms", found, most=100)]
