"""What operations send to a terminal: next to nothing while they run, and a bell at the end where it is wanted."""

import re
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from terminal.support_pty import QUIET, Events, Pty, environment

from tbs_tui.ui.dialogs.changes.decision import READING_SECONDS

#: The title of the window ends with what is a bell elsewhere.
_TITLE = re.compile(rb"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)")


@contextmanager
def quiet(folder: Path, *flags: str, going: float, columns: int = 80) -> Iterator[tuple[Pty, Events]]:
    """An explorer whose cloud stands still, after its first look."""
    events = Events(folder)
    places = {"XDG_STATE_HOME": str(folder), "XDG_CACHE_HOME": str(folder)}
    env = environment(EVENTS=str(events.path), GOING=str(going), **places)
    pty = Pty((sys.executable, str(QUIET), "--refresh", "3600", *flags), env, columns=columns)
    try:
        pty.until(lambda: events.count("PollSucceeded") == 1)
        pty.settled()
        yield pty, events
    finally:
        pty.close()
        events.close()


def to_one(pty: Pty) -> None:
    """The cursor goes to the first volume that can be deleted by itself."""
    for keys in ("/", "status:available snaps:0 attached:no", "\r"):
        pty.pressed(keys)


def open_dialog(pty: Pty) -> None:
    """The focus is on what deletes it."""
    pty.pressed("D")
    assert "Delete the volume" in pty.text
    pty.pressed("\x1b[C")


def delete_one(pty: Pty) -> None:
    """Once the dialog can have been read."""
    to_one(pty)
    open_dialog(pty)
    pty.idle(READING_SECONDS)
    pty.press("\r")


def bells(sent: bytes) -> int:
    return _TITLE.sub(b"", sent).count(b"\x07")


@pytest.mark.parametrize("columns", [80])
def test_looks_cost_no_more_while_something_runs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], columns: int
) -> None:
    with quiet(tmp_path, going=600.0, columns=columns) as (pty, events):
        delete_one(pty)
        pty.until("1 running")
        # The first look shows what it changed.
        looks = events.count("PollSucceeded")
        pty.until(lambda: events.count("PollSucceeded") >= looks + 2, 40.0)
        pty.settled()
        looks = events.count("PollSucceeded")
        sent = pty.idle(25.0)
        looks = events.count("PollSucceeded") - looks
        with capsys.disabled():
            print(f"\n  {columns} columns, 25 s of an operation: {len(sent)} bytes in {looks} looks", end="")
        assert looks >= 2
        # At 200 columns the detail beside the table counts its seconds.
        assert len(sent) <= 64 * looks + (25 * 100 if columns >= 110 else 0)
        assert "1 running" in pty.text


@pytest.mark.parametrize(("flags", "rung"), [(["--bell"], 1), ([], 0)], ids=["wanted", "not wanted"])
def test_the_bell_is_rung_once_where_it_is_wanted(tmp_path: Path, flags: list[str], rung: int) -> None:
    with quiet(tmp_path, *flags, going=1.0) as (pty, _events):
        delete_one(pty)
        pty.until("delete volume")
        pty.until(": done", 20.0)
        pty.settled()
        assert bells(pty.sent) == rung
        assert "1 running" not in pty.text


def test_sigterm_does_not_ask(tmp_path: Path) -> None:
    with quiet(tmp_path, going=600.0) as (pty, _events):
        delete_one(pty)
        pty.until("1 running")
        pty.press("q")
        pty.until("Leave while something is going on?")
        pty.signal(signal.SIGTERM)
        assert pty.status(10.0) == 128 + signal.SIGTERM


@pytest.mark.parametrize("pieces", [("\x1b\r",), ("\x1b", "\r"), ("\x1b\r\r",)])
def test_escape_leaves_whatever_comes_right_behind_it(tmp_path: Path, pieces: tuple[str, ...]) -> None:
    with quiet(tmp_path, going=600.0) as (pty, _events):
        to_one(pty)
        open_dialog(pty)
        pty.idle(READING_SECONDS)
        for piece in pieces:
            pty.press(piece)
        pty.until(lambda: "Delete the volume" not in pty.text)
        pty.settled()
        assert "running" not in pty.text


def test_a_paste_without_brackets_deletes_nothing(tmp_path: Path) -> None:
    with quiet(tmp_path, going=600.0) as (pty, _events):
        to_one(pty)
        pty.press("Disk\tserver-1\r\r")
        pty.until("pressed before this could be read")
        pty.settled()
        assert "running" not in pty.text
