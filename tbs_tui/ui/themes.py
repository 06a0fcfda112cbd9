"""The themes by name: which of the terminal's own 16 colours stands for what.

Nothing is painted behind the text, so the background is the terminal's. `auto` has only colours that can be told from
white and from black in the palettes of xterm, the Linux console, PuTTY, GNOME, macOS and Windows (a contrast of 2 at
least; a test has the palettes): yellow and cyan vanish on white, blue on black. Bold makes colours bright in many
terminals: green and cyan vanish on white then.
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from textual.theme import BUILTIN_THEMES, Theme

_PREFIX = "tbs-"
_OWN = "ansi_default"

#: Cursor and selection of text fields. Textual's own is black on white where the terminal has the colours: on a white
#: background a cursor behind the last letter can't be seen.
FIELDS_CSS = """
Input:ansi > .input--cursor, Input:ansi > .input--selection {
    background: ansi_default;
    color: ansi_default;
    text-style: reverse;
}
"""


def _theme(name: str, base: str, *, primary: str, warning: str, error: str) -> Theme:
    like = BUILTIN_THEMES[base]
    bars = ("scrollbar", "scrollbar-hover", "scrollbar-active")
    behind = ("scrollbar-background", "scrollbar-background-hover", "scrollbar-background-active")
    return replace(
        like,
        name=_PREFIX + name,
        primary=primary,
        secondary=primary,
        accent=primary,
        warning=warning,
        error=error,
        success="ansi_green",
        variables=like.variables
        | dict.fromkeys(bars, primary)
        | dict.fromkeys(behind, _OWN)
        | {
            "screen-selection-background": primary,
            "screen-selection-foreground": "ansi_black" if like.dark else "ansi_bright_white",
        },
    )


_OURS = (
    _theme("auto", "ansi-dark", primary="ansi_bright_blue", warning="ansi_magenta", error="ansi_red"),
    _theme("dark", "ansi-dark", primary="ansi_cyan", warning="ansi_yellow", error="ansi_bright_red"),
    _theme("light", "ansi-light", primary="ansi_blue", warning="ansi_magenta", error="ansi_red"),
)

#: By name, as `settings.THEMES` has them; mono is any without its colours.
THEMES: Mapping[str, Theme] = MappingProxyType({theme.name.removeprefix(_PREFIX): theme for theme in _OURS})


def offer() -> None:
    """Have Textual know them before an app is made: it settles then, and never again, what is done to colours."""
    for theme in _OURS:
        BUILTIN_THEMES[theme.name] = theme
