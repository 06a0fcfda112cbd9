"""The terminal's title and its mouse: what a terminal gets of them, and that it has its own back afterwards."""

import os
import re
import signal
import sys
from collections.abc import Callable, Iterator

import pytest
from terminal.support_pty import COMMAND, QUIET, Pty, environment, modes_left

TITLES = re.compile(rb"\x1b\]2;([^\x07]*)\x07")
PUSH, POP = b"\x1b[22;2t", b"\x1b[23;2t"
Start = Callable[..., Pty]


@pytest.fixture
def start() -> Iterator[Start]:
    started: list[Pty] = []

    def begin(*flags: str, command: tuple[str, ...] = (sys.executable, str(QUIET)), **env: str) -> Pty:
        pty = Pty((*command, *flags), environment(TBS_STORE="memory", **env))
        started.append(pty)
        pty.until("jenkins-home-restored")
        pty.settled()
        return pty

    yield begin
    for pty in started:
        pty.close()


def test_the_title_follows_the_place_and_goes_with_the_app(start: Start) -> None:
    pty = start()
    assert TITLES.findall(pty.sent)[-1] == b"tbs-tui: demo/AbCdEfGh > KR1"
    assert pty.sent.count(PUSH) == 1
    written = len(TITLES.findall(pty.sent))
    pty.pressed("r")
    pty.pressed("2j")
    assert len(TITLES.findall(pty.sent)) == written, "it is written when the place changes alone"
    pty.pressed("Rkr2\r")
    pty.until("KR2")
    pty.settled()
    assert TITLES.findall(pty.sent)[-1] == b"tbs-tui: demo/AbCdEfGh > KR2"
    pty.press("q")
    assert pty.status(5.0) == 0
    assert TITLES.findall(pty.sent)[-1] == b""
    assert pty.sent.count(PUSH) == pty.sent.count(POP) == 1
    assert pty.sent.index(POP) < pty.sent.index(b"\x1b[?1049l")


def test_a_tenant_that_wants_to_drive_the_terminal_has_a_plain_title(start: Start) -> None:
    pty = start(TENANT_NAME="\x1b]0;owned\x07\x9b31m" + "x" * 300)
    titles = TITLES.findall(pty.sent)
    assert titles[-1].startswith(rb"tbs-tui: demo/\x1b]0;owned\x07\x9b31mxxx")
    assert all(title.decode().isprintable() and len(title) <= 80 for title in titles)
    assert b"\x1b]0;" not in pty.sent


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_gives_the_title_back(start: Start, number: signal.Signals) -> None:
    pty = start()
    pty.signal(number)
    assert pty.status(5.0) == 128 + number
    assert pty.sent.count(PUSH) == pty.sent.count(POP) == 1


def test_a_fault_of_ours_gives_the_title_back(start: Start) -> None:
    pty = start(BREAK="words", OS_PASSWORD="none")
    pty.press("r")
    assert pty.status(5.0) == 70
    assert pty.sent.count(PUSH) == pty.sent.count(POP) == 1


def test_a_stop_gives_the_title_back_until_it_goes_on(start: Start) -> None:
    pty = start()
    pty.press("\x1a")
    pid, status = 0, 0
    while not pid:
        pty.read(0.05)
        pid, status = os.waitpid(pty.pid, os.WUNTRACED | os.WNOHANG)
    assert os.WIFSTOPPED(status)
    pty.settled()
    assert pty.sent.count(PUSH) == pty.sent.count(POP) == 1
    before = len(pty.sent)
    pty.signal(signal.SIGCONT)
    pty.until(lambda: b"jenkins-home-restored" in pty.sent[before:])
    assert TITLES.findall(pty.sent)[-1] == b"tbs-tui: demo/AbCdEfGh > KR1"
    assert pty.sent.count(PUSH) == 2


@pytest.mark.parametrize("term", ["linux", "vt100"])
def test_a_terminal_that_would_print_it_gets_no_title(start: Start, term: str) -> None:
    pty = start("--demo", command=COMMAND, TERM=term)
    pty.press("q")
    assert pty.status(5.0) == 0
    assert TITLES.findall(pty.sent) == []
    assert PUSH not in pty.sent


def test_the_mouse_is_turned_on_and_off_in_the_running_app(start: Start) -> None:
    pty = start()
    assert "1003" not in modes_left(pty.sent)
    pty.pressed("M")
    assert {"1000", "1003", "1006"} <= modes_left(pty.sent)
    assert "The mouse is on; the terminal's own selection needs Shift now." in pty.lines[-1]
    third = next(index for index, line in enumerate(pty.lines) if "jenkins-home-restored" in line)
    for press in ("M", "m"):
        pty.press(f"\x1b[<0;10;{third + 1}{press}")
    pty.until(lambda: pty.lines[third].startswith("  > jenkins"))
    pty.pressed("M")
    assert "The mouse is off" in pty.lines[-1]
    assert "1003" not in modes_left(pty.sent)
    pty.pressed("M")
    pty.press("q")
    assert pty.status(5.0) == 0
    assert modes_left(pty.sent) == set()


def test_a_mouse_that_was_asked_for_can_be_turned_off(start: Start) -> None:
    pty = start("--mouse")
    assert "1003" in modes_left(pty.sent)
    pty.pressed("M")
    assert "1003" not in modes_left(pty.sent)
