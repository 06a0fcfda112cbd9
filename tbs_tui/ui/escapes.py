"""Esc, told from the begin of a sequence.

A slow link or tmux brings Esc and the key after it in one piece, and Textual takes the two for Alt with that key: Esc
is lost, and Enter after it acts on the dialog that was to be left. No key here is one with Alt, so Esc is Esc wherever
no control sequence follows.
"""

_ESC = "\x1b"
_PASTE_BEGINS, _PASTE_ENDS = "\x1b[200~", "\x1b[201~"
#: What follows Esc in control sequences (ECMA-48): CSI, SS3, OSC, DCS, APC, PM, SOS.
_INTRODUCERS = frozenset("[O]P_^X")


class Escapes:
    """Stands before the parser of what the terminal sends. Times are monotonic seconds."""

    def __init__(self, delay: float) -> None:
        """A lone Esc is known for one `delay` seconds after it came."""
        self._delay = delay
        self._held_at: float | None = None
        """When an Esc came that is still the last that came."""
        self._pasting = False
        self._tail = ""
        """The last characters of a paste: its end may come in two pieces."""

    def feed(self, text: str, at: float) -> list[str | None]:
        """What came at `at`, in its order: pieces for the parser, none of them empty, and None for each Esc."""
        if self._held_at is not None:
            text, self._held_at = _ESC + text, None
        found: list[str | None] = []
        while text:
            piece, text = self._paste(text) if self._pasting else self._next(text, at)
            if piece != "":
                found.append(piece)
        return found

    def tick(self, now: float) -> list[None]:
        """An Esc that nothing has followed for long enough."""
        if self._held_at is None or now - self._held_at < self._delay:
            return []
        self._held_at = None
        return [None]

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
        if text == _ESC:
            self._held_at = at
            return "", ""
        if text[1] not in _INTRODUCERS:
            return None, text[1:]
        if text.startswith(_PASTE_BEGINS):
            self._pasting = True
            return _PASTE_BEGINS, text[len(_PASTE_BEGINS) :]
        end = text.find(_ESC, 1)
        return (text, "") if end < 0 else (text[:end], text[end:])
