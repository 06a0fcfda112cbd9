"""What doctor tells of a machine, with nothing on the network."""

import asyncio
import json
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from tbs_tui.account.stores.choose import Tried
from tbs_tui.account.stores.credential_store import CredentialStore
from tbs_tui.account.stores.deadline import DEADLINE
from tbs_tui.account.stores.memory import MemoryStore
from tbs_tui.cli import doctor_accounts
from tbs_tui.cli.abandon import run_abandoning
from tbs_tui.cli.doctor import certificates
from tbs_tui.cli.doctor_accounts import used_store
from tbs_tui.cli.doctor_machine import place
from tbs_tui.cli.main import run
from tbs_tui.clock import SystemClock

ROOT = Path(__file__).parents[3]
#: Nothing listens on it, and nothing can without being root.
NOBODY = "http://127.0.0.1:1"


def document(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, Any]]:
    status = run(["doctor", "--json", *words])
    found = json.loads(capsys.readouterr().out)
    assert isinstance(found, dict)
    return status, found


def test_the_shape_of_the_document(capsys: pytest.CaptureFixture[str]) -> None:
    status, found = document(capsys, "--identity-url", NOBODY, "--tenant-id", "t", "--username", "u")
    assert status == 4
    assert (found["schema"], found["ok"]) == (1, False)
    assert set(found) == {
        *("schema", "ok", "version", "python", "packages", "system", "terminal", "places", "demo", "problems"),
        *("certificates", "stores", "accounts"),
    }
    assert set(found["packages"]) == {"textual", "httpx", "pydantic", "keyring"}
    assert [each["kind"] for each in found["places"]] == ["config", "state", "cache"]
    assert [each["name"] for each in found["stores"] if each["used"]] == ["memory"]
    [account] = found["accounts"]
    assert account["username"] == "u"
    assert account["identity"].pop("trouble")
    assert account["identity"] == {
        "url": f"{NOBODY}/v2.0",
        "reachable": False,
        "status": None,
        "milliseconds": None,
        "loopback": True,
        "proxy": None,
        "fault": "network",
    }
    assert account["tenants"] == [
        {"tenant_id": "t", "kept": False, "until": None, "accepted": None, "regions": [], "trouble": None}
    ]


def test_the_demo_asks_nobody(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "create_connection", None)
    status, found = document(capsys, "--demo")
    assert (status, found["demo"], found["accounts"], found["stores"]) == (0, True, [], [])
    assert run(["doctor", "--demo"]) == 0
    assert "works" in capsys.readouterr().out


@pytest.mark.parametrize("as_json", [False, True])
def test_a_broken_file_is_named_with_its_line(
    as_json: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "config" / "tbs-tui"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text('[profiles.a]\nusername = "u"\npassword = "hunter2"\n')
    assert run(["doctor", *["--json"] * as_json]) == 2
    said = capsys.readouterr().out
    assert "line 3" in said
    assert "hunter2" not in said


@pytest.mark.parametrize(
    "words",
    [
        ["--identity-url", "ftp://x"],
        ["--identity-url", "http://example.com"],
        ["--identity-url", "https://u:hunter2@example.com"],
        ["--identity-url", NOBODY, "--ca-file", "/nowhere/ca.pem"],
        ["--profile", "nobody"],
        ["--timezone", "Mars/Olympus"],
    ],
)
def test_settings_that_cannot_be_used_end_with_2(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doctor", *words]) == 2
    said = capsys.readouterr()
    assert "PROBLEM" in said.out
    assert "hunter2" not in said.out + said.err


def test_what_the_environment_says_can_not_drive_the_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("TERM", "COLORTERM", "LANG", "OS_USERNAME", "OS_REGION_NAME", "PYTHON_KEYRING_BACKEND", "LC_ALL"):
        monkeypatch.setenv(name, "x\u202ey\u009b31m")
    run(["doctor", "--identity-url", NOBODY])
    lines = capsys.readouterr().out.splitlines()
    assert all(line.isprintable() for line in lines)
    assert any("TERM=x\\u202ey\\x9b31m" in line for line in lines)


@pytest.mark.parametrize(("mode", "too_open"), [(0o700, False), (0o750, True), (0o707, True), (0o400, False)])
def test_a_place_open_to_others_is_told(mode: int, too_open: bool, tmp_path: Path) -> None:
    folder = tmp_path / "state"
    folder.mkdir()
    folder.chmod(mode)
    found = place("state", folder, 0o077)
    assert (found.mode, found.too_open, found.exists) == (f"{mode:04o}", too_open, True)
    folder.chmod(0o700)
    assert place("state", tmp_path / "none", 0o077).mode is None


def test_certificates_that_are_given(tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    assert not certificates(str(file)).readable
    file.touch()
    assert certificates(str(file)).readable


@pytest.mark.parametrize(
    ("wish", "there", "used"),
    [
        ("auto", {"keyring", "kernel"}, "keyring"),
        ("auto", {"kernel"}, "kernel"),
        ("auto", set(), "memory"),
        ("kernel", {"keyring", "kernel"}, "kernel"),
        ("kernel", {"keyring"}, "memory"),
        ("keyring", {"kernel"}, "memory"),
        ("memory", {"keyring", "kernel"}, "memory"),
    ],
)
def test_the_store_in_use_is_the_one_that_a_run_would_take(wish: str, there: set[str], used: str) -> None:
    store = CredentialStore(MemoryStore(SystemClock()))
    tried = [
        Tried("Secret Service", "keyring", store if "keyring" in there else None, ""),
        Tried("kernel keyring", "kernel", store if "kernel" in there else None, ""),
        Tried("memory", "memory", store, ""),
    ]
    assert used_store(tried, wish).wish == used


def test_the_deadlines_leave_room_below_10_seconds() -> None:
    assert max(DEADLINE, doctor_accounts.ANSWER_SECONDS) + doctor_accounts.TOKEN_SECONDS <= 9


def test_a_resolver_that_never_answers_is_left_behind(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    answered = threading.Event()

    def hang(*_: object, **__: object) -> None:
        answered.wait()

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    monkeypatch.setattr(doctor_accounts, "ANSWER_SECONDS", 0.05)
    try:
        status, found = document(capsys, "--identity-url", "https://nowhere.invalid")
        assert any(thread.name == "abandonable" for thread in threading.enumerate())
    finally:
        answered.set()
    assert status == 4
    assert "0.05 s" in found["accounts"][0]["identity"]["trouble"]


def test_what_ends_in_an_abandonable_thread_comes_back() -> None:
    def fail() -> None:
        raise KeyError("x")

    async def work() -> str:
        with pytest.raises(KeyError):
            await asyncio.to_thread(fail)
        return await asyncio.to_thread(os.getcwd)

    assert run_abandoning(work()) == os.getcwd()


def test_doctor_never_loads_textual() -> None:
    code = (
        "import sys\n"
        "from tbs_tui.cli.main import run\n"
        f"run(['doctor', '--identity-url', {NOBODY!r}])\n"
        "print('\\n'.join(sys.modules), file=sys.stderr)\n"
    )
    env = {"PYTHONPATH": str(ROOT), "TBS_STORE": "memory", "HOME": "/nonexistent"}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, timeout=60, check=True)
    loaded = set(done.stderr.splitlines())
    assert "tbs_tui.cli.doctor" in loaded
    assert not [name for name in loaded if name.partition(".")[0] == "textual" or name.startswith("tbs_tui.ui")]
    assert "tbs_tui.demo" not in loaded
