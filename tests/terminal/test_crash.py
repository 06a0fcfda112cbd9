"""A fault of our own, at every place where Textual would handle it: what is left of it, and what is not."""

import re
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from terminal.support_pty import QUIET, Pty, environment, modes_left

SECRET = "sentinel-8c1f-in-a-local"
PASSWORD = 'sentinel\'s "pass\\word"'


@pytest.fixture
def broken(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Pty]:
    env = environment(
        BREAK=request.param,
        SECRET=SECRET,
        OS_PASSWORD=PASSWORD,
        XDG_STATE_HOME=str(tmp_path / "state"),
        LOG_ALL=str(tmp_path / "log"),
    )
    pty = Pty((sys.executable, str(QUIET), "--refresh", "3600"), env, columns=200)
    yield pty
    pty.close()


@pytest.mark.parametrize("broken", ["worker", "message", "paint", "words", "repr", "rich"], indirect=True)
def test_a_fault_leaves_a_report_and_no_secret(broken: Pty, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    place = request.node.callspec.params["broken"]
    if place in ("words", "repr", "rich"):
        broken.until("jenkins-home-restored")
        broken.press("r")
    assert broken.status(20.0) == 70
    assert modes_left(broken.sent) == set()

    [path] = (tmp_path / "state" / "tbs-tui").iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    told = broken.sent[broken.sent.rindex(b"\x1b[") :].decode()
    assert str(path) in told
    assert "Traceback" not in told

    report = path.read_text(encoding="utf-8")
    assert "Traceback (most recent call last)" in report
    assert "quiet_explorer.py" in report
    log = (tmp_path / "log").read_text(encoding="utf-8")
    for text in (broken.sent.decode(errors="replace"), report, log):
        for secret in (SECRET, PASSWORD, repr(PASSWORD)[1:-1]):
            assert secret not in text
    assert not re.search("X-(Auth|Subject)-Token", log, re.IGNORECASE)


def test_logs_at_debug_hold_no_token(tmp_path: Path) -> None:
    """Neither Python's logging nor Textual's own log."""
    log, textual_log = tmp_path / "log", tmp_path / "textual"
    env = environment(LOG_ALL=str(log), TEXTUAL_LOG=str(textual_log), OS_PASSWORD=PASSWORD)
    pty = Pty((sys.executable, str(QUIET)), env)
    try:
        pty.until("jenkins-home-restored")
        pty.press("q")
        assert pty.status(5.0) == 0
    finally:
        pty.close()
    logged = log.read_text(encoding="utf-8")
    assert "httpx" not in logged
    assert "httpcore" not in logged
    everything = logged + (textual_log.read_text(encoding="utf-8") if textual_log.exists() else "")
    assert not re.search("X-(Auth|Subject)-Token|gAAAAA", everything, re.IGNORECASE)
    assert PASSWORD not in everything
