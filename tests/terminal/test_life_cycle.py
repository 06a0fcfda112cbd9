"""The explorer and its terminal: how it leaves, and what it lives through."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from terminal.support_pty import COMMAND, QUIET, Pty, colours, environment, modes_left, quiet_explorers

Start = Callable[..., Pty]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts quiet explorers, and waits for their rows."""
    with quiet_explorers() as begin:
        yield begin


def threads(pty: Pty) -> int:
    return len(os.listdir(f"/proc/{pty.pid}/task"))


def repaint(pty: Pty, number: signal.Signals) -> None:
    """The signal makes it paint everything."""
    before = len(pty.sent)
    pty.signal(number)
    pty.until(lambda: b"jenkins-home-restored" in pty.sent[before:])
    pty.settled()


def assert_restored(pty: Pty) -> None:
    assert modes_left(pty.sent) == set()
    assert b"\x1b[?1049l" in pty.sent
    assert b"\x1b[<u" in pty.sent, "the keyboard reports keys as it did before"


@pytest.mark.parametrize(("number", "flags"), [(signal.SIGTERM, ("--mouse",)), (signal.SIGHUP, ())])
def test_a_signal_ends_it_and_restores_the_terminal(
    start: Start, number: signal.Signals, flags: tuple[str, ...]
) -> None:
    pty = start(flags=flags)
    assert (b"\x1b[?1003h" in pty.sent) is bool(flags)
    pty.signal(number)
    assert pty.status(3.0) == 128 + number
    assert_restored(pty)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_at_the_first_byte_restores_the_terminal_too(number: signal.Signals) -> None:
    pty = Pty((sys.executable, str(QUIET)), environment())
    pty.until(lambda: b"\x1b[?1049h" in pty.sent)
    pty.signal(number)
    assert pty.status(5.0) == 128 + number
    assert_restored(pty)
    pty.close()


@pytest.mark.parametrize("env", [{}, {"IGNORE_HANGUP": "1"}], ids=["with SIGHUP", "without SIGHUP"])
def test_a_terminal_that_is_gone_ends_it(start: Start, env: dict[str, str]) -> None:
    pty = start(**env)
    pty.hang_up()
    assert pty.status(3.0) == 128 + signal.SIGHUP


def test_q_leaves(start: Start) -> None:
    pty = start()
    pty.press("q")
    assert pty.status(3.0) == 0
    assert_restored(pty)


def test_leaving_does_not_wait_for_the_key_that_asked_for_it(start: Start) -> None:
    """The reader of keys lets a key have its effect first, and that of q never comes back to it."""
    pty = start(PATIENCE="60")
    pty.press("q")
    assert pty.status(3.0) == 0
    assert_restored(pty)


def test_ctrl_c_leaves_at_the_second_time_and_ctrl_q_never(start: Start) -> None:
    pty = start()
    pty.press("\x11")
    assert not pty.ended(0.5)
    pty.pressed("\x03")
    assert "again" in pty.lines[-1]
    pty.press("\x03")
    assert pty.status(3.0) == 0
    assert_restored(pty)


def test_ctrl_z_stops_and_fg_goes_on(start: Start) -> None:
    pty = start()
    before = threads(pty)
    for _time in range(2):
        pty.press("\x1a")
        pid, status = 0, 0
        while not pid:
            pty.read(0.05)
            pid, status = os.waitpid(pty.pid, os.WUNTRACED | os.WNOHANG)
        assert os.WIFSTOPPED(status)
        pty.settled()
        assert_restored(pty)
        repaint(pty, signal.SIGCONT)
        assert "1049" in modes_left(pty.sent)
        pty.pressed("j")
        assert threads(pty) == before
    pty.press("q")
    assert pty.status(3.0) == 0
    assert_restored(pty)


def test_sigcont_alone_repaints_and_starts_no_threads(start: Start) -> None:
    pty = start()
    before = threads(pty)
    for _time in range(3):
        repaint(pty, signal.SIGCONT)
    assert threads(pty) == before
    pty.press("q")
    assert pty.status(3.0) == 0


def _one_line(told: bytes) -> bool:
    text = told.decode().replace("\r", "")
    return text.count("\n") == 1 and text.startswith("tbs-tui: ") and "tbs-tui status" in text


def test_a_dumb_terminal_is_refused() -> None:
    pty = Pty((*COMMAND, "--demo"), environment(TERM="dumb"))
    assert pty.status(10.0) == 2
    assert _one_line(pty.sent)
    assert b"\x1b" not in pty.sent
    pty.close()


@pytest.mark.parametrize("closed", [False, True], ids=["not a terminal", "closed"])
def test_no_terminal_is_refused(closed: bool) -> None:
    command = [*COMMAND, "--demo"]
    if closed:
        command = ["/bin/sh", "-c", 'exec "$@" 0<&-', "sh", *command]
    done = subprocess.run(command, env=environment(), capture_output=True, stdin=subprocess.DEVNULL, timeout=10)
    assert done.returncode == 2
    assert done.stdout == b""
    assert _one_line(done.stderr)


@pytest.mark.parametrize("more", [{}, {"TEXTUAL_THEME": "nord", "COLORTERM": "truecolor"}], ids=["", "themed"])
def test_no_color(start: Start, more: dict[str, str]) -> None:
    pty = start(NO_COLOR="1", **more)
    pty.pressed("/stuck")
    pty.pressed("\r?")
    assert colours(pty.sent) == set()
    assert b"7" in {code for run in re.findall(rb"\x1b\[([0-9;]*)m", pty.sent) for code in run.split(b";")}


def test_an_empty_no_color_is_none(start: Start) -> None:
    assert colours(start(NO_COLOR="").sent)


def test_the_c_locale_is_shown_in_utf_8(start: Start) -> None:
    pty = start(LC_ALL="C", LANG="C")
    assert "탐색기" in pty.text.replace(" ", "")


@pytest.mark.parametrize(
    ("encoding", "shown", "typed"),
    [
        ("latin-1", "??????-??????-????", b"\xe9"),
        ("ascii", "??????-??????-????", b"\xe9"),
        ("euc-kr", None, b"\xc7\xd1"),
    ],
)
def test_another_encoding(start: Start, encoding: str, shown: str | None, typed: bytes) -> None:
    """Neither litter nor columns that move; and what is typed in it ends nothing."""
    pty = start(PYTHONIOENCODING=encoding)
    assert b"\\ud0d0" not in pty.sent
    if shown is None:
        assert "탐색기-테스트-볼륨".encode(encoding) in pty.sent
    else:
        [line] = [line for line in pty.lines if shown in line]
        [other] = [line for line in pty.lines if "jenkins" in line]
        assert line.index("o available") == other.index("o available")
    pty.pressed(b"/" + typed)
    if encoding == "euc-kr":
        assert "한".encode(encoding) in pty.sent
    pty.press(b"\xff\xc3")
    assert not pty.ended(0.5)
    pty.press("\x03\x03")
    assert pty.status(3.0) == 0


def test_keys_that_arrive_together_are_what_they_are_one_by_one(start: Start) -> None:
    pty = start()
    for keys, shown in (
        ("/jenkins", " /jenkins"),
        ("/jk?q", "Nothing matches the filter"),
        ("\rqj/j", " /j"),
        ("?q/q", " /q"),
        ("/jenkins\rj\r", "100 GB"),
        ("qRkr2\r", "KR2"),
    ):
        pty.pressed(keys)
        pty.until(shown)
        if shown.startswith((" /", "Nothing")):
            pty.pressed("\x1b")


@pytest.mark.parametrize("more", [b"\r", b"q", b"\x1b"], ids=["Enter", "q", "Esc"])
def test_keys_that_arrive_with_the_last_one_of_a_dialog_end_with_it(start: Start, more: bytes) -> None:
    pty = start()
    pty.pressed("/jenkins\r")
    pty.pressed(b"R\r" + more)
    assert not pty.ended(0.5), "a lone Esc is known for one only now"
    pty.settled()
    assert " /jenkins" in pty.text
    assert "Multiattach" not in pty.text
    pty.pressed("\r")
    assert "Multiattach" in pty.text


def test_half_a_character_waits_for_the_other_half(start: Start) -> None:
    pty = start()
    one, other = "한".encode()[:2], "한".encode()[2:]
    pty.press(b"/" + one)
    pty.settled()
    pty.press(other)
    pty.until("한")


def test_a_storm_of_sizes(start: Start) -> None:
    pty = start()
    for step in range(20):
        pty.resize(60 + step * 7, 15 + step * 2)
        pty.read(0.02)
    pty.settled()
    assert "jenkins-home-restored" in pty.text
    assert "Multiattach" in pty.text, "wide now"
    pty.resize(80, 24)
    pty.settled()
    assert "Multiattach" not in pty.text
    assert "quit" in pty.lines[-1]
    pty.press("q")
    assert pty.status(3.0) == 0


def test_a_terminal_too_small_says_so(start: Start) -> None:
    pty = start()
    for columns, rows in ((59, 24), (80, 14), (20, 5), (1, 1)):
        pty.resize(columns, rows)
        pty.settled()
        assert "jenkins" not in pty.text
        if columns > 20:
            assert f"{columns}x{rows}" in pty.text
    pty.resize(80, 24)
    pty.until("jenkins-home-restored")
    pty.press("q")
    assert pty.status(3.0) == 0


def test_the_real_command_in_a_real_shell(tmp_path: Path) -> None:
    """What the shell sees of it: its status, and its own line discipline as it was."""
    script = tmp_path / "script"
    script.write_text('before=$(stty -g)\n"$@"\necho "status $?"\n[ "$before" = "$(stty -g)" ] && echo same tty\n')
    pty = Pty(("/bin/sh", str(script), *COMMAND, "--demo"), environment())
    pty.until("problem")
    pty.press("q")
    pty.until("same tty")
    assert "status 0" in pty.text
    assert pty.status(3.0) == 0
    pty.close()
