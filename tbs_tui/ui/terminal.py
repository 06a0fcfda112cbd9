"""What must be settled before Textual is imported: it reads its environment when it is imported.

Whoever sets the variables of Textual keeps them, but for those that would tell secrets.
"""

import os
import sys
from collections.abc import Mapping, MutableMapping

from tbs_tui.locale import _
from tbs_tui.terminals import Colours, colours_of, is_over_ssh

#: Below this one line says so instead of the screen, cells.
SMALLEST = (60, 15)

_DEFAULTS = {
    # Animations cost bytes and show nothing.
    "TEXTUAL_ANIMATIONS": "none",
    "TEXTUAL_SMOOTH_SCROLL": "0",
}

#: Of a link that may be thin, and of a terminal of this machine. TEXTUAL_FPS caps bursts: 100 updates a second cost
#: 21.7 KB at 60 frames a second, 3.7 KB at 10. An arrow key that the link has split is read as Esc and letters where
#: ESCDELAY, in milliseconds, is shorter than the gap; nothing splits one on this machine, and Esc is quicker.
_OVER_SSH = {"TEXTUAL_FPS": "10", "ESCDELAY": "300"}
_AT_HOME = {"TEXTUAL_FPS": "30", "ESCDELAY": "100"}

_THEME = "tbs-auto"
#: Of the color systems of Rich.
_COLOUR_SYSTEMS = {Colours.STANDARD: "standard", Colours.MANY: "256", Colours.TRUE: "truecolor"}

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


def prepare(environ: MutableMapping[str, str], theme: str | None) -> None:
    """Set the defaults for Textual. `theme` is one of `settings.THEMES`, None where nobody asked for one. To be called
    before Textual is imported."""
    for name, value in (_DEFAULTS | (_OVER_SSH if is_over_ssh(environ) else _AT_HOME)).items():
        environ.setdefault(name, value)
    for name in _TELLTALES:
        environ.pop(name, None)
    colours = colours_of(environ)
    if colours is Colours.NONE or theme == "mono":
        environ["NO_COLOR"] = "1"
        # Of a theme with colours of its own Textual would make shades of grey, which are colours all the same.
        environ["TEXTUAL_THEME"] = _THEME
        return
    # Textual takes an empty NO_COLOR for a set one; no-color.org does not.
    environ.pop("NO_COLOR", None)
    environ.setdefault("TEXTUAL_COLOR_SYSTEM", _COLOUR_SYSTEMS[colours])
    if theme is not None:
        environ["TEXTUAL_THEME"] = f"tbs-{theme}"
    else:
        environ.setdefault("TEXTUAL_THEME", _THEME)


def wants_ascii(environ: Mapping[str, str], encoding: str) -> bool:
    """Whether nothing is to be drawn that is not ASCII, for want of a better word from the person. `encoding` is that
    of the terminal's file.

    A locale that names another encoding means it. One that names none (C, POSIX, nothing at all: a container, a cron
    job, an ssh that hands on no LANG) says nothing of the terminal, which has UTF-8 nearly always; Python writes UTF-8
    then. So names of the cloud, which nobody could tell apart as question marks, are sent as they are, and what is ours
    needs no more than ASCII. Who really has a terminal without UTF-8 there says so with PYTHONIOENCODING=ascii.
    """
    if not _is_utf_8(encoding):
        return True
    return not any(_is_utf_8(locale.partition(".")[2].partition("@")[0]) for locale in _locales(environ))


def _locales(environ: Mapping[str, str]) -> list[str]:
    """The one that is in force. "C.UTF-8" for LC_CTYPE alone is what Python sets where nothing is said (PEP 538)."""
    for name in ("LC_ALL", "LC_CTYPE", "LANG"):
        value = environ.get(name)
        if value and (name, value) not in _COERCED:
            return [value]
    return []


_COERCED = frozenset(("LC_CTYPE", name) for name in ("C.UTF-8", "C.utf8", "UTF-8"))


def _is_utf_8(encoding: str) -> bool:
    return encoding.lower().replace("-", "").replace("_", "") == "utf8"
