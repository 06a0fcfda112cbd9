"""Keys as a person reads and writes them."""

import string
from collections.abc import Mapping
from types import MappingProxyType

from textual.keys import _character_to_key

from tbs_tui.locale import _

_FUNCTION_KEYS = tuple(f"f{number}" for number in range(1, 13))
#: What people call the keys that have a name.
_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "esc": "escape",
        "escape": "escape",
        "enter": "enter",
        "return": "enter",
        "tab": "tab",
        "space": "space",
        "home": "home",
        "end": "end",
        "up": "up",
        "down": "down",
        "left": "left",
        "right": "right",
        "pgup": "pageup",
        "pageup": "pageup",
        "pgdn": "pagedown",
        "pagedown": "pagedown",
        "insert": "insert",
        **{name: name for name in _FUNCTION_KEYS},
    }
)
#: Those of them that Shift or Ctrl makes other keys of, in terminals that tell them apart.
_SHIFTED = frozenset(_NAMES.values()) - {"escape", "enter", "tab", "space", "insert"}
#: The words for a key that has no sign and is not written as Textual calls it.
_SHOWN: Mapping[str, str] = MappingProxyType({"escape": "Esc", "pagedown": "PgDn", "pageup": "PgUp"})
_SIGNS: Mapping[str, str] = MappingProxyType({_character_to_key(sign): sign for sign in string.punctuation})


def key_words(key: str) -> str:
    """Textual's name of a key as a person reads it."""
    if len(key) == 1:
        return key
    return "+".join(_SIGNS.get(part) or _SHOWN.get(part) or part.capitalize() for part in key.split("+"))


def is_sign(key: str) -> bool:
    """Whether the key types a character that can be seen, so that a text field keeps it to itself."""
    return len(key) == 1 or key in _SIGNS


def read_key(words: str) -> str:
    """Textual's name of the key that a person means by "x", "?", "ctrl+r", "F5", "PgDn". Raises ValueError, with the
    reason, for what is none, or none that a terminal tells from others."""
    if len(words) == 1:
        if words in string.ascii_letters + string.digits:
            return words
        if words in string.punctuation:
            return _character_to_key(words)
    *modifiers, name = words.casefold().replace(" ", "").split("+")
    known = _NAMES.get(name)
    if not modifiers and known is not None:
        return known
    if modifiers == ["shift"]:
        if len(name) == 1 and name in string.ascii_lowercase:
            return name.upper()
        if known == "tab" or known in _SHIFTED:
            return f"shift+{known}"
    if modifiers == ["ctrl"]:
        if name in ("h", "i", "j", "m"):
            raise ValueError(_("terminals send it for Backspace, Tab or Enter"))
        if (len(name) == 1 and name in string.ascii_lowercase) or known in _SHIFTED:
            return f"ctrl+{known or name}"
    raise ValueError(_('this is no key; keys are such as "x", "X", "?", "ctrl+r", "f5", "space", "pgdn"'))
