"""The real command in a real tmux, as on a jump host."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from terminal.support_pty import environment

TMUX = shutil.which("tmux")
pytestmark = pytest.mark.skipif(TMUX is None, reason="tmux is not installed")


class Tmux:
    """One session on a server of its own, with a plain shell in it."""

    def __init__(self, folder: Path, columns: int, rows: int) -> None:
        self._call = [str(TMUX), "-S", str(folder / "tmux"), "-f", os.devnull]
        start = folder / "start"
        start.write_text("PS1='prompt> '\n")
        self._env = environment(ENV=str(start))
        del self._env["TERM"]
        self("new-session", "-d", "-x", str(columns), "-y", str(rows), "/bin/sh")

    def __call__(self, *arguments: str) -> str:
        done = subprocess.run(
            [*self._call, *arguments], env=self._env, capture_output=True, text=True, timeout=10, check=True
        )
        return done.stdout

    def keys(self, *keys: str) -> None:
        self("send-keys", *keys)

    @property
    def lines(self) -> list[str]:
        return self("capture-pane", "-p").splitlines()

    def until(self, text: str, *, gone: bool = False, seconds: float = 15.0) -> None:
        """Wait until `text` is on the screen, or is there no more."""
        deadline = time.monotonic() + seconds
        while (text in "\n".join(self.lines)) is gone:
            if time.monotonic() > deadline:
                raise AssertionError(f"{text!r}:\n" + "\n".join(self.lines))


@pytest.mark.parametrize(("columns", "rows", "wide"), [(80, 24, False), (120, 36, True)], ids=["80x24", "120x36"])
def test_explorer_in_tmux(tmp_path: Path, columns: int, rows: int, wide: bool) -> None:
    tmux = Tmux(tmp_path, columns, rows)
    try:
        tmux.until("prompt>")
        tmux.keys(f"{sys.executable} -m tbs_tui --demo --timezone UTC", "Enter")
        tmux.until("jenkins-home-restored")
        # Each has its own frame, the detail of the first row last.
        tmux.until("q quit")
        tmux.until("Multiattach", gone=not wide)
        lines = tmux.lines
        assert "KR1" in lines[0]
        assert "q quit" in lines[-1]
        assert len(lines) == rows

        tmux.keys("R")
        tmux.until("JP1")
        tmux.keys("kr2", "Enter")
        tmux.until("from-image")
        assert "KR2" in tmux.lines[0]

        tmux("resize-window", "-x", str(200 - columns), "-y", "30")
        tmux.until("Multiattach", gone=wide)
        tmux.until("q quit")
        assert len(tmux.lines) == 30

        tmux.keys("q")
        tmux.until("from-image", gone=True)
        tmux.until("prompt>")
        tmux.keys("echo status $?", "Enter")
        tmux.until("status 0")
    finally:
        tmux("kill-server")


@pytest.mark.parametrize("option", ["set-clipboard", "allow-passthrough"])
def test_an_id_reaches_what_the_tmux_of_the_person_lets_through(tmp_path: Path, option: str) -> None:
    """tmux takes a copy for itself with the one option, and hands it on with the other."""
    tmux = Tmux(tmp_path, 80, 24)
    try:
        tmux("set-option", "-g", "set-clipboard", "on" if option == "set-clipboard" else "off")
        tmux.until("prompt>")
        tmux.keys(f"{sys.executable} -m tbs_tui --demo --timezone UTC", "Enter")
        tmux.until("jenkins-home-restored")
        tmux.keys("c")
        tmux.until("sent to the terminal's clipboard: ")
        shown = tmux.lines[-1].rpartition(" ")[2]
        buffers = tmux("list-buffers", "-F", "#{buffer_sample}").split()
        assert buffers == ([shown] if option == "set-clipboard" else [])
        assert "52;c;" not in "\n".join(tmux.lines), "what is wrapped for tmux is never drawn"
    finally:
        tmux("kill-server")
