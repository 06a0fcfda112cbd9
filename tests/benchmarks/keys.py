"""From a key to its frame with 10,000 volumes: the budget is 50 ms for 95 of 100.

    python tests/benchmarks/keys.py [keys] [volumes] [snapshots]

The real command on a pty of 120x36; the cloud is in another process and is not looked at meanwhile. The frame is the
first output after the key; there may be another one for the detail or the count, after 1/15 s at the soonest. The CPU
time of the explorer's main thread for all of it stands beside: on a busy machine the terminal waits for its turn too.
"""

import os
import select
import statistics
import sys
import time
from collections.abc import Iterable, Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.support_running import Running, running

#: Seconds without output after which a key has had its whole effect.
QUIET = 0.15

FILTER = "/"


class Effect(NamedTuple):
    """What came of a key."""

    first: float
    """Milliseconds until the first output."""
    last: float
    """Milliseconds until the last."""
    cpu: float
    """Milliseconds that the explorer's main thread worked."""
    sent: int
    """Bytes."""


def one_key(explorer: Running, key: str) -> Effect | None:
    """What comes of a key; None when nothing does."""
    master = explorer.pty.master
    cpu, sent = explorer.cpu(), 0
    began = first = last = time.perf_counter()
    os.write(master, key.encode())
    while select.select([master], [], [], QUIET if sent else 2 * QUIET)[0]:
        data = os.read(master, 1 << 16)
        last = time.perf_counter()
        first, sent = first if sent else last, sent + len(data)
    return Effect((first - began) * 1000, (last - began) * 1000, explorer.cpu() - cpu, sent) if sent else None


def measure_keys(keys: int = 60, volumes: int = 10_000, snapshots: int = 0) -> dict[str, list[Effect]]:
    """For each kind of key what `one_key` says of at least so many, but for those without an effect."""
    found: dict[str, list[Effect]] = {}

    def press(name: str, some: Iterable[str]) -> None:
        found[name] = [each for each in (one_key(explorer, key) for key in some) if each is not None]

    with running(volumes, snapshots) as explorer:
        # What is in transition would be looked at again every 10 s.
        explorer.pty.press("z")
        explorer.rest()
        explorer.pty.press(FILTER)
        explorer.rest()
        press("letter in the filter", islice(_typed(), keys))
        explorer.pty.press("\x1b")
        explorer.rest()
        press("S, other way round", "S" * keys)
        press("PageDown", ["\x1b[6~"] * keys)
        press("PageUp", ["\x1b[5~"] * keys)
        press("j", "j" * keys)
        press("G and g", islice(cycle("Gg"), keys))
        press("Space, a mark", " " * keys)
    return found


def _typed() -> Iterator[str]:
    """Words, and away again."""
    for word in cycle(("web", "ka", "0", "db", "type")):
        yield from word
        yield from "\x7f" * len(word)


def main() -> None:
    """Print the spread of each kind."""
    numbers = [int(each) for each in sys.argv[1:]]
    keys, volumes, snapshots = (*numbers, *(60, 10_000, 0)[len(numbers) :])[:3]
    print(f"{volumes:,} volumes, {snapshots:,} snapshots; ms, median / 95 of 100 / most")
    print(f"{'':24}{'keys':>6}{'key to frame':>18}{'to the last one':>18}{'CPU':>18}{'bytes':>8}")
    for name, each in measure_keys(keys, volumes, snapshots).items():
        *times, sent = (sorted(column) for column in zip(*each, strict=True))
        at = max(0, -(-len(each) * 95 // 100) - 1)
        columns = [f"{statistics.median(some):.0f} / {some[at]:.0f} / {some[-1]:.0f}" for some in times]
        print(f"{name:24}{len(each):>6}{''.join(f'{text:>18}' for text in columns)}{statistics.median(sent):>8.0f}")


if __name__ == "__main__":
    main()
