"""A process on a pty of our own, and what a terminal makes of what it sends."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pyte

ROOT = Path(__file__).parents[2]
QUIET = Path(__file__).with_name("quiet_explorer.py")
COMMAND = (sys.executable, "-m", "tbs_tui")
#: Keys are asked for and reported in ways that pyte prints.
_FOREIGN = re.compile(rb"\x1b\[[<>=][0-9;]*[a-zA-Z]|\x1b\[\?[0-9;]*\$p")
_SGR = re.compile(rb"\x1b\[([0-9;]*)m")
_MODE = re.compile(rb"\x1b\[\?([0-9;]+)([hl])")


def colours(sent: bytes) -> set[str]:
    """The parameters of every change of looks that are colours."""
    codes = {code.decode() for run in _SGR.findall(sent) for code in run.split(b";")}
    return {code for code in codes if re.fullmatch("3[0-8]|4[0-8]|9[0-7]|10[0-7]", code)}


def modes_left(sent: bytes) -> set[str]:
    """The private modes that `sent` leaves on, but for those that are on in any terminal: line wrap and cursor."""
    on = {"7", "25"}
    for numbers, switch in _MODE.findall(sent):
        for number in numbers.decode().split(";"):
            (on.add if switch == b"h" else on.discard)(number)
    return on ^ {"7", "25"}


def environment(**more: str) -> dict[str, str]:
    """What a process of a test gets: nothing of whoever runs it but the paths."""
    kept = ("PATH", "HOME", "LANG", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")
    env = {name: os.environ[name] for name in kept if name in os.environ}
    return env | {"PYTHONPATH": str(ROOT), "TERM": "xterm-256color", "TZ": "UTC", "TBS_TOUR": "0"} | more


class Pty:
    """One process. All waits have a deadline; a test that misses it fails with what was on the screen."""

    def __init__(
        self,
        command: Sequence[str],
        env: Mapping[str, str],
        *,
        columns: int = 80,
        rows: int = 24,
        answers: Mapping[bytes, bytes] | None = None,
        stderr: int | None = None,
        reports: bool = False,
    ) -> None:
        """`reports` says whether the terminal answers when it is asked how it is, as real ones do."""
        self.sent = b""
        """All that came from the process."""
        self._answers = dict(answers or {})
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        if reports:
            self._screen.write_process_input = self.press  # type: ignore[method-assign, assignment]
        self._pending = b""
        self._status: int | None = None
        self.pid, self.master = pty.fork()
        if self.pid == 0:
            try:
                if stderr is not None:
                    os.dup2(stderr, 2)
                fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
                os.execve(command[0], list(command), dict(env))
            finally:
                os._exit(127)

    # Read

    def read(self, seconds: float) -> bytes:
        """What comes next; empty when nothing comes within `seconds`, or nothing ever will."""
        if self.master < 0:
            return b""
        ready, _, _ = select.select([self.master], [], [], max(seconds, 0))
        if not ready:
            return b""
        try:
            data = os.read(self.master, 1 << 16)
        except OSError:
            return b""
        self.take(data)
        return data

    def take(self, data: bytes) -> None:
        """What the terminal makes of what came; whoever reads `master` by itself gives it here."""
        self.sent += data
        for asked in [asked for asked in self._answers if asked in data]:
            os.write(self.master, self._answers.pop(asked))
        data = self._pending + data
        # A sequence may be cut between two reads.
        cut = data.rfind(b"\x1b")
        self._pending = b""
        if cut >= 0 and len(data) - cut < 16 and not re.search(rb"[a-zA-Z~]", data[cut:]):
            data, self._pending = data[:cut], data[cut:]
        self._stream.feed(_FOREIGN.sub(b"", data))

    @property
    def columns(self) -> int:
        return int(self._screen.columns)

    @property
    def lines(self) -> list[str]:
        """The terminal's lines now."""
        return [line.rstrip() for line in self._screen.display]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def cells(self) -> list[list[pyte.screens.Char]]:
        """What stands in each cell of each line, and how."""
        lines = self._screen.buffer
        return [[lines[y][x] for x in range(self._screen.columns)] for y in range(self._screen.lines)]

    def until(self, told: str | Callable[[], bool], seconds: float = 15.0) -> bytes:
        """Read until a text stands on the screen, or something is so; what came meanwhile."""
        is_so = told if callable(told) else lambda: told in self.text
        before, deadline = len(self.sent), time.monotonic() + seconds
        while not is_so():
            left = deadline - time.monotonic()
            if left <= 0 or (not self.read(min(left, 0.1)) and self.ended(0.0)):
                raise AssertionError(f"{told!r} did not come within {seconds} s:\n{self.text}\n{self.sent[-500:]!r}")
        return self.sent[before:]

    def settled(self, quiet: float = 0.3, seconds: float = 15.0) -> bytes:
        """Read until nothing has come for `quiet` seconds; what came."""
        before, deadline = len(self.sent), time.monotonic() + seconds
        while time.monotonic() < deadline:
            if not self.read(quiet):
                return self.sent[before:]
        raise AssertionError(f"no end of output within {seconds} s")

    def idle(self, seconds: float) -> bytes:
        """Read for that long; what came."""
        before, deadline = len(self.sent), time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            self.read(left)
        return self.sent[before:]

    # Act

    def press(self, keys: bytes | str) -> None:
        os.write(self.master, keys.encode() if isinstance(keys, str) else keys)

    def pressed(self, keys: bytes | str, quiet: float = 0.3) -> bytes:
        """What comes of keys, until no more comes for `quiet` seconds. A lone Esc is one only after 0.3 s."""
        self.press(keys)
        return self.read(1.5) + self.settled(quiet)

    def resize(self, columns: int, rows: int) -> None:
        self._screen.resize(rows, columns)
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def signal(self, number: signal.Signals) -> None:
        os.kill(self.pid, number)

    def hang_up(self) -> None:
        """The terminal is gone."""
        os.close(self.master)
        self.master = -1

    # End

    def ended(self, seconds: float) -> bool:
        """Whether the process ends within `seconds`; reads what it sends meanwhile."""
        deadline = time.monotonic() + seconds
        while self._status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self._status = os.waitstatus_to_exitcode(status)
                while self.read(0.05):
                    pass
                break
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            if not self.read(min(left, 0.05)):
                select.select([], [], [], min(left, 0.02))
        return True

    def status(self, seconds: float) -> int:
        """The exit status (negative: the signal that killed it) of a process that ends within `seconds`."""
        assert self.ended(seconds), f"still running after {seconds} s:\n{self.text}"
        assert self._status is not None
        return self._status

    def close(self) -> None:
        """End it, whatever it is doing."""
        if not self.ended(0.0):
            os.kill(self.pid, signal.SIGKILL)
            self.ended(5.0)
        if self.master >= 0:
            self.hang_up()


class Events:
    """What the inventory of a `quiet_explorer` tells, from its pipe."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "events"
        os.mkfifo(self.path)
        self._pipe = os.open(self.path, os.O_RDONLY | os.O_NONBLOCK)
        self._seen: list[str] = []

    def count(self, name: str) -> int:
        """How many of that name so far."""
        while select.select([self._pipe], [], [], 0)[0] and (data := os.read(self._pipe, 4096)):
            self._seen += data.decode().split()
        return self._seen.count(name)

    def close(self) -> None:
        os.close(self._pipe)


@contextmanager
def quiet_explorers() -> Iterator[Callable[..., Pty]]:
    """What starts quiet explorers and waits for their rows; all are ended with the block."""
    started: list[Pty] = []

    def begin(columns: int = 80, rows: int = 24, flags: tuple[str, ...] = (), **env: str) -> Pty:
        command = (sys.executable, str(QUIET), "--refresh", "3600", *flags)
        pty = Pty(command, environment(**env), columns=columns, rows=rows)
        started.append(pty)
        pty.until("jenkins-home-restored")
        pty.settled()
        return pty

    try:
        yield begin
    finally:
        for pty in started:
            pty.close()
