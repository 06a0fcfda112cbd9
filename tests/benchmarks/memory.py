"""How much memory the explorer has with 10,000 volumes, with 6,700 and with 30,000 snapshots. Budgets: 120, 180 MB.

    PYTHONPATH=tests python -m benchmarks.memory [volumes [snapshots]]

The real command on a pty; the cloud is in another process. It keeps its picture on the disk, as it does for a person.
"""

import sys

from benchmarks.figures import Line
from benchmarks.running import running

#: Looks at the cloud after the first.
LOOKS = 5
#: Volumes of a small cloud; fewer would be spread over regions.
FEW = 200
MANY, SNAPSHOTS = 10_000, 30_000
#: It hardly differs from run to run.
_MOST_RUNS = 3


def measure_memory(volumes: int = MANY, snapshots: int = 0) -> dict[str, float]:
    """MB after the load, after `LOOKS` unchanged and `LOOKS` changed looks, after a walk over the screen, and the most
    of all."""
    with running(volumes, snapshots) as explorer:
        found = {"load": explorer.memory()}
        for _look in range(LOOKS):
            explorer.refresh()
        found["unchanged looks"] = explorer.memory()
        for _look in range(LOOKS):
            explorer.refresh(changed=True)
        found["changed looks"] = explorer.memory()
        for keys in ("/web", "\x1b", "!", "!", "!", "2", "1", "G", "g", "S"):
            explorer.pty.press(keys)
            explorer.rest()
        found["a walk"] = explorer.memory()
        found["most"] = explorer.memory("VmHWM")
        return found


def lines(runs: int) -> list[Line]:
    """What it has at the end, and the most that it ever had."""
    told = []
    for snapshots, most in ((0, 120), (SNAPSHOTS, 180)):
        found = [measure_memory(snapshots=snapshots) for _run in range(min(runs, _MOST_RUNS))]
        what = f"memory with 10,000 volumes and {snapshots or 6_700:,} snapshots, 11 looks, and a walk"
        told += [
            Line(what, "MB", [each["a walk"] for each in found], most=most, worst=True),
            Line(f"{what}; the most it ever had", "MB", [each["most"] for each in found], most=most, worst=True),
        ]
    return told


def main() -> None:
    """Print all."""
    numbers = [int(each) for each in sys.argv[1:]]
    volumes, snapshots = (*numbers, *(MANY, SNAPSHOTS)[len(numbers) :])[:2]
    with_few, nothing = measure_memory(volumes), measure_memory(FEW)
    with_many = measure_memory(volumes, snapshots)
    print(f"MB{'':18}{f'{FEW} volumes':>14}{f'{volumes:,}':>14}{f'+ {snapshots:,}':>14}")
    for name in with_few:
        print(f"{name:20}{nothing[name]:>14.1f}{with_few[name]:>14.1f}{with_many[name]:>14.1f}")
    own, more = snapshots - 2 * volumes // 3, with_many["load"] - with_few["load"]
    print(f"{more * 1000 / own:.2f} KB a snapshot")


if __name__ == "__main__":
    main()
