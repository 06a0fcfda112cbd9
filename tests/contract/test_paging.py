"""Lists over a real socket: pages of every length, by every dialect, while rows come and go."""

import asyncio
import random
from typing import Any

import pytest
from contract.bed import TENANT, Bed, bed
from support_cloud import serve

from tbs_tui.api.requests import ListQuery
from tbs_tui.demo import Fault, FaultKind


async def gathered(pages: Any) -> list[str]:
    rows: list[str] = []
    async for page in pages:
        if page.restart:
            rows.clear()
        rows += [row.id for row in page.rows]
    return rows


@pytest.mark.parametrize("kilo", [False, True])
@pytest.mark.parametrize("default_page", [100, 1000])
@pytest.mark.parametrize("page_limit", [100, 1000])
async def test_every_row_comes_once(kilo: bool, default_page: int, page_limit: int) -> None:
    async with bed(volumes=1100, kilo=kilo, default_page=default_page, page_limit=page_limit) as cloud:
        storage = await cloud.storage()
        region = cloud.cloud.region(TENANT, "KR1")
        for rows, shelf in (
            (await gathered(storage.volumes()), region.volumes),
            (await gathered(storage.snapshots()), region.snapshots),
        ):
            assert rows == [row.id for row in shelf.newest_first()]
        assert len(region.snapshots) > 100


@pytest.mark.parametrize("kilo", [False, True])
@pytest.mark.parametrize("rows", [100, 200])
async def test_a_full_last_page_has_an_empty_one_behind_it(kilo: bool, rows: int) -> None:
    async with bed(volumes=300, kilo=kilo, page_limit=100) as cloud:
        storage = await cloud.storage()
        region = cloud.cloud.region(TENANT, "KR1")
        for snapshot in list(region.snapshots.newest_first()):
            region.remove_snapshot(snapshot)
        for volume in list(region.volumes.newest_first())[rows:]:
            region.remove_volume(volume)
        page = await storage.volume_page(ListQuery(limit=rows))
        assert page.has_next_link
        assert len(await gathered(storage.volumes())) == rows
        assert cloud.sent("GET", "/volumes/detail") == 1 + rows // 100 + 1
        assert await gathered(storage.snapshots()) == []


def remove_some(region: Any, chance: random.Random, gone: set[str]) -> None:
    for shelf, remove in ((region.volumes, region.remove_volume), (region.snapshots, region.remove_snapshot)):
        rows = list(shelf.newest_first())
        for row in chance.sample(rows, min(len(rows), chance.randrange(5))):
            remove(row)
            gone.add(row.id)


@pytest.mark.parametrize("kilo", [False, True])
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("kind", ["volumes", "snapshots"])
async def test_rows_that_stay_come_once_while_others_go(kind: str, kilo: bool, seed: int) -> None:
    chance = random.Random(seed)
    async with bed(volumes=600, kilo=kilo, page_limit=100) as cloud:
        region: Any = cloud.cloud.region(TENANT, "KR1")
        first = {row.id for row in getattr(region, kind).newest_first()}
        gone: set[str] = set()
        rows: list[str] = []
        async for page in getattr(await cloud.storage(), kind)():
            if page.restart:
                rows.clear()
            rows += [row.id for row in page.rows]
            remove_some(region, chance, gone)
        assert len(rows) == len(set(rows))
        assert set(rows) >= first - gone
        assert gone


async def test_a_deleted_marker_starts_the_listing_anew() -> None:
    async with bed(volumes=250, page_limit=100) as cloud:
        storage = await cloud.storage()
        region = cloud.cloud.region(TENANT, "KR1")
        restarts: list[bool] = []
        rows: list[str] = []
        async for page in storage.volumes():
            restarts.append(page.restart)
            if page.restart:
                rows.clear()
            rows += [volume.id for volume in page.rows]
            if len(restarts) == 1:
                region.remove_volume(region.volumes.newest_first()[99])
        assert restarts == [False, True, False, False]
        assert rows == [volume.id for volume in region.volumes.newest_first()]


async def test_next_links_are_never_followed() -> None:
    async with bed(volumes=250, page_limit=100) as cloud:
        storage = await cloud.storage()
        await gathered(storage.volumes())
        assert [record.path for record in cloud.transport.records if record.path.endswith("detail")] == [
            f"/KR1/volume/v2/{TENANT}/volumes/detail"
        ] * 3


async def test_at_most_four_requests_are_in_flight() -> None:
    async with bed() as cloud:
        storage = await cloud.storage()
        now = most = 0

        class Counting:
            """The cloud, with a count of the requests it has in hand."""

            async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
                nonlocal now, most
                now += 1
                most = max(most, now)
                await asyncio.sleep(0.01)
                try:
                    await cloud.cloud(scope, receive, send)
                finally:
                    now -= 1

        with serve(Counting()) as url:
            busy = Bed(url, cloud.cloud, cloud.clock)
            storage = await busy.storage()
            await asyncio.gather(*(storage.types() for _ in range(20)))
            await busy.transport.aclose()
        assert 2 <= most <= 4


async def test_one_region_that_fails_does_not_hold_another() -> None:
    async with bed() as cloud:
        cloud.cloud.faults.add(Fault(FaultKind.STATUS, region="KR1", status=503))
        ill, well = await cloud.storage("KR1"), await cloud.storage("JP1")
        results = await asyncio.gather(ill.types(), well.types(), return_exceptions=True)
        assert isinstance(results[0], Exception)
        assert not isinstance(results[1], BaseException)
