"""The one gettext function. Every string a person reads goes through `_` or `ngettext`.

English is the source language; a catalogue lies under ``<language>/LC_MESSAGES/tbs_tui.mo`` beside this file.
`N_` marks a string that is translated where it is shown, not where it is written (module constants).
"""

import gettext as _gettext
import os
import re
from collections.abc import Mapping
from pathlib import Path

DOMAIN = "tbs_tui"
#: The language of the sources, which needs no catalogue, and those that have one.
LANGUAGES = ("en", "ko")
_ENGLISH = LANGUAGES[0]

#: As gettext asks them: the first that says something decides.
_VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
_NAME = re.compile(r"(?P<language>[A-Za-z]+)(?:[_.@-].*)?", re.DOTALL)

_language = _ENGLISH
_translations: _gettext.NullTranslations = _gettext.NullTranslations()


def language_of(name: str) -> str | None:
    """The one of LANGUAGES that is meant by the name of a language or a locale, such as ``ko_KR.UTF-8``; None when it
    is another one."""
    found = _NAME.fullmatch(name.strip())
    language = found["language"].lower() if found is not None else ""
    return _ENGLISH if language in ("c", "posix") else language if language in LANGUAGES else None


def language_of_environment(environ: Mapping[str, str]) -> str:
    """What LANGUAGE, LC_ALL, LC_MESSAGES and LANG ask for; English where there is nothing of what they do."""
    asked = next((environ[name] for name in _VARIABLES if environ.get(name)), "")
    return next(filter(None, map(language_of, asked.split(":"))), _ENGLISH)


def set_language(language: str | None) -> None:
    """Use one of LANGUAGES; None asks the environment."""
    global _language, _translations
    language = language or language_of_environment(os.environ)
    if language == _language:
        return
    _language = language
    if language == _ENGLISH:
        _translations = _gettext.NullTranslations()
    else:
        # 2 ms for 850 messages. `gettext.translation` would look for the file, and copy, at twice the cost.
        with (Path(__file__).parent / language / "LC_MESSAGES" / f"{DOMAIN}.mo").open("rb") as file:
            _translations = _gettext.GNUTranslations(file)


def _(message: str) -> str:
    """`message` in the person's language."""
    return _translations.gettext(message)


def ngettext(singular: str, plural: str, count: int) -> str:
    """The form of the message that `count` asks for; the number itself is filled in by the caller."""
    return _translations.ngettext(singular, plural, count)


def N_(message: str) -> str:  # noqa: N802 - the name that gettext's tools look for
    """Mark `message` for translation and return it as it is."""
    return message
