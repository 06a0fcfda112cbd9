"""Block Storage v2: every call of the API guide."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Collection
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from tbs_tui.api import parse
from tbs_tui.api.errors import NotFound, NotUnderstood
from tbs_tui.api.models import ImageUpload, Snapshot, Volume, VolumeType
from tbs_tui.api.requests import (
    Call,
    ListQuery,
    NewImage,
    NewSnapshot,
    NewVolume,
    create_snapshot_call,
    create_volume_call,
    delete_snapshot_call,
    delete_volume_call,
    upload_image_call,
)
from tbs_tui.api.service import Service
from tbs_tui.locale import _

#: The most a page may have; servers cut a larger limit to this.
PAGE_ROWS = 1000
#: A page without a next link that is shorter than this is surely the last (default pages are 100 or 1,000).
SURELY_SHORT = 100
#: Rows validated before the event loop gets its turn; 200 volumes take about 3 ms.
SLICE_ROWS = 200
#: Times a listing of volumes starts anew because its marker went away; then the error stands.
RESTARTS = 3
#: A listing with more pages than this has no end: 500 pages are 50,000 rows even where a page has 100.
MOST_PAGES = 500
#: Nor does one with more rows; each takes a kilobyte at least.
MOST_ROWS = 200_000

Row = TypeVar("Row", Volume, Snapshot, VolumeType)
Made = TypeVar("Made", Volume, Snapshot, ImageUpload)


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page of a listing."""

    rows: tuple[Row, ...]
    dropped: int = 0
    """Rows that could not be read at all."""
    has_next_link: bool = False
    """The server says that there is more. Its URL is not kept: it holds another host, and a marker beside an offset
    loses rows."""
    restart: bool = False
    """The listing began anew with this page: what came before it is void."""

    @property
    def length(self) -> int:
        """Rows that the server sent."""
        return len(self.rows) + self.dropped


class BlockStorage:
    """The volumev2 service of one tenant in one region, which every row names."""

    def __init__(self, service: Service, region: str = "") -> None:
        self._service = service
        self._region = sys.intern(region)

    def url(self, *segments: str) -> str:
        """The URL of what lies at the path, such as ``volumes``, id. Raises Refused for what is no id."""
        return self._service.url(*segments)

    # Types

    async def types(self) -> Page[VolumeType]:
        """GET /types; never paged."""
        return await self._page(VolumeType, "volume_types", ("types",), ListQuery())

    # Volumes

    async def volume_page(self, query: ListQuery, *, detail: bool = True) -> Page[Volume]:
        """GET /volumes/detail or /volumes: one page, as asked."""
        return await self._page(Volume, "volumes", ("volumes", "detail") if detail else ("volumes",), query)

    async def volumes(self, *, detail: bool = True, page_rows: int = PAGE_ROWS) -> AsyncIterator[Page[Volume]]:
        """Every volume, newest first, a page at a time, each id once.

        Pages by ``limit`` and ``marker``: Kilo's ``offset`` cuts rows off twice. The default order is kept, since a
        marker whose sort column is null ends the listing early. A marker that was deleted meanwhile (404) starts the
        listing anew.
        """
        seen: set[str] = set()
        query, restart, restarts = ListQuery(limit=page_rows), False, 0
        links = False
        for _number in range(MOST_PAGES):
            _refuse_if_endless(seen)
            try:
                page = await self.volume_page(query, detail=detail)
            except NotFound:
                if query.marker is None or restarts == RESTARTS:
                    raise
                restarts += 1
                seen.clear()
                query, restart = ListQuery(limit=page_rows), True
                continue
            fresh = _unseen(page, seen)
            if fresh or restart or page.dropped or query.marker is None:
                yield Page(fresh, page.dropped, page.has_next_link, restart)
            restart = False
            links = links or page.has_next_link
            # A page with no new id is a page repeated: asking on would never end.
            if not fresh or _is_last(page, page_rows, links):
                return
            query = ListQuery(limit=page_rows, marker=page.rows[-1].id)
        raise _endless()

    async def volume(self, volume_id: str) -> Volume:
        """GET /volumes/{id}."""
        return parse.item(Volume, parse.member(await self._service.get("volumes", volume_id), "volume"), self._region)

    async def create_volume(self, new: NewVolume) -> Volume:
        """POST /volumes: 202 and the volume, ``creating``."""
        return await self._post(
            create_volume_call(new),
            lambda answer: parse.item(Volume, parse.member(answer, "volume"), self._region),
        )

    async def delete_volume(self, volume_id: str) -> None:
        """DELETE /volumes/{id}: 202."""
        await self._service.delete(*delete_volume_call(volume_id).path)

    async def upload_image(self, volume_id: str, new: NewImage) -> ImageUpload:
        """POST /volumes/{id}/action, os-volume_upload_image: 202, the volume ``uploading``, and the image's id."""
        return await self._post(
            upload_image_call(volume_id, new),
            lambda answer: parse.image_upload(parse.member(answer, "os-volume_upload_image")),
        )

    # Snapshots

    async def snapshot_page(self, query: ListQuery, *, detail: bool = True) -> Page[Snapshot]:
        """GET /snapshots/detail or /snapshots: one page, as asked."""
        return await self._page(Snapshot, "snapshots", ("snapshots", "detail") if detail else ("snapshots",), query)

    async def snapshots(self, *, detail: bool = True, page_rows: int = PAGE_ROWS) -> AsyncIterator[Page[Snapshot]]:
        """Every snapshot, newest first, a page at a time, each id once.

        Pages by ``limit`` and ``offset``: Kilo drops the ``marker`` of snapshots, so that a marker loop never ends.
        Each page begins with the last row of the one before. When it does not begin with a row that was seen, rows
        before it were deleted meanwhile and others slipped past: the listing steps back until it meets what it has.
        `page_rows` is at least 2.
        """
        seen: set[str] = set()
        before: tuple[str, ...] = ()
        offset, stepped_back = 0, False
        links = False
        for _number in range(MOST_PAGES):
            _refuse_if_endless(seen)
            page = await self.snapshot_page(ListQuery(limit=page_rows, offset=offset or None), detail=detail)
            if offset and not _joins(page, seen):
                offset, stepped_back = max(offset - max(page_rows // 2, 1), 0), True
                continue
            fresh = _unseen(page, seen)
            if fresh or page.dropped or offset == 0:
                yield Page(fresh, page.dropped, page.has_next_link)
            links = links or page.has_next_link
            # A server that is deaf to offset repeats its page: asking on would never end. Rows that were all seen
            # but stand elsewhere are another matter: as many were created meanwhile.
            ids = tuple(row.id for row in page.rows)
            if (ids == before and not stepped_back) or _is_last(page, page_rows, links):
                return
            before, offset, stepped_back = ids, offset + max(page.length - 1, 1), False
        raise _endless()

    async def snapshot(self, snapshot_id: str) -> Snapshot:
        """GET /snapshots/{id}."""
        return parse.item(
            Snapshot, parse.member(await self._service.get("snapshots", snapshot_id), "snapshot"), self._region
        )

    async def create_snapshot(self, new: NewSnapshot) -> Snapshot:
        """POST /snapshots: 202 and the snapshot, ``creating``."""
        return await self._post(
            create_snapshot_call(new),
            lambda answer: parse.item(Snapshot, parse.member(answer, "snapshot"), self._region),
        )

    async def delete_snapshot(self, snapshot_id: str) -> None:
        """DELETE /snapshots/{id}: 202."""
        await self._service.delete(*delete_snapshot_call(snapshot_id).path)

    async def _post(self, call: Call, read: Callable[[dict[str, Any]], Made]) -> Made:
        assert call.body is not None
        return await self._service.post(*call.path, body=call.body, read=read, secrets=call.secrets)

    async def _page(self, model: type[Row], key: str, path: tuple[str, ...], query: ListQuery) -> Page[Row]:
        document = await self._service.get(*path, params=query.params())
        models: list[Row] = []
        dropped = 0
        for good, bad in parse.items(model, parse.rows(document, key), SLICE_ROWS, self._region):
            models += good
            dropped += bad
            await asyncio.sleep(0)
        return Page(tuple(models), dropped, _has_next(document.get(f"{key}_links")))


def _has_next(links: Any) -> bool:
    return isinstance(links, list) and any(isinstance(link, dict) and link.get("rel") == "next" for link in links)


def _is_last(page: Page[Row], page_rows: int, links_known: bool) -> bool:
    """Whether nothing follows. A server that gave a next link on an earlier page would give it here; from one that
    never did, only a page shorter than every default is trusted."""
    if page.has_next_link:
        return False
    return links_known or page.length < min(page_rows, SURELY_SHORT)


def _joins(page: Page[Row], seen: set[str]) -> bool:
    """Whether the page begins where the ones before ended. A row that could not be read can't tell."""
    return bool(page.dropped) or (bool(page.rows) and page.rows[0].id in seen)


def _endless() -> NotUnderstood:
    return NotUnderstood(_("a listing of more than {n} pages").format(n=MOST_PAGES))


def _refuse_if_endless(seen: Collection[str]) -> None:
    if len(seen) > MOST_ROWS:
        raise NotUnderstood(_("a listing of more than {n:,} rows").format(n=MOST_ROWS))


def _unseen(page: Page[Row], seen: set[str]) -> tuple[Row, ...]:
    fresh = []
    for row in page.rows:
        if row.id not in seen:
            seen.add(row.id)
            fresh.append(row)
    return tuple(fresh)
