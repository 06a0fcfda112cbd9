"""The command line: places of flags, and one line on stderr with exit 2 for what is wrong."""

import sys

import pytest

from tbs_tui import __version__
from tbs_tui.cli.arguments import FILTER_KEYS, parser
from tbs_tui.cli.main import run
from tbs_tui.inventory.picture import Kind
from tbs_tui.query.language import key_names


def test_a_setting_may_stand_before_or_after_the_command() -> None:
    for words in (["--demo", "--region", "KR2", "status"], ["status", "--demo", "--region", "KR2"]):
        options = vars(parser().parse_args(words))
        assert (options["command"], options["demo"], options["region"]) == ("status", True, "KR2")


def test_a_setting_before_the_command_is_not_undone_by_it() -> None:
    assert vars(parser().parse_args(["--read-only", "volumes", "--json"]))["read_only"] is True


def test_the_cache_is_the_explorers_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert vars(parser().parse_args(["--no-cache"]))["no_cache"] is True
    assert "no_cache" not in vars(parser().parse_args([]))
    with pytest.raises(SystemExit, match="2"):
        parser().parse_args(["status", "--no-cache"])
    assert "--no-cache" in capsys.readouterr().err


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
        ["volumes", "--demo", "--sort", "nonsense"],
        ["snapshots", "--demo", "--sort", "size:up"],
        ["volumes", "--demo", "--filter", "size:big"],
        ["snapshots", "--demo", "--filter", "\udc80\x1b:"],
        ["show", "--demo", ""],
        ["show", "--demo", ".."],
        ["show", "--demo", "\x1b]0;x\x07"],
        ["show", "--demo", "\udc80"],
        ["--identity-url", "https://u:hunter2@\x1b", "status"],
    ],
)
def test_bad_input_is_one_line_on_stderr_and_exit_2(
    words: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("OS_TENANT_ID", "OS_PROJECT_ID", "OS_USERNAME", "OS_AUTH_URL", "OS_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(SystemExit, match="2"):
        sys.exit(run(words))
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("tbs-tui: ")
    assert said.err.count("\n") == 1
    assert said.err.strip().isprintable()
    assert "hunter2" not in said.err


@pytest.mark.parametrize(
    "words",
    [
        ["--password", "hunter2"],
        ["--password=hunter2", "status"],
        ["status", "--os-password", "hunter2"],
        ["--password"],
    ],
)
def test_a_password_on_the_command_line_is_refused_and_not_quoted(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        run(words)
    said = capsys.readouterr()
    assert "OS_PASSWORD" in said.err
    assert "hunter2" not in said.err + said.out
    with pytest.raises(SystemExit, match="0"):
        run(["--help"])
    assert "--password" not in capsys.readouterr().out


def test_without_a_password_it_is_exit_3(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OS_PASSWORD", raising=False)
    assert run(["status", "--tenant-id", "t", "--username", "u"]) == 3
    assert "OS_PASSWORD" in capsys.readouterr().err


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        run(["--version"])
    assert capsys.readouterr().out == f"tbs-tui {__version__}\n"


def test_the_help_names_the_keys_of_the_filter_language() -> None:
    kinds = {"volumes": Kind.VOLUMES, "snapshots": Kind.SNAPSHOTS, "types": Kind.TYPES}
    for name, kind in kinds.items():
        assert FILTER_KEYS[name].split() == [f"{key}:" for key in key_names(kind)]
