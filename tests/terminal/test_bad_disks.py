"""Homes on which nothing can be written, for real: a disk that is full, one that can't be written to, and no folder at
all. The explorer goes on, says so once, and has everything that it shows; commands do not even notice."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from support_commands import BARE, COMMAND, Bench, bench
from terminal.support_pty import Pty

from tbs_tui.clock import SystemClock
from tbs_tui.demo.rows import Volume

ENTER = ("unshare", "-m", "/bin/sh", "-ec")
#: The home is a mount of this process and its children alone, which goes with them.
HOMES = {
    "full": (
        'mount -t tmpfs -o size=16k tmpfs "$HOME"; mkdir -p "$HOME/c" "$HOME/k" "$HOME/s" "$HOME/w"; '
        'cat /dev/zero > "$HOME/filler" 2>/dev/null || true; exec "$@"',
        "No space left on device",
    ),
    "read-only": (
        'mount --bind -o ro "$HOME" "$HOME"; mount -o remount,ro,bind "$HOME"; exec "$@"',
        "Read-only file system",
    ),
    "no folder": ('exec "$@"', "Not a directory"),
}


@pytest.fixture(scope="module")
def cloud() -> Iterator[Bench]:
    with bench(38) as made:
        yield made


@pytest.fixture(params=list(HOMES))
def home(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, str, Path]:
    script, reason = HOMES[request.param]
    home = tmp_path / "home"
    home.mkdir()
    if request.param == "no folder":
        for name in "ksw":
            (home / name).write_text("a file in the place of the folder")
    elif shutil.which("unshare") is None or subprocess.run(["unshare", "-m", "true"], capture_output=True).returncode:
        pytest.skip("mounts are not permitted here")
    return script, reason, home


def environ(cloud: Bench, home: Path) -> dict[str, str]:
    folders = {f"XDG_{kind}_HOME": str(home / kind[0].lower()) for kind in ("CONFIG", "STATE")}
    folders |= {"XDG_CACHE_HOME": str(home / "k"), "TMPDIR": "/tmp", "PYTHONDONTWRITEBYTECODE": "1"}
    # Where things outlive a run pictures and the journal are kept; the store itself is not opened for this password.
    return BARE | dict(cloud.account) | folders | {"HOME": str(home), "TBS_STORE": "kernel", "TERM": "xterm-256color"}


def within(script: str, *command: str) -> list[str]:
    enter = [str(shutil.which(ENTER[0])), *ENTER[1:]] if "mount" in script else [*ENTER[2:]]
    return [*enter, script, "sh", *command]


def at_rest(cloud: Bench) -> Volume:
    volumes = cloud.cloud.region(cloud.account["OS_TENANT_ID"], "KR1").volumes.newest_first()
    return next(each for each in volumes if each.status == "in-use")


def test_the_explorer_goes_on_says_it_once_and_loses_nothing_shown(cloud: Bench, home: tuple[str, str, Path]) -> None:
    script, reason, folder = home
    pty = Pty(within(script, *COMMAND), environ(cloud, folder), columns=120, rows=30)
    try:
        pty.until("Volumes 38")
        pty.until(f"can't be kept for the next time: {reason}")
        pty.press("s")
        pty.until("Size")
        pty.press("size\r")
        volume = at_rest(cloud)
        volume.status = "error"
        volume.touch(SystemClock().now())
        pty.press("r")
        pty.until(lambda: any(re.search("4 Journal [1-9]", line) for line in pty.lines))
        pty.press("4")
        pty.until("-> x error")
        pty.press("1e")
        pty.until("ile")
        pty.press(f"\x15{folder}{'/s' if (folder / 's').is_file() else ''}/rows.csv\r")
        pty.until("The file cannot be written: ")
        pty.press("\x1b")
        pty.until(lambda: "cannot be written" not in pty.text)
        pty.press("q")
        assert pty.status(10) == 0
    finally:
        pty.close()
    assert pty.sent.count(b"for the next time") == 1


@pytest.mark.parametrize("words", [["status", "--json"], ["volumes", "--csv"], ["doctor", "--json"]])
def test_a_command_does_not_need_a_disk(words: list[str], cloud: Bench, home: tuple[str, str, Path]) -> None:
    script, _reason, folder = home
    done = subprocess.run(
        within(script, *COMMAND, *words), env=environ(cloud, folder), capture_output=True, timeout=60, check=False
    )
    assert done.returncode in (0, 1), done.stderr
    assert b"Traceback" not in done.stderr
    assert done.stdout


def test_a_fault_whose_report_can_not_be_written_says_so(cloud: Bench, home: tuple[str, str, Path]) -> None:
    script, reason, folder = home
    faulty = (COMMAND[0], str(Path(__file__).parents[1] / "contract" / "faulty_command.py"))
    done = subprocess.run(
        within(script, *faulty, "volumes"),
        env=environ(cloud, folder) | {"BREAK": "send"},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 70
    assert b"a fault of tbs-tui: RuntimeError" in done.stderr
    assert b"the report could not be written" in done.stderr
    assert reason.encode() in done.stderr
    assert os.listdir(folder) == [] or reason == "Not a directory"
