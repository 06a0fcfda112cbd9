"""The rows that a query leaves.

Words are looked for in name, id, status, type, zone, description, metadata values, and instances and devices of
attachments; of snapshots in the volume's id too, in a table of all regions in the region too. Texts are compared in
NFC, folded, so that Hangul typed as jamo finds a name stored as syllables.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from operator import is_
from types import MappingProxyType
from typing import Any

from tbs_tui.api.models import Snapshot, Volume, VolumeType
from tbs_tui.inventory.picture import Picture, Row
from tbs_tui.query.columns import percent
from tbs_tui.query.language import Flag, Number, Query, Term, Text
from tbs_tui.records import dataclass
from tbs_tui.text import fold

#: Stands around each text of a row; no text of a query holds it, so none matches across two of them.
_EDGE = "\n"

#: Rows whose texts are put together in one piece: 4 ms.
STEP_ROWS = 1000

_Read = Callable[[Any, Picture], Any]
"""What a term is compared with in a row; None when it is not known."""


def filter_rows(rows: tuple[Row, ...], query: Query, picture: Picture) -> tuple[Row, ...]:
    """The rows that `query` leaves, in their order; `rows` itself when it says nothing. `picture` has the time that
    ages count to, and the other list."""
    if not query or not rows:
        return rows
    for _step in in_steps(rows, query, picture):
        pass
    columns = _remembered[type(rows[0])]
    # Each term looks through what the terms before it left; a pasted page says the same word many times.
    left: Iterable[int] = range(len(rows))
    for term in dict.fromkeys(query.terms):
        values, test, wanted = columns[term.key, term.entry].values, _test(term, rows, picture), not term.negated
        left = [index for index in left if test(values[index]) is wanted]
    return tuple(rows[index] for index in left)


# What was read of the rows


@dataclass(slots=True)
class _Column:
    """What one key has in each row."""

    asked: tuple[Any, ...]
    """The rows, and all else that it followed from."""
    values: list[Any]


#: By the kind of row: the same rows are filtered at every key, and after a poll most are the same objects.
_remembered: dict[type, dict[tuple[str, str], _Column]] = {}


def in_steps(rows: tuple[Any, ...], query: Query, picture: Picture) -> Iterator[None]:
    """What `filter_rows` has to know of `rows`, worked out in pieces of a few ms; afterwards each key costs 5 ms."""
    if not rows:
        return
    columns = _remembered.setdefault(type(rows[0]), {})
    for key, entry in dict.fromkeys((term.key, term.entry) for term in query.terms):
        asked = (rows, *_follows(key, picture))
        last = columns.get((key, entry))
        if last is not None and all(map(is_, last.asked, asked)):
            continue
        known: Mapping[int, Any] = {}
        if last is not None and all(map(is_, last.asked[1:], asked[1:])):
            known = dict(zip(map(id, last.asked[0]), last.values, strict=True))
        read, values = _reader(key, entry), []
        for start in range(0, len(rows), STEP_ROWS):
            # `last` keeps its rows alive here, so that no id of theirs can be another's.
            some = rows[start : start + STEP_ROWS]
            values += [known[id(row)] if id(row) in known else read(row, picture) for row in some]
            yield
        columns[key, entry] = _Column(asked, values)
    # The others would keep rows alive that are gone.
    for name in [name for name, column in columns.items() if column.asked[0] is not rows]:
        del columns[name]


def _follows(key: str, picture: Picture) -> tuple[Any, ...]:
    """What a key's column follows from beside the rows."""
    if key == "":
        return (picture.context.everywhere,)
    if key == "snaps":
        return picture.snapshots.rows, picture.snapshots.complete
    return (picture.volumes.rows,) if key == "volume" else ()


def _reader(key: str, entry: str) -> _Read:
    if key in _READERS:
        return _READERS[key]
    field = FIELDS.get(key, key)
    if entry:
        return _of_entry(field, fold(entry))

    def read(row: Any, _picture: Picture) -> str | None:
        return None if field in row.malformed else _edged([getattr(row, field)])

    return read


def _edged(texts: Iterable[str | None]) -> str:
    """`texts`, folded, each between two edges; empty without texts."""
    there = [text.replace(_EDGE, " ") for text in texts if text]
    return f"{_EDGE}{fold(_EDGE.join(there))}{_EDGE}" if there else ""


def _of_entry(field: str, key: str) -> _Read:
    def read(row: Any, _picture: Picture) -> str | None:
        for name, value in getattr(row, field).items():
            if fold(name) == key:
                return _edged([value])
        return None

    return read


def _words(row: Any, picture: Picture) -> str:
    texts = [row.id, row.name, row.description]
    if isinstance(row, VolumeType):
        texts += row.extra_specs.values()
    else:
        texts += (row.status, *row.metadata.values())
    if isinstance(row, Snapshot):
        texts.append(row.volume_id)
    elif isinstance(row, Volume):
        texts += (row.volume_type, row.availability_zone, *_places(row))
    return _edged([*texts, row.region if picture.context.everywhere else None])


def _places(row: Volume) -> list[str | None]:
    return [place for each in row.attachments for place in (each.server_id, each.device)]


def _attached(row: Volume, _picture: Picture) -> str | None:
    if "attachments" in row.malformed:
        return None
    # One of which neither instance nor device is known is one.
    return _edged(_places(row)) or _EDGE * len(row.attachments)


def _source(row: Snapshot, picture: Picture) -> str | None:
    volume = picture.volume(row.volume_id) if row.volume_id else None
    return (
        None if "volume_id" in row.malformed else _edged([row.volume_id, volume.name if volume is not None else None])
    )


def _snaps(row: Volume, picture: Picture) -> int | None:
    return len(picture.snapshots_of(row.id)) if picture.snapshots.complete or picture.snapshots.rows else None


def _created(row: Volume | Snapshot, _picture: Picture) -> float | None:
    created = row.created
    return created.timestamp() if created is not None else None


_READERS: Mapping[str, _Read] = MappingProxyType(
    {
        "": _words,
        "age": _created,
        "attached": _attached,
        "bootable": lambda row, _picture: row.bootable,
        "progress": lambda row, _picture: percent(row),
        "public": lambda row, _picture: row.is_public,
        "size": lambda row, _picture: row.size,
        "snaps": _snaps,
        "volume": _source,
    }
)
#: Of texts, where they differ: the key of the language -> the row's field.
FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "az": "availability_zone",
        "meta.": "metadata",
        "spec.": "extra_specs",
        "type": "volume_type",
        "volume": "volume_id",
    }
)


# Conditions


def _test(term: Term, rows: tuple[Any, ...], picture: Picture) -> Callable[[Any], bool]:
    """Whether the term, its mark left aside, is true of a value of its column."""
    if not term.values:
        return lambda value: value is not None
    numbers = [value.holds for value in term.values if isinstance(value, Number)]
    if numbers:
        # A generator for the one there mostly is takes 5 of 7 ms.
        holds = numbers[0] if len(numbers) == 1 else lambda value: any(each(value) for each in numbers)
        if term.key == "age":
            return _age_test(holds, rows, picture)
        return lambda value: value is not None and holds(value)
    flags = {value.yes for value in term.values if isinstance(value, Flag)}
    if term.key in ("bootable", "public"):
        return lambda value: value in flags
    edge = _EDGE if term.exact else ""
    texts = [fold(value.text) for value in term.values if isinstance(value, Text)]
    wanted = [f"{edge}{text}{edge}" for text in texts if text]
    if len(wanted) == len(term.values) == 1:
        [one] = wanted
        return lambda value: value is not None and one in value
    find = re.compile("|".join(map(re.escape, wanted))).search if wanted else None

    def test(value: str | None) -> bool:
        if not value:
            return value is not None and ("" in texts or False in flags)
        return True in flags or (find is not None and find(value) is not None)

    return test


def _age_test(
    holds: Callable[[float], bool], rows: tuple[Any, ...], picture: Picture
) -> Callable[[float | None], bool]:
    # The age at the last good poll, not now: an age alone never repaints a row.
    listing = picture.snapshots if isinstance(rows[0], Snapshot) else picture.volumes
    if listing.fetched_at is None:
        return lambda _created: False
    at = listing.fetched_at.timestamp()
    return lambda created: created is not None and holds(at - created)
