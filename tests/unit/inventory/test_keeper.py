"""When pictures are saved, and what the end and a bad disk leave of them."""

import asyncio
import errno
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from support_cloud import ManualClock
from support_inventory import ALPHA, BETA, SSD, Watch, fetched, page, settle, volume, watching
from support_keeper import ORIGIN, Bench, Disk

from tbs_tui.account.context import ALL_REGIONS, Context
from tbs_tui.inventory.cache import PictureCache
from tbs_tui.inventory.inventory import Inventory
from tbs_tui.inventory.keeper import CLOSE_SECONDS, PAUSE_SECONDS, Keeper
from tbs_tui.inventory.picture import Kind, Picture

GAMMA = Context("other", "alpha", "KR1")


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    made = Bench(tmp_path, monkeypatch)
    made.inventory.show(ALPHA)
    return made


# While it runs


async def test_the_first_good_sweep_is_saved_at_once_and_whole(bench: Bench) -> None:
    async with bench.at_work():
        await bench.sweep(["v1", "v2"])
        loaded = bench.cache.load(ORIGIN, ALPHA)
        assert loaded is not None
        assert [row.id for row in loaded.volumes.rows] == ["v1", "v2"]
        assert [row.id for row in loaded.snapshots.rows] == ["s-v1", "s-v2"]
        assert loaded.types.rows == (replace(SSD, region="KR1"),)
        assert bench.disk.times() == [0]


async def test_a_first_sweep_is_saved_once_although_its_kinds_arrive_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch = Watch()
    watch.source.script(ALPHA, Kind.VOLUMES, page(volume("v1")))
    watch.source.script(ALPHA, Kind.TYPES, 3.0, page(SSD))
    disk, cache = Disk(monkeypatch, watch.clock), PictureCache(tmp_path)
    keeper = Keeper(watch.inventory, watch.clock, cache, lambda _context: ORIGIN)
    asyncio.get_running_loop().set_default_executor(disk)
    running = asyncio.create_task(keeper.run())
    async with watching(watch):
        await watch.advance(100)
    running.cancel()
    loaded = cache.load(ORIGIN, ALPHA)
    assert loaded is not None
    assert len(loaded.types.rows) == 1
    assert disk.times() == [3]


async def test_what_changes_all_the_time_is_saved_once_a_minute(bench: Bench) -> None:
    async with bench.at_work():
        for number in range(20):
            await bench.sweep([f"v{number}"])
            await bench.advance(10)
        assert bench.disk.times() == [0, 60, 120, 180]
        assert bench.kept() == ["v17"]


async def test_a_change_soon_after_a_saving_waits_for_the_minute_and_is_not_forgotten(bench: Bench) -> None:
    async with bench.at_work():
        await bench.sweep(["v1"])
        await bench.advance(5)
        await bench.sweep(["v2"])
        await bench.advance(54)
        assert bench.kept() == ["v1"]
        await bench.advance(1)
        assert bench.kept() == ["v2"]


async def test_an_unchanged_picture_is_not_written_again(bench: Bench) -> None:
    async with bench.at_work():
        for _ in range(30):
            await bench.sweep()
            await bench.advance(30)
        assert bench.disk.times() == [0]


@pytest.mark.parametrize("fails", [Kind.VOLUMES, Kind.SNAPSHOTS])
async def test_what_was_never_whole_is_never_saved(bench: Bench, fails: Kind) -> None:
    async with bench.at_work():
        await bench.sweep(fails=fails)
        await bench.advance(120)
        await bench.show(BETA)
    await bench.keeper.close()
    assert bench.disk.tried == []


async def test_types_that_fail_do_not_keep_the_rest_from_being_saved(bench: Bench) -> None:
    async with bench.at_work():
        await bench.sweep(fails=Kind.TYPES)
        assert bench.kept() == ["v1"]


async def test_a_sweep_that_fails_leaves_the_last_good_picture(bench: Bench) -> None:
    async with bench.at_work():
        await bench.sweep(["v1"])
        await bench.advance(100)
        await bench.sweep(["v2"], fails=Kind.VOLUMES)
        assert bench.kept() == ["v1"]


async def test_nothing_is_kept_of_what_is_not_to_be_kept(bench: Bench, tmp_path: Path) -> None:
    bench.origin = None
    async with bench.at_work():
        await bench.sweep()
        await bench.show(BETA)
        await bench.advance(120)
        assert await bench.keeper.recall(ALPHA) is None
        assert bench.clock.sleeping == 0
    await bench.keeper.close()
    assert bench.disk.tried == []


# When a Context is left


async def test_a_context_that_is_left_is_saved_without_waiting_for_the_minute(bench: Bench) -> None:
    async with bench.at_work():
        await bench.sweep(["v1"])
        await bench.advance(5)
        await bench.sweep(["v2"])
        await bench.show(BETA)
        assert bench.kept(ALPHA) == ["v2"]
        assert bench.kept(BETA) is None


async def test_a_context_that_is_shown_again_is_not_left(bench: Bench) -> None:
    async with bench.at_work():
        await bench.sweep(["v1"])
        await bench.advance(5)
        await bench.sweep(["v2"])
        await bench.show(ALPHA)
        assert bench.disk.times() == [0]


@pytest.mark.parametrize(("seconds", "looks"), [(60, [0]), (61, [0, 61])])
async def test_leaving_brings_the_time_of_the_file_up_to_date_when_a_minute_has_passed(
    bench: Bench, seconds: int, looks: list[float]
) -> None:
    async with bench.at_work():
        await bench.sweep()
        await bench.advance(seconds)
        await bench.sweep()
        await bench.show(BETA)
        assert bench.disk.times() == looks
        assert bench.kept_look() == looks[-1]


@pytest.mark.parametrize("changed", [False, True])
async def test_what_lands_after_it_was_left_waits_for_the_minute(bench: Bench, changed: bool) -> None:
    async with bench.at_work():
        await bench.sweep(["v1"])
        if changed:
            await bench.sweep(["v2"])
        await bench.show(BETA)
        await bench.sweep(["v3"], ALPHA)
        await bench.sweep(["b1"], BETA)
        assert (bench.kept(ALPHA), bench.kept(BETA)) == (["v2" if changed else "v1"], ["b1"])
        await bench.advance(60)
        assert bench.kept(ALPHA) == ["v3"]


async def test_coming_back_is_no_reason_to_save_sooner(bench: Bench) -> None:
    async with bench.at_work():
        await bench.sweep(["v1"])
        bench.disk.hangs = True
        await bench.show(BETA)
        await bench.sweep(["b1"], BETA)
        await bench.sweep(["v2"], ALPHA)
        for context in (ALPHA, BETA, ALPHA):
            await bench.show(context)
        bench.disk.freed()
        await settle()
        assert bench.kept(ALPHA) == ["v1"]


async def test_the_time_of_the_file_is_that_of_the_list_that_is_older(bench: Bench) -> None:
    async with bench.at_work():
        await bench.sweep()
        await bench.advance(61)
        await bench.sweep(fails=Kind.SNAPSHOTS)
        await bench.show(BETA)
        assert bench.disk.times() == [0]


async def test_two_profiles_of_one_tenant_have_a_file_each(bench: Bench) -> None:
    async with bench.at_work():
        await bench.sweep(["v1"])
        await bench.show(GAMMA)
        await bench.sweep(["g1"], GAMMA)
        assert (bench.kept(ALPHA), bench.kept(GAMMA)) == (["v1"], ["g1"])


# At the end


async def test_the_end_saves_what_is_newer(bench: Bench) -> None:
    async with bench.at_work():
        await bench.sweep(["v1"])
        await bench.show(BETA)
        await bench.sweep(["b1"], BETA)
        await bench.sweep(["b2"], BETA)
        await bench.sweep(["v2"], ALPHA)
    await bench.keeper.close()
    assert (bench.kept(ALPHA), bench.kept(BETA)) == (["v2"], ["b2"])


async def test_the_end_saves_what_came_when_it_ran_no_more(bench: Bench) -> None:
    async with bench.at_work():
        await bench.sweep(["v1"])
    await bench.sweep(["v2"])
    await bench.keeper.close()
    assert bench.kept() == ["v2"]


@pytest.mark.parametrize(("seconds", "looks"), [(0, [0]), (1, [0, 1]), (61, [0, 61])])
async def test_the_end_writes_what_has_not_changed_for_its_time_only(
    bench: Bench, seconds: int, looks: list[float]
) -> None:
    async with bench.at_work():
        await bench.sweep()
        await bench.advance(seconds)
        await bench.sweep()
    await bench.keeper.close()
    await bench.keeper.close()
    assert bench.disk.times() == looks


async def test_an_end_before_anything_was_seen_is_fine(bench: Bench) -> None:
    await bench.keeper.close()
    async with bench.at_work():
        pass
    assert bench.disk.tried == []


async def test_the_end_waits_a_second_for_the_disk_and_the_file_is_as_it_was(bench: Bench, tmp_path: Path) -> None:
    async with bench.at_work():
        await bench.sweep(["v1"])
        await bench.sweep(["v2"])
        bench.disk.hangs = True
    closing = asyncio.create_task(bench.keeper.close())
    await settle()
    assert bench.disk.waiting == 1
    bench.clock.advance(CLOSE_SECONDS - 0.01)
    await settle()
    assert not closing.done()
    bench.clock.advance(0.01)
    await settle()
    assert closing.done()
    await closing
    bench.disk.freed()
    await settle()
    assert bench.kept() == ["v1"]
    assert len(list(tmp_path.iterdir())) == 1


async def test_the_end_waits_for_the_saving_that_is_under_way_and_then_saves_what_is_newer(bench: Bench) -> None:
    async with bench.at_work():
        bench.disk.hangs = True
        await bench.sweep(["v1"])
        assert bench.disk.waiting == 1
        await bench.sweep(["v2"])
    closing = asyncio.create_task(bench.keeper.close())
    await settle()
    assert bench.disk.waiting == 1
    bench.disk.freed()
    await closing
    assert bench.disk.written == 2
    assert bench.kept() == ["v2"]


# The disk


async def test_a_full_disk_is_tried_once_a_minute_and_used_when_it_has_room(bench: Bench, tmp_path: Path) -> None:
    told: list[OSError] = []
    bench.keeper.trouble = told.append
    async with bench.at_work():
        bench.disk.full = True
        for number in range(15):
            await bench.sweep([f"v{number}"])
            await bench.advance(10)
        assert bench.disk.times() == [0, 60, 120]
        assert [error.errno for error in told] == [errno.ENOSPC], "once"
        assert list(tmp_path.iterdir()) == []
        bench.disk.full = False
        await bench.advance(30)
        assert bench.kept() == ["v14"]


async def test_a_full_disk_is_not_tried_sooner_for_a_context_that_is_left(bench: Bench) -> None:
    async with bench.at_work():
        bench.disk.full = True
        await bench.sweep()
        for context in (BETA, ALPHA, BETA):
            await bench.advance(1)
            await bench.show(context)
        assert bench.disk.times() == [0]
        bench.disk.full = False
    await bench.keeper.close()
    assert bench.kept() == ["v1"]


async def test_a_saving_that_fails_leaves_the_file_of_before(bench: Bench) -> None:
    async with bench.at_work():
        await bench.sweep(["v1"])
        bench.disk.full = True
        await bench.sweep(["v2"])
        await bench.advance(int(PAUSE_SECONDS))
    await bench.keeper.close()
    assert bench.kept() == ["v1"]


async def test_one_saving_at_a_time_and_changes_meanwhile_are_saved_after_it(bench: Bench) -> None:
    async with bench.at_work():
        bench.disk.hangs = True
        await bench.sweep(["v1"])
        await bench.sweep(["b1"], BETA)
        await bench.sweep(["v2"])
        assert bench.disk.waiting == 1
        bench.disk.freed()
        await settle()
        assert (bench.kept(ALPHA), bench.kept(BETA)) == (["v1"], ["b1"])
        await bench.advance(int(PAUSE_SECONDS))
        assert bench.kept(ALPHA) == ["v2"]


async def test_the_disk_is_used_in_a_thread(tmp_path: Path) -> None:
    threads = []

    class Watched(PictureCache):
        def save(self, origin: str, picture: Picture, go_on: Callable[[], bool] = lambda: True) -> bool:
            threads.append(threading.current_thread())
            return super().save(origin, picture, go_on)

        def load(self, origin: str, context: Context) -> Picture | None:
            threads.append(threading.current_thread())
            return super().load(origin, context)

    inventory = Inventory(ManualClock())
    inventory.show(ALPHA)
    clock = ManualClock(auto=False)
    keeper = Keeper(inventory, clock, Watched(tmp_path), lambda _context: ORIGIN)
    got = {Kind.VOLUMES: fetched([volume("v1", region="KR1")]), Kind.SNAPSHOTS: fetched([])}
    inventory.apply(ALPHA, got, ticket=inventory.poll_started(ALPHA))
    await keeper.close()
    recalled = await keeper.recall(ALPHA)
    assert recalled is not None
    assert recalled.volumes.rows == (volume("v1", region="KR1"),)
    assert len(threads) == 2
    assert threading.main_thread() not in threads


async def test_only_what_was_kept_of_the_context_is_recalled(bench: Bench) -> None:
    async with bench.at_work():
        await bench.sweep(["v1", "v2"])
        recalled = await bench.keeper.recall(ALPHA)
        assert recalled is not None
        known = bench.inventory.picture
        assert known is not None
        assert recalled.volumes.rows == known.volumes.rows
        assert not recalled.volumes.complete
        assert await bench.keeper.recall(BETA) is None


async def test_all_regions_are_kept_each_by_itself(tmp_path: Path) -> None:
    clock = ManualClock(auto=False)
    inventory, cache = Inventory(clock), PictureCache(tmp_path)
    keeper = Keeper(inventory, clock, cache, lambda _context: ORIGIN)
    everywhere = ALPHA.within(ALL_REGIONS)
    inventory.show(everywhere, (ALPHA.region, BETA.region))
    for context in (ALPHA, BETA):
        inventory.apply(
            context, {Kind.VOLUMES: fetched([volume(context.region)]), Kind.SNAPSHOTS: fetched([])}, ticket=1
        )
        inventory.poll_ended(context, (Kind.VOLUMES, Kind.SNAPSHOTS), {}, seconds=1, retry_in=None)
    await keeper.close()
    for context in (ALPHA, BETA):
        kept = cache.load(ORIGIN, context)
        assert kept is not None
        assert [row.id for row in kept.volumes.rows] == [context.region]
    assert cache.load(ORIGIN, everywhere) is None
