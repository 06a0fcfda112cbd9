"""Which language the words are in, and who says so."""

import builtins
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tbs_tui.cli.main import run
from tbs_tui.locale import _, language_of, language_of_environment, ngettext, set_language
from tbs_tui.settings import SettingsError, language_asked, resolve

WORD, KOREAN = "list the volumes", "볼륨 목록 보기"


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("ko", "ko"),
        ("ko_KR.UTF-8", "ko"),
        ("ko_KR.eucKR", "ko"),
        ("KO-kr", "ko"),
        ("C", "en"),
        ("C.UTF-8", "en"),
        ("POSIX", "en"),
        ("en_GB", "en"),
        ("kok", None),
        ("fr", None),
        ("", None),
        ("../ko", None),
        ("ko/../..", None),
    ],
)
def test_a_language_by_the_name_of_a_locale(name: str, language: str | None) -> None:
    assert language_of(name) == language


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({}, "en"),
        ({"LANG": "ko_KR.UTF-8"}, "ko"),
        ({"LC_MESSAGES": "C", "LANG": "ko_KR.UTF-8"}, "en"),
        ({"LC_ALL": "ko_KR.UTF-8", "LC_MESSAGES": "C"}, "ko"),
        ({"LANGUAGE": "fr:ko:en", "LC_ALL": "C"}, "ko"),
        ({"LANGUAGE": "", "LANG": "ko"}, "ko"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
    ],
)
def test_the_environment_says_it_as_it_does_to_gettext(environ: dict[str, str], language: str) -> None:
    assert language_of_environment(environ) == language


def test_words_are_in_the_language_that_was_set() -> None:
    assert _(WORD) == WORD
    set_language("ko")
    assert _(WORD) == KOREAN
    assert ngettext("{n:,} more hint", "{n:,} more hints", 1) == ngettext("{n:,} more hint", "{n:,} more hints", 2)
    set_language("en")
    assert _(WORD) == WORD


def test_english_reads_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    set_language("ko")

    def refuse(*_arguments: object, **_options: object) -> Any:
        raise AssertionError

    for owner in (builtins, os):
        monkeypatch.setattr(owner, "open", refuse)
    monkeypatch.setattr(Path, "open", refuse)
    set_language("en")
    assert _(WORD) == WORD


def test_flag_beats_variable_beats_profile() -> None:
    assert resolve({}, {}).lang is None
    assert resolve({}, {}, {"lang": "ko"}).lang == "ko"
    assert resolve({}, {"TBS_LANG": "C"}, {"lang": "ko"}).lang == "en"
    assert resolve({"lang": "ko_KR"}, {"TBS_LANG": "C"}, {"lang": "en"}).lang == "ko"
    assert language_asked({"lang": "ko"}, {"TBS_LANG": "en"}) == "ko"
    assert language_asked({}, {"TBS_LANG": "ko"}) == "ko"
    assert language_asked({}, {}) is None


def test_another_language_is_refused_with_those_that_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SettingsError, match="--lang takes en, ko, not 'fr'"):
        language_asked({"lang": "fr"}, {})
    for words in (["--lang", "fr"], ["--lang=fr", "--help"], ["status", "--demo", "--lang", "fr"]):
        assert run(words) == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert "en, ko" in said.err


def _help(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    with pytest.raises(SystemExit, match="0"):
        run([*words, "--help"])
    return capsys.readouterr().out


def test_the_help_is_in_it_whoever_says_so_with_argparses_own_words(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "usage: " in _help(capsys)
    for words in (["--lang", "ko"], ["--lang=ko"], ["--lang", "en", "--lang", "ko"]):
        said = _help(capsys, *words)
        assert said.startswith("사용법: tbs-tui")
        assert KOREAN in said
        assert "\n옵션:\n" in said
        assert "show this help" not in said
    assert _help(capsys, "--lang", "C").startswith("usage: ")
    monkeypatch.setenv("TBS_LANG", "ko")
    assert _help(capsys, "volumes").startswith("사용법: ")
    assert _help(capsys, "--lang", "en").startswith("usage: ")
    monkeypatch.delenv("TBS_LANG")
    monkeypatch.setenv("LANGUAGE", "ko_KR")
    assert _help(capsys).startswith("사용법: ")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--lang", "ko", "nonsense"], "잘못된 값입니다: 'nonsense'"),
        (["--lang", "ko", "--bogus"], "알 수 없는 인수입니다: --bogus"),
        (["volumes", "--json", "--csv", "--lang", "ko"], "함께 사용할 수 없는 인수가 있습니다: --json"),
        (["show", "--lang", "ko"], "다음 인수가 필요합니다: ID"),
        (["--lang", "ko", "--region"], "인수 --region: 값이 하나 필요합니다"),
        (["--lang", "ko", "status", "--json=1"], "인수 --json: 값을 받지 않습니다: '1'"),
    ],
)
def test_what_is_wrong_is_said_in_it(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        run(words)
    assert said in capsys.readouterr().err


def test_argparse_is_left_as_it_was(capsys: pytest.CaptureFixture[str]) -> None:
    import argparse

    before = vars(argparse)["_"]
    _help(capsys, "--lang", "ko")
    assert vars(argparse)["_"] is before


def test_a_profile_says_it_where_nothing_else_does(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "tbs-tui").mkdir()
    (tmp_path / "tbs-tui/config.toml").write_text('[profiles.a]\nlang = "ko"\nusername = "u"\n', "utf-8")
    assert run(["status"]) == 2
    assert "테넌트가 없습니다" in capsys.readouterr().err
    assert run(["status", "--lang", "en"]) == 2
    assert "no tenant" in capsys.readouterr().err


@pytest.mark.parametrize("columns", ["80", "60"])
def test_the_help_has_no_line_wider_than_the_terminal(columns: str) -> None:
    from tbs_tui.text import cells

    done = subprocess.run(
        [sys.executable, "-m", "tbs_tui", "--lang", "ko", "--help"],
        env={"COLUMNS": columns, "PYTHONPATH": str(Path(__file__).parents[2]), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    # Examples of commands stand as they are typed.
    lines = [line for line in done.stdout.splitlines() if not line.startswith("  tbs-tui ")]
    assert max(map(cells, lines)) <= int(columns)
