"""What is remembered from one run to the next and is no setting of a person's: where each profile was last, how each
table was arranged, and the filters that were saved.

``state.json`` in ``$XDG_STATE_HOME/tbs-tui``. Whatever is wrong with it, it is as if nothing had been remembered.

A change writes single entries and leaves all others as they are, those that a newer version has added too. It reads,
changes and writes under a lock, so that of several processes none loses what another has remembered; of the same entry
the one written last stays. Without the lock (a file system that has none, or one held for `_PATIENCE`) two writes at
the same moment may lose one of them; the file is whole all the same.
"""

import contextlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tbs_tui.account.context import Context
from tbs_tui.files import locked, make_private, open_private, user_directory, write_private

_VERSION = 1
_LIMIT = 1024 * 1024
#: A filter that is saved, or its name, is never longer, characters.
MOST_CHARACTERS = 1000
#: More columns than any table has.
_MOST_COLUMNS = 100
#: Seconds that a write waits for the lock of another process, which holds it for a few ms.
_PATIENCE = 1.0

Entry = tuple[str, ...]
"""The keys that lead to a value in the document."""
Changes = Mapping[Entry, Any]
"""What entries are from now on; None for one that is to go."""


@dataclass(frozen=True, slots=True)
class TableState:
    """How a person has arranged one table."""

    columns: tuple[str, ...] = ()
    """Keys of the columns chosen, left to right; empty for the standard set."""
    sort: str | None = None
    """Key of the column that the rows are ordered by; None for the order that they come in at first."""
    reverse: bool = False


def _nothing() -> Mapping[Any, Any]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class State:
    """What is remembered from earlier runs."""

    last: Mapping[str, Context] = field(default_factory=_nothing)
    """Profile's name -> what it showed last."""
    tables: Mapping[str, TableState] = field(default_factory=_nothing)
    """Kind of resource, as the wire calls it -> its table."""
    filters: Mapping[tuple[str, str], Mapping[str, str]] = field(default_factory=_nothing)
    """Profile's name and kind -> name of the filter -> its text, in the order in which they were saved."""


def state_path() -> Path:
    """Where the state is kept."""
    return user_directory("STATE") / "state.json"


def load_state(path: Path) -> State:
    """What is remembered; nothing when the file is missing, damaged, or anybody else's to read or write."""
    document = _load(path)
    if document.get("version") != _VERSION:
        return State()
    tables = _entries(document, "tables")
    return State(
        MappingProxyType(dict(_contexts(_entries(document, "last")))),
        MappingProxyType({kind: _table(_entries(tables, kind)) for kind in tables}),
        MappingProxyType(dict(_filters(_entries(document, "filters")))),
    )


def _load(path: Path) -> dict[str, Any]:
    try:
        with open_private(path, _LIMIT) as file:
            document = json.load(file)
    except (OSError, ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}


def _entries(document: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = document.get(key)
    return value if isinstance(value, dict) else {}


def _contexts(last: Mapping[str, Any]) -> Iterator[tuple[str, Context]]:
    for profile, value in last.items():
        match value:
            case {"tenant_id": str(tenant_id), "region": str(region)} if profile and tenant_id and region:
                yield profile, Context(profile, tenant_id, region)


def _table(value: Mapping[str, Any]) -> TableState:
    columns, sort, reverse = value.get("columns"), value.get("sort"), value.get("reverse")
    known = isinstance(columns, list) and len(columns) <= _MOST_COLUMNS
    return TableState(
        # Each once, as a table shows it.
        tuple(dict.fromkeys(each for each in columns if isinstance(each, str))) if known and columns else (),
        sort if isinstance(sort, str) else None,
        reverse is True,
    )


def _filters(value: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str], Mapping[str, str]]]:
    for profile in value:
        for kind in _entries(value, profile):
            saved = {
                name: text
                for name, text in _entries(_entries(value, profile), kind).items()
                if is_saveable(name) and isinstance(text, str) and is_saveable(text)
            }
            if saved:
                yield (profile, kind), MappingProxyType(saved)


def is_saveable(text: str) -> bool:
    """Whether it can be the name or the text of a saved filter: what a person can have typed into a line."""
    return 0 < len(text) <= MOST_CHARACTERS and text.isprintable()


def table_changes(kind: str, table: TableState) -> Changes:
    """Remembers how the table of a kind is arranged."""
    return {
        ("tables", kind, "columns"): list(table.columns) or None,
        ("tables", kind, "sort"): table.sort,
        ("tables", kind, "reverse"): table.reverse if table.sort is not None else None,
    }


def filter_entry(profile: str, kind: str, name: str) -> Entry:
    """Where the text of a saved filter is."""
    return ("filters", profile, kind, name)


def remember_context(path: Path, context: Context) -> None:
    """Remember what a named profile shows now. Of the unnamed one nothing is: the environment says what it shows, and
    tomorrow's may be another account. Raises OSError."""
    if context.profile:
        change_state(path, {("last", context.profile): {"tenant_id": context.tenant_id, "region": context.region}})


def change_state(path: Path, changes: Changes) -> None:
    """Write these entries and no others; nothing when they are as they are to be. A file of a newer version, which may
    mean something else by them, is left alone. Raises OSError."""
    if _changed(_load(path), changes) is None:
        return
    make_private(path.parent)
    # A file of its own, since the other one is replaced by each write.
    with locked(path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, _PATIENCE):
        _set_aside(path)
        document = _changed(_load(path), changes)
        if document is not None:
            text = json.dumps(document, indent=1)
            write_private(path, (text.encode("ascii"), b"\n"), durable=False)


def _set_aside(path: Path) -> None:
    """What can't be read is kept under another name: somebody may have mended it by hand and left a slip."""
    try:
        with open_private(path, _LIMIT) as file:
            if isinstance(json.load(file), dict):
                return
    except FileNotFoundError:
        return
    except (OSError, ValueError, RecursionError):
        pass
    with contextlib.suppress(OSError):
        os.replace(path, path.with_name(f"{path.name}.damaged"))


def _changed(document: dict[str, Any], changes: Changes) -> dict[str, Any] | None:
    """The document with `changes`; None when nothing is to be written."""
    version = document.get("version")
    if isinstance(version, int) and version > _VERSION:
        return None
    if version != _VERSION:
        document = {"version": _VERSION}
    before = json.dumps(document)
    for (*way, key), value in changes.items():
        place = document
        for step in way:
            if not isinstance(place.get(step), dict):
                if value is None:
                    break
                place[step] = {}
            place = place[step]
        else:
            if value is None:
                place.pop(key, None)
            else:
                place[key] = value
    return document if json.dumps(document) != before else None
