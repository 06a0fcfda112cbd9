"""Families of terminals, by the environment alone, and what may be sent to each: the one source of it.

Text, the cursor's moves, SGR, the alternate screen (1049), the cursor's being hidden (25) and line wrap (7) go to all:
CSI with a private ``?`` is as old as the VT100, and who does not know the mode leaves it out. The rest has to be known
for harmless. Consoles print what they do not parse: of ``CSI > 25 u`` and ``CSI ? 2026 $ p`` older Linux consoles print
"25u" and "p", since ``>`` and ``$`` end a sequence for them; of an OSC they, a VT100 and what calls itself ansi print
all of the text. A clipboard is an OSC too.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class Colours(Enum):
    """How many there are; values as in `tbs-tui doctor`."""

    NONE = "none"
    STANDARD = "16"
    MANY = "256"
    TRUE = "truecolor"


@dataclass(frozen=True, slots=True)
class Family:
    """What terminals of one kind take, or leave out without a trace."""

    name: str
    osc: bool
    """Operating system commands: the title, the clipboard."""
    modes: bool
    """Reports that are switched on: mouse, focus, paste."""
    asks: bool
    """Questions about modes that are newer than most terminals, and the keyboard of kitty."""

    def takes(self, sequence: str) -> bool:
        """Whether what Textual writes in one piece may be sent."""
        return not (
            sequence.startswith(_POINTER)
            or (not self.osc and sequence.startswith(_OSC))
            or (not self.modes and sequence.startswith(_MODES))
            or (not self.asks and sequence.startswith(_ASKS))
        )


_OSC = "\x1b]"
_MODES = ("\x1b[?100", "\x1b[?101", "\x1b[?2004")
#: Kitty's keyboard, on and off; synchronized output and resize reports, asked for and on.
_ASKS = ("\x1b[>", "\x1b[<", "\x1b[?2026", "\x1b[?2048")
#: The shape of the mouse pointer, which is the same everywhere here: Textual says so at each start, and needs not.
_POINTER = "\x1b]22;"

#: Terminal windows, and tmux, which takes everything and hands on what it knows.
WINDOW = Family("window", osc=True, modes=True, asks=True)
#: GNU screen: it leaves out modes and titles that it does not know, and has no use for the rest.
SCREEN = Family("screen", osc=True, modes=True, asks=False)
#: The consoles of Linux and the BSDs, serial terminals, and whatever is not known.
CONSOLE = Family("console", osc=False, modes=False, asks=False)

#: TERM up to the first of "-.+".
_WINDOWS = frozenset(
    (
        *("xterm", "tmux", "rxvt", "alacritty", "foot", "kitty", "konsole", "vte", "gnome", "wezterm", "mintty"),
        *("ghostty", "contour", "putty", "st", "iterm2", "iTerm2"),
    )
)
#: DEC's terminals; VT241, VT340 and VT525 had colours, and nobody has them.
_MONOCHROME = re.compile(r"vt\d{2,3}$")


#: What sshd sets. None comes through sudo, and all outlive the link in tmux.
_OF_SSH = ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY")


def is_over_ssh(environ: Mapping[str, str]) -> bool:
    """Whether the terminal is at the other end of a link, as far as the environment tells."""
    return any(environ.get(name) for name in _OF_SSH)


def family_of(environ: Mapping[str, str]) -> Family:
    """The family of the terminal that TERM and the variables of tmux and screen tell of."""
    kind = _kind(environ)
    if kind == "screen":
        # TERM is screen in an old tmux too; "screen.xterm" is what screen alone calls itself.
        in_screen = not environ.get("TMUX") or environ["TERM"].startswith("screen.")
        return SCREEN if in_screen else WINDOW
    return WINDOW if kind in _WINDOWS else CONSOLE


def colours_of(environ: Mapping[str, str]) -> Colours:
    """How many colours it has. COLORTERM is of the outermost terminal, and comes through a screen and a console that
    have no such colours."""
    term, family = environ.get("TERM", "").strip().lower(), family_of(environ)
    if environ.get("NO_COLOR") or term in ("dumb", "unknown") or _MONOCHROME.match(_kind(environ)):
        return Colours.NONE
    if family is CONSOLE or term == "screen":
        return Colours.STANDARD
    if family is not SCREEN and environ.get("COLORTERM", "").strip().lower() in ("truecolor", "24bit"):
        return Colours.TRUE
    return Colours.MANY if term.rpartition("-")[2] in ("256color", "kitty", "direct") else Colours.STANDARD


def _kind(environ: Mapping[str, str]) -> str:
    return re.split(r"[-.+]", environ.get("TERM", "").strip(), maxsplit=1)[0]
