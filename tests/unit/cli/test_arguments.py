"""The command line: places of flags, and one line on stderr with exit 2 for what is wrong."""

import pytest

from tbs_tui import __version__
from tbs_tui.cli.arguments import parser
from tbs_tui.cli.main import run


def test_a_setting_may_stand_before_or_after_the_command() -> None:
    for words in (["--demo", "--region", "KR2", "status"], ["status", "--demo", "--region", "KR2"]):
        options = vars(parser().parse_args(words))
        assert (options["command"], options["demo"], options["region"]) == ("status", True, "KR2")


def test_a_setting_before_the_command_is_not_undone_by_it() -> None:
    assert vars(parser().parse_args(["--read-only", "volumes", "--json"]))["read_only"] is True


@pytest.mark.parametrize(
    "words",
    [
        ["--bogus"],
        ["--refresh", "0"],
        ["--refresh", "3601"],
        ["--identity-url", "ftp://x", "--tenant-id", "t", "--username", "u", "status"],
        ["--identity-url", "http://example.com", "--tenant-id", "t", "--username", "u", "status"],
        ["status", "--tenant-id", ""],
        ["volumes", "--json", "--csv"],
        ["nonsense"],
        ["status", "--ref", "10"],
        ["status"],
    ],
)
def test_bad_input_is_one_line_on_stderr_and_exit_2(
    words: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("OS_TENANT_ID", "OS_PROJECT_ID", "OS_USERNAME", "OS_AUTH_URL", "OS_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
    try:
        status = run(words)
    except SystemExit as end:
        assert isinstance(end.code, int)
        status = end.code
    said = capsys.readouterr()
    assert status == 2
    assert said.out == ""
    assert said.err.startswith("tbs-tui: ")
    assert said.err.count("\n") == 1


def test_without_a_password_it_is_exit_3(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OS_PASSWORD", raising=False)
    assert run(["status", "--tenant-id", "t", "--username", "u"]) == 3
    assert "OS_PASSWORD" in capsys.readouterr().err


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        run(["--version"])
    assert capsys.readouterr().out == f"tbs-tui {__version__}\n"
