"""What is written to the terminal, and how much of it is on its way there.

Textual's writer has a queue of 30 that the event loop waits for: a terminal that reads nothing for a while froze it.
Here nothing waits. Who draws asks first whether there is room, and leaves out frames where there is none.
"""

import codecs
import os
import re
import signal
import termios
import time
from collections.abc import Callable
from io import TextIOWrapper
from threading import Condition, Thread

from tbs_tui.text import cells

#: The kind of what stands before the last.
_LAST = "last"
#: Ends whatever sequence a terminal is in the middle of.
_CANCEL = b"\x18"
_SUBSTITUTE = "tbs_tui.substitute"
#: Seconds that the thread may need to write something, on a busy machine, and not be held for stalled: less than lies
#: between two frames, so that at most one more is written to a terminal that does not read.
_SOON = 0.05
#: Bytes that may be unwritten in that time: some rows, and no whole frame.
_BACKLOG = 2048
#: What replaces one of its kind that is still to be written: the bell, a title or another OSC with a string, what goes
#: into the clipboard (which GNU screen has wrapped), and a mode that is switched; but not the alternate screen, whose
#: place matters, and not the mode that holds a frame together.
_REPLACEABLE = re.compile(
    r"(?P<bell>\a)\Z|\x1b\](?P<osc>\d+);[^\x1b\a]*\a\Z|(?:\x1bP)?\x1b\](?P<clipboard>52);"
    r"|\x1b\[\?(?P<mode>(?!1049|2026)\d+)[hl]\Z"
)


def _substitute(error: UnicodeError) -> tuple[str, int]:
    """What the terminal's encoding lacks becomes as many question marks as it has cells: no column moves."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "?" * cells(error.object[error.start : error.end]), error.end


codecs.register_error(_SUBSTITUTE, _substitute)


class Link:
    """Has a thread that writes. All else is safe in any thread and in handlers of signals, and waits for nothing.

    A write that the terminal has taken half of is completed before anything else is written, a stop of the process
    in between included. A terminal that is gone takes everything."""

    def __init__(self, file: TextIOWrapper, wrote: Callable[[], None]) -> None:
        """`wrote` is called in the thread whenever all is written."""
        self._fileno, self._encoding = file.fileno(), file.encoding
        self._wrote = wrote
        # With a lock that a signal's handler may take once more.
        self._changed = Condition()
        self._waiting: list[tuple[str | None, bytes]] = []
        """What kind it is, and what is to be written."""
        self._rest = b""
        """What the thread has taken of that and not written yet."""
        self._moved_at = 0.0
        """When the thread last had something written, or got something to write."""
        self._gone = False
        self._thread: Thread | None = None

    def start(self) -> None:
        """For the first time, or once more: the thread is one."""
        if self._thread is None:
            self._thread = Thread(target=self._run, name="link", daemon=True)
            self._thread.start()

    def write(self, text: str) -> int:
        """Have it written, after all that was before; how many bytes it is."""
        data = text.encode(self._encoding, _SUBSTITUTE)
        found = _REPLACEABLE.match(text)
        kind = found and f"{found.lastgroup} {found[found.lastgroup or 0]}"
        with self._changed:
            if self._gone or not data:
                return 0
            if kind is not None:
                self._waiting = [each for each in self._waiting if each[0] != kind]
            if not self._unwritten:
                self._moved_at = time.monotonic()
            self._waiting.append((kind, data))
            self._changed.notify_all()
        return len(data)

    def flush(self) -> None:
        """Nothing is kept back."""

    def begin_last(self) -> None:
        """What comes now restores the terminal: what is older may be dropped for it."""
        with self._changed:
            self._waiting.append((_LAST, b""))

    @property
    def is_stalled(self) -> bool:
        """Whether the terminal does not take what was written."""
        with self._changed:
            late = time.monotonic() - self._moved_at > _SOON
            return bool(self._unwritten) and (late or self._unwritten > _BACKLOG)

    def empty(self, seconds: float) -> bool:
        """Wait until all is written, that long at most; whether it is."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._unwritten, seconds)

    def drop(self) -> None:
        """Forget what is older than the last, and have the kernel forget what it keeps for a terminal that does not
        read: that makes room for the last. To be called in the main thread."""
        with self._changed:
            last = next((at for at, (kind, _data) in enumerate(self._waiting) if kind == _LAST), None)
            if last is not None:
                # What is dropped is cut anywhere.
                self._waiting[: last + 1] = [(None, _CANCEL)]
                self._rest = b""
        if self._thread is None or self._thread.ident is None:
            return
        try:
            termios.tcflush(self._fileno, termios.TCOFLUSH)
        except termios.error:  # it is gone
            return
        # Linux does not tell whoever waits for room; a signal that does nothing has the thread look.
        signal.signal(signal.SIGURG, lambda *_: None)
        signal.pthread_kill(self._thread.ident, signal.SIGURG)

    def give_up(self) -> None:
        """Nothing that is written there from now on, and be it by the end of Python, waits for the terminal."""
        with self._changed:
            self._gone = True
            self._waiting.clear()
            self._rest = b""
            self._changed.notify_all()
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, self._fileno)
        os.close(null)

    def stop(self) -> None:
        """The thread goes on: it may not get out of what it writes, and after a stop there is more to write."""

    @property
    def _unwritten(self) -> int:
        return len(self._rest) + sum(len(data) for _kind, data in self._waiting)

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting)
                self._rest = self._take()
            try:
                while self._write():
                    pass
            except OSError:
                self.give_up()
            if not self._unwritten:
                self._wrote()

    def _take(self) -> bytes:
        """All that waits, but the last by itself."""
        kinds = [kind for kind, _data in self._waiting]
        count = max(kinds.index(_LAST), 1) if _LAST in kinds else len(kinds)
        taken, self._waiting = self._waiting[:count], self._waiting[count:]
        return b"".join(data for _kind, data in taken)

    def _write(self) -> int:
        """Write as much as the terminal takes of what has been taken; how much is left of that."""
        data = self._rest
        count = os.write(self._fileno, data) if data else 0
        with self._changed:
            # It may have been dropped meanwhile.
            self._rest = self._rest[count:]
            self._moved_at = time.monotonic()
            self._changed.notify_all()
            return len(self._rest)
