"""The last good picture of each Context, on disk, so that the next start has something to show at once.

One file per Context, lines of JSON: a header, then pieces of at most 200 rows, column by column, volumes and snapshots
in turn. The first rows can be had without reading the rest. Only what the list needs is kept: no metadata, no
descriptions, no attachments, nothing of users or tenants but the Context itself, whose region is that of every row.
Whatever is wrong with a file, it is as if there were none: this is API text that has lain on a disk.
"""

import hashlib
import json
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import repeat, zip_longest
from operator import attrgetter
from pathlib import Path
from types import MappingProxyType
from typing import Any, BinaryIO, NamedTuple

from tbs_tui.account.context import Context
from tbs_tui.api.models import Snapshot, Volume, VolumeType
from tbs_tui.clock import parse_time
from tbs_tui.files import make_private, open_private, user_directory, write_private
from tbs_tui.inventory.picture import Kind, Listing, Picture

#: Raised when the lines change: files of another version are ignored.
VERSION = 1
#: Rows in a line.
PIECE = 200
#: Bytes; 10,000 volumes and 30,000 snapshots are 5 MB.
LIMIT = 64 * 1024 * 1024

_FORMAT = "tbs-tui picture"
_Types = frozenset[type]
_TEXT: _Types = frozenset({str, type(None)})
_FLAG: _Types = frozenset({bool, type(None)})
_NUMBER: _Types = frozenset({int, type(None)})


class _Shape(NamedTuple):
    """How the rows of one kind are kept."""

    columns: Mapping[str, _Types]
    """Field -> types of its values; `id` is first, `malformed` is added to these."""
    make: Callable[..., Any]
    """A row of the columns' values, in their order, and of the region."""


def _volume(
    id: str,
    name: str | None,
    status: str | None,
    size: int | None,
    volume_type: str | None,
    availability_zone: str | None,
    bootable: bool | None,
    encrypted: bool | None,
    created_at: str | None,
    malformed: tuple[str, ...],
    region: str,
) -> Volume:
    return Volume(
        id,
        name,
        status,
        size,
        volume_type,
        availability_zone,
        bootable,
        encrypted,
        created_at=created_at,
        malformed=malformed,
        region=region,
    )


def _snapshot(
    id: str,
    name: str | None,
    status: str | None,
    size: int | None,
    volume_id: str | None,
    progress: str | None,
    created_at: str | None,
    malformed: tuple[str, ...],
    region: str,
) -> Snapshot:
    return Snapshot(
        id, name, status, size, volume_id, progress, created_at=created_at, malformed=malformed, region=region
    )


def _type(id: str, name: str | None, malformed: tuple[str, ...], region: str) -> VolumeType:
    return VolumeType(id, name, malformed=malformed, region=region)


_VOLUME_COLUMNS = {
    "id": _TEXT,
    "name": _TEXT,
    "status": _TEXT,
    "size": _NUMBER,
    "volume_type": _TEXT,
    "availability_zone": _TEXT,
    "bootable": _FLAG,
    "encrypted": _FLAG,
    "created_at": _TEXT,
}
_SNAPSHOT_COLUMNS = {
    "id": _TEXT,
    "name": _TEXT,
    "status": _TEXT,
    "size": _NUMBER,
    "volume_id": _TEXT,
    "progress": _TEXT,
    "created_at": _TEXT,
}
_TYPE_COLUMNS = {"id": _TEXT, "name": _TEXT}
_SHAPES: Mapping[Kind, _Shape] = MappingProxyType(
    {
        Kind.TYPES: _Shape(_TYPE_COLUMNS, _type),
        Kind.VOLUMES: _Shape(_VOLUME_COLUMNS, _volume),
        Kind.SNAPSHOTS: _Shape(_SNAPSHOT_COLUMNS, _snapshot),
    }
)


class _Damaged(ValueError):
    """The file does not say what one of ours says."""


class PictureCache:
    """Pictures in a directory that is ours alone. Blocking: 40,000 rows take 0.1 s to save and 0.2 s
    to load, so off the loop; a head takes 3 ms."""

    def __init__(self, directory: Path | None = None) -> None:
        self._directory = directory or user_directory("CACHE")
        self.trouble: OSError | None = None
        """Why the last try to save kept nothing; None when it did, or when it was told not to go on."""

    def save(self, origin: str, picture: Picture, go_on: Callable[[], bool] = lambda: True) -> bool:
        """Keep `picture` of the cloud whose identity service has this origin; whether that was done. `go_on` is asked
        before each piece; when it says no, the file stays as it was.

        Nothing is kept of a picture whose volumes are not whole (a loaded one, or a first sweep under way), and no
        listing that is not whole. A disk that is full or read-only costs the cache and nothing else.
        """
        if not picture.volumes.complete:
            return False
        try:
            make_private(self._directory)
            # Not synced: a file that a power cut has damaged is ignored, and most disks take longer than all the rest.
            lines = _while(go_on, _lines(origin, picture))
            write_private(self._path(origin, picture.context), lines, durable=False)
        except OSError as error:
            self.trouble = error if not isinstance(error, InterruptedError) else None
            return False
        self.trouble = None
        return True

    def load_head(self, origin: str, context: Context, rows: int = 200) -> Picture | None:
        """All types and the first `rows` volumes and snapshots as they were, or a few more; None when nothing is known.

        No listing is `complete`, so that nothing counts as gone because it is not here; `total` says how many there
        were. A listing that had not been read has no `fetched_at`.
        """
        return self._load(origin, context, rows)

    def load(self, origin: str, context: Context) -> Picture | None:
        """All of the picture, else as `load_head`."""
        return self._load(origin, context, None)

    def forget(self, origin: str, context: Context) -> None:
        """Keep nothing of this Context any more. Raises OSError."""
        self._path(origin, context).unlink(missing_ok=True)

    def forget_all(self) -> None:
        """Keep nothing at all any more, nor what a process left that was killed while it wrote. Raises OSError."""
        _remove([*self._files(), *self._leftovers()])

    def forget_account(self, origin: str, tenant_ids: Collection[str] | None) -> None:
        """Keep nothing any more of these tenants of the cloud whose identity service has this origin; None is all of
        them. What does not say whose it is goes too. Raises OSError."""

        def meant(path: Path) -> bool:
            whose = _whose(path)
            return whose is None or (whose[0] == origin and (tenant_ids is None or whose[1].tenant_id in tenant_ids))

        _remove([*filter(meant, self._files()), *self._leftovers()])

    def _files(self) -> Iterator[Path]:
        return self._directory.glob("picture-*.jsonl")

    def _leftovers(self) -> Iterator[Path]:
        return self._directory.glob(".picture-*.jsonl-*")

    def _path(self, origin: str, context: Context) -> Path:
        key = json.dumps([origin, context.profile, context.tenant_id, context.region])
        return self._directory / f"picture-{hashlib.sha256(key.encode('ascii')).hexdigest()[:32]}.jsonl"

    def _load(self, origin: str, context: Context, rows: int | None) -> Picture | None:
        try:
            with open_private(self._path(origin, context), LIMIT) as file:
                return _read(file, origin, context, rows)
        # ValueError: JSON, UTF-8, numbers of thousands of digits, times. RecursionError: nested too deep.
        except (OSError, ValueError, RecursionError):
            return None


def _remove(paths: Iterable[Path]) -> None:
    """All that can be removed; raises the last OSError of those that can't. A directory is none of ours."""
    failure: OSError | None = None
    for path in paths:
        try:
            if path.is_symlink() or not path.is_dir():
                path.unlink(missing_ok=True)
        except OSError as error:
            failure = error
    if failure is not None:
        raise failure


def _whose(path: Path) -> tuple[str, Context] | None:
    """Origin and Context that a file says it is of; None when it is not one of ours."""
    try:
        with open_private(path, LIMIT) as file:
            header = json.loads(file.readline())
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(header, dict) or header.get("format") != _FORMAT or header.get("version") != VERSION:
        return None
    match header.get("origin"), header.get("context"):
        case str(origin), [str(profile), str(tenant_id), str(region)]:
            return origin, Context(profile, tenant_id, region)
    return None


def _while(go_on: Callable[[], bool], lines: Iterable[bytes]) -> Iterator[bytes]:
    for line in lines:
        if not go_on():
            raise InterruptedError
        yield line


def _lines(origin: str, picture: Picture) -> Iterator[bytes]:
    context = picture.context
    header: dict[str, Any] = {
        "format": _FORMAT,
        "version": VERSION,
        "origin": origin,
        "context": [context.profile, context.tenant_id, context.region],
    }
    kept = {kind: _kept(picture.listing(kind)) for kind in _SHAPES}
    for kind, listing in kept.items():
        fetched_at = listing.fetched_at.isoformat() if listing.fetched_at is not None else None
        header[kind.value] = [len(listing.rows), fetched_at, listing.malformed, listing.dropped]
    yield _line(header)
    yield from _pieces(Kind.TYPES, kept[Kind.TYPES])
    volumes, snapshots = (_pieces(kind, kept[kind]) for kind in (Kind.VOLUMES, Kind.SNAPSHOTS))
    for pair in zip_longest(volumes, snapshots):
        yield from filter(None, pair)


def _kept(listing: Listing[Any]) -> Listing[Any]:
    return listing if listing.complete else Listing()


def _pieces(kind: Kind, listing: Listing[Any]) -> Iterator[bytes]:
    columns = _SHAPES[kind].columns
    values = attrgetter(*columns)
    for start in range(0, len(listing.rows), PIECE):
        rows = listing.rows[start : start + PIECE]
        ids, *others = zip(*map(values, rows), strict=True)
        malformed = [" ".join(name for name in row.malformed if name in columns) for row in rows]
        yield _line([kind.value, ids, *map(_packed, others), _packed(malformed)])


def _packed(column: Any) -> Any:
    """A column in which every row has the same value is that value: zones, flags and types mostly are."""
    return column[0] if column.count(column[0]) == len(column) else column


def _line(document: object) -> bytes:
    # ASCII: a lone surrogate passes too.
    return json.dumps(document, separators=(",", ":")).encode("ascii") + b"\n"


class _Head(NamedTuple):
    """What the header says of one kind."""

    total: int
    fetched_at: datetime | None
    malformed: int
    dropped: int


def _read(file: BinaryIO, origin: str, context: Context, rows: int | None) -> Picture:
    """Raises ValueError, of which _Damaged is one, and RecursionError."""
    heads = _heads(json.loads(file.readline()), origin, context)
    wanted = {kind: head.total for kind, head in heads.items()}
    if rows is not None:
        wanted |= {kind: min(wanted[kind], rows) for kind in (Kind.VOLUMES, Kind.SNAPSHOTS)}
    got: dict[Kind, list[Any]] = {kind: [] for kind in _SHAPES}
    pool: dict[Any, Any] = {}
    region = sys.intern(context.region)
    while any(len(got[kind]) < wanted[kind] for kind in got):
        kind, found = _piece(json.loads(file.readline()), pool, region)
        got[kind] += found
    if any(len(got[kind]) > head.total for kind, head in heads.items()) or (rows is None and file.read(1)):
        raise _Damaged
    return Picture.empty(context).with_listings({kind: _listing(got[kind], heads[kind]) for kind in got})


def _listing(rows: list[Any], head: _Head) -> Listing[Any]:
    if len({row.id for row in rows}) != len(rows):
        raise _Damaged
    total = head.total if head.fetched_at is not None else None
    return Listing(tuple(rows), head.fetched_at, head.malformed, head.dropped, complete=False, total=total)


def _heads(header: Any, origin: str, context: Context) -> dict[Kind, _Head]:
    expected = {
        "format": _FORMAT,
        "version": VERSION,
        "origin": origin,
        "context": [context.profile, context.tenant_id, context.region],
    }
    if not isinstance(header, dict) or any(header.get(key) != value for key, value in expected.items()):
        raise _Damaged
    return {kind: _head(header.get(kind.value)) for kind in _SHAPES}


def _head(said: Any) -> _Head:
    match said:
        case [int(count), str() | None as fetched_at, int(malformed), int(dropped)]:
            if count < 0 or malformed < 0 or dropped < 0 or (count and fetched_at is None):
                raise _Damaged
            return _Head(count, parse_time(fetched_at) if fetched_at is not None else None, malformed, dropped)
    raise _Damaged


def _piece(said: Any, pool: dict[Any, Any], region: str) -> tuple[Kind, list[Any]]:
    """The rows of one line. What `pool` has seen before is used again: 40,000 rows have a handful of types and zones,
    and snapshots name volumes."""
    if not isinstance(said, list) or len(said) < 2:
        raise _Damaged
    kind = Kind(said[0])
    shape = _SHAPES[kind]
    ids, malformed = said[1], said[-1]
    if len(said) != len(shape.columns) + 2 or not isinstance(ids, list) or not ids:
        raise _Damaged
    columns = [
        _unpacked(column, types, len(ids)) for column, types in zip(said[1:-1], shape.columns.values(), strict=True)
    ]
    if not all(ids):
        raise _Damaged
    for index, name in enumerate(shape.columns):
        if name == "created_at":
            _check_times(filter(None, columns[index]))
        elif shape.columns[name] is _TEXT and name != "name":
            columns[index] = list(map(pool.setdefault, columns[index], columns[index]))
    marks = [tuple(words.split(" ")) if words else () for words in _unpacked(malformed, frozenset({str}), len(ids))]
    if not all(shape.columns.keys() >= set(names) for names in marks if names):
        raise _Damaged
    return kind, list(map(shape.make, *columns, marks, repeat(region)))


def _check_times(moments: Iterable[str]) -> None:
    """Raises ValueError for what `parse_time` could not read: it would be met when the row is shown. Six times as fast
    as calling it, and 40,000 rows take 0.1 s of that."""
    years = {datetime.fromisoformat(moment).year for moment in moments}
    if years and not datetime.min.year < min(years) <= max(years) < datetime.max.year:
        raise _Damaged


def _unpacked(column: Any, types: _Types, count: int) -> list[Any]:
    values = column if isinstance(column, list) else [column] * count
    if len(values) != count or not types.issuperset(map(type, values)):
        raise _Damaged
    return values
