"""Esc, told from the begin of a sequence; and what is pasted and what a terminal answers, told from keys.

A slow link or tmux brings Esc and the key after it in one piece, and Textual takes the two for Alt with that key: Esc
is lost, and Enter after it acts on the dialog that was to be left. No key here is one with Alt, so Esc is Esc wherever
no control sequence follows.
"""

from collections.abc import Callable

#: The answer to `flow.ASK`. Textual has no such key, and would type it.
WELL = "\x1b[0n"
#: Seconds in which the rest of an answer comes that has been asked for: a line may cut it anywhere, and what is left of
#: it is a key that opens a dialog.
REST_SECONDS = 2.0
#: Characters of a paste that are kept until its end has come.
MOST_PASTED = 1 << 20
_ESC, _INTERRUPT = "\x1b", "\x03"
_PASTE_BEGINS, _PASTE_ENDS = "\x1b[200~", "\x1b[201~"
#: What may become the answer.
_ANSWERS = ("\x1b[", "\x1b[0")
#: What may become that or something pasted.
_BEGINS = (_ESC, *_ANSWERS, "\x1b[2", "\x1b[20", "\x1b[200")
#: What follows Esc in control sequences (ECMA-48): CSI, SS3, OSC, DCS, APC, PM, SOS.
_INTRODUCERS = frozenset("[O]P_^X")


class Pasted(str):
    """What was pasted, as it was: Textual's parser puts what stands behind an Esc in it first."""

    __slots__ = ()


class Escapes:
    """Stands before the parser of what the terminal sends. Times are monotonic seconds."""

    def __init__(self, delay: float, is_asked: Callable[[], bool] = lambda: False) -> None:
        """A lone Esc is known for one `delay` seconds after it came. `is_asked` says whether `WELL` is to come."""
        self._delay = delay
        self._is_asked = is_asked
        self._held = ""
        """What came last, when nobody knows yet what it is."""
        self._held_at = 0.0
        self._cut_at: float | None = None
        """When an Esc was told that may have been the first piece of an answer."""
        self._pasting = False
        self._pasted = ""
        """Of a paste without an end yet."""

    def feed(self, text: str, at: float) -> list[str | None]:
        """What came at `at`, in its order: pieces for the parser, none of them empty; `WELL` and what is `Pasted` as
        pieces of their own, and None for each Esc."""
        cut_at, self._cut_at = self._cut_at, None
        if cut_at is not None and at - cut_at < REST_SECONDS and text.startswith(WELL[1:]):
            return [WELL, *self.feed(text[len(WELL) - 1 :], at)]
        text, self._held = self._held + text, ""
        found: list[str | None] = []
        while text:
            piece, text = self._paste(text) if self._pasting else self._next(text, at)
            if piece != "":
                found.append(piece)
        return found

    def tick(self, now: float) -> list[str | None]:
        """What nothing has followed for long enough."""
        wait = self._delay
        if self._held in _ANSWERS and self._is_asked():
            wait = max(wait, REST_SECONDS)
        if not self._held or now - self._held_at < wait:
            return []
        held, self._held = self._held, ""
        if held != _ESC:
            return [held]
        if self._is_asked():
            self._cut_at = now
        return [None]

    def _paste(self, text: str) -> tuple[str, str]:
        """Whatever is pasted is text. Ctrl+C alone is a person whose paste has lost its end."""
        if text == _INTERRUPT:
            self._pasting, self._pasted = False, ""
            return text, ""
        seen = self._pasted + text
        end = seen.find(_PASTE_ENDS)
        if end >= 0:
            self._pasting, self._pasted = False, ""
            return Pasted(seen[:end]), seen[end + len(_PASTE_ENDS) :]
        if len(seen) <= MOST_PASTED:
            self._pasted = seen
            return "", ""
        # Its end may come in two pieces.
        self._pasted = seen[-len(_PASTE_ENDS) + 1 :]
        return Pasted(seen[: -len(self._pasted)]), ""

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
            return "", text[len(_PASTE_BEGINS) :]
        end = text.find(_ESC, 1)
        return (text, "") if end < 0 else (text[:end], text[end:])
