"""Keys as a person reads them."""

from collections.abc import Mapping
from types import MappingProxyType

_SIGNS: Mapping[str, str] = MappingProxyType(
    {"slash": "/", "question_mark": "?", "colon": ":", "escape": "Esc", "pagedown": "PgDn", "pageup": "PgUp"}
)


def key_words(key: str) -> str:
    """Textual's name of a key as a person reads it."""
    if len(key) == 1:
        return key
    return _SIGNS.get(key) or "+".join(part.capitalize() for part in key.split("+"))
