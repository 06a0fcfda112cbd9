"""The real command on a pty, before a cloud in another process: what it costs, seen from outside."""

import os
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(TESTS), str(TESTS.parent)]

from benchmarks.cloud_process import Served, served  # noqa: E402 - needs the path
from terminal.support_pty import COMMAND, Pty, environment  # noqa: E402 - needs the path

__all__ = ["Running", "running"]

#: Seconds without work in explorer and cloud after which nothing is under way any more.
QUIET = 0.8


class Running:
    """The explorer in a process of its own."""

    def __init__(self, pty: Pty, cloud: Served) -> None:
        self.pty = pty
        self.cloud = cloud

    def rss(self) -> float:
        """MB of memory that the process has now."""
        return self._status("VmRSS")

    def most_rss(self) -> float:
        """MB that it has had at most."""
        return self._status("VmHWM")

    def _status(self, name: str) -> float:
        found = re.search(rf"{name}:\s+(\d+) kB", Path(f"/proc/{self.pty.pid}/status").read_text())
        assert found is not None
        return int(found[1]) / 1024

    @property
    def threads(self) -> int:
        return len(os.listdir(f"/proc/{self.pty.pid}/task"))

    @property
    def files(self) -> int:
        """Open file descriptors."""
        return len(os.listdir(f"/proc/{self.pty.pid}/fd"))

    def cpu(self) -> float:
        """Milliseconds that its main thread has worked."""
        return _cpu(self.pty.pid)

    def rest(self, seconds: float = 120.0) -> None:
        """Wait until neither it nor the cloud works."""
        deadline = time.monotonic() + seconds
        before, since = -1.0, time.monotonic()
        while time.monotonic() - since < QUIET:
            self.pty.read(0.1)
            now = self.cpu() + _cpu(self.cloud.process.pid)
            if now - before > 5:
                before, since = now, time.monotonic()
            assert time.monotonic() < deadline, self.pty.text

    def refresh(self, *, changed: bool = False) -> None:
        """Press r, and wait for the end of the look."""
        if changed:
            self.cloud.change()
        self.pty.press("r")
        self.rest()


def _cpu(pid: int) -> float:
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e6


@contextmanager
def running(volumes: int, snapshots: int = 0, *, columns: int = 120, rows: int = 36) -> Iterator[Running]:
    """The explorer with all rows read. It keeps picture and journal in a folder that goes afterwards."""
    with served(volumes, snapshots) as cloud, tempfile.TemporaryDirectory() as folder:
        env = environment(
            XDG_STATE_HOME=folder,
            XDG_CACHE_HOME=folder,
            XDG_CONFIG_HOME=folder,
            XDG_DATA_HOME=folder,
            TBS_REFRESH="3600",
            **cloud.account,
        )
        pty = Pty(COMMAND, env, columns=columns, rows=rows)
        try:
            pty.until(f"Volumes {volumes:,}", 120)
            one = Running(pty, cloud)
            one.rest()
            yield one
        finally:
            pty.close()
