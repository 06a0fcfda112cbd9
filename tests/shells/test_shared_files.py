"""What ships for shells and `man`: made of the present command line, printed by it, and it works in a real shell."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from shells.update import UPDATED_ON, files

from tbs_tui.cli.arguments import parser
from tbs_tui.cli.main import run
from tbs_tui.cli.shared import COMPLETIONS, FOLDER, MANUAL
from tbs_tui.settings import SETTINGS, THEMES

#: Calls the function that the shell calls when Tab is pressed behind the words.
_PRESS_TAB = """
source "$1"; shift
function=$(complete -p tbs-tui | sed 's/.*-F \\([^ ]*\\).*/\\1/')
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=()
"$function"
printf '%s\\n' "${COMPREPLY[@]}"
"""


def completed(*words: str) -> list[str]:
    """What bash offers for the last of the words."""
    done = subprocess.run(
        ["bash", "--norc", "-c", _PRESS_TAB, "bash", COMPLETIONS["bash"], *words],
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert done.stderr == ""
    return done.stdout.split()


@pytest.mark.skipif(sys.version_info[:2] != UPDATED_ON, reason="other versions of Python write other usage lines")
def test_they_are_of_the_present_command_line() -> None:
    made = files()
    assert {path.name for path in FOLDER.iterdir()} == {path.name for path in made}
    for path, text in made.items():
        assert path.read_text("utf-8") == text, "PYTHONPATH=.:tests python -m shells.update"


@pytest.mark.parametrize("shell", sorted(COMPLETIONS))
def test_a_completion_is_printed_as_it_is(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["completion", shell]) == 0
    assert capsys.readouterr() == (COMPLETIONS[shell].read_text("utf-8"), "")


def test_the_manual_is_printed_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["man"]) == 0
    assert capsys.readouterr() == (MANUAL.read_text("utf-8"), "")


@pytest.mark.parametrize("path", [MANUAL, *COMPLETIONS.values()], ids=lambda path: str(path.name))
def test_what_takes_a_password_only_to_refuse_it_is_nowhere(path: Path) -> None:
    text = path.read_text("utf-8").replace("\\-", "-")
    assert "--password-stdin" in text or "-l password-stdin" in text
    assert "os-password" not in text
    for after in (" ", "[", "]", "=", "'", '"', "\n", ","):
        assert f"--password{after}" not in text


def test_bash_completes_commands_flags_and_what_they_take() -> None:
    assert completed("tbs-tui", "vol") == ["volumes"]
    assert completed("tbs-tui", "--the") == ["--theme"]
    assert completed("tbs-tui", "--theme", "") == list(THEMES)
    assert completed("tbs-tui", "volumes", "--sort", "si") == ["size"]
    assert completed("tbs-tui", "completion", "") == sorted(COMPLETIONS)
    assert completed("tbs-tui", "--password") == []
    assert "--password-stdin" in completed("tbs-tui", "login", "--")


def test_bash_knows_every_setting() -> None:
    offered = completed("tbs-tui", "--")
    assert {setting.flag for setting in SETTINGS} <= set(offered)


@pytest.mark.skipif(shutil.which("zsh") is None, reason="no zsh here")
def test_zsh_can_read_its_own() -> None:
    subprocess.run(["zsh", "-n", COMPLETIONS["zsh"]], check=True, timeout=30)


@pytest.mark.skipif(shutil.which("fish") is None, reason="no fish here")
def test_fish_completes(tmp_path: Path) -> None:
    code = f"source {COMPLETIONS['fish']}; complete -C 'tbs-tui vol'"
    done = subprocess.run(
        ["fish", "--no-config", "-c", code], capture_output=True, text=True, timeout=30, check=True, cwd=tmp_path
    )
    assert done.stdout.startswith("volumes\t")


@pytest.mark.skipif(shutil.which("man") is None, reason="no man here")
def test_man_shows_the_page_without_a_complaint() -> None:
    done = subprocess.run(
        ["man", "--warnings", "-E", "UTF-8", "-l", MANUAL],
        env={"PATH": "/usr/local/bin:/usr/bin:/bin", "MANWIDTH": "80", "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stderr == ""
    for words in ("NAME", "EXAMPLES", "EXIT STATUS", "tbs-tui status --all-regions", "--read-only-after"):
        assert words in done.stdout


def test_the_help_has_the_examples_and_each_of_them_can_be_typed() -> None:
    import shlex

    from tbs_tui.cli.arguments import EXAMPLES

    text = parser().format_help()
    for typed, _words in EXAMPLES:
        assert f"  {typed}\n" in text
        assert parser().parse_args(shlex.split(typed)[1:]) is not None
