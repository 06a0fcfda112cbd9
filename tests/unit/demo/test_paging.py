"""Lists page by page, as Cinder has them and as Kilo had them."""

import asyncio
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support_cloud import Caller, ManualClock, quiet_cloud


async def walk(caller: Caller, path: str) -> tuple[list[str], int]:
    """All ids by following the next links, and the number of pages."""
    key = "snapshots" if path.startswith("/snapshots") else "volumes"
    ids: list[str] = []
    pages = 0
    url = path
    while True:
        body = (await caller.get(url)).json()
        ids += [row["id"] for row in body[key]]
        pages += 1
        links = body.get(f"{key}_links")
        if links is None:
            return ids, pages
        parts = urlsplit(links[0]["href"])
        url = f"/{parts.path}?{parts.query}"


def all_ids(caller: Caller) -> list[str]:
    return [volume.id for volume in caller.region.volumes.newest_first()]


@settings(max_examples=25, deadline=None)
@given(limit=st.integers(1, 50), listing=st.sampled_from(["/volumes", "/volumes/detail", "/snapshots/detail"]))
def test_every_row_comes_once_whatever_the_limit(limit: int, listing: str) -> None:
    async def run() -> None:
        caller = Caller(quiet_cloud(ManualClock()))
        shelf: Any = caller.region.snapshots if "snapshots" in listing else caller.region.volumes
        ids, pages = await walk(caller, f"{listing}?limit={limit}")
        assert ids == [row.id for row in shelf.newest_first()]
        # A full last page has a next link too, to an empty page.
        assert pages == len(shelf) // limit + 1

    asyncio.run(run())


async def test_the_default_order_is_newest_first(caller: Caller) -> None:
    rows = (await caller.get("/volumes/detail")).json()["volumes"]
    keys = [(row["created_at"], row["id"]) for row in rows]
    assert len(keys) == 38
    assert keys == sorted(keys, reverse=True)


async def test_next_links_keep_the_parameters(caller: Caller) -> None:
    body = (await caller.get("/volumes/detail?limit=1&sort=name:asc&colour=red")).json()
    [row] = body["volumes"]
    assert body["volumes_links"] == [
        {
            "rel": "next",
            "href": f"http://cloud.test{caller.base}/volumes/detail"
            f"?limit=1&sort=name%3Aasc&colour=red&marker={row['id']}",
        }
    ]


@pytest.mark.parametrize("listing", ["/volumes", "/snapshots"])
@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("limit=-1", "limit param must be positive"),
        ("limit=abc", "limit param must be an integer"),
        ("limit=", "limit param must be an integer"),
        ("offset=-1", "offset must be >= 0"),
        ("offset=abc", "offset must be an integer"),
        ("offset=99999999999999999999", "offset must be <= 2147483647"),
        ("sort=colour:asc", "Invalid input received: Invalid sort key"),
        ("sort=id:up", "Invalid input received: Unknown sort direction, must be 'desc' or 'asc'."),
        (
            "sort=id:asc&sort_key=id",
            "The 'sort_key' and 'sort_dir' parameters are deprecated and cannot be used with the 'sort' parameter.",
        ),
    ],
)
async def test_nonsense_is_400(caller: Caller, listing: str, query: str, message: str) -> None:
    answer = await caller.get(f"{listing}?{query}")
    assert answer.status_code == 400
    assert answer.json() == {"badRequest": {"code": 400, "message": message}}


async def test_limit_0_is_an_empty_page(caller: Caller) -> None:
    assert (await caller.get("/volumes?limit=0")).content == b'{"volumes": []}'


async def test_too_large_a_limit_is_cut_and_echoed(clock: ManualClock) -> None:
    caller = Caller(quiet_cloud(clock, page_limit=10))
    body = (await caller.get("/volumes?limit=5000")).json()
    assert len(body["volumes"]) == 10
    assert "?limit=5000&marker=" in body["volumes_links"][0]["href"]


async def test_a_deleted_marker_is_404(caller: Caller, clock: ManualClock) -> None:
    [volume] = (await caller.get("/volumes?name=jenkins-home-restored")).json()["volumes"]
    assert (await caller.get(f"/volumes?marker={volume['id']}")).status_code == 200
    await caller.delete(f"/volumes/{volume['id']}")
    clock.advance(10)
    answer = await caller.get(f"/volumes?marker={volume['id']}")
    assert answer.status_code == 404
    assert answer.json()["itemNotFound"]["message"] == f"Volume {volume['id']} could not be found."


async def test_offset_works_but_not_with_next_links(caller: Caller) -> None:
    ids = all_ids(caller)
    body = (await caller.get("/volumes?limit=5&offset=3")).json()
    assert [row["id"] for row in body["volumes"]] == ids[3:8]
    # The offset is applied again behind each marker: rows are lost, as upstream.
    walked, _ = await walk(caller, "/volumes?limit=5&offset=3")
    assert walked == ids[3:8] + ids[11:16] + ids[19:24] + ids[27:32] + ids[35:38]


async def test_sort_is_descending_unless_said(caller: Caller) -> None:
    sizes = [row["size"] for row in (await caller.get("/volumes/detail?sort=size")).json()["volumes"]]
    assert sizes == sorted(sizes, reverse=True)
    ids, _ = await walk(caller, "/volumes?limit=7&sort=size:asc")
    assert sorted(ids) == sorted(all_ids(caller))


async def test_sort_by_type_loses_rows(caller: Caller) -> None:
    body = (await caller.get("/volumes?sort=volume_type:asc&limit=20")).json()
    assert len(body["volumes"]) == 5
    assert "volumes_links" not in body


async def test_a_null_name_as_marker_ends_the_list_before_queens(caller: Caller, clock: ManualClock) -> None:
    [marker] = [volume for volume in caller.region.volumes.newest_first() if volume.name is None]
    query = f"/volumes?sort=name:asc&marker={marker.id}"
    assert (await caller.get(query)).json()["volumes"] == []
    strict = Caller(quiet_cloud(clock, strict=True))
    assert len((await strict.get(query)).json()["volumes"]) > 30


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("status=error", 1),
        ("name=db-master-data", 1),
        ("status=error&name=x", 0),
        ("colour=red", 38),
        ("all_tenants=1", 38),
    ],
)
async def test_filters(caller: Caller, query: str, count: int) -> None:
    assert len((await caller.get(f"/volumes?{query}")).json()["volumes"]) == count


async def test_the_default_page_may_be_100(clock: ManualClock) -> None:
    caller = Caller(quiet_cloud(clock, volumes=250, default_page=100))
    body = (await caller.get("/volumes")).json()
    assert len(body["volumes"]) == 100
    assert "?marker=" in body["volumes_links"][0]["href"]
    assert len((await caller.get("/volumes?limit=1000")).json()["volumes"]) == 250
    assert await walk(caller, "/volumes") == (all_ids(caller), 3)


async def test_kilo_slices_volumes_twice(clock: ManualClock) -> None:
    caller = Caller(quiet_cloud(clock, kilo=True))
    ids = all_ids(caller)
    body = (await caller.get("/volumes?limit=10&offset=4")).json()
    assert [row["id"] for row in body["volumes"]] == ids[4:10]
    assert (await caller.get("/volumes?limit=10&offset=10")).json() == {"volumes": []}
    assert await walk(caller, "/volumes?limit=10") == (ids, 4)
    assert (await caller.get("/volumes?sort=name:asc")).status_code == 400


async def test_kilo_is_deaf_to_a_snapshots_marker(clock: ManualClock) -> None:
    caller = Caller(quiet_cloud(clock, kilo=True))
    ids = [snapshot.id for snapshot in caller.region.snapshots.newest_first()]
    for query in ("limit=5", f"limit=5&marker={ids[4]}", "limit=5&sort=nonsense"):
        body = (await caller.get(f"/snapshots?{query}")).json()
        assert [row["id"] for row in body["snapshots"]] == ids[:5]
        assert "snapshots_links" not in body
    body = (await caller.get("/snapshots?limit=5&offset=5")).json()
    assert [row["id"] for row in body["snapshots"]] == ids[5:10]


async def test_a_row_changes_in_the_list_when_it_changes(caller: Caller, clock: ManualClock) -> None:
    """The JSON of a row is kept between requests."""
    [before] = (await caller.get("/volumes/detail?name=creating-now")).json()["volumes"]
    clock.advance(10)
    [after] = (await caller.get("/volumes/detail?name=creating-now")).json()["volumes"]
    assert (before["status"], after["status"]) == ("creating", "available")
