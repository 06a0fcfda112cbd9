"""Tones: what a piece of text means, and how that looks. The one source of colour.

A tone never stands alone: a status also has its glyph and its word, the cursor its mark, so that nothing is lost in 16
colours or with NO_COLOR. Colours are the terminal's own, which people have already made readable for themselves.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from tbs_tui.account.profiles.model import COLOURS

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


def component_class(tone: str) -> str:
    """The component class that a widget asks the style of a tone by."""
    return f"tone--{tone}"


COMPONENT_CLASSES = frozenset(map(component_class, TONES))

TONES_CSS = "\n".join(f".{component_class(tone)} {{ {css} }}" for tone, css in TONES.items())
