"""Pages of a list: limit, marker, offset, sort, filters and next links, right as in Cinder 17 or wrong as in Kilo."""

import asyncio
import functools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from tbs_tui.demo import answers
from tbs_tui.demo.check import MAX_INT
from tbs_tui.demo.dialect import Dialect
from tbs_tui.demo.rows import Row, Shelf
from tbs_tui.demo.wire import Answer, Request, dumps

R = TypeVar("R", bound=Row)
#: The value of a row in a column.
Column = Callable[[Any], Any]

#: Rows written before the event loop gets its turn: 1,000 rows never written before take 20 ms.
SLICE = 200


@dataclass(frozen=True, slots=True)
class Listing(Generic[R]):
    """A list that can be asked for. `kind` is what an unknown marker is called; `columns` are the keys that `sort`
    takes, `filters` the query parameters that choose rows by equality."""

    key: str
    kind: str
    columns: Mapping[str, Column]
    filters: Mapping[str, Column]


@dataclass(frozen=True, slots=True)
class Bounds:
    """`limit` is the number of rows at most; `said` whether the request gave it."""

    limit: int
    said: bool
    offset: int
    marker: str | None


def number(value: str, name: str) -> int:
    try:
        return int(value)
    except ValueError:
        raise answers.bad_request(f"{name} must be an integer") from None


def bounds(request: Request, page_limit: int, dialect: Dialect) -> Bounds:
    """The paging parameters of a request. Too large a limit is cut to `page_limit`; nonsense is 400."""
    said = request.param("limit")
    limit = min(dialect.default_page, page_limit)
    if said is not None:
        limit = number(said, "limit param")
        if limit < 0:
            raise answers.bad_request("limit param must be positive")
    said_offset = request.param("offset")
    offset = number("0" if said_offset is None else said_offset, "offset")
    if offset < 0:
        raise answers.bad_request("offset must be >= 0")
    if offset > MAX_INT:
        raise answers.bad_request(f"offset must be <= {MAX_INT}")
    return Bounds(min(limit, page_limit), said is not None, offset, request.param("marker"))


def sort_keys(request: Request, columns: Mapping[str, Column]) -> list[tuple[str, bool]]:
    """(column, descending) in the order asked for; empty for the default order. The direction of `sort` is descending
    when left out."""
    sort, key, direction = request.param("sort"), request.param("sort_key"), request.param("sort_dir")
    if sort is None:
        if key is None and direction is None:
            return []
        asked = [(key or "created_at", direction or "desc")]
    elif key is not None or direction is not None:
        raise answers.bad_request(
            "The 'sort_key' and 'sort_dir' parameters are deprecated and cannot be used with the 'sort' parameter."
        )
    else:
        asked = []
        for part in sort.split(","):
            name, _, way = part.partition(":")
            asked.append((name.strip(), way.strip() or "desc"))
    if any(way not in ("asc", "desc") for _, way in asked):
        raise answers.bad_request("Invalid input received: Unknown sort direction, must be 'desc' or 'asc'.")
    if any(name not in columns for name, _ in asked):
        raise answers.bad_request("Invalid input received: Invalid sort key")
    # Cinder adds these two, in the direction of the first key, so that the order is total.
    for name in ("created_at", "id"):
        if all(name != known for known, _ in asked):
            asked.append((name, asked[0][1]))
    return [(name, way == "desc") for name, way in asked]


def _folded(value: Any) -> Any:
    """The database compares text without regard to case."""
    return value.casefold() if isinstance(value, str) else value


def in_order(rows: Iterable[R], keys: list[tuple[str, bool]], columns: Mapping[str, Column]) -> list[R]:
    """Rows by the columns asked for; nulls come first ascending, as in MariaDB."""
    ordered = list(rows)
    for name, descending in reversed(keys):
        column = columns[name]

        def value(row: R, column: Column = column) -> tuple[bool, Any]:
            found = _folded(column(row))
            return (found is not None, "" if found is None else found)

        ordered.sort(key=value, reverse=descending)
    return ordered


def is_behind(row: R, marker: R, keys: list[tuple[str, bool]], columns: Mapping[str, Column], *, strict: bool) -> bool:
    """Whether the database takes `row` to come after the marker.

    Up to Pike a null compares to nothing, so a marker whose column is null has nothing behind it. Later a null counts
    as empty text here, though not in the order: with null and empty names mixed, rows get lost or come twice.
    """
    for name, descending in keys:
        here, there = _folded(columns[name](row)), _folded(columns[name](marker))
        if strict:
            here, there = ("" if value is None else value for value in (here, there))
        elif here is None or there is None:
            return False
        if here != there:
            return bool(here < there) if descending else bool(here > there)
    return False


def find(
    shelf: Shelf[R], listing: Listing[R], request: Request, asked: Bounds, dialect: Dialect
) -> tuple[list[R], bool]:
    """The rows of the page, and whether a next link may follow."""
    deaf = dialect.kilo and listing.key == "snapshots"
    keys = [] if deaf else sort_keys(request, listing.columns)
    marker = None if deaf else asked.marker
    place = 0
    if marker is not None:
        found = shelf.place(marker)
        if found is None:
            raise answers.not_found(listing.kind, marker)
        place = found + 1
    rows = shelf.newest_first()
    if asked.limit == 0:
        return [], False
    if keys:
        held = rows[place - 1] if marker is not None else None
        rows = in_order(rows, keys, listing.columns)
        if held is not None:
            behind = functools.partial(
                is_behind, marker=held, keys=keys, columns=listing.columns, strict=dialect.strict
            )
            rows = [row for row in rows if behind(row)]
        place = 0
    wanted = [(listing.filters[name], value) for name, value in request.query if name in listing.filters]
    if wanted:
        rows = [row for row in rows[place:] if all(column(row) == value for column, value in wanted)]
        place = 0
    if dialect.kilo and listing.key == "volumes" and asked.said:
        # Kilo: the database cuts by limit, and the API slices what is left by offset again.
        page = rows[place : place + asked.limit][asked.offset :]
    else:
        page = rows[place + asked.offset : place + asked.offset + asked.limit]
    if keys and keys[0][0] == "volume_type" and page:
        # Every volume is joined with every type before the limit is applied: of four types, a quarter of the rows
        # remain and no next link.
        return page[: max(asked.limit // 4, 1)], False
    return page, len(page) == asked.limit and not deaf


async def answer_list(
    shelf: Shelf[R],
    listing: Listing[R],
    request: Request,
    *,
    detail: bool,
    link_base: str,
    page_limit: int,
    dialect: Dialect,
) -> Answer:
    """A page as an answer. The event loop gets its turn every 200 rows. `link_base` is the service's address without
    the version."""
    asked = bounds(request, page_limit, dialect)
    page, more = find(shelf, listing, request, asked, dialect)
    pieces: list[bytes] = []
    for start in range(0, len(page), SLICE):
        if start:
            await asyncio.sleep(0)
        rows = page[start : start + SLICE]
        if detail:
            pieces.append(b", ".join([row.detail_json(link_base, dialect) for row in rows]))
        else:
            pieces.append(b", ".join([row.short_json(link_base, dialect) for row in rows]))
    chunks = [b'{"%s": [' % listing.key.encode()]
    for index, piece in enumerate(pieces):
        chunks.append(b", " + piece if index else piece)
    chunks.append(b"]")
    if more:
        query = urlencode([*((key, value) for key, value in request.query if key != "marker"), ("marker", page[-1].id)])
        link = [{"rel": "next", "href": f"{request.base}{request.path}?{query}"}]
        chunks.append(b', "%s_links": ' % listing.key.encode() + dumps(link))
    chunks.append(b"}")
    return Answer(200, chunks)
