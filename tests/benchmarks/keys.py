"""From a key to its frame with 10,000 volumes: the budget is 50 ms for 95 of 100.

    PYTHONPATH=tests python -m benchmarks.keys [keys [volumes [snapshots]]]

The real command on a pty of 120x36; the cloud is in another process and is not looked at meanwhile. The frame is the
first output after the key; there may be another one for the detail or the count, after 1/15 s at the soonest. The
processor time of the explorer's main thread for all of it stands beside: on a busy machine the terminal waits for its
turn too.
"""

import statistics
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import cycle, islice

from benchmarks.figures import Line, p95
from benchmarks.running import Effect, running

FILTER = "/"
#: What a kind of key is for, as the budget has it.
KINDS: Mapping[str, Sequence[str]] = {
    "filter": ("letter in the filter",),
    "sort": ("S, other way round",),
    "scroll": ("PageDown", "PageUp", "j", "G and g"),
}
#: Of each kind in each run.
_KEYS = 30


def measure_keys(keys: int = 60, volumes: int = 10_000, snapshots: int = 0) -> dict[str, list[Effect]]:
    """For each kind of key what came of so many, but for those without an effect."""
    found: dict[str, list[Effect]] = {}

    with running(volumes, snapshots) as explorer:

        def press(name: str, some: Iterable[str]) -> None:
            found[name] = [each for each in map(explorer.effect, some) if each is not None]

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


def lines(runs: int) -> list[Line]:
    """95 of 100 keys of a run are at most so slow."""
    found = [measure_keys(_KEYS) for _run in range(runs)]
    told = []
    for kind, names in KINDS.items():
        effects = [[each for name in names for each in run[name]] for run in found]
        what = f"10,000 volumes, key to its frame, 95 of 100: {kind}"
        told += [
            Line(what, "ms", [p95([each.first for each in run]) for run in effects], most=50),
            Line(f"{what}; processor time", "ms", [p95([each.processor for each in run]) for run in effects]),
        ]
    return told


def main() -> None:
    """Print the spread of each kind."""
    numbers = [int(each) for each in sys.argv[1:]]
    keys, volumes, snapshots = (*numbers, *(60, 10_000, 0)[len(numbers) :])[:3]
    print(f"{volumes:,} volumes, {snapshots:,} snapshots; ms, median / 95 of 100 / most")
    print(f"{'':24}{'keys':>6}{'key to frame':>18}{'to the last one':>18}{'processor':>18}{'bytes':>8}")
    for name, each in measure_keys(keys, volumes, snapshots).items():
        *times, sent = (sorted(column) for column in zip(*each, strict=True))
        columns = [f"{statistics.median(some):.0f} / {p95(some):.0f} / {some[-1]:.0f}" for some in times]
        print(f"{name:24}{len(each):>6}{''.join(f'{text:>18}' for text in columns)}{statistics.median(sent):>8.0f}")


if __name__ == "__main__":
    main()
