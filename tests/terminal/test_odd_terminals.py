"""Terminals that are not xterm: what each is sent, in which colours, and in which letters."""

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from terminal.support_pty import Pty, colours, modes_left, quiet_explorers

Start = Callable[..., Pty]

#: Everything but text and moves: sequences that are no CSI, and CSI with a mark of its own.
_ODD = re.compile(rb"\x1b(?:\[[?<>=][0-9;]*\$?[a-zA-Z]|[^\[])")
_SEQUENCE = re.compile(r"\x1b\][^\x07]*\x07|\x1b\[[0-?]*[ -/]*[@-~]")
#: On and off in any terminal, a VT100 too.
_PLAIN = {b"\x1b[?1049h", b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?25l", b"\x1b[?7h", b"\x1b[?7l"}
_CLOCK = re.compile(r"\d\d:\d\d:\d\d")
_16 = re.compile("3[0-7]|4[0-7]|9[0-7]|10[0-7]")
#: Of each family; which name belongs to which is in the tests of `terminals`.
_WINDOWS = ("xterm-256color", "tmux-256color")
_SCREENS = ("screen",)
_CONSOLES = ("linux", "vt100", "ansi")


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts quiet explorers, and waits for their rows."""
    with quiet_explorers() as begin:
        yield begin


def walk(pty: Pty) -> Iterator[str]:
    """The screens that differ most, one after the other: views, detail, help, dialogs, palette; then it is left."""
    for keys, shown in (
        ("2", "2 Snapshots"),
        ("3", "3 Types"),
        ("4", "4 Journal"),
        ("1/jenkins\r", " /jenkins"),
        ("\r", "Multiattach"),
        ("\x1b", "jenkins-home"),
        ("?", "Next row"),
        ("\x1b", "jenkins-home"),
        ("n", "Create a volume"),
        ("abc\x1b", "would be lost"),
        ("\x1b", "jenkins-home"),
        (":", "filter"),
        ("\x1b", "jenkins-home"),
        ("w", "Columns"),
        ("\x1b", "jenkins-home"),
        ("\x1b", "db"),
    ):
        pty.pressed(keys)
        pty.until(shown)
        yield pty.text
    pty.press("\x03\x03")
    assert pty.status(5.0) == 0


@pytest.mark.parametrize("term", [*_WINDOWS, *_SCREENS, *_CONSOLES])
def test_each_shows_it_all_and_is_as_before_afterwards(start: Start, term: str) -> None:
    # COLORTERM is what the outermost terminal has told, and of no meaning here.
    pty = start(flags=("--mouse",), TERM=term, **({} if term in _WINDOWS else {"COLORTERM": "truecolor"}))
    pty.pressed("\r")
    pty.until("Multiattach")
    pty.pressed("\x1b")
    pty.pressed("n")
    pty.until("Create a volume")
    pty.pressed("\x1b")
    pty.press("q")
    assert pty.status(5.0) == 0
    assert modes_left(pty.sent) == set()
    assert all(_16.fullmatch(colour) for colour in colours(pty.sent)), "no colours but the terminal's own"
    assert bool(colours(pty.sent)) is (term != "vt100")
    odd = set(_ODD.findall(pty.sent))
    if term in _CONSOLES:
        assert odd == _PLAIN
    else:
        assert b"\x1b[?1003h" in odd
        assert {b"\x1b[>25u", b"\x1b[?2026$p", b"\x1b[<u"} <= odd or term in _SCREENS
    if term in _SCREENS:
        assert not [each for each in odd if each[:3] in (b"\x1b[>", b"\x1b[<") or each.endswith(b"$p")]
    # The screen that stays where there is one alone is empty, with the cursor at its beginning.
    assert pty.sent.rfind(b"\x1b[H\x1b[2J") > pty.sent.rfind(b"Name")


def test_a_console_shows_what_it_has_no_clipboard_for(start: Start) -> None:
    pty = start(TERM="linux")
    pty.pressed("c")
    assert re.search(r"This terminal has no clipboard: [0-9a-f-]{36}", pty.lines[-1])
    assert b"\x1b]" not in pty.sent


_UTF_8_FREE = {
    "ascii": {"PYTHONIOENCODING": "ascii"},
    "POSIX": {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
}


@pytest.mark.parametrize("env", _UTF_8_FREE.values(), ids=_UTF_8_FREE)
def test_without_utf_8_all_is_ascii_and_stands_where_it_stands_with_it(start: Start, env: dict[str, str]) -> None:
    pty, other = start(**env), start(flags=("--ascii",))
    for screen, meant in zip(walk(pty), walk(other), strict=True):
        # pyte writes a wide letter into one cell, and nothing into the next.
        assert _CLOCK.sub("", screen) == _CLOCK.sub("", re.sub("[\uac00-\ud7a3]", "??", meant))
    assert all(byte < 0x80 for byte in pty.sent)


def test_ascii_on_demand_keeps_names_and_draws_nothing_else(start: Start) -> None:
    pty = start(flags=("--ascii",))
    pty.pressed("\u315c")
    pty.until("switch the keyboard with Han/Eng")
    list(walk(pty))
    drawn = {char for char in _SEQUENCE.sub("", pty.sent.decode()) if not char.isascii()}
    assert drawn
    assert all("\uac00" <= char <= "\ud7a3" for char in drawn), "names have syllables alone here"


def test_utf_8_is_no_reason_to_speak_ascii(start: Start) -> None:
    pty = start(LC_ALL="C.UTF-8")
    pty.pressed("\u315c")
    assert "switch the keyboard with 한/영," in pty.sent.decode()


@pytest.fixture(scope="module")
def korean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the locale ko_KR.EUC-KR."""
    if shutil.which("localedef") is None:
        pytest.skip("no localedef")
    folder = tmp_path_factory.mktemp("locales")
    command = ["localedef", "-i", "ko_KR", "-f", "EUC-KR", "--no-archive", str(folder / "ko_KR.EUC-KR")]
    subprocess.run(command, capture_output=True, timeout=60)
    if not (folder / "ko_KR.EUC-KR").is_dir():
        pytest.skip("the sources of locales are not installed")
    return folder


def test_a_korean_locale_without_utf_8_gets_names_in_its_own_encoding(start: Start, korean: Path) -> None:
    pty = start(LOCPATH=str(korean), LC_ALL="ko_KR.EUC-KR")
    assert "탐색기-테스트-볼륨".encode("euc-kr") in pty.sent
    assert "탐색기".encode() not in pty.sent
    pty.press("\x03\x03")
    assert pty.status(5.0) == 0


_FAR = {"SSH_CONNECTION": "10.0.0.1 5000 10.0.0.2 22"}


@pytest.mark.parametrize(
    ("env", "pieces", "whole"),
    [
        (_FAR, (b"\x1b", b"[B"), True),
        # With an answer of the terminal to come it may be that, and is kept longer anyway.
        ({"SSH_TTY": "/dev/pts/1"}, (b"\x1b[", b"B"), True),
        ({}, (b"\x1b[", b"B"), False),
        ({**_FAR, "ESCDELAY": "100"}, (b"\x1b", b"[B"), False),
        ({"ESCDELAY": "500"}, (b"\x1b", b"[B"), True),
    ],
    ids=["ssh", "ssh's terminal", "here", "ssh, short", "here, long"],
)
def test_an_arrow_that_the_link_splits_by_a_quarter_of_a_second(
    start: Start, env: dict[str, str], pieces: tuple[bytes, bytes], whole: bool
) -> None:
    """Over SSH it is an arrow; here nothing splits one, and Esc is quicker."""
    pty = start(**env)
    pty.pressed("/")
    pty.press(pieces[0])
    pty.idle(0.25)
    pty.pressed(pieces[1])
    # In the filter an arrow down opens the saved ones, Esc leaves it.
    assert ("Save" in pty.text or "aved" in pty.text) is whole


def test_a_storm_of_sizes_over_a_dialog_that_is_typed_into(start: Start) -> None:
    pty = start()
    pty.pressed("n")
    pty.until("Create a volume")
    typed = "abcdefghijklmnopqrst"
    for step, letter in enumerate(typed):
        pty.resize(60 + step * 7, 15 + step * 2)
        pty.press(letter)
        pty.read(0.02)
    pty.until(typed)
    for columns, rows in ((40, 10), (80, 24)):
        pty.resize(columns, rows)
        pty.settled()
    pty.until(typed)
    box = [line for line in pty.lines if line.lstrip().startswith("|")]
    assert len({(line.index("|"), line.rindex("|")) for line in box}) == 1, "one box, whole"
    assert pty.text.count("Create a volume") == 1
    pty.press("\x03\x03")
    assert pty.status(5.0) == 0
    assert modes_left(pty.sent) == set()


def test_a_storm_of_sizes_while_a_filter_is_typed(start: Start) -> None:
    pty = start()
    pty.press("/")
    for step, letter in enumerate("jenkins-home"):
        pty.resize(110 - step * 4, 40 - step * 2)
        pty.press(letter)
        pty.read(0.02)
    pty.resize(80, 24)
    pty.settled()
    assert " /jenkins-home" in pty.text
    assert sum("jenkins-home-restored" in line for line in pty.lines) == 1
    pty.press("\x03\x03")
    assert pty.status(5.0) == 0


def test_theme_of_a_flag_beats_that_of_textual_and_no_color_both(start: Start) -> None:
    rich = {"COLORTERM": "truecolor", "TEXTUAL_THEME": "nord"}
    for flags, env, meant in (
        ((), {"COLORTERM": "truecolor"}, "94"),
        ((), rich, "38"),
        (("--theme", "dark"), rich, "36"),
        (("--theme", "light"), rich, "34"),
        (("--theme", "mono"), rich, None),
        (("--theme", "light"), {**rich, "NO_COLOR": "1"}, None),
    ):
        found = colours(start(flags=flags, **env).sent)
        if meant is None:
            assert found == set()
        else:
            assert meant in found
            assert ("38" in found) is (meant == "38")
