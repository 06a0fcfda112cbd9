"""The explorer over ssh through a line of 1 s there and back, and 5 KB/s."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from ssh.support_relay import Relay, relay
from ssh.support_ssh import JumpHost, cpu, missing, wait_for_end
from terminal.support_pty import QUIET, Pty, modes_left

pytestmark = pytest.mark.skipif(bool(missing()) and not os.environ.get("CI"), reason=missing() or "all is there")

DELAY, RATE = 0.5, 5000.0
ROWS = "jenkins-home-restored"
#: Seconds after which nothing more comes, on a line that has nothing more to carry.
QUIET_AFTER = 3 * DELAY


@dataclass
class Thin:
    host: JumpHost
    line: Relay

    def explorer(self, columns: int = 80, rows: int = 24) -> Pty:
        """Over a connection of its own; waits for its rows."""
        command = f"exec {sys.executable} {QUIET} --refresh 3600"
        pty = self.host.open(command, port=self.line.port, reports=True, columns=columns, rows=rows)
        pty.until(ROWS, 60)
        pty.settled(QUIET_AFTER, 60)
        return pty

    def running(self) -> int:
        return self.host.process(str(QUIET))


@pytest.fixture
def thin(tmp_path: Path) -> Iterator[Thin]:
    host = JumpHost(tmp_path, pam=False)
    try:
        with relay(host.port, delay=DELAY, rate=RATE) as line:
            yield Thin(host, line)
            host.close()
    finally:
        host.close()


def test_keys_answer_and_none_is_misread(thin: Thin, capsys: pytest.CaptureFixture[str]) -> None:
    pty = thin.explorer()
    assert b"\x1b[5n" in pty.sent, "it asks"
    before, since = len(pty.sent), time.monotonic()
    pty.press("j" * 30)
    pty.settled(QUIET_AFTER, 30)
    took, sent = time.monotonic() - since - QUIET_AFTER, len(pty.sent) - before
    with capsys.disabled():
        print(f"\n  30 keys: {sent} bytes, {took:.1f} s", end="")
    assert sent < 3 * RATE
    assert took < 3 * DELAY + sent / RATE + 5.0, "a few times there and back, and a busy machine"

    # In pieces, as a bad line brings it: Esc is what comes alone.
    pty.press("\x1b")
    pty.press("[B")
    pty.press("/jenk")
    pty.until(" /jenk", 20)
    pty.press("\x1b")
    pty.until(lambda: "/jenk" not in pty.text and ROWS in pty.text, 20)
    pty.press("R")
    pty.until("KR2", 20)
    pty.press("\x1b")
    pty.until(lambda: "KR2" not in pty.text, 20)
    pty.settled(QUIET_AFTER, 20)
    shown = pty.cells
    pty.press("\x0c")
    pty.until(lambda: pty.sent.endswith(b"\x1b[5n") or b"\x1b[5n" in pty.sent[-64:], 20)
    pty.settled(QUIET_AFTER, 20)
    assert shown == pty.cells

    # An answer is on its way when it is left.
    pty.press("\x0cq")
    assert pty.status(15) == 0
    assert modes_left(pty.sent) == set()
    assert b"\x1b[?1049l" in pty.sent


def test_a_line_that_stands_still_brings_no_more_than_it_must(thin: Thin, capsys: pytest.CaptureFixture[str]) -> None:
    pty = thin.explorer(200, 60)
    frame, used = len(pty.sent), cpu(thin.running())
    thin.line.stands_still(True)
    for _time in range(60):
        # They are read: that way the line goes on.
        pty.press("\x0cj")
        pty.idle(0.05)
    before = len(pty.sent)
    thin.line.stands_still(False)
    pty.settled(6 * DELAY, 60)
    with capsys.disabled():
        print(
            f"\n  60 whole frames drawn: {len(pty.sent) - before} bytes, {cpu(thin.running()) - used:.1f} s of CPU",
            end="",
        )
    assert len(pty.sent) - before < 4 * frame


@pytest.mark.parametrize("still", [False, True], ids=["", "while the line stands still"])
def test_a_client_that_is_killed_ends_the_explorer(thin: Thin, still: bool) -> None:
    pty = thin.explorer()
    running = thin.running()
    before = cpu(running)
    if still:
        thin.line.stands_still(True)
        pty.press("\x0c" * 5)
        pty.idle(1.0)
    os.kill(pty.pid, signal.SIGKILL)
    # The server hears of it over the line.
    thin.line.stands_still(False)
    used = wait_for_end(running, seconds=3.0 + 2 * DELAY + (4.0 if still else 0.0))
    assert used.get(running, before) - before < 1.0
    pty.status(5)
