"""Entries of the journal as documents, for files."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tbs_tui.inventory.history import Entry
from tbs_tui.query.documents import csv_lines

FIELDS = (
    "at",
    "away_since",
    "profile",
    "tenant_id",
    "region",
    "kind",
    "id",
    "name",
    "what",
    "before",
    "after",
    "words",
    "request_id",
)


def document(entries: Sequence[Entry]) -> dict[str, Any]:
    """The entries, each with its place."""
    return {"journal": [_fields(entry) for entry in entries]}


def lines(entries: Sequence[Entry]) -> Iterator[str]:
    """The entries, a line each below the names of the fields."""
    yield from csv_lines(FIELDS, (list(_fields(entry).values()) for entry in entries))


def _fields(entry: Entry) -> Mapping[str, str | None]:
    values = (
        entry.at.isoformat(timespec="seconds"),
        entry.away_since.isoformat(timespec="seconds") if entry.away_since is not None else None,
        entry.context.profile.strip(),
        entry.context.tenant_id,
        entry.context.region,
        entry.kind.value,
        entry.id,
        entry.name,
        entry.what.value,
        entry.before,
        entry.after,
        entry.words or None,
        entry.request_id,
    )
    return dict(zip(FIELDS, values, strict=True))
