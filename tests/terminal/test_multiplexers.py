"""Real tmux and real GNU screen around the real command, seen from the terminal outside, as behind ssh."""

import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from terminal.support_pty import QUIET, Pty, environment, modes_left

from tbs_tui.text import cells

#: What a terminal that does not parse it would print of a question or of a keyboard's mode.
_LITTER = re.compile(r"\d+u|\$p|22;default|\]2;")


class Around:
    """One of them, with a plain shell in it."""

    def __init__(self, name: str, folder: Path) -> None:
        self._name, self._folder = name, folder
        start = folder / "start"
        start.write_text("PS1='prompt> '\n")
        sockets = folder / "s"
        sockets.mkdir(mode=0o700)
        self._env = environment(ENV=str(start), SCREENDIR=str(sockets), LC_ALL="C.UTF-8")
        self._open: list[Pty] = []
        program = shutil.which(name)
        self._call = [str(program)]
        if name == "tmux":
            self._call += ["-S", str(folder / "tmux"), "-f", os.devnull]
            self.detach, self._new, self._again = "\x02d", ["new-session", "/bin/sh"], ["attach"]
        else:
            rc = folder / "screenrc"
            rc.write_text("startup_message off\nvbell off\n")
            self.detach, self._again = "\x01d", ["-U", "-r", "t"]
            self._new = ["-U", "-c", str(rc), "-S", "t", "/bin/sh"]

    def _opened(self, words: list[str], columns: int, rows: int) -> Pty:
        pty = Pty([*self._call, *words], self._env, columns=columns, rows=rows)
        self._open.append(pty)
        return pty

    def start(self, columns: int = 80, rows: int = 24) -> Pty:
        """A terminal with it in it, at its prompt."""
        pty = self._opened(self._new, columns, rows)
        pty.until("prompt>")
        return pty

    def attach(self, columns: int = 80, rows: int = 24) -> Pty:
        """Another terminal, where what was detached goes on."""
        return self._opened(self._again, columns, rows)

    def close(self) -> None:
        """End it, whatever is in it."""
        end = ["kill-server"] if self._name == "tmux" else ["-S", "t", "-X", "quit"]
        Pty([*self._call, *end], self._env).close()
        for pty in self._open:
            pty.close()


@pytest.fixture(params=["tmux", "screen"])
def around(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Around]:
    """Each of them that is installed."""
    if shutil.which(request.param) is None:
        pytest.skip(f"{request.param} is not installed")
    # The path of a socket has 108 bytes at most.
    made = Around(request.param, tmp_path_factory.mktemp("m"))
    yield made
    made.close()


def explore(pty: Pty, *flags: str) -> None:
    pty.press(" ".join((sys.executable, str(QUIET), "--refresh", "3600", *flags)) + "\r")
    pty.until("jenkins-home-restored")
    pty.until("q quit")
    pty.settled()


def test_start_look_resize_detach_attach_and_leave(around: Around) -> None:
    pty = around.start()
    explore(pty)
    assert not _LITTER.search(pty.text)
    pty.pressed("\x1b[B\x1b[B\r")
    pty.until("Multiattach")
    pty.pressed("\x1b")
    pty.pressed("n")
    pty.until("Create a volume")
    pty.pressed("\x1b")

    pty.resize(120, 30)
    pty.until("Multiattach")
    pty.settled()
    assert sum("jenkins-home-restored" in line[:80] for line in pty.lines) == 1
    assert {cells(line.partition("|")[0]) for line in pty.lines[3:27]} == {80}, "the detail is beside all of it"

    pty.press(around.detach)
    assert pty.status(5.0) == 0
    assert modes_left(pty.sent) <= {"1"}, "screen leaves the keypad to the terminal"

    again = around.attach(columns=80, rows=24)
    again.until("jenkins-home-restored")
    again.until("q quit")
    again.settled()
    assert not _LITTER.search(again.text)
    assert "Multiattach" not in again.text, "narrow here"
    assert "KR1" in again.lines[0]

    again.press("q")
    again.until(lambda: "jenkins" not in again.text and "prompt>" in again.text)
    again.settled()
    assert not _LITTER.search(again.text)
    again.press("exit\r")
    assert again.status(5.0) == 0
    assert modes_left(again.sent) <= {"1"}


def test_the_mouse_is_given_back(around: Around) -> None:
    pty = around.start()
    explore(pty, "--mouse")
    assert modes_left(pty.sent) & {"1000", "1002", "1003"}
    pty.press("q")
    pty.until(lambda: "jenkins" not in pty.text)
    pty.settled()
    assert not modes_left(pty.sent) & {"1000", "1002", "1003", "1006", "1015", "2004"}
