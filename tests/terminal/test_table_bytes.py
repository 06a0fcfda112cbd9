"""What the table sends to a real terminal of 80x24. Byte counts are exact, so they are tests and not benchmarks."""

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest
import support_table

ROOT = Path(__file__).parents[2]


class Terminal:
    """The sample app in a pty; `count` is how many bytes a key makes it send."""

    def __init__(self, rows: int = 200, theme: str = "ansi-dark", **env: str) -> None:
        inherited = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "COLORTERM"}}
        self.child = pexpect.spawn(
            sys.executable,
            [support_table.__file__],
            env={
                **inherited,
                "PYTHONPATH": str(ROOT),
                "TERM": "xterm-256color",
                "TEXTUAL_ANIMATIONS": "none",
                "ROWS": str(rows),
                "TABLE_THEME": theme,
                **env,
            },
            cwd=str(ROOT),
            dimensions=(24, 80),
            timeout=20,
        )
        self.child.expect("volume-00022")
        self.shown = self.child.before + self.child.after + self.sent("m")

    def sent(self, keys: str) -> bytes:
        """What is sent until the mark, for keys that end in `m`."""
        self.child.send(keys)
        self.child.expect_exact(support_table.MARK)
        sent: bytes = self.child.before
        return sent

    def count(self, key: str) -> int:
        return len(self.sent(f"{key}m"))

    def close(self) -> None:
        self.child.close(force=True)


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    terminal = Terminal()
    yield terminal
    terminal.close()


def report(capsys: pytest.CaptureFixture[str], what: str, count: int) -> None:
    with capsys.disabled():
        print(f"\n  {what}: {count} bytes", end="")


SCROLLED = "\x1b[6~"


@pytest.mark.parametrize(
    ("what", "key", "least", "most"),
    [
        ("unchanged items", "1", 0, 0),
        ("one row in view changes", "2", 1, 400),
        ("one row out of view changes", "3", 0, 0),
        ("cells of a row out of view", "6", 0, 0),
        ("one row is marked as changed", "7", 1, 400),
        ("another sort arrow", "9", 1, 400),
        ("cursor down", "j", 1, 600),
        ("mark", " ", 1, 400),
        ("first row again", "g", 0, 0),
    ],
)
def test_bytes_sent(
    terminal: Terminal, capsys: pytest.CaptureFixture[str], what: str, key: str, least: int, most: int
) -> None:
    count = terminal.count(key)
    report(capsys, what, count)
    assert least <= count <= most


def test_leaving_the_table_repaints_the_cursor_and_no_more(
    terminal: Terminal, capsys: pytest.CaptureFixture[str]
) -> None:
    count = terminal.count("8")
    report(capsys, "focus lost", count)
    assert 0 < count <= 400


def test_unchanged_is_free_after_a_change_and_a_scroll(terminal: Terminal) -> None:
    assert terminal.count("2") > 0
    assert terminal.count("2") == 0
    assert terminal.count(SCROLLED) > 1000
    assert terminal.count("1") == 0


def test_scroll_by_half_a_page_pays_for_many_lines(terminal: Terminal, capsys: pytest.CaptureFixture[str]) -> None:
    """Sixty times down in a view of 23 rows repaints the view five times, not thirty-eight times."""
    counts = [terminal.count("j") for _ in range(60)]
    report(capsys, "60 times down", sum(counts))
    assert sum(count > 1000 for count in counts) <= 5


def test_one_character_per_cell_of_the_ascii_kind(terminal: Terminal) -> None:
    """Nothing that a Korean terminal may draw in two cells: the table itself draws with ASCII only."""
    text = re.sub(rb"\x1b\[[0-9;?<>=]*[a-zA-Z]", b"", terminal.shown)
    assert text.isascii()


def test_no_color_leaves_meaning_in_words_and_reverse_video() -> None:
    terminal = Terminal(NO_COLOR="1", TEXTUAL_THEME="ansi-dark")
    try:
        shown = terminal.shown + terminal.sent("2m")
        codes = {code for run in re.findall(rb"\x1b\[([0-9;]*)m", shown) for code in run.split(b";")}
    finally:
        terminal.close()
    assert b"7" in codes, "the cursor's row is reversed"
    assert b">" in shown
    assert not {code for code in codes if re.fullmatch(rb"(3[0-8]|4[0-8]|9[0-7]|10[0-7])", code)}
