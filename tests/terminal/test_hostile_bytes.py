"""No byte of the cloud's texts reaches the terminal as anything but text: what a real process sends over a cloud full
of them is made of the same sequences as over a harmless one."""

import re
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from support_commands import COMMAND, bench
from support_hostile import HOSTILE, TERMINAL, walks
from support_hostile_cloud import fill, types
from terminal.sequences import sequences
from terminal.support_pty import Pty, environment

EXPLORER = Path(__file__).with_name("hostile_explorer.py")
TESTS = Path(__file__).parents[1]
#: Through every screen and dialog, and more than once down each list: keys pressed at once.
WALK = (
    *("\r", "G", "\x1b", "y", "\x1b", "\x06\x06", "G", "g", "2", "\x06G", "3", "\x06G", "1", "!", "!", "!"),
    *("/[x\x1b", "n", "\x1b", "p", "\x1b", "D", "\x1b", "c", "Cname\r", "x", "o", "\x1b"),
    *("e", "\x1b", "4", "\x06", "L", "\x1b", "1", "R", "\x1b", "T", "\x1b", "r"),
)
#: All that the explorer ever tells a terminal. Whoever adds a sequence of our own adds it here, and says why.
OURS = {
    "CSI H",  # the cursor's place
    "CSI m",  # looks
    "CSI K",  # to the end of the line
    "CSI J",  # what is below
    "CSI X",  # blanks
    "CSI C",  # to the right
    "CSI ?h 1049",  # the other screen, and back
    "CSI ?l 1049",
    "CSI ?h 25",  # the cursor
    "CSI ?l 25",
    "CSI ?h 1004",  # focus
    "CSI ?l 1004",
    "CSI ?h 2004",  # pasting
    "CSI ?l 2004",
    "CSI ?p 2026$",  # asks for frames that are painted at once
    "CSI ?p 2048$",  # asks for resizes as sequences
    "CSI ?h 2026",
    "CSI ?l 2026",
    "CSI ?l 7",  # lines that are not wrapped
    "CSI ?h 7",
    "CSI >u 25",  # keys, told in full
    "CSI <u ",
    "CSI t 22;2",  # the title, kept
    "CSI t 23;2",  # and given back
    "OSC 2",  # the title
    "OSC 22",  # the shape of the mouse
    "OSC 52",  # the clipboard, when asked for
}


def walk(tmp_path: Path, **more: str) -> tuple[Counter[str], str]:
    """The sequences of a whole life, and all that was seen of the words."""
    env = environment(XDG_STATE_HOME=str(tmp_path), XDG_CACHE_HOME=str(tmp_path), XDG_CONFIG_HOME=str(tmp_path), **more)
    env["PYTHONPATH"] += f":{TESTS}"
    pty = Pty((sys.executable, str(EXPLORER), "--refresh", "3600"), env, columns=120, rows=40)
    try:
        pty.until("Multiattach", seconds=60)
        for keys in WALK:
            pty.press(keys)
            pty.read(0.2)
            while pty.read(0.05):
                pass
        # Whatever a busy machine has left open is closed first.
        for _ in range(4):
            pty.press("\x1b")
            pty.idle(0.5)
        pty.press("q")
        assert pty.status(20.0) == 0
        return sequences(pty.sent), pty.sent.decode("utf-8", "replace")
    finally:
        pty.close()


@walks("terminal of the explorer", "title", "clipboard", "one-line answer")
def test_the_explorer_sends_what_it_sends_of_a_harmless_cloud(tmp_path: Path) -> None:
    harmless, _text = walk(tmp_path / "harmless")
    hostile, text = walk(tmp_path / "hostile", CORPUS="1")
    # It was there.
    for seen in ("[@click=app.quit]", r"\x1b]52;c;"):
        assert seen in text
    assert set(hostile) - OURS == set()
    assert set(harmless) - OURS == set()
    # The screen and the title are taken and given back once, and both strings are our own.
    for kind in ("CSI ?h 1049", "CSI ?l 1049", "CSI t 22;2", "CSI t 23;2"):
        assert hostile[kind] == harmless[kind] == 1
    assert all(words == "" or words.startswith("tbs-tui") for words in re.findall("\x1b\\]2;([^\x07]*)\x07", text))
    copied = re.findall("\x1b\\]52;c;([^\x07]*)\x07", text)
    assert copied
    assert not {"?", "cm0gLXJmIC8=", "cm0=", "eA=="} & set(copied)


@walks("terminal of the commands", "commands: doctor", "commands: error")
def test_the_commands_send_no_sequence_at_all(tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch, bench(3) as made:
        patch.setattr("tbs_tui.demo.volumes.TYPES", types())
        names = dict.fromkeys([made.account["OS_TENANT_ID"]], "".join(HOSTILE.values())[:4000])
        patch.setattr("tbs_tui.demo.identity._NAMES", names)
        fill(made.cloud, datetime.now(UTC), packed=False)
        text = " ".join(each for each in HOSTILE.values() if each.isprintable() or "\x1b" in each)
        for arguments in (
            ("volumes",),
            ("status",),
            ("show", "everything"),
            ("show", text),
            ("doctor",),
        ):
            env = environment(XDG_STATE_HOME=str(tmp_path), XDG_CONFIG_HOME=str(tmp_path), **made.account)
            pty = Pty((*COMMAND, *arguments), env, columns=200, rows=50)
            try:
                pty.status(60.0)
            finally:
                pty.close()
            assert sequences(pty.sent) == Counter(), arguments
            assert len(pty.sent) > 20


@pytest.mark.parametrize("name", TERMINAL)
def test_what_would_drive_a_terminal_is_seen_here(name: str) -> None:
    """Each of these, sent raw, would make the tests above fail, but for those that are one of our own sequences."""
    assert sequences(TERMINAL[name].encode("utf-8"))
    assert sequences("\x9b31m".encode("latin-1"))["bytes"] == 1
