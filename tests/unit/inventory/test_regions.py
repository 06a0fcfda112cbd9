"""All regions of a tenant in one picture, each polled for itself."""

import asyncio
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from support_cloud import START, ManualClock
from support_inventory import ALPHA, BETA, Watch, fetched, page, settle, snapshot, volume, watching

from tbs_tui.account.context import ALL_REGIONS, Context
from tbs_tui.api.errors import Unreachable
from tbs_tui.inventory.events import InventoryChanged, PollState
from tbs_tui.inventory.inventory import Inventory
from tbs_tui.inventory.picture import Kind, Listing, Picture
from tbs_tui.query.totals import totals

ALL = Context("", "alpha", ALL_REGIONS)
REGIONS = ("KR1", "KR2")


def whole(inventory: Inventory) -> Picture:
    assert inventory.picture is not None
    return inventory.picture


async def test_every_region_is_swept_and_their_rows_stand_in_one_picture() -> None:
    watch = Watch()
    watch.source.script(ALPHA, Kind.VOLUMES, page(volume("a1"), volume("a2")))
    watch.source.script(BETA, Kind.VOLUMES, page(volume("b1")))
    watch.source.script(BETA, Kind.SNAPSHOTS, page(snapshot("s1", "b1")))
    watch.inventory.show(ALL, REGIONS)
    async with watching(watch, None):
        await settle()
        picture = whole(watch.inventory)
        assert picture.context == ALL
        assert [row.id for row in picture.volumes.rows] == ["a1", "a2", "b1"]
        assert [each.id for each in picture.snapshots_of("b1")] == ["s1"]
        assert picture.volumes.complete
        assert all(event.shown for event in watch.told(InventoryChanged))
        await watch.advance(65)
        assert watch.source.sweeps(ALPHA) == [0, 30, 60]
        assert watch.source.sweeps(BETA) == [0, 30, 60]


async def test_a_region_in_transition_is_asked_more_often_than_the_others() -> None:
    watch = Watch()
    watch.source.script(BETA, Kind.VOLUMES, page(volume("b1", status="creating")))
    watch.inventory.show(ALL, REGIONS)
    async with watching(watch, None):
        await watch.advance(25)
        assert watch.source.sweeps(ALPHA) == [0]
        assert watch.source.sweeps(BETA) == [0, 10, 20]


async def test_a_region_out_of_reach_costs_the_others_nothing_and_has_its_own_trouble() -> None:
    watch = Watch()
    watch.source.script(ALPHA, Kind.VOLUMES, page(volume("a1")))
    watch.source.script(BETA, Kind.VOLUMES, Unreachable("no route"))
    watch.inventory.show(ALL, REGIONS)
    async with watching(watch, None):
        await watch.advance(30)
        healths = watch.inventory.healths
        assert healths[ALPHA].error is None
        assert healths[ALPHA].last_good == START + timedelta(seconds=30)
        assert isinstance(healths[BETA].error, Unreachable)
        assert Kind.VOLUMES in watch.inventory.failing
        picture = whole(watch.inventory)
        assert [row.id for row in picture.volumes.rows] == ["a1"]
        assert not picture.volumes.complete, "what is not in it may still exist"


async def test_a_region_that_hangs_does_not_hold_the_others() -> None:
    watch = Watch()
    never = asyncio.Event()
    watch.source.script(BETA, Kind.VOLUMES, never)
    watch.inventory.show(ALL, REGIONS)
    async with watching(watch, None):
        await watch.advance(60)
        assert watch.source.sweeps(ALPHA) == [0, 30, 60]
        assert watch.source.sweeps(BETA) == [0]
        never.set()


async def test_refresh_asks_every_region_and_leaving_asks_only_the_one_shown() -> None:
    watch = Watch()
    watch.inventory.show(ALL, REGIONS)
    async with watching(watch, None):
        await watch.advance(5)
        watch.poller.refresh_now()
        await settle()
        assert watch.source.sweeps(ALPHA) == watch.source.sweeps(BETA) == [0, 5]
        watch.inventory.show(BETA)
        await watch.advance(40)
        assert watch.source.sweeps(ALPHA) == [0, 5]
        assert watch.poller.state is PollState.WAITING


async def test_when_one_status_was_first_seen_is_known_in_the_whole() -> None:
    watch = Watch()
    watch.source.script(BETA, Kind.VOLUMES, page(volume("b1")))
    watch.inventory.show(ALL, REGIONS)
    async with watching(watch, None):
        await settle()
        assert watch.inventory.statuses_since(ALL) == {"b1": START}


def test_a_service_with_the_names_of_two_regions_is_counted_once() -> None:
    inventory = Inventory(ManualClock(auto=False))
    inventory.show(ALL, REGIONS)
    for context in (ALPHA, BETA):
        inventory.apply(context, {Kind.VOLUMES: fetched([volume("v1", region=context.region)])}, ticket=1)
    [row] = whole(inventory).volumes.rows
    assert row.region == "KR1"


def test_an_unchanged_poll_leaves_the_rows_the_very_same_tuple() -> None:
    inventory = Inventory(ManualClock(auto=False))
    inventory.show(ALL, REGIONS)
    for context, name in ((ALPHA, "a1"), (BETA, "b1")):
        inventory.apply(context, {Kind.VOLUMES: fetched([volume(name)])}, ticket=1)
    before = whole(inventory)
    inventory.apply(BETA, {Kind.VOLUMES: fetched([volume("b1")])}, ticket=2)
    assert whole(inventory) is not before, "it is of a later time"
    assert whole(inventory).volumes.rows is before.volumes.rows


_ids = st.lists(st.sampled_from([f"v{n}" for n in range(12)]), unique=True)


@given(st.lists(st.tuples(st.sampled_from(["KR1", "KR2", "JP1"]), _ids, st.booleans()), max_size=12))
def test_whatever_comes_in_the_whole_is_the_sum_of_its_parts(
    steps: list[tuple[str, list[str], bool]],
) -> None:
    inventory = Inventory(ManualClock(auto=False))
    regions = ("KR1", "KR2", "JP1")
    inventory.show(ALL, regions)
    for ticket, (region, ids, complete) in enumerate(steps, 1):
        rows = [volume(f"{region}-{each}", size=ticket % 3, region=region) for each in ids]
        inventory.apply(ALL.within(region), {Kind.VOLUMES: fetched(rows, complete=complete)}, ticket=ticket)
        parts = [inventory.picture_of(ALL.within(each)) for each in regions]
        expected = {row.id: row for part in parts if part is not None for row in part.volumes.rows}
        picture = whole(inventory)
        assert dict(picture.volumes.by_id) == expected
        assert len(picture.volumes.rows) == len(expected)
        assert totals(picture).volumes.count == len(expected)
        assert picture.volumes.complete == all(part is not None and part.volumes.complete for part in parts)


# What an earlier run saw


def seen(*ids: str, context: Context = ALPHA) -> Picture:
    rows = tuple(volume(each) for each in ids)
    return Picture(context, Listing(rows, START - timedelta(hours=2)), Listing((), START - timedelta(hours=2)))


def test_what_is_recalled_is_shown_with_its_age_and_counts_as_nothing_read() -> None:
    inventory = Inventory(ManualClock(auto=False))
    inventory.recall(seen("v1"))
    inventory.show(ALPHA)
    assert [row.id for row in whole(inventory).volumes.rows] == ["v1"]
    health = inventory.health(ALPHA)
    assert health.recalled == START - timedelta(hours=2)
    assert health.last_good is None


async def test_the_first_sweep_replaces_it_and_nothing_in_it_is_news() -> None:
    watch = Watch()
    watch.source.script(ALPHA, Kind.VOLUMES, page(volume("v2")))
    watch.inventory.recall(seen("v1"))
    async with watching(watch):
        assert watch.ids(ALPHA) == ["v2"]
        assert watch.inventory.health(ALPHA).recalled is None
        assert not any(
            event.diff.ids(Kind.VOLUMES) and event.picture_before_had(Kind.VOLUMES)
            for event in watch.told(InventoryChanged)
        )


async def test_it_stays_with_its_age_while_the_cloud_is_out_of_reach() -> None:
    watch = Watch()
    watch.source.script(ALPHA, Kind.VOLUMES, Unreachable("no route"))
    watch.inventory.recall(seen("v1"))
    async with watching(watch):
        assert watch.ids(ALPHA) == ["v1"]
        assert watch.inventory.health(ALPHA).recalled is not None


def test_it_never_takes_the_place_of_what_this_run_has_read() -> None:
    inventory = Inventory(ManualClock(auto=False))
    inventory.recall(seen("v1"))
    inventory.recall(seen("v1", "v2"))
    inventory.show(ALPHA)
    assert len(whole(inventory).volumes.rows) == 2, "more of the same is welcome"
    inventory.apply(ALPHA, {Kind.VOLUMES: fetched([volume("v3")], complete=False)}, ticket=1)
    inventory.recall(seen("v1", "v2"))
    assert [row.id for row in whole(inventory).volumes.rows] == ["v3"]


def test_an_empty_memory_is_none() -> None:
    inventory = Inventory(ManualClock(auto=False))
    inventory.recall(Picture.empty(ALPHA))
    assert inventory.picture_of(ALPHA) is None
