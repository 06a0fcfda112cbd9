"""What is wrong with what was typed into a field, at once and in plain words; None when nothing is.

Each function looks at one field's text as typed. The server's word still wins: an error is what Cinder's request
schemas refuse or what nobody means, a warning what only some servers refuse. Source: api-facts 6.3 and 10.
"""

import re
from collections.abc import Iterable

from tbs_tui.locale import _
from tbs_tui.operations import gate
from tbs_tui.text import cut, plain

#: Characters of a name, description, key or value: the columns are VARCHAR(255).
LONGEST = 255
#: GB, the largest number of the column; beyond it the server fails instead of refusing.
MOST_SIZE = 2_147_483_647

_NUMBER = re.compile(r"[+-]?[0-9]+")
_KEY_CHARACTER = re.compile(r"[a-zA-Z0-9_:. /-]")
_NO_TEXT = re.compile("[\ud800-\udfff]")
#: Cells of an excerpt of what was typed.
_EXCERPT = 20


def name(text: str) -> str | None:
    """The name of a volume or snapshot; may be empty. The server cuts off the blanks around it."""
    return _too_long(text.strip()) or _no_text(text)


def description(text: str) -> str | None:
    """May be empty."""
    return _too_long(text) or _no_text(text)


def name_warning(text: str) -> str | None:
    """What some servers refuse in a name or description: tables in MySQL's older UTF-8 hold nothing beyond U+FFFF."""
    if all(char <= "\uffff" for char in text):
        return None
    return _("Some servers refuse emoji and other rare characters: the server decides.")


def read_size(text: str) -> int | None:
    """The size that was typed, GB; None for what is no whole number. Below 1 it is no size yet: ask `size`."""
    digits = text.strip()
    # Python reads no number of more than 4,300 digits; all that are too large are alike.
    return int(digits[:300]) if _NUMBER.fullmatch(digits) else None


def size(text: str, at_least: int | None = None) -> str | None:
    """The size of a new volume; `at_least` is the snapshot's, GB. No unit and no comma is taken: "1,000" is one or a
    thousand, as the reader is used to, and "2 TB" would ask for the next unit."""
    if not text.strip():
        return _("The size is missing: a number of GB.")
    number = read_size(text)
    if number is None:
        return _("The size is a whole number of GB, digits only.")
    if number > MOST_SIZE:
        return _("No volume is as large as that.")
    return gate.size_refusal(number, at_least)


def size_warning(text: str) -> str | None:
    """An unusual size that `size` has nothing against."""
    number = read_size(text)
    return gate.size_warning(number) if number is not None and 1 <= number <= MOST_SIZE else None


def metadata_key(text: str, others: Iterable[str] = ()) -> str | None:
    """A key; `others` are those of the other rows, as typed."""
    if not text.strip():
        return _("The key is missing.")
    odd = next((char for char in text if not _KEY_CHARACTER.fullmatch(char)), None)
    if odd is not None:
        # A line break or an odd space is shown as a blank, and a blank is allowed.
        shown = plain(odd) if odd.isprintable() and not odd.isspace() else f"U+{ord(odd):04X}"
        return _("A key has only A-Z, a-z, 0-9, blanks and - _ : . /, not {char}.").format(char=shown)
    if text in others:
        return _("The key {key} is there twice.").format(key=cut(plain(text), _EXCERPT))
    return _too_long(text)


def metadata_value(text: str) -> str | None:
    """The value of a key; may be empty."""
    return _too_long(text) or _no_text(text)


def image_name(text: str) -> str | None:
    """The name of an image."""
    return _("The image needs a name.") if not text.strip() else _too_long(text) or _no_text(text)


def app_key(text: str, key_id: str, *, needed: bool) -> str | None:
    """The Secure Key Manager's app key, a secret, beside what stands in the field of the key's ID. `needed`: the type
    is an encrypted one."""
    if text.strip():
        return None
    if needed:
        return _("An encrypted volume needs the app key of Secure Key Manager.")
    return _("The app key is missing: give it and the key ID, or neither.") if key_id.strip() else None


def key_id(text: str, app_key: str, *, needed: bool) -> str | None:
    """The ID of the key, beside what stands in the field of the app key. `needed`: the type is an encrypted one."""
    if text.strip():
        return None
    if needed:
        return _("An encrypted volume needs the ID of a key in Secure Key Manager.")
    return _("The key ID is missing: give it and the app key, or neither.") if app_key.strip() else None


def _too_long(text: str) -> str | None:
    if len(text) <= LONGEST:
        return None
    return _("It has {n:,} characters, and {most} is the most.").format(n=len(text), most=LONGEST)


def _no_text(text: str) -> str | None:
    """Half of a surrogate pair, as a damaged paste leaves it: the server breaks on it."""
    return _("It holds a character that can't be sent.") if _NO_TEXT.search(text) else None
