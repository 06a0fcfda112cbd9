"""From Enter in the list of regions to the rows of a region that was seen before. The budget is 100 ms.

PYTHONPATH=tests python -m benchmarks.region [runs]
"""

import sys

from benchmarks.bed import live, looked
from benchmarks.figures import Line, text
from benchmarks.running import Effect, Running, running

VOLUMES = 10_000


def _choose(explorer: Running, region: str) -> None:
    """Open the list, and have it stand on this one."""
    for keys in ("R", region):
        explorer.pty.pressed(keys)


def measure_region(runs: int = 5) -> list[Effect]:
    """What Enter does, each time from a region of another size and all its rows read."""
    found = []
    with running(VOLUMES) as explorer:
        pty = explorer.pty
        for _run in range(runs):
            _choose(explorer, "kr2")
            pty.press("\r")
            pty.until(lambda: "> KR2" in pty.lines[0] and looked(pty), 30)
            explorer.rest()
            _choose(explorer, "kr1")
            back = explorer.effect("\r", live(VOLUMES))
            assert back is not None
            found.append(back)
            pty.until(lambda: "> KR1" in pty.lines[0] and looked(pty), 120)
            explorer.rest()
    return found


def lines(runs: int) -> list[Line]:
    """By the clock. The processor's time would be that of the look at the cloud that follows, too."""
    found = measure_region(runs)
    what = "back to a region seen before, 10,000 volumes: Enter to"
    return [
        Line(f"{what} its rows", "ms", [each.last for each in found], most=100),
        Line(f"{what} the first output", "ms", [each.first for each in found]),
    ]


if __name__ == "__main__":
    print(text(lines(int(next(iter(sys.argv[1:]), 5)))))
