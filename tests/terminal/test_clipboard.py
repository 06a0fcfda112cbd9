"""What a real terminal gets when something is copied, byte for byte."""

import re
from base64 import b64decode, b64encode
from collections.abc import Iterator

import pytest
from terminal.support_pty import COMMAND, Pty, environment

BARE = re.compile(rb"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07")


@pytest.fixture(params=[(80, 24), (120, 36)], ids=["80x24", "120x36"])
def pty(request: pytest.FixtureRequest) -> Iterator[Pty]:
    columns, rows = request.param
    pty = Pty((*COMMAND, "--demo"), environment(TBS_STORE="memory"), columns=columns, rows=rows)
    pty.until("jenkins-home-restored")
    pty.settled()
    yield pty
    pty.close()


def test_an_id_is_one_sequence_and_its_words(pty: Pty) -> None:
    sent = pty.pressed("c")
    shown = re.search(r"sent to the terminal's clipboard: ([0-9a-f-]{36})$", pty.text, re.MULTILINE)
    assert shown is not None
    assert sent.count(b"\x1b]") == 1
    assert b"\x1b]52;c;" + b64encode(shown[1].encode()) + b"\x07" in sent


def test_a_name_that_drives_terminals_is_copied_and_never_sent_raw(pty: Pty) -> None:
    pty.press("/esc-\r")
    pty.until("1 of 38")
    pty.press("Cname\r")
    pty.until("sent to the terminal's clipboard:")
    pty.until("cm0gLXJmIC8=\\x07")
    pty.settled()
    [copied] = BARE.findall(pty.sent)
    name = b64decode(copied)
    assert name.startswith(b"esc-\x1b[31mred")
    assert b"\x1b[31mred" not in pty.sent
    # Nothing but the one sequence of ours: no clipboard and no title of the name's choosing.
    assert BARE.sub(b"", pty.sent).count(b"\x1b]52") == 0
    assert b"\x1b]0;" not in pty.sent
