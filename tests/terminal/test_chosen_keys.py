"""The keys of a configuration file, as the command reads them."""

from pathlib import Path

import pytest
from terminal.support_pty import COMMAND, Pty, environment


def start(tmp_path: Path, text: str) -> Pty:
    folder = tmp_path / "own" / "tbs-tui"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text(text, "utf-8")
    return Pty(COMMAND, environment(XDG_CONFIG_HOME=str(tmp_path / "own"), TBS_STORE="memory"), columns=120)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('refresh = "x"', "keys.refresh: x is the key of request as well; give one of them another key."),
        ('refresh = ["f6", "hyper+x"]', "keys.refresh: this is no key; keys are such as"),
        ('fly = "f6"', "keys.fly: there is no such command; there are open, back,"),
        ("refresh = 6", 'keys.refresh takes a key or a list of keys, such as "x" or ["ctrl+r", "f5"].'),
    ],
)
def test_a_choice_that_can_not_be_is_told_with_its_line_before_anything_is_drawn(
    tmp_path: Path, line: str, words: str
) -> None:
    pty = start(tmp_path, f'# mine\n[keys]\nsort = "f7"\n{line}\n')
    assert pty.status(20.0) == 2
    told = pty.sent.decode().replace("\r\n", "")
    assert "config.toml, line 4: " in told
    assert words in told
    assert b"\x1b" not in pty.sent
    pty.close()


def test_a_choice_that_can_be_is_no_trouble(tmp_path: Path) -> None:
    pty = start(tmp_path, '[keys]\nfilter = "f7"\nhelp = ["f6", "ctrl+k"]\n')
    pty.until("F7 filter")
    pty.until("F6 help")
    pty.press("\x03\x03")
    assert pty.status(10.0) == 0
    pty.close()


def test_a_terminal_that_sends_hangul_is_understood() -> None:
    pty = Pty((*COMMAND, "--demo"), environment(TBS_STORE="memory"))
    pty.until("jenkins-home-restored")
    pty.pressed("？")
    pty.until("Next row")
    pty.pressed("ㅂ")
    pty.until("jenkins-home-restored")
    pty.press("ㅂ")
    assert pty.status(10.0) == 0
    pty.close()
