"""A terminal that reads nothing for a while, as over a line that stands still: what is done meanwhile, what is sent
when it goes on, and how the explorer is left."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from terminal.support_pty import QUIET, Events, Pty, environment, modes_left
from terminal.support_stalled import KERNEL, REPAINT, Stalled

CHANGED = "changed-from-outside"


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
    # Blind: to the row that has changed.
    pty.press("jj")
    stalled.looks(3.0)
    assert stalled.memory() - before < 10_000_000
    since = time.monotonic()
    got = pty.until(CHANGED) + pty.settled()
    with capsys.disabled():
        took = time.monotonic() - since
        print(f"\n  {pty.columns} columns: {drawn} bytes drawn, {len(got)} sent, {took:.1f} s to catch up", end="")
    assert len(got) <= KERNEL + 2 * stalled.frame
    [line] = [line for line in pty.lines if CHANGED in line[:40]]
    assert line.split()[0] == ">", "keys had their effect"
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
