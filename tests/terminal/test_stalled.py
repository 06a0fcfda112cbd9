"""A terminal that reads nothing for a while, as over a line that stands still: what is done meanwhile, what is sent
when it goes on, and how the explorer is left."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from terminal.support_pty import QUIET, Events, Pty, environment, modes_left

REPAINT = "\x0c"
CHANGED = "changed-from-outside"
#: What Linux keeps for a terminal that does not read.
KERNEL = 1 << 17


@dataclass
class Stalled:
    """An explorer whose terminal does not read."""

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


@pytest.fixture(params=[(80, 24), (200, 60)], ids=["80x24", "200x60"])
def stalled(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stalled]:
    columns, rows = request.param
    events = Events(tmp_path)
    env = environment(EVENTS=str(events.path), XDG_STATE_HOME=str(tmp_path), XDG_CACHE_HOME=str(tmp_path))
    pty = Pty((sys.executable, str(QUIET), "--refresh", "3600"), env, columns=columns, rows=rows)
    pty.until("jenkins-home-restored")
    pty.until(lambda: events.count("PollSucceeded") == 1)
    pty.settled()
    yield Stalled(pty, events, len(pty.pressed(REPAINT)))
    pty.close()
    events.close()


def test_it_goes_on_and_the_terminal_catches_up(stalled: Stalled, capsys: pytest.CaptureFixture[str]) -> None:
    pty = stalled.pty
    before = stalled.memory()
    drawn = stalled.fill(3.0 if pty.columns > 100 else 4.0)
    pty.signal(signal.SIGUSR1)
    stalled.looks(3.0)
    # Not in the order of time any more, and the third of the rows has the cursor.
    pty.press("jj")
    stalled.looks(3.0)
    assert stalled.memory() - before < 10_000_000
    since = time.monotonic()
    got = pty.until(CHANGED) + pty.settled()
    with capsys.disabled():
        took = time.monotonic() - since
        print(f"\n  {pty.columns} columns: {drawn} bytes drawn, {len(got)} sent, {took:.1f} s to catch up", end="")
    assert len(got) <= KERNEL + 2 * stalled.frame
    shown = pty.cells
    pty.pressed(REPAINT)
    assert shown == pty.cells


def assert_restored(pty: Pty) -> None:
    assert modes_left(pty.sent) == set()
    assert b"\x1b[?1049l" in pty.sent
    assert b"\x1b[<u" in pty.sent


@pytest.mark.parametrize("stalled", [(80, 24)], indirect=True)
@pytest.mark.parametrize("how", ["q", signal.SIGTERM, signal.SIGHUP], ids=str)
def test_it_can_be_left_and_restores_a_terminal_that_reads_again(stalled: Stalled, how: str | signal.Signals) -> None:
    pty = stalled.pty
    stalled.fill(2.0)
    if isinstance(how, str):
        pty.press(how)
    else:
        pty.signal(how)
    assert ended(pty, 3.0)
    pty.idle(0.5)
    assert_restored(pty)
    assert pty.status(1.0) == (0 if isinstance(how, str) else 128 + how)


@pytest.mark.parametrize("stalled", [(80, 24)], indirect=True)
def test_a_terminal_that_goes_away_while_it_does_not_read_ends_it(stalled: Stalled) -> None:
    stalled.fill(2.0)
    stalled.pty.hang_up()
    assert stalled.pty.status(3.0) == 128 + signal.SIGHUP


@pytest.mark.parametrize("stalled", [(80, 24)], indirect=True)
def test_it_can_be_stopped_and_goes_on(stalled: Stalled) -> None:
    pty = stalled.pty
    stalled.fill(2.0)
    pty.press("\x1a")
    assert stopped(pty, 3.0)
    pty.idle(0.5)
    assert_restored(pty)
    pty.signal(signal.SIGCONT)
    pty.until("jenkins-home-restored")
    pty.settled()
    assert "1049" in modes_left(pty.sent)
    shown = pty.cells
    pty.pressed(REPAINT)
    assert shown == pty.cells
    pty.press("q")
    assert pty.status(3.0) == 0
    assert_restored(pty)


def ended(pty: Pty, seconds: float) -> bool:
    """Whether it ends within that while nobody reads; its status is left for whoever asks."""
    return _state(pty, os.WEXITED, seconds)


def stopped(pty: Pty, seconds: float) -> bool:
    return _state(pty, os.WSTOPPED, seconds)


def _state(pty: Pty, what: int, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while os.waitid(os.P_PID, pty.pid, what | os.WNOHANG | os.WNOWAIT) is None:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
