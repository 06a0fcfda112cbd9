"""Brings the catalogues beside `tbs_tui.locale` up to date with the sources, compiles them, and names what is left:

PYTHONPATH=.:tests python -m catalogue.update
"""

import ast
import io
import re
import string
import sys
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po

import tbs_tui
from tbs_tui.locale import DOMAIN, LANGUAGES

SOURCES = Path(tbs_tui.__file__).parent
TRANSLATED = LANGUAGES[1:]
"""English is in the sources."""

#: Functions that take messages, and how many of their arguments are.
_MARKS = {"_": 1, "N_": 1, "ngettext": 2}
#: Dates of their own would make every update a change, and every two of them a conflict.
_NO_DATE = datetime(2020, 1, 1, tzinfo=UTC)
_PERCENT_PLACE = re.compile(r"%(?:\(\w+\))?[srd]")


def folder_of(language: str) -> Path:
    """Where a language's catalogue is: to read in ``.po``, to load in ``.mo``."""
    return SOURCES / "locale" / language / "LC_MESSAGES"


def messages(code: str) -> Iterator[str | tuple[str, str]]:
    """What `code` marks: messages, and singulars with their plurals. Babel's own extraction misses those that stand
    within an f-string on Python 3.11."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _MARKS:
            words = [each.value for each in node.args[: _MARKS[node.func.id]] if isinstance(each, ast.Constant)]
            match words:
                case [str(message)]:
                    yield message
                case [str(singular), str(plural)]:
                    yield singular, plural


def template() -> Catalog:
    """Every message of the sources. Places have no line numbers, which any change would move."""
    catalog = Catalog()
    for path in sorted(SOURCES.rglob("*.py")):
        for message in messages(path.read_text("utf-8")):
            catalog.add(message, locations=[(path.relative_to(SOURCES.parent).as_posix(), 0)])
    return catalog


def stored(language: str) -> Catalog:
    """The catalogue that people write."""
    with (folder_of(language) / f"{DOMAIN}.po").open("rb") as file:
        return read_po(file, locale=language, domain=DOMAIN)


def compiled(language: str) -> Catalog:
    """The catalogue that the program loads."""
    with (folder_of(language) / f"{DOMAIN}.mo").open("rb") as file:
        return read_mo(file)


def po_of(catalog: Catalog) -> bytes:
    """The text of the ``.po`` file."""
    text = io.BytesIO()
    write_po(text, catalog, width=120, include_lineno=False, ignore_obsolete=True)
    return text.getvalue()


def mo_of(catalog: Catalog) -> bytes:
    """What the ``.mo`` file holds."""
    text = io.BytesIO()
    write_mo(text, catalog)
    return text.getvalue()


def updated(catalog: Catalog, sources: Catalog) -> Catalog:
    """`catalog` with what `sources` has and nothing else; what is new has no translation."""
    catalog.update(sources, no_fuzzy_matching=True, update_header_comment=False)
    catalog.obsolete.clear()
    catalog.creation_date = catalog.revision_date = _NO_DATE
    return catalog


def faults(catalog: Catalog, sources: Catalog) -> Iterator[str]:
    """What is wrong with a catalogue, a line each."""
    for message in catalog:
        if message.id and message.id not in sources:
            yield f"not in the sources: {_first(message)!r}"
    for message in sources:
        found = catalog.get(message.id) if message.id else None
        if message.id and (found is None or not all(_forms(found)) or not _forms(found)):
            yield f"not translated: {_first(message)!r}"
        elif found is not None and found.id:
            yield from (f"{fault}: {_first(message)!r}" for fault in _faults_of(found))


def _faults_of(message: Message) -> Iterator[str]:
    if message.fuzzy:
        yield "only guessed (fuzzy)"
    # The only form of a language without plurals stands for the plural, too.
    model = message.id if isinstance(message.id, str) else message.id[-1]
    for form in _forms(message):
        if _places(form) != _places(model):
            yield f"{sorted(_places(form))} instead of {sorted(_places(model))}"
        if _ends(form) != _ends(model):
            yield "other blanks at its ends"
        if odd := sorted({char for char in form if unicodedata.east_asian_width(char) == "A"}):
            yield f"{odd} has one cell in some terminals and two in others"


def _first(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _forms(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def _places(form: str) -> set[str]:
    """Where something is filled in, with how it is written."""
    if found := _PERCENT_PLACE.findall(form):
        return set(found)
    parts = string.Formatter().parse(form)
    return {f"{{{name}!{conversion}:{spec}}}" for _text, name, spec, conversion in parts if name is not None}


def _ends(form: str) -> tuple[str, str]:
    bare = form.strip()
    before, _bare, after = form.partition(bare) if bare else (form, "", "")
    return before, after


def main() -> int:
    """Update and compile; 1 when people have something to do."""
    sources = template()
    left = 0
    for language in TRANSLATED:
        catalog = updated(stored(language), sources)
        (folder_of(language) / f"{DOMAIN}.po").write_bytes(po_of(catalog))
        (folder_of(language) / f"{DOMAIN}.mo").write_bytes(mo_of(catalog))
        for fault in faults(catalog, sources):
            left += 1
            print(f"{language}: {fault}")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
