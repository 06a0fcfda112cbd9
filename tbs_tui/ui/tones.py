"""Tones: what a piece of text means, and how that looks. The one source of colour.

A tone never stands alone: a status also has its glyph and its word, the cursor its mark, so that nothing is lost in 16
colours or with NO_COLOR. Colours are the terminal's own, which people have already made readable for themselves.
"""

from collections.abc import Mapping
from types import MappingProxyType

from rich.style import Style
from textual.widget import Widget

from tbs_tui.account.profiles.model import COLOURS
from tbs_tui.records import dataclass

#: Tone -> Textual CSS.
TONES: Mapping[str, str] = MappingProxyType(
    {
        "ok": "color: $success;",
        "busy": "color: $secondary; text-style: bold;",
        "bad": "color: $error; text-style: bold;",
        "warn": "color: $warning;",
        "dim": "text-style: dim;",
        "name": "text-style: bold;",
        "key": "color: $secondary; text-style: bold;",
        "label": "text-style: dim;",
        "active": "text-style: bold reverse;",
        "cursor": "text-style: reverse;",
        "thumb": "text-style: reverse dim;",
    }
    # Labels of profiles, in the colour that the person chose.
    | {f"label-{colour}": f"color: ansi_{colour}; text-style: bold reverse;" for colour in COLOURS}
)


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a line. `text` has passed `text.plain`; it is never parsed as markup."""

    text: str
    tone: str = ""


def _component_class(tone: str) -> str:
    return f"tone--{tone}"


#: Those of a screen whose widgets have tones. Not of each widget: Textual works all of them out anew for each one
#: whenever the focus moves, 4 ms a widget; that was a quarter of all the time spent.
TONE_CLASSES = frozenset(map(_component_class, TONES))

TONES_CSS = "\n".join(f".{_component_class(tone)} {{ {css} }}" for tone, css in TONES.items())


def tone_style(widget: Widget, tone: str) -> Style:
    """The style that a tone adds to whatever it stands on; the empty tone adds none."""
    return widget.screen.get_component_rich_style(_component_class(tone), partial=True) if tone else Style.null()
