"""What is carried to a host: the single file and the installed package, each as a command of its own that knows nothing
of this checkout. ``.ci/carry`` makes them and names them here."""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping

import pytest
from terminal.support_pty import Pty, modes_left

from tbs_tui import __version__

COMMANDS = os.environ.get("TBS_CARRIED", "").split()

pytestmark = pytest.mark.skipif(not COMMANDS, reason="TBS_CARRIED names no commands")


def _offline() -> list[str]:
    """What to put before a command so that it has no network at all, where this user may take it away."""
    unshare = shutil.which("unshare")
    if unshare and subprocess.run([unshare, "-n", "true"], capture_output=True, check=False).returncode == 0:
        return [unshare, "-n"]
    return []


def run(command: str, *arguments: str, env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*_offline(), command, *arguments], env=env, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment with nothing in it but where programs are and a home that was empty at first: the single file
    unpacks itself there once, in some seconds."""
    return {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(tmp_path_factory.mktemp("home"))}


@pytest.mark.parametrize("command", COMMANDS)
def test_it_says_its_version(command: str, bare: dict[str, str]) -> None:
    done = run(command, "--version", env=bare)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"tbs-tui {__version__}\n", "")


@pytest.mark.parametrize("command", COMMANDS)
def test_it_tells_the_status_of_the_demo(command: str, bare: dict[str, str]) -> None:
    done = run(command, "status", "--demo", "--json", env=bare)
    assert (done.returncode, done.stderr) == (1, "")
    [region] = json.loads(done.stdout)["regions"]
    assert region["volumes"]["count"] > 0


@pytest.mark.parametrize("command", COMMANDS)
def test_it_has_its_manual_and_its_completions_with_it(command: str, bare: dict[str, str]) -> None:
    for arguments, begin in (("man",), ".TH TBS"), (("completion", "bash"), "# AUTOMATICALLY"):
        done = run(command, *arguments, env=bare)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith(begin)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_home_that_is_not_there_is_no_hindrance(command: str, bare: dict[str, str]) -> None:
    assert run(command, "volumes", "--demo", env=bare | {"HOME": "/nonexistent"}).returncode == 0


@pytest.mark.parametrize("command", COMMANDS)
def test_the_explorer_opens_and_leaves(command: str, bare: dict[str, str]) -> None:
    pty = Pty((*(_offline() or ["/usr/bin/env"]), command, "--demo"), bare | {"TERM": "xterm-256color"})
    try:
        pty.until("jenkins-home-restored", seconds=60)
        pty.settled()
        pty.pressed("\r")
        pty.until("Multiattach")
        pty.pressed("\x1bq")
        assert pty.status(10.0) == 0
        assert modes_left(pty.sent) == set()
    finally:
        pty.close()
