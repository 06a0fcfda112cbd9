"""The file for a ticket: private, whole lines, nothing secret, and never in anybody's way."""

import errno
import os
import re
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from tbs_tui import log, log_file
from tbs_tui.log_file import LogFile, logging_to, safe

LINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (INFO|WARNING|ERROR) [a-z ]+: .*")
TOKEN = "gAAAAAB" + "a1B2-_" * 20


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ticket.log"


def test_lines_are_appended_to_a_file_of_this_user_alone(path: Path) -> None:
    for words in ("one", "two"):
        with logging_to(path):
            log.note("api", words, level="WARNING")
        log.note("api", "nobody listens any more")
    lines = path.read_text().splitlines()
    assert [line.split(": ", 1)[1] for line in lines] == ["one", "two"]
    assert all(LINE.fullmatch(line) for line in lines)
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("what", ["symlink", "pipe", "folder", "readable", "nowhere", "device"])
def test_what_is_no_file_of_ours_is_refused(what: str, path: Path, tmp_path: Path) -> None:
    match what:
        case "symlink":
            (tmp_path / "other").touch(0o600)
            path.symlink_to(tmp_path / "other")
        case "pipe":
            os.mkfifo(path, 0o600)
        case "folder":
            path.mkdir()
        case "readable":
            path.touch(0o644)
            path.chmod(0o644)
        case "device":
            path = Path("/dev/full")
        case _:
            path = tmp_path / "no" / "folder"
    with pytest.raises(OSError), logging_to(path):
        raise AssertionError("it was opened")
    assert not log.is_on()


def test_whatever_is_told_is_one_line_that_no_terminal_acts_on_and_holds_no_token(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OS_PASSWORD", 'pass"wörd')
    said = f"\x1b]52;c;AAAA\x07 \u202egpj\nGET https://h:1/v2/0f0e6c1d3b8a4f5e9d7c2b1a60594837/volumes \udcff {TOKEN}"
    with logging_to(path):
        log.note("api", said + ' pass"wörd ' + repr('pass"wörd') + "x" * 47 + " " + "y " * 9_000)
    [line] = path.read_text().splitlines()
    assert line.isprintable()
    assert "/v2/0f0e6c1d3b8a4f5e9d7c2b1a60594837/volumes" in line
    assert "wörd" not in line
    assert TOKEN[:20] not in line
    assert len(line) < log_file.LONGEST + 100
    assert safe(TOKEN[10:60]) == "[secret]"


def test_a_full_disk_costs_lines_and_the_next_one_says_how_many(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write, full = os.write, [False, True, True, False]
    halves = [0]

    def written(descriptor: int, content: bytes) -> int:
        if not full.pop(0):
            return write(descriptor, content)
        halves[0] += 1
        if halves[0] == 1:
            return write(descriptor, content[:10])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "write", written)
    with logging_to(path):
        for words in ("kept", "cut short", "lost", "kept again"):
            log.note("api", words)
    kept, cut_short, warned, again = path.read_text().splitlines()
    assert kept.endswith("kept")
    assert len(cut_short) == 10
    assert warned.endswith("WARNING log: 2 lines were lost before this one")
    assert again.endswith("api: kept again")


def test_a_disk_that_hangs_costs_nobody_any_time(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hangs, let_go = threading.Event(), threading.Event()

    def hanging(_descriptor: int, content: bytes) -> int:
        hangs.set()
        let_go.wait(60)
        return len(content)

    monkeypatch.setattr(os, "write", hanging)
    monkeypatch.setattr(log_file, "CLOSE_SECONDS", 0.01)
    monkeypatch.setattr(log_file, "MOST_WAITING", 3)
    file = LogFile(path)
    file.note("INFO", "api", "one")
    assert hangs.wait(10)
    for number in range(10):
        file.note("INFO", "api", str(number))
    file.close()
    assert file._lost == 7
    let_go.set()


def test_lines_of_two_processes_do_not_mix(path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from tbs_tui import log; from tbs_tui.log_file import logging_to\n"
        "with logging_to(Path(sys.argv[1])):\n"
        "    for n in range(300): log.note('api', (sys.argv[2] * 9 + ' ') * 50)\n"
    )
    both = [subprocess.Popen([sys.executable, "-c", code, str(path), letter]) for letter in "ab"]
    assert [each.wait(30) for each in both] == [0, 0]
    lines = path.read_text().splitlines()
    assert {line.split(": ", 1)[1] for line in lines} == {(letter * 9 + " ") * 50 for letter in "ab"}
    assert len(lines) == 600


def test_nothing_is_imported_for_it_that_is_not_asked_for() -> None:
    code = "import sys, tbs_tui.cli.main; print([n for n in ('tbs_tui.log_file', 'threading') if n in sys.modules])"
    done: Any = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "[]"
