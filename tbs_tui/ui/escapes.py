"""Esc, told from the begin of a sequence; and what a terminal answers, told from keys.

A slow link or tmux brings Esc and the key after it in one piece, and Textual takes the two for Alt with that key: Esc
is lost, and Enter after it acts on the dialog that was to be left. No key here is one with Alt, so Esc is Esc wherever
no control sequence follows.
"""

#: The answer to `flow.ASK`. Textual has no such key, and would type it.
WELL = "\x1b[0n"
_ESC = "\x1b"
#: What may become the answer.
_BEGINS = (_ESC, "\x1b[", "\x1b[0")
_PASTE_BEGINS, _PASTE_ENDS = "\x1b[200~", "\x1b[201~"
#: What follows Esc in control sequences (ECMA-48): CSI, SS3, OSC, DCS, APC, PM, SOS.
_INTRODUCERS = frozenset("[O]P_^X")


class Escapes:
    """Stands before the parser of what the terminal sends. Times are monotonic seconds."""

    def __init__(self, delay: float) -> None:
        """A lone Esc is known for one `delay` seconds after it came."""
        self._delay = delay
        self._held = ""
        """What came last, when nobody knows yet what it is."""
        self._held_at = 0.0
        self._pasting = False
        self._tail = ""
        """The last characters of a paste: its end may come in two pieces."""

    def feed(self, text: str, at: float) -> list[str | None]:
        """What came at `at`, in its order: pieces for the parser, none of them empty, `WELL` as a piece of its own,
        and None for each Esc."""
        text, self._held = self._held + text, ""
        found: list[str | None] = []
        while text:
            piece, text = self._paste(text) if self._pasting else self._next(text, at)
            if piece != "":
                found.append(piece)
        return found

    def tick(self, now: float) -> list[str | None]:
        """What nothing has followed for long enough."""
        if not self._held or now - self._held_at < self._delay:
            return []
        held, self._held = self._held, ""
        return [None if held == _ESC else held]

    def _paste(self, text: str) -> tuple[str, str]:
        """Whatever is pasted is text."""
        seen = self._tail + text
        end = seen.find(_PASTE_ENDS)
        if end < 0:
            self._tail = seen[-len(_PASTE_ENDS) + 1 :]
            return text, ""
        length = end + len(_PASTE_ENDS) - len(self._tail)
        self._pasting, self._tail = False, ""
        return text[:length], text[length:]

    def _next(self, text: str, at: float) -> tuple[str | None, str]:
        """The first piece, and the rest."""
        start = text.find(_ESC)
        if start != 0:
            return (text, "") if start < 0 else (text[:start], text[start:])
        if text in _BEGINS:
            self._held, self._held_at = text, at
            return "", ""
        if text.startswith(WELL):
            return WELL, text[len(WELL) :]
        if text[1] not in _INTRODUCERS:
            return None, text[1:]
        if text.startswith(_PASTE_BEGINS):
            self._pasting = True
            return _PASTE_BEGINS, text[len(_PASTE_BEGINS) :]
        end = text.find(_ESC, 1)
        return (text, "") if end < 0 else (text[:end], text[end:])
