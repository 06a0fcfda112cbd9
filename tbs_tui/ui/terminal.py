"""What must be settled before Textual is imported: it reads its environment when it is imported.

The defaults are those of a thin SSH link; whoever sets the variables keeps them, but for those that would tell secrets.
"""

import os
import sys
from collections.abc import MutableMapping

from tbs_tui.locale import _

#: Below this one line says so instead of the screen, cells.
SMALLEST = (60, 15)

_DEFAULTS = {
    # Animations cost bytes and show nothing.
    "TEXTUAL_ANIMATIONS": "none",
    "TEXTUAL_SMOOTH_SCROLL": "0",
    # Caps bursts: 100 updates a second cost 21.7 KB at 60 frames a second, 5 KB at 15.
    "TEXTUAL_FPS": "15",
    # The terminal's own 16 colours: its user has made them readable, and they are the cheapest on the wire.
    "TEXTUAL_THEME": "ansi-dark",
    # An arrow key split by a slow link is read as Esc and letters when the wait is shorter than the gap.
    "ESCDELAY": "300",
}

#: What makes Textual write every key and every message, and so a password that is typed, to a file or to another
#: program: TEXTUAL_LOG names a file; TEXTUAL=debug makes keys.log where tbs-tui was started, TEXTUAL=devtools connects.
_TELLTALES = ("TEXTUAL_LOG", "TEXTUAL")


def why_not() -> str | None:
    """Why the screen can't be opened on this terminal; None when it can."""
    # Python has None for what was closed before it started.
    if not all(file is not None and file.isatty() for file in (sys.__stdin__, sys.__stderr__)):
        if os.environ.get("SSH_CONNECTION") and not os.environ.get("SSH_TTY"):
            return _("ssh has made no terminal: use ssh -t, or tbs-tui status, volumes, snapshots, types or show.")
        return _("this is no terminal; use tbs-tui status, volumes, snapshots, types or show.")
    if os.environ.get("TERM", "") == "dumb":
        return _(
            "this terminal (TERM=dumb) can't draw a screen; use tbs-tui status, volumes, snapshots, types or show."
        )
    return None


def prepare(environ: MutableMapping[str, str]) -> None:
    """Set the defaults for Textual. To be called before it is imported."""
    for name, value in _DEFAULTS.items():
        environ.setdefault(name, value)
    for name in _TELLTALES:
        environ.pop(name, None)
    if environ.get("NO_COLOR"):
        # Of a theme with colours of its own Textual would make shades of grey, which are colours all the same.
        environ["TEXTUAL_THEME"] = _DEFAULTS["TEXTUAL_THEME"]
    else:
        # Textual takes an empty NO_COLOR for a set one; no-color.org does not.
        environ.pop("NO_COLOR", None)
