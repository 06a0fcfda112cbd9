"""How much memory the explorer has with 10,000 volumes, with 6,700 and with 30,000 snapshots. Budgets: 120, 180 MB.

    python tests/benchmarks/memory.py [volumes] [snapshots]

The real command on a pty; the cloud is in another process. It keeps its picture on the disk, as it does for a person.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.support_running import running

#: Looks at the cloud after the first.
LOOKS = 5
#: Volumes of a small cloud; fewer would be spread over regions.
FEW = 200


def measure_memory(volumes: int = 10_000, snapshots: int = 0) -> dict[str, float]:
    """MB after the load, after `LOOKS` unchanged and `LOOKS` changed looks, after a walk over the screen, and the most
    of all."""
    with running(volumes, snapshots) as explorer:
        found = {"load": explorer.rss()}
        for _look in range(LOOKS):
            explorer.refresh()
        found["unchanged looks"] = explorer.rss()
        for _look in range(LOOKS):
            explorer.refresh(changed=True)
        found["changed looks"] = explorer.rss()
        for keys in ("/web", "\x1b", "!", "!", "!", "2", "1", "G", "g", "S"):
            explorer.pty.press(keys)
            explorer.rest()
        found["a walk"] = explorer.rss()
        found["most"] = explorer.most_rss()
        return found


def main() -> None:
    """Print both."""
    numbers = [int(each) for each in sys.argv[1:]]
    volumes, snapshots = (*numbers, *(10_000, 30_000)[len(numbers) :])[:2]
    with_few, nothing = measure_memory(volumes), measure_memory(FEW)
    with_many = measure_memory(volumes, snapshots)
    print(f"MB{'':18}{f'{FEW} volumes':>14}{f'{volumes:,}':>14}{f'+ {snapshots:,}':>14}")
    for name in with_few:
        print(f"{name:20}{nothing[name]:>14.1f}{with_few[name]:>14.1f}{with_many[name]:>14.1f}")
    own, more = snapshots - 2 * volumes // 3, with_many["load"] - with_few["load"]
    print(f"{more * 1024 / own:.2f} KB a snapshot")


if __name__ == "__main__":
    main()
