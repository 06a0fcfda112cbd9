"""The terminal's clipboard, by OSC 52: the one way that also works over SSH. No terminal says whether it listens, so
whoever sends something shows it too."""

import os
from base64 import b64encode
from collections.abc import Mapping
from typing import Any

from textual.app import App

from tbs_tui.terminals import family_of

#: The most base64 that terminals take: xterm, and the scripts that others copied, stop at a sequence of 100,000 bytes
#: with 74,994 of these.
MOST_BYTES = 74_994
#: GNU screen drops a string of more than 767 bytes.
SCREEN_BYTES = 767
_START, _END = "\x1bP", "\x1b\\"


def exists(environ: Mapping[str, str]) -> bool:
    """Whether the terminal may have one. A console has none, and would print what is meant for it."""
    return family_of(environ).osc


def osc52(text: str, environ: Mapping[str, str]) -> str | None:
    """What makes a terminal take `text` into its clipboard; None when that is too long for terminals. `environ` says
    whether tmux or GNU screen stands between."""
    # A lone surrogate is no UTF-8: it is copied as it is shown.
    encoded = b64encode(text.encode("utf-8", "backslashreplace")).decode("ascii")
    if len(encoded) > MOST_BYTES:
        return None
    # The bell ends it, not ESC \\, which would end what screen wraps it in.
    bare = f"\x1b]52;c;{encoded}\a"
    if environ.get("TMUX"):
        # With `set-clipboard on` tmux listens to the first, with `allow-passthrough on` it hands on the second.
        doubled = bare.replace("\x1b", "\x1b\x1b")
        return f"{bare}{_START}tmux;{doubled}{_END}"
    if environ.get("STY"):
        pieces = (bare[at : at + SCREEN_BYTES] for at in range(0, len(bare), SCREEN_BYTES))
        return "".join(f"{_START}{piece}{_END}" for piece in pieces)
    return bare


def send(app: App[Any], text: str) -> bool:
    """Send `text`, raw; base64 holds nothing that a terminal acts on. False when it is too long."""
    sequence = osc52(text, os.environ)
    if sequence is None:
        return False
    if app._driver is not None:
        app._driver.write(sequence)
        app._driver.flush()
    return True
