"""What the explorer sends to a terminal. Byte counts are exact, so they are tests and not benchmarks."""

import re
import signal
import sys
from collections.abc import Iterator

import pytest
from terminal.support_pty import QUIET, Events, Pty, environment

#: Asked by Textual; a terminal that says yes gets 16 bytes more with each frame.
SYNC = {b"\x1b[?2026$p": b"\x1b[?2026;2$y"}
_MOVES = re.compile(rb"\x1b\[(\d+);(\d+)H")

Quiet = tuple[Pty, Events]


@pytest.fixture(scope="module", params=[(80, 24), (200, 60)], ids=["80x24", "200x60"])
def quiet(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Quiet]:
    """An explorer whose cloud stands still, after its first look; it looks again only when asked. One for all tests:
    each leaves the screen as it found it."""
    columns, rows = request.param
    folder = tmp_path_factory.mktemp("explorer")
    events = Events(folder)
    env = environment(EVENTS=str(events.path), XDG_STATE_HOME=str(folder), XDG_CACHE_HOME=str(folder))
    command = (sys.executable, str(QUIET), "--refresh", "3600")
    pty = Pty(command, env, columns=columns, rows=rows, answers=SYNC)
    pty.until(lambda: events.count("PollSucceeded") == 1)
    pty.settled()
    assert "jenkins-home-restored" in pty.text
    yield pty, events
    pty.close()
    events.close()


def refresh(quiet: Quiet, *, by_key: bool = True) -> bytes:
    """What comes of one look at the cloud."""
    pty, events = quiet
    before = events.count("PollSucceeded")
    if by_key:
        pty.press("r")
    else:
        pty.signal(signal.SIGUSR2)
    return pty.until(lambda: events.count("PollSucceeded") > before) + pty.settled()


def report(capsys: pytest.CaptureFixture[str], quiet: Quiet, what: str, sent: bytes) -> None:
    with capsys.disabled():
        print(f"\n  {quiet[0].columns} columns, {what}: {len(sent)} bytes", end="")


def test_nothing_is_sent_between_two_looks(quiet: Quiet) -> None:
    """In a wide terminal it is enough that nothing counts seconds in the detail beside the table."""
    pty, _events = quiet
    assert pty.idle(10.0 if pty.columns == 80 else 3.0) == b""


def test_an_unchanged_look_sends_the_time_and_nothing_else(quiet: Quiet, capsys: pytest.CaptureFixture[str]) -> None:
    sent = max((refresh(quiet) for _ in range(3)), key=len)
    report(capsys, quiet, "unchanged look", sent)
    assert len(sent) <= 64
    # The cursor goes back to where it was, at the end.
    assert {row for row, _column in _MOVES.findall(sent)} <= {b"1"}


def test_a_changed_row_costs_that_row(quiet: Quiet, capsys: pytest.CaptureFixture[str]) -> None:
    pty, _events = quiet
    pty.signal(signal.SIGUSR1)
    sent = refresh(quiet)
    report(capsys, quiet, "changed row", sent)
    assert "+  changed-from-outside" in pty.text
    assert "x error" in pty.text
    assert len(sent) <= 400
    # The mark of news goes with the next look.
    assert len(refresh(quiet)) <= 96
    assert "+  changed-from-outside" not in pty.text
    assert len(refresh(quiet)) <= 64


KEYS = (
    ("cursor down", "j", 1400),
    ("pause", "z", 200),
    ("resume", "z", 200),
    ("Ctrl+C once", "\x03", 500),
    ("filter opened", "/", 40_000),
    ("a letter of the filter", "a", 500),
    ("filter left", "\x1b", 40_000),
    ("regions", "R", 1500),
    ("a letter of a region", "k", 300),
    ("what is typed cleared", "\x1b", 300),
    ("regions left", "\x1b", 1500),
    ("help", "?", 40_000),
    ("help left", "\x1b", 40_000),
)


def test_keys(quiet: Quiet, capsys: pytest.CaptureFixture[str]) -> None:
    for what, keys, most in KEYS:
        sent = quiet[0].pressed(keys)
        report(capsys, quiet, what, sent)
        assert 0 < len(sent) <= most, what


def test_whatever_was_done_the_screen_is_as_if_painted_anew(quiet: Quiet) -> None:
    pty, _events = quiet
    for keys in (
        "jjj",
        "2",
        "G",
        "1",
        "/vol",
        "\x1b",
        "R",
        "k",
        "\x1b",
        "\x1b",
        "s",
        "name",
        "\r",
        "S",
        "!",
        "!",
        "!",
        ":",
        "\x1b",
        "w",
        "\x1b",
        "4",
        "\x1b",
        "gjj",
        "?",
        "\x1b",
        "\r",
        "\x1b",
    ):
        pty.pressed(keys)
        # The name of an instance may come in between.
        for _try in range(3):
            before = pty.lines
            sent = pty.pressed("\x0c", quiet=0.1)
            if pty.lines == before:
                break
        assert pty.lines == before, keys
        assert len(sent) > pty.columns * 10, "all of it was sent"
    for keys in ("s", "created", "\r"):
        pty.pressed(keys)


@pytest.mark.parametrize("key", ["4", ":", "w", "\r", "R"], ids=["journal", "palette", "columns", "detail", "regions"])
def test_an_unchanged_look_under_another_screen_costs_its_time_stamp_at_most(
    quiet: Quiet, capsys: pytest.CaptureFixture[str], key: str
) -> None:
    pty, _events = quiet
    pty.pressed(key)
    for _time in range(2):
        sent = refresh(quiet, by_key=False)
        report(capsys, quiet, f"unchanged look under {key!r}", sent)
        assert len(sent) <= 64
    pty.pressed("\x1b")


def test_detail(quiet: Quiet, capsys: pytest.CaptureFixture[str]) -> None:
    """A screen of its own in a narrow terminal; in a wide one it is there already, and only the focus moves."""
    pty, _events = quiet
    wide = pty.columns >= 110
    opened = pty.pressed("\r")
    report(capsys, quiet, "detail", opened)
    assert "Multiattach" in pty.text
    assert 0 < len(opened) <= (400 if wide else 15_000)
    if wide:
        assert len(refresh(quiet)) <= 64
    closed = pty.pressed("\x1b")
    report(capsys, quiet, "back", closed)
    assert 0 < len(closed) <= (400 if wide else 8_000)
