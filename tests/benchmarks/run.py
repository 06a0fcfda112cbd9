"""Measures all that has a budget, beside its peers, and writes the README's table.

    python tests/benchmarks/run.py [--runs N] [--only ROW ...] [--peers FOLDER | --no-peers] [--dry]

Needs a quiet machine and about 20 minutes for 5 runs. What was measured in part is printed and not written. Exit
status 1 when a budget was passed, 2 when something could not be measured.
"""

import argparse
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks import keys, machine, memory, quiet, region, soak, stalls, starting
from benchmarks.bed import FailedError
from benchmarks.figures import README, RESULTS, Line, Results, text, with_table
from benchmarks.peers import NoPeersError, Peers, default_folder, prepare


def rows(peers: Peers | None) -> dict[str, Callable[[int], list[Line]]]:
    """What can be measured, by name, in the order of the budgets."""
    return {
        "first-frame": starting.first_frame,
        "live": lambda runs: starting.live_rows(runs, peers),
        "status": lambda runs: starting.status(runs, peers),
        "bytes": lambda runs: quiet.sent(runs, peers),
        "idle": quiet.idle,
        "stalls": stalls.lines,
        "memory": memory.lines,
        "keys": keys.lines,
        "region": region.lines,
        "soak": lambda _runs: soak.lines(),
    }


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure all that has a budget.")
    parser.add_argument("--runs", type=int, default=5, help="of each figure (default 5)")
    parser.add_argument("--only", nargs="+", choices=list(rows(None)), metavar="ROW", help=", ".join(rows(None)))
    parser.add_argument("--peers", type=Path, default=default_folder(), help="where cinder and openstack are installed")
    parser.add_argument("--no-peers", action="store_true", help="without them")
    parser.add_argument("--dry", action="store_true", help="write nothing")
    given = parser.parse_args()
    if given.runs < 1:
        parser.error("--runs is at least 1")
    return given


def main() -> int:
    """The exit status."""
    given = _arguments()
    peers = None
    if not given.no_peers:
        try:
            peers = prepare(given.peers)
        except NoPeersError as error:
            print(f"{error}\nWith --no-peers the rest can be measured.", file=sys.stderr)
            return 2
    before = machine.load()
    found: dict[str, list[Line]] = {}
    failed = False
    for name, measure in rows(peers).items():
        if given.only and name not in given.only:
            continue
        print(f"{name} ({datetime.now(UTC):%H:%M:%S}, load {machine.load():.1f})", flush=True)
        try:
            found[name] = measure(given.runs)
        except (FailedError, AssertionError, subprocess.SubprocessError) as error:
            failed = True
            print(f"  not measured: {error}", file=sys.stderr)
        else:
            print(text(found[name]), flush=True)
    results = Results(
        date=f"{datetime.now(UTC):%Y-%m-%d}",
        machine=machine.machine(),
        versions=machine.versions() | (peers.versions if peers is not None else {}),
        load=(before, machine.load()),
        runs=given.runs,
        rows=found,
    )
    if given.only or peers is None or failed or given.dry:
        print("nothing written")
    else:
        results.save(RESULTS)
        README.write_text(with_table(README.read_text("utf-8"), results), "utf-8")
        print(f"written: {RESULTS}, {README}")
    return 2 if failed else int(any(line.kept is False for lines in found.values() for line in lines))


if __name__ == "__main__":
    sys.exit(main())
