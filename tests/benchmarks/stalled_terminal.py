"""A terminal that reads nothing for a minute, while the explorer is kept busy.

    PYTHONPATH=tests python -m benchmarks.stalled_terminal [seconds]

Keys are pressed blind, sizes change, and it looks at the cloud each second.
"""

import sys
import tempfile
import time
from pathlib import Path

from terminal.support_pty import QUIET, Events, Pty, environment
from terminal.support_stalled import REPAINT, Stalled


def main() -> None:
    seconds = float(next(iter(sys.argv[1:]), 60))
    with tempfile.TemporaryDirectory() as folder:
        events = Events(Path(folder))
        env = environment(EVENTS=str(events.path), XDG_STATE_HOME=folder, XDG_CACHE_HOME=folder)
        pty = Pty((sys.executable, str(QUIET), "--refresh", "3600"), env, columns=200, rows=60)
        pty.until(lambda: events.count("PollSucceeded") == 1)
        pty.settled()
        stalled = Stalled(pty, events, len(pty.pressed(REPAINT)))
        memory, drawn, slowest, end = stalled.memory(), 0, 0.0, time.monotonic() + seconds
        for turn in range(1 << 30):
            if time.monotonic() > end:
                break
            pty.press("jk2j1")
            pty.resize(200 - turn % 2, 60)
            drawn += stalled.fill(1.0)
            began = time.monotonic()
            stalled.looks(10.0)
            slowest = max(slowest, time.monotonic() - began)
        # What was pressed is done.
        time.sleep(5.0)
        more, began = stalled.memory() - memory, time.monotonic()
        got = pty.settled(1.0)
        took, shown = time.monotonic() - began - 1.0, pty.cells
        pty.pressed(REPAINT)
        print(
            f"{seconds:.0f} s: {drawn} bytes drawn, {len(got)} sent (a whole frame is {stalled.frame}), {more} bytes "
            f"of memory more, slowest look {slowest:.2f} s, {took:.2f} s to catch up, right: {shown == pty.cells}"
        )
        pty.press("q")
        pty.status(10.0)
        pty.close()
        events.close()


if __name__ == "__main__":
    main()
