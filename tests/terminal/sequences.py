"""What a terminal is told, taken apart: every escape sequence by its kind, and all else that it acts on."""

import re
from collections import Counter

#: ECMA-48: strings end with BEL (xterm's own) or ST; CSI has parameters, intermediates and a final byte; the rest is
#: ESC with intermediates and a final byte.
_SEQUENCE = re.compile(
    r"\x1b(?:"
    r"\](?P<osc>[^\x07\x1b]*)(?:\x07|\x1b\\)"
    r"|(?P<string>[P_^X])(?P<data>(?:[^\x1b]|\x1b\x1b)*)\x1b\\"
    r"|\[(?P<csi>[0-?]*[ -/]*[@-~])"
    r"|(?P<other>[ -/]*[0-~])"
    r")"
)


def sequences(sent: bytes) -> Counter[str]:
    """Kind of each sequence -> how many: ``CSI ?h 2004``, ``CSI m``, ``OSC 52``, ``DCS``. Modes are told apart, and so
    are operating system commands; colours and places are not. A control character that stands for itself is ``C0 07``
    or ``C1 9b``, and bytes that are no UTF-8 are ``bytes``."""
    found: Counter[str] = Counter()
    try:
        text = sent.decode("utf-8")
    except UnicodeDecodeError:
        found["bytes"] += 1
        text = sent.decode("utf-8", "replace")

    def name(match: re.Match[str]) -> str:
        found[_kind(match)] += 1
        return ""

    for char in _SEQUENCE.sub(name, text):
        if char in "\r\n":
            continue
        if ord(char) < 0x20 or 0x7F <= ord(char) < 0xA0:
            found[f"{'C0' if ord(char) < 0x80 else 'C1'} {ord(char):02x}"] += 1
        elif not char.isprintable():
            found[f"U+{ord(char):04X}"] += 1
    return found


def _kind(match: re.Match[str]) -> str:
    if match["osc"] is not None:
        return f"OSC {match['osc'].split(';')[0]}"
    if match["string"]:
        return {"P": "DCS", "_": "APC", "^": "PM", "X": "SOS"}[match["string"]]
    if match["csi"]:
        final = match["csi"][-1]
        parameters = match["csi"][:-1]
        if parameters[:1] in "<=>?" and parameters:
            return f"CSI {parameters[0]}{final} {parameters[1:]}"
        return f"CSI {final} {parameters}" if final in "tnc" else f"CSI {final}"
    return f"ESC {match['other']}"
