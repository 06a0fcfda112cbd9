"""The catalogues are whole and fit the sources, and what is loaded is what people wrote."""

import gettext
import time
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from catalogue.update import TRANSLATED, compiled, faults, folder_of, messages, po_of, stored, template, updated

from tbs_tui.locale import DOMAIN, LANGUAGES, _, set_language
from tbs_tui.query.columns import COLUMNS
from tbs_tui.text import cells


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_message_is_translated_and_fits(language: str) -> None:
    assert list(faults(stored(language), template())) == [], "see catalogue/update.py"


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_is_loaded_is_what_is_written(language: str) -> None:
    assert _said(compiled(language)) == _said(stored(language)), "run the update"


def _said(catalog: Catalog) -> dict[tuple[str, ...], tuple[str, ...]]:
    return {_forms(message.id): _forms(message.string) for message in catalog if message.id}


def _forms(words: Any) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else tuple(words)


@pytest.mark.parametrize("language", TRANSLATED)
def test_an_update_changes_nothing_when_there_is_nothing_new(language: str) -> None:
    path = folder_of(language) / f"{DOMAIN}.po"
    # The version of Babel is in it.
    kept = [line for line in path.read_bytes().splitlines() if b"Generated-By" not in line]
    made = po_of(updated(stored(language), template())).splitlines()
    assert [line for line in made if b"Generated-By" not in line] == kept


def test_there_is_a_catalogue_for_each_language_and_no_other() -> None:
    folders = {path.name for path in folder_of("xx").parents[1].iterdir() if path.is_dir() and path.name[0] != "_"}
    assert folders == set(LANGUAGES[1:])


SOURCES = Catalog()
for _each in ("red", "{n:,} of {name}", " after", "argument %(name)s: %s", ("{n} row", "{n} rows")):
    SOURCES.add(_each)


def _catalog(**other: str | tuple[str, ...] | None) -> Catalog:
    """A good one for SOURCES, but for `other`."""
    good: dict[str, tuple[str | tuple[str, str], str | tuple[str, ...]]] = {
        "red": ("red", "빨강"),
        "places": ("{n:,} of {name}", "{name} {n:,}개"),
        "blank": (" after", " 뒤"),
        "percent": ("argument %(name)s: %s", "인수 %(name)s: %s"),
        "plural": (("{n} row", "{n} rows"), ("{n}행",)),
    }
    catalog = Catalog(locale="ko")
    for name, (message, string) in good.items():
        changed = other.get(name, string)
        if changed is not None:
            catalog.add(message, changed)
    return catalog


def test_a_good_catalogue_has_no_faults() -> None:
    assert list(faults(_catalog(), SOURCES)) == []


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"red": None}, "not translated: 'red'"),
        ({"red": ""}, "not translated: 'red'"),
        ({"plural": ("",)}, "not translated: '{n} row'"),
        ({"places": "{name} {m:,}개"}, "{m!None:,}"),
        ({"places": "{name} {n}개"}, "{n!None:}"),
        ({"places": "{n:,}개"}, "instead of"),
        ({"percent": "인수 %(name)s"}, "instead of"),
        ({"plural": ("행",)}, "instead of"),
        ({"blank": "뒤"}, "other blanks at its ends"),
        ({"red": "빨강 "}, "other blanks at its ends"),
        ({"red": "빨강…"}, "one cell in some terminals"),
    ],
)
def test_each_fault_is_found(other: dict[str, str | tuple[str, ...] | None], words: str) -> None:
    [fault] = faults(_catalog(**other), SOURCES)
    assert words in fault


def test_a_guess_is_found_and_what_is_not_in_the_sources() -> None:
    catalog = _catalog()
    catalog.add("red", "파랑", flags=["fuzzy"])
    catalog.add("green", "초록")
    assert list(faults(catalog, SOURCES)) == ["not in the sources: 'green'", "only guessed (fuzzy): 'red'"]


def test_an_update_leaves_what_is_new_empty_and_drops_what_is_gone() -> None:
    catalog = _catalog(red=None)
    catalog.add("reed", "갈대")
    catalog = updated(catalog, SOURCES)
    found = catalog.get("red")
    assert found is not None
    assert not found.string
    assert not found.fuzzy
    assert b"reed" not in po_of(catalog)


def test_messages_are_found_wherever_they_stand() -> None:
    code = (
        'x = f"{_(\'in text\')}"; y = (N_("part " "by part"), ngettext("{n} row", "{n} rows", n), _(name), other("no"))'
    )
    assert set(messages(code)) == {"in text", "part by part", ("{n} row", "{n} rows")}


@pytest.mark.parametrize("language", TRANSLATED)
def test_headers_fit_their_columns(language: str) -> None:
    set_language(language)
    wide = [_(spec.label) for specs in COLUMNS.values() for spec in specs if cells(_(spec.label)) > spec.width]
    assert wide == []
    # Of what can be shown or not, the answers have to fit, too.
    flags = [spec.width for specs in COLUMNS.values() for spec in specs if spec.key in ("bootable", "is_public")]
    assert max(cells(_("yes")), cells(_("no"))) <= min(flags)


def test_a_catalogue_is_there_before_anybody_waits() -> None:
    """5 ms of processor time, at the best of ten: a busy machine is no fault of it."""
    path = folder_of("ko") / f"{DOMAIN}.mo"

    def cost(path: Path) -> float:
        begun = time.process_time()
        with path.open("rb") as file:
            gettext.GNUTranslations(file)
        return time.process_time() - begun

    assert min(cost(path) for _time in range(10)) < 0.005
