"""What is written to a terminal that takes it now, later, or never."""

import os
import select
import threading
import time
import tty
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from tbs_tui.ui.link import Link


@dataclass
class Ends:
    """Both ends of a pty, and who writes to one of them."""

    master: int
    slave: int
    wrote: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.file = open(self.slave, "w", encoding="ascii", closefd=False)  # noqa: SIM115 - closed by the fixture
        self.link = Link(self.file, self.wrote.set)
        self.link.start()

    def read(self, end: bytes) -> bytes:
        """All up to `end`."""
        got = b""
        while not got.endswith(end):
            assert select.select([self.master], [], [], 5.0)[0], got[-200:]
            got += os.read(self.master, 1 << 16)
        return got

    def fill(self) -> int:
        """Write until the terminal takes no more; how many bytes."""
        written, deadline = 0, time.monotonic() + 10.0
        while not self.link.is_stalled:
            assert time.monotonic() < deadline
            written += self.link.write("f" * 1000)
            self.link.empty(0.1)
        return written


@pytest.fixture
def ends() -> Iterator[Ends]:
    master, slave = os.openpty()
    tty.setraw(slave)
    made = Ends(master, slave)
    yield made
    made.file.close()
    for each in (made.slave, made.master):
        if each >= 0:
            os.close(each)


def test_what_is_taken_is_written_at_once_and_nothing_is_left(ends: Ends) -> None:
    assert ends.link.write("one") == 3
    assert ends.link.write("한") == 2, "the terminal's encoding has it not"
    assert ends.link.empty(5.0)
    assert ends.read(b"??") == b"one??"
    assert ends.wrote.wait(5.0)
    assert not ends.link.is_stalled


def test_whoever_writes_never_waits_and_all_arrives_in_its_order(ends: Ends) -> None:
    written = ends.fill()
    before = time.monotonic()
    for number in range(1000):
        ends.link.write(f"<{number}>")
    assert time.monotonic() - before < 1.0
    assert ends.link.is_stalled
    got = ends.read(b"<999>")
    assert got == b"f" * written + b"".join(b"<%d>" % number for number in range(1000))
    assert ends.link.empty(5.0)
    assert not ends.link.is_stalled


def test_of_what_replaces_what_was_before_the_newest_is_kept(ends: Ends) -> None:
    ends.fill()
    first = ("\x1b[22;2t\x1b]2;first\a", "\x1b]2;second\a", "\a", "\x1b[?1000h", "\x1b[?1049l")
    for each in (*first, "\x1b]52;c;b2xk\a", "\x1b[?2026h", "frame", "\x1b[?2026l", "\a", "\x1b[?1049h"):
        ends.link.write(each)
    for number in range(1000):
        ends.link.write(f"\x1b]2;number {number}\a")
        ends.link.write(f"\x1b]52;c;{'A' * 1000}\a")
        ends.link.write("\x1b[?1000l")
    ends.link.write("\x1b[?2026h")
    kept = (
        b"\x1b[22;2t\x1b]2;first\a\x1b[?1049l\x1b[?2026hframe\x1b[?2026l\a\x1b[?1049h"
        b"\x1b]2;number 999\a\x1b]52;c;" + b"A" * 1000 + b"\a\x1b[?1000l\x1b[?2026h"
    )
    assert ends.read(kept[-9:]).lstrip(b"f") == kept


def test_what_gnu_screen_hands_on_is_replaced_too(ends: Ends) -> None:
    ends.fill()
    ends.link.write("\x1bP\x1b]52;c;b2xk\a\x1b\\")
    ends.link.write("\x1bP\x1b]52;c;bmV3\a\x1b\\")
    ends.link.write("end")
    assert ends.read(b"end").lstrip(b"f") == b"\x1bP\x1b]52;c;bmV3\a\x1b\\end"


def test_what_restores_the_terminal_has_its_place(ends: Ends) -> None:
    ends.fill()
    ends.link.write("frame" * 10_000)
    ends.link.begin_last()
    ends.link.write("restored")
    assert not ends.link.empty(0.1)
    ends.link.drop()
    assert ends.link.empty(5.0)
    got = ends.read(b"restored")
    assert got.endswith(b"\x18restored"), "what was cut is ended"
    ends.link.write("more")
    assert ends.read(b"more") == b"more", "it goes on after a stop"


def test_after_it_has_given_up_nobody_waits_for_the_terminal(ends: Ends) -> None:
    ends.fill()
    ends.link.give_up()
    assert ends.link.empty(0.0)
    assert ends.link.write("more") == 0
    # As Python does at its end.
    ends.file.write("x" * 200_000)
    ends.file.flush()


def test_a_terminal_that_is_gone_takes_everything(ends: Ends) -> None:
    ends.fill()
    os.close(ends.master)
    ends.master = -1
    assert ends.link.empty(5.0)
    assert ends.wrote.wait(5.0)
    ends.link.write("more")
    assert not ends.link.is_stalled
