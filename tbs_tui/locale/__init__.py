"""The one gettext function. Every string a person reads goes through `_` or `ngettext`.

English is the source language; a catalogue lies under ``<language>/LC_MESSAGES/tbs_tui.mo`` beside this file.
`N_` marks a string that is translated where it is shown, not where it is written (module constants).
"""

import gettext as _gettext
from pathlib import Path

_DOMAIN = "tbs_tui"
_translations: _gettext.NullTranslations = _gettext.NullTranslations()


def set_language(languages: list[str] | None) -> None:
    """Use the first of `languages` (such as ``["ko"]``) that has a catalogue; None asks LANGUAGE, LC_ALL and LANG."""
    global _translations
    _translations = _gettext.translation(_DOMAIN, localedir=Path(__file__).parent, languages=languages, fallback=True)


def _(message: str) -> str:
    """`message` in the person's language."""
    return _translations.gettext(message)


def ngettext(singular: str, plural: str, count: int) -> str:
    """The form of the message that `count` asks for; the number itself is filled in by the caller."""
    return _translations.ngettext(singular, plural, count)


def N_(message: str) -> str:  # noqa: N802 - the name that gettext's tools look for
    """Mark `message` for translation and return it as it is."""
    return message
