"""Reading all there is of a Context: each kind page by page, the kinds at the same time."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from tbs_tui.account.context import Context
from tbs_tui.api.models import Snapshot, Volume, VolumeType
from tbs_tui.clock import Clock
from tbs_tui.inventory.diff import keep
from tbs_tui.inventory.picture import Kind, Listing, Picture, Row
from tbs_tui.records import dataclass

if TYPE_CHECKING:
    # Brings httpx and pydantic with it, which the first frame does not wait for.
    from tbs_tui.api.block_storage import Page

T = TypeVar("T")


class Source(Protocol):
    """Where rows come from, whichever Context they are asked of. Every iterator raises ApiError."""

    def volumes(self, context: Context) -> "AsyncIterator[Page[Volume]]":
        """Every volume, a page at a time, each id once since the last page with `restart`."""
        ...

    def snapshots(self, context: Context) -> "AsyncIterator[Page[Snapshot]]":
        """Every snapshot, likewise."""
        ...

    def types(self, context: Context) -> "AsyncIterator[Page[VolumeType]]":
        """Every volume type, likewise."""
        ...


@dataclass(slots=True)
class Fetched(Generic[Row]):
    """What a sweep has got of one kind so far."""

    rows: list[Row] = field(default_factory=list)
    malformed: int = 0
    dropped: int = 0
    complete: bool = False
    """Whether this is all there is."""

    def add(self, page: "Page[Row]", old: Mapping[str, Row]) -> None:
        """Take one page in; rows that equal one of `old` become the old object."""
        if page.restart:
            self.rows.clear()
            self.malformed = self.dropped = 0
        self.rows += keep(old, page.rows)
        self.malformed += page.dropped + sum(1 for row in page.rows if row.malformed)
        self.dropped += page.dropped


def pages(source: Source, kind: Kind, context: Context) -> "AsyncIterator[Page[Any]]":
    """The pages of one kind."""
    if kind is Kind.VOLUMES:
        return source.volumes(context)
    return source.snapshots(context) if kind is Kind.SNAPSHOTS else source.types(context)


async def read(
    source: Source,
    kind: Kind,
    context: Context,
    old: Mapping[str, Any],
    on_page: Callable[[Fetched[Any]], None] | None = None,
) -> Fetched[Any]:
    """All rows of one kind; after each page `on_page` gets what there is so far. Raises ApiError."""
    fetched: Fetched[Any] = Fetched()
    async for page in pages(source, kind, context):
        fetched.add(page, old)
        if on_page is not None:
            on_page(fetched)
    fetched.complete = True
    return fetched


async def woken(wake: asyncio.Event, clock: Clock, seconds: float | None) -> None:
    """Wait until somebody sets `wake`, for so many seconds at most; None is for ever."""
    waits: list[asyncio.Future[Any]] = [asyncio.ensure_future(wake.wait())]
    if seconds is not None:
        waits.append(asyncio.ensure_future(clock.sleep(seconds)))
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for each in waits:
            each.cancel()


async def together(jobs: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """The results of all, in order. The first error ends the others before it is raised, as itself: a task group
    would wrap it."""
    tasks = [asyncio.ensure_future(job) for job in jobs]
    try:
        return list(await asyncio.gather(*tasks))
    finally:
        for task in tasks:
            # Whoever is cancelled, gather has cancelled them all by now; a second time would cut short how they end.
            if not task.cancelling():
                task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def read_picture(source: Source, context: Context, clock: Clock, kinds: Sequence[Kind]) -> Picture:
    """A picture of `kinds`, read once. Raises the first ApiError."""

    async def one(kind: Kind) -> tuple[Kind, Listing[Any]]:
        got = await read(source, kind, context, {})
        return kind, Listing(tuple(got.rows), clock.now(), got.malformed, got.dropped, complete=True)

    return Picture.empty(context).with_listings(dict(await together(one(kind) for kind in kinds)))
