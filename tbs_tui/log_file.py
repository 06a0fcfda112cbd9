"""The file of ``--log-file``: lines are appended by a thread of its own, since disks block.

Each line is time (UTC), level, place and words: one line whatever is in them, with no character that a terminal acts
on and nothing as long as a token. A disk that is full costs lines, and the first one after that says how many; a disk
that hangs costs nobody any time.
"""

import contextlib
import os
import queue
import re
import stat
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from tbs_tui import log
from tbs_tui.crash import without_password
from tbs_tui.locale import _
from tbs_tui.text import plain

#: Lines that wait for a disk; what more comes is counted. A look at 10,000 volumes makes a dozen.
MOST_WAITING = 10_000
#: Characters of one line's words.
LONGEST = 2_000
#: Seconds that the end of the process waits for the disk.
CLOSE_SECONDS = 1.0
#: No slash, as in a path: an id of 36 characters is the longest that is no secret.
_TOKEN = re.compile(r"[A-Za-z0-9_\-+=.]{48,}")


class LogFile:
    """An open file and its thread."""

    def __init__(self, path: Path) -> None:
        """Raises OSError for what can't be appended to, or could be read or written by anybody else."""
        self._descriptor = _opened(path)
        self._lines: queue.Queue[str | None] = queue.Queue(MOST_WAITING)
        self._lost = 0
        self._broken = False
        """Whether the last line that is in the file may have no end."""
        self._thread = threading.Thread(target=self._write_all, name="log file", daemon=True)
        self._thread.start()

    def note(self, level: str, place: str, words: str) -> None:
        """See `log.note`."""
        at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        line = f"{at} {level} {place}: {safe(words)}\n"
        try:
            self._lines.put_nowait(line)
        except queue.Full:
            self._lost += 1

    def close(self) -> None:
        """Write what waits. What the disk has not taken within `CLOSE_SECONDS` is given up."""
        with contextlib.suppress(queue.Full):
            self._lines.put_nowait(None)
            self._thread.join(CLOSE_SECONDS)

    def _write_all(self) -> None:
        while (line := self._lines.get()) is not None:
            if self._lost:
                line = f"{line.split(' ', 1)[0]} WARNING log: {self._lost} lines were lost before this one\n{line}"
            if self._write(line):
                self._lost = 0
            else:
                self._lost += 1
        with contextlib.suppress(OSError):
            os.close(self._descriptor)

    def _write(self, line: str) -> bool:
        # In one write, so that the lines of two processes do not mix. What a full disk cut short gets its end later.
        content = b"\n" * self._broken + line.encode("utf-8", "backslashreplace")
        try:
            written = os.write(self._descriptor, content)
        except OSError:
            return False
        self._broken = 0 < written < len(content) or (self._broken and not written)
        return written == len(content)


def safe(words: str) -> str:
    """`words` as they may lie in a file that is sent to strangers."""
    words = _TOKEN.sub("[secret]", plain(without_password(words)))
    return words if len(words) <= LONGEST else words[:LONGEST] + "..."


@contextlib.contextmanager
def logging_to(path: Path) -> Iterator[None]:
    """Whatever is told within goes to the file. Raises OSError before anything is done."""
    file = LogFile(path)
    log.listen(file.note)
    try:
        yield
    finally:
        log.listen(None)
        file.close()


def _opened(path: Path) -> int:
    # O_NONBLOCK: a pipe in its place would never open.
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
    descriptor = os.open(path, flags, 0o600)
    found = os.fstat(descriptor)
    if not stat.S_ISREG(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o077:
        os.close(descriptor)
        raise PermissionError(None, _("it is not a file of this user alone (mode 0600)"), str(path))
    return descriptor
