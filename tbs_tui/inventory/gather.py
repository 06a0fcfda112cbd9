"""One picture of several regions, for the table of all of them."""

from collections.abc import Mapping, Sequence
from itertools import chain
from operator import is_
from typing import Any

from tbs_tui.account.context import Context
from tbs_tui.inventory.picture import Kind, Listing, Picture


class Gatherer:
    """Puts pictures together, and remembers the last result: a poll that changed nothing costs nothing."""

    def __init__(self) -> None:
        self._parts: tuple[Picture, ...] = ()
        self._whole: Picture | None = None

    def gather(self, context: Context, parts: Sequence[Picture]) -> Picture:
        """The picture of `context`, which is all regions, from that of each region, in that order."""
        old, same = self._whole, len(parts) == len(self._parts)
        if old is None or old.context != context or not same:
            listings = {kind: _together([part.listing(kind) for part in parts]) for kind in Kind}
            self._whole = Picture.empty(context).with_listings(listings)
        elif not all(map(is_, parts, self._parts)):
            self._whole = old.with_listings(self._changed(old, parts))
        self._parts = tuple(parts)
        assert self._whole is not None
        return self._whole

    def _changed(self, old: Picture, parts: Sequence[Picture]) -> Mapping[Kind, Listing[Any]]:
        listings: dict[Kind, Listing[Any]] = {}
        for kind in Kind:
            before, after = ([part.listing(kind) for part in some] for some in (self._parts, parts))
            if all(map(is_, before, after)):
                continue
            same_rows = all(one.rows is other.rows for one, other in zip(before, after, strict=True))
            listings[kind] = _together(after, old.listing(kind).rows if same_rows else None)
        return listings


def _together(parts: Sequence[Listing[Any]], rows: tuple[Any, ...] | None = None) -> Listing[Any]:
    """All rows of `parts`, or `rows` if they are known. A cloud may call one service by the names of two regions: an id
    stands in the first of them alone."""
    if rows is None:
        rows = tuple(chain.from_iterable(part.rows for part in parts))
        by_id = {row.id: row for row in reversed(rows)}
        if len(by_id) != len(rows):
            rows = tuple(row for row in rows if by_id[row.id] is row)
    times = [part.fetched_at for part in parts if part.fetched_at is not None]
    return Listing(
        rows,
        min(times, default=None),
        sum(part.malformed for part in parts),
        sum(part.dropped for part in parts),
        all(part.complete for part in parts),
    )
