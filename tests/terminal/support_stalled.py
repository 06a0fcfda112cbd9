"""An explorer whose terminal reads nothing."""

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from terminal.support_pty import Events, Pty

REPAINT = "\x0c"
#: What Linux keeps for a terminal that does not read, bytes, at most.
KERNEL = 1 << 14


@dataclass
class Stalled:
    """Whoever reads what it sends ends that."""

    pty: Pty
    events: Events
    frame: int
    """Bytes of the whole screen."""

    def fill(self, seconds: float) -> int:
        """Have frames drawn, whole ones, for that long; how many bytes they would be."""
        frames, end = 0, time.monotonic() + seconds
        while time.monotonic() < end:
            self.pty.press(REPAINT)
            frames += 1
            time.sleep(0.08)
        return frames * self.frame

    def looks(self, seconds: float) -> None:
        """It looks at the cloud; fails when that takes longer."""
        before, deadline = self.events.count("PollSucceeded"), time.monotonic() + seconds
        self.pty.signal(signal.SIGUSR2)
        while self.events.count("PollSucceeded") == before:
            assert time.monotonic() < deadline, "it waits for the terminal"
            time.sleep(0.02)

    def memory(self) -> int:
        """Bytes that are its own."""
        pages = int(Path(f"/proc/{self.pty.pid}/statm").read_text("ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")
