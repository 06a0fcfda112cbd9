"""Pages put together: every row that was there all along comes once, whatever comes and goes meanwhile."""

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support_cloud import ManualClock
from unit.support_origin import Origin, Reply, Seen

from tbs_tui.api import block_storage as block_storage_module
from tbs_tui.api.block_storage import BlockStorage
from tbs_tui.api.endpoint import Endpoint
from tbs_tui.api.errors import NotFound, NotUnderstood
from tbs_tui.api.service import Service
from tbs_tui.api.transport import Transport


class Tokens:
    async def token(self) -> str:
        return "token"

    async def renewed(self, rejected: str) -> str:
        return "token"


class Shelf:
    """Rows newest first, cut into pages as Cinder cuts them; `churn` runs before each page is made."""

    def __init__(self, rows: int, *, most: int = 1000, links: bool = True, deaf: bool = False) -> None:
        self.rows = [f"r{number}" for number in range(rows)]
        self.most = most
        self.links = links
        self.deaf = deaf
        self.made = 0
        self.asked: list[dict[str, str]] = []

    def churn(self) -> None:
        """Nothing comes or goes unless a test says so."""

    def answer(self, seen: Seen) -> Reply:
        self.churn()
        self.asked.append(seen.query)
        limit = min(int(seen.query.get("limit", self.most)), self.most)
        place = int(seen.query.get("offset", 0))
        marker = seen.query.get("marker")
        if marker is not None:
            if marker not in self.rows:
                return Reply(404, {"itemNotFound": {"code": 404, "message": "VolumeNotFound"}})
            place = self.rows.index(marker) + 1
        if self.deaf:
            place = 0
        page = self.rows[place : place + limit]
        key = "snapshots" if "/snapshots" in seen.path else "volumes"
        body: dict[str, Any] = {key: [{"id": row, "status": "available", "size": 1, "volume_id": "v"} for row in page]}
        if self.links and len(page) == limit:
            body[f"{key}_links"] = [{"rel": "next", "href": "https://inner.example/v2/x?marker=elsewhere"}]
        return Reply(200, body)

    def storage(self) -> BlockStorage:
        clock = ManualClock()
        transport = Transport(clock=clock, app=Origin(answer=self.answer))
        return BlockStorage(Service(transport, Endpoint.parse("https://c.example.com/v2/t"), Tokens(), clock))

    def create(self) -> None:
        self.made += 1
        self.rows.insert(0, f"n{self.made}")


class Churning(Shelf):
    """Rows are made and go away between pages, from a seed, until `quiet_after` pages were asked for."""

    def __init__(self, rows: int, seed: int, **more: Any) -> None:
        super().__init__(rows, **more)
        self.first = set(self.rows)
        self.random = random.Random(seed)
        self.gone: set[str] = set()
        self.quiet_after = 40

    def churn(self) -> None:
        if not self.asked or len(self.asked) > self.quiet_after:
            return
        for _ in range(self.random.randrange(4)):
            if self.rows and self.random.random() < 0.6:
                row = self.rows.pop(self.random.randrange(len(self.rows)))
                self.gone.add(row)
            else:
                self.create()


async def gathered(pages: Any) -> list[str]:
    rows: list[str] = []
    async for page in pages:
        if page.restart:
            rows.clear()
        rows += [row.id for row in page.rows]
    return rows


COUNTS = [0, 1, 2, 9, 10, 11, 19, 20, 21, 99, 100, 101, 250]


@pytest.mark.parametrize("count", COUNTS)
# Without links only a page shorter than every default is the last, so there a page has at least 100 rows.
@pytest.mark.parametrize(
    ("limit", "most", "links"),
    [(10, 1000, True), (1000, 100, True), (1000, 1000, True), (1000, 100, False), (1000, 1000, False)],
)
@pytest.mark.parametrize("kind", ["volumes", "snapshots"])
async def test_a_list_at_rest_is_complete(count: int, limit: int, most: int, links: bool, kind: str) -> None:
    shelf = Shelf(count, most=most, links=links)
    pages = getattr(shelf.storage(), kind)(page_rows=limit)
    rows = await gathered(pages)
    assert rows == shelf.rows
    page = min(limit, most)
    assert len(shelf.asked) <= count // (page - 1) + 2


# At most three rows are made between two pages: as many as a page has, to the row, look like a page repeated.
@given(st.integers(0, 60), st.integers(6, 14), st.integers())
@settings(max_examples=150, deadline=None)
async def test_rows_that_stay_are_listed_once_while_others_come_and_go(count: int, limit: int, seed: int) -> None:
    for kind in ("volumes", "snapshots"):
        shelf = Churning(count, seed)
        if kind == "volumes":
            # Three restarts are the most.
            shelf.quiet_after = 3
        rows = await gathered(getattr(shelf.storage(), kind)(page_rows=limit))
        assert len(rows) == len(set(rows))
        assert set(rows) >= shelf.first - shelf.gone
        assert set(rows) <= shelf.first | {f"n{number}" for number in range(1, shelf.made + 1)}


async def test_volumes_are_asked_for_by_marker_and_snapshots_by_offset() -> None:
    shelf = Shelf(25)
    await gathered(shelf.storage().volumes(page_rows=10))
    assert shelf.asked == [{"limit": "10"}, {"limit": "10", "marker": "r9"}, {"limit": "10", "marker": "r19"}]
    shelf = Shelf(25)
    await gathered(shelf.storage().snapshots(page_rows=10))
    # One row of overlap shows that nothing slipped past.
    assert shelf.asked == [{"limit": "10"}, {"limit": "10", "offset": "9"}, {"limit": "10", "offset": "18"}]


async def test_a_marker_that_was_deleted_starts_the_listing_anew() -> None:
    shelf = Shelf(25)

    def churn() -> None:
        if len(shelf.asked) == 1:
            shelf.rows.remove("r9")

    shelf.churn = churn  # type: ignore[method-assign]
    pages = [page async for page in shelf.storage().volumes(page_rows=10)]
    assert [page.restart for page in pages] == [False, True, False, False]
    assert await gathered_rows(pages) == shelf.rows


async def gathered_rows(pages: list[Any]) -> list[str]:
    async def again() -> Any:
        for page in pages:
            yield page

    return await gathered(again())


async def test_a_marker_that_is_deleted_each_time_is_an_error_in_the_end() -> None:
    shelf = Shelf(100)

    def churn() -> None:
        if shelf.asked:
            shelf.rows = shelf.rows[10:] + [f"x{number}" for number in range(10)]

    shelf.churn = churn  # type: ignore[method-assign]
    with pytest.raises(NotFound):
        await gathered(shelf.storage().volumes(page_rows=10))


async def test_snapshots_deleted_in_numbers_are_stepped_back_over() -> None:
    shelf = Shelf(300)

    def churn() -> None:
        if len(shelf.asked) == 20:
            del shelf.rows[:150]

    shelf.churn = churn  # type: ignore[method-assign]
    rows = await gathered(shelf.storage().snapshots(page_rows=10))
    assert len(rows) == len(set(rows)) == 300


async def test_as_many_snapshots_made_as_a_page_has_do_not_end_the_listing() -> None:
    shelf = Shelf(50)

    def churn() -> None:
        if len(shelf.asked) == 1:
            for _ in range(15):
                shelf.create()

    shelf.churn = churn  # type: ignore[method-assign]
    assert set(await gathered(shelf.storage().snapshots(page_rows=10))) >= {f"r{number}" for number in range(50)}


@pytest.mark.parametrize("kind", ["volumes", "snapshots"])
@pytest.mark.parametrize("links", [True, False])
async def test_a_server_that_repeats_its_page_is_not_asked_for_ever(kind: str, links: bool) -> None:
    shelf = Shelf(250, most=100, deaf=True, links=links)
    if kind == "volumes":
        shelf.rows = shelf.rows[:100]
    rows = await gathered(getattr(shelf.storage(), kind)(page_rows=100))
    assert len(rows) == 100
    assert len(shelf.asked) == 2


@pytest.mark.parametrize("kind", ["volumes", "snapshots"])
async def test_a_listing_without_end_is_given_up(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(block_storage_module, "MOST_PAGES", 20)
    asked = 0

    def answer(seen: Seen) -> Reply:
        nonlocal asked
        asked += 1
        rows = [{"id": f"p{asked}-{number}", "status": "error", "size": 1, "volume_id": "v"} for number in range(5)]
        return Reply(200, {kind: rows, f"{kind}_links": [{"rel": "next", "href": "/x"}]})

    shelf = Shelf(0)
    shelf.answer = answer  # type: ignore[method-assign]
    with pytest.raises(NotUnderstood, match="20 pages"):
        await gathered(getattr(shelf.storage(), kind)(page_rows=5))
    assert asked == 20


async def test_rows_that_cannot_be_read_are_counted_on_every_page() -> None:
    shelf = Shelf(0)
    bodies = iter(
        [
            {"volumes": [{"id": "a"}, {"id": None}], "volumes_links": [{"rel": "next", "href": "x"}]},
            {"volumes": [{"id": 1}, "x"]},
        ]
    )
    shelf.answer = lambda seen: Reply(200, next(bodies))  # type: ignore[method-assign]
    pages = [page async for page in shelf.storage().volumes(page_rows=2)]
    assert [(len(page.rows), page.dropped) for page in pages] == [(1, 1), (0, 2)]


@pytest.mark.parametrize("links", [None, {}, "next", [1], [{"rel": "prev"}], [{"href": "x"}]])
async def test_odd_links_are_no_next_link(links: object) -> None:
    shelf = Shelf(0)
    shelf.answer = lambda seen: Reply(200, {"volumes": [{"id": "a"}], "volumes_links": links})  # type: ignore[method-assign]
    [page] = [page async for page in shelf.storage().volumes()]
    assert not page.has_next_link


async def test_the_short_lists_and_the_types() -> None:
    shelf = Shelf(3)
    paths: list[str] = []
    answer = shelf.answer

    def noting(seen: Seen) -> Reply:
        paths.append(seen.path)
        return Reply(200, {"volume_types": [{"id": "t", "name": "SSD"}]}) if "types" in seen.path else answer(seen)

    shelf.answer = noting  # type: ignore[method-assign]
    storage = shelf.storage()
    assert len(await gathered(storage.volumes(detail=False))) == 3
    assert len(await gathered(storage.snapshots(detail=False))) == 3
    assert [kind.name for kind in (await storage.types()).rows] == ["SSD"]
    assert paths == ["/v2/t/volumes", "/v2/t/snapshots", "/v2/t/types"]
