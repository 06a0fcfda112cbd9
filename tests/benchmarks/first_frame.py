"""From the start of the process to its first frame, beside an empty Textual app, on a pty of 80x24.

python tests/benchmarks/first_frame.py [runs]
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from terminal.support_pty import COMMAND, Pty, environment

EMPTY = """
from textual.app import App
from textual.widgets import Static


class Empty(App):
    def compose(self):
        yield Static("first frame")


Empty().run()
"""


def once(command: tuple[str, ...], *texts: str) -> list[float]:
    """Milliseconds until each of the texts is on the screen."""
    with tempfile.TemporaryDirectory() as folder:
        env = environment(XDG_STATE_HOME=folder, XDG_CACHE_HOME=folder, TEXTUAL_ANIMATIONS="none")
        began = time.perf_counter()
        pty = Pty(command, env)
        try:
            times = []
            for text in texts:
                pty.until(text)
                times.append((time.perf_counter() - began) * 1000)
            return times
        finally:
            pty.close()


def main() -> None:
    """The two by turns, so that both have the same machine."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    found: dict[str, list[float]] = {"empty app": [], "first frame": [], "60 rows of the demo": []}
    for _run in range(runs):
        found["empty app"] += once((sys.executable, "-c", EMPTY), "first frame")
        first, rows = once((*COMMAND, "--demo"), "filter", "jenkins-home-restored")
        found["first frame"].append(first)
        found["60 rows of the demo"].append(rows)
    base = statistics.median(found["empty app"])
    for name, times in found.items():
        median = statistics.median(times)
        print(f"{name:20} {median:5.0f} ms ({min(times):.0f} to {max(times):.0f}), {median / base:.2f} x empty")


if __name__ == "__main__":
    main()
