"""The quick filter: words that must all occur somewhere in a row, or with ``!`` before them must not.

Compared in NFC, folded, so that Hangul typed as jamo finds a name stored as syllables. Searched are name, id, status,
type, zone, description, metadata values, and instances and devices of attachments; of snapshots the volume's id too.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from tbs_tui.api.models import Snapshot, Volume, VolumeType
from tbs_tui.inventory.picture import Row
from tbs_tui.text import fold

#: Parts the fields of a row; no word holds it, so none matches across two fields.
_BETWEEN = "\n"


#: Rows whose texts are put together in one piece: 4 ms.
STEP_ROWS = 1000


@dataclass(frozen=True, slots=True)
class Words:
    """A filter as it was typed."""

    wanted: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.wanted or self.unwanted)


def parse(text: str) -> Words:
    """The words of `text`, folded. A ``!`` alone says nothing yet."""
    words = fold(text).split()
    return Words(
        tuple(word for word in words if not word.startswith("!")),
        tuple(word[1:] for word in words if word.startswith("!") and len(word) > 1),
    )


def filter_rows(rows: tuple[Row, ...], text: str) -> tuple[Row, ...]:
    """The rows that `text` leaves, in their order; `rows` itself when `text` says nothing."""
    words = parse(text)
    if not words or not rows:
        return rows
    haystacks = _haystacks(rows)
    # Each word looks through what the words before it left.
    left: Iterable[int] = range(len(rows))
    for word in words.wanted:
        left = [index for index in left if word in haystacks[index]]
    for word in words.unwanted:
        left = [index for index in left if word not in haystacks[index]]
    return tuple(rows[index] for index in left)


@dataclass(slots=True)
class _Remembered:
    """The texts of the rows that were filtered last."""

    rows: tuple[Any, ...]
    haystacks: list[str]


#: One for each kind of row: the same rows are filtered at every key, and after a poll most are the same objects.
_remembered: dict[type, _Remembered] = {}


def in_steps(rows: tuple[Any, ...]) -> Iterator[None]:
    """What `filter_rows` has to know of `rows`, worked out in pieces of a few ms; afterwards each key costs 3 ms."""
    kind = type(rows[0]) if rows else None
    last = _remembered.get(kind) if kind is not None else None
    if kind is None or (last is not None and last.rows is rows):
        return
    known = {id(row): text for row, text in zip(last.rows, last.haystacks, strict=True)} if last is not None else {}
    make = _MAKERS[kind]
    texts: list[str] = []
    for start in range(0, len(rows), STEP_ROWS):
        # `last` keeps its rows alive here, so that no id of theirs can be another's.
        texts += [known.get(id(row)) or make(row) for row in rows[start : start + STEP_ROWS]]
        yield
    _remembered[kind] = _Remembered(rows, texts)


def _haystacks(rows: tuple[Any, ...]) -> list[str]:
    for _step in in_steps(rows):
        pass
    return _remembered[type(rows[0])].haystacks


def _of_volume(row: Volume) -> str:
    texts = [row.id, row.name, row.status, row.volume_type, row.availability_zone, row.description]
    texts += row.metadata.values()
    for attachment in row.attachments:
        texts += (attachment.server_id, attachment.device)
    return _folded(texts)


def _of_snapshot(row: Snapshot) -> str:
    return _folded([row.id, row.name, row.status, row.volume_id, row.description, *row.metadata.values()])


def _of_type(row: VolumeType) -> str:
    return _folded([row.id, row.name, row.description, *row.extra_specs.values()])


def _folded(texts: Iterable[str | None]) -> str:
    return fold(_BETWEEN.join(filter(None, texts)))


_MAKERS: dict[type, Callable[[Any], str]] = {Volume: _of_volume, Snapshot: _of_snapshot, VolumeType: _of_type}
