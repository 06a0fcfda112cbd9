"""Which error ends with which status, and what is written of a fault of ours."""

import stat
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from support_hostile import HOSTILE, walks

from tbs_tui.api import errors
from tbs_tui.cli.exits import Exit, UsageError, complain, complain_of_fault, exit_status
from tbs_tui.cli.main import run
from tbs_tui.cli.report import RegionReport, status_exit
from tbs_tui.crash import write_report
from tbs_tui.query.attention import Finding, Level
from tbs_tui.settings import SettingsError

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (UsageError("x"), 2),
        (SettingsError("x"), 2),
        (errors.Refused("x"), 2),
        (errors.PasswordNeeded(), 3),
        (errors.WrongCredentials("x"), 3),
        (errors.NoBlockStorage(), 3),
        (errors.Unreachable("x"), 4),
        (errors.NotFound("x"), 4),
        (errors.NotUnderstood("x"), 4),
        (ValueError("x"), 70),
    ],
)
def test_each_error_has_its_status(error: Exception, status: int) -> None:
    assert exit_status(error) == status


def _report(error: errors.ApiError | None = None, *levels: Level) -> RegionReport:
    findings = [Finding(level, "error-status", "volume", "v", None, "error") for level in levels]
    return RegionReport("KR1", "t", findings=findings, error=error)


SIGN_IN = errors.SignInError("x")
LOST = errors.Unreachable("x")


@pytest.mark.parametrize(
    ("reports", "status"),
    [
        ([_report()], Exit.OK),
        ([_report(None, Level.ADVICE)], Exit.OK),
        ([_report(), _report(None, Level.ADVICE, Level.PROBLEM)], Exit.PROBLEM),
        ([_report(None, Level.PROBLEM), _report(LOST)], Exit.UNREADABLE),
        ([_report(SIGN_IN), _report(SIGN_IN)], Exit.SIGN_IN),
        ([_report(SIGN_IN), _report()], Exit.UNREADABLE),
        ([_report(SIGN_IN), _report(LOST)], Exit.UNREADABLE),
        ([_report(errors.Refused("http")), _report(errors.Refused("http"))], Exit.USAGE),
        ([_report(errors.Refused("http")), _report(LOST)], Exit.UNREADABLE),
    ],
)
def test_status_ends_with_the_worst_and_with_the_cause_when_all_have_the_same(
    reports: list[RegionReport], status: Exit
) -> None:
    assert status_exit(reports) is status


def test_a_fault_of_ours_leaves_a_report_without_secrets(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    password = "p\\w'd-\u00e4"
    monkeypatch.setenv("OS_PASSWORD", password)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    token = "gAAAAAB" + "x" * 60
    with pytest.raises(ValueError) as caught:
        raise ValueError(f"{password} {password!r} {{'token': '{token}'}}")
    assert complain_of_fault(caught.value, NOON) is Exit.INTERNAL
    [report] = (tmp_path / "tbs-tui").iterdir()
    assert stat.S_IMODE(report.stat().st_mode) == 0o600
    text = report.read_text()
    assert "ValueError" in text
    assert "test_exits.py" in text
    assert token not in text
    assert password not in text
    assert repr(password)[1:-1] not in text
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == f"tbs-tui: a fault of tbs-tui: ValueError\ntbs-tui: the report is in {report}\n"


def test_a_fault_without_a_home_is_still_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def homeless() -> Path:
        raise RuntimeError("no home")

    monkeypatch.delenv("XDG_STATE_HOME")
    monkeypatch.setattr(Path, "home", homeless)
    assert complain_of_fault(ValueError("x"), NOON) == 70
    assert "the report could not be written: no home" in capsys.readouterr().err


def test_any_other_exception_ends_with_70_and_no_traceback(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: object) -> None:
        raise KeyError("\x1b[2J")

    monkeypatch.setattr("tbs_tui.cli.main.resolve", broken)
    assert run(["status", "--demo"]) == 70
    said = capsys.readouterr()
    assert said.out == ""
    assert "Traceback" not in said.err
    assert "a fault of tbs-tui: KeyError" in said.err


def test_words_are_one_safe_line_and_never_go_to_stdout(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    complain("a\nb\x1b[31m")
    assert capsys.readouterr() == ("", "tbs-tui: a b\\x1b[31m\n")
    monkeypatch.setattr(sys, "stderr", None)
    complain("x")
    assert capsys.readouterr().out == ""


@walks("crash report")
def test_a_report_drives_no_terminal(tmp_path: Path) -> None:
    for second, text in enumerate(HOSTILE.values()):
        path = write_report(ValueError(text), tmp_path, datetime(2026, 3, 2, 9, second // 60, second % 60, tzinfo=UTC))
        written = path.read_text(encoding="utf-8")
        assert all(char.isprintable() or char == "\n" for char in written)
        assert text.isprintable() is False or len(text) > 40 or text in written
