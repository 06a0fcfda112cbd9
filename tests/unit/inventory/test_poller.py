"""When the poller asks, with time that passes second by second."""

import asyncio
from datetime import timedelta

import pytest
from support_cloud import START
from support_inventory import ALPHA, SSD, Watch, Wishes, page, settle, snapshot, volume, watching

from tbs_tui.api.errors import (
    ApiError,
    NoRight,
    PasswordNeeded,
    RateLimited,
    ServerError,
    Unreachable,
    WrongCredentials,
)
from tbs_tui.inventory.events import PollerChanged, PollFailed, PollState, PollSucceeded
from tbs_tui.inventory.picture import Kind

# Intervals


async def test_settled_every_30_seconds() -> None:
    async with watching(Watch()) as watch:
        await watch.advance(95)
        assert watch.source.sweeps(ALPHA) == [0, 30, 60, 90]


@pytest.mark.parametrize(
    ("refresh", "expected"), [(30.0, [0, 10, 20]), (4.0, [0, 4, 8, 12, 16, 20, 24]), (3600.0, [0, 10, 20])]
)
async def test_in_transition_every_10_seconds_at_most(refresh: float, expected: list[float]) -> None:
    watch = Watch(wishes=Wishes(refresh=refresh))
    watch.source.script(ALPHA, Kind.SNAPSHOTS, page(snapshot("s1", "v1", status="creating")))
    async with watching(watch):
        await watch.advance(25)
        assert watch.source.sweeps(ALPHA) == expected


async def test_what_has_settled_is_asked_less_often() -> None:
    watch = Watch()
    watch.source.script(ALPHA, Kind.VOLUMES, page(volume("v1", status="deleting")))
    async with watching(watch):
        await watch.advance(5)
        watch.source.script(ALPHA, Kind.VOLUMES, page())
        await watch.advance(60)
        assert watch.source.sweeps(ALPHA) == [0, 10, 40]


async def test_a_note_shortens_the_wait() -> None:
    watch = Watch()
    watch.source.script(ALPHA, Kind.VOLUMES, page(volume("v1")))
    async with watching(watch):
        await watch.advance(4)
        watch.inventory.note_statuses(ALPHA, Kind.VOLUMES, {"v1": "deleting"})
        await watch.advance(8)
        assert watch.source.sweeps(ALPHA) == [0, 10]


async def test_the_pause_is_twice_the_sweeps_length() -> None:
    watch = Watch()
    watch.source.script(ALPHA, Kind.VOLUMES, 20.0, page(volume("v1", status="creating")))
    async with watching(watch):
        await watch.advance(125)
        assert watch.source.sweeps(ALPHA) == [0, 60, 120]


async def test_types_are_asked_first_then_every_10_minutes() -> None:
    async with watching(Watch()) as watch:
        await watch.advance(605)
        assert [at for at, _context, kind in watch.source.asked if kind is Kind.TYPES] == [0, 600]


async def test_success_is_told_although_nothing_changed() -> None:
    async with watching(Watch()) as watch:
        await watch.advance(31)
        assert [event.at for event in watch.told(PollSucceeded)] == [START, START + timedelta(seconds=30)]
        assert watch.inventory.health(ALPHA).last_good == START + timedelta(seconds=30)


# Errors


async def test_errors_double_the_interval_up_to_two_minutes() -> None:
    watch = Watch()
    watch.source.script(ALPHA, Kind.VOLUMES, Unreachable("없음"))
    async with watching(watch):
        await watch.advance(430)
        assert watch.source.sweeps(ALPHA) == [0, 60, 180, 300, 420]
        assert [event.retry_in for event in watch.told(PollFailed)] == [60, 120, 120, 120, 120]
        watch.source.script(ALPHA, Kind.VOLUMES, page())
        await watch.advance(150)
        assert watch.source.sweeps(ALPHA)[-2:] == [540, 570]


async def test_errors_never_shorten_a_long_interval() -> None:
    watch = Watch(wishes=Wishes(refresh=600.0))
    watch.source.script(ALPHA, Kind.VOLUMES, ServerError(status=500))
    async with watching(watch):
        await watch.advance(650)
        assert watch.source.sweeps(ALPHA) == [0, 600]


async def test_one_kind_failing_leaves_the_others() -> None:
    watch = Watch()
    error = ServerError(status=502)
    watch.source.script(ALPHA, Kind.VOLUMES, page(volume("v1")))
    watch.source.script(ALPHA, Kind.SNAPSHOTS, page(snapshot("s1", "v1")), error)
    async with watching(watch):
        watch.source.script(ALPHA, Kind.VOLUMES, page(volume("v1"), volume("v2")))
        await watch.advance(61)
        assert watch.ids(ALPHA) == ["v1", "v2"]
        assert watch.ids(ALPHA, Kind.SNAPSHOTS) == ["s1"]
        health = watch.inventory.health(ALPHA)
        assert dict(health.errors) == {Kind.SNAPSHOTS: error}
        assert health.last_good is None
        assert health.retry_at == START + timedelta(seconds=180)


async def test_a_failed_sweep_takes_nothing_away() -> None:
    watch = Watch()
    watch.source.script(ALPHA, Kind.VOLUMES, page(volume("v1"), volume("v2")))
    async with watching(watch):
        watch.source.script(ALPHA, Kind.VOLUMES, page(volume("v2")), Unreachable())
        await watch.advance(31)
        assert watch.ids(ALPHA) == ["v1", "v2"]


async def test_types_that_fail_hold_nothing_back() -> None:
    watch = Watch()
    watch.source.script(ALPHA, Kind.TYPES, NoRight(status=403))
    async with watching(watch):
        await watch.advance(95)
        assert watch.source.sweeps(ALPHA) == [0, 30, 60, 90]
        assert [at for at, _context, kind in watch.source.asked if kind is Kind.TYPES] == [0, 60]
        health = watch.inventory.health(ALPHA)
        assert health.last_good == START + timedelta(seconds=90)
        assert health.failing == {Kind.TYPES}


async def test_a_retry_after_is_the_least_wait() -> None:
    watch = Watch()
    watch.source.script(ALPHA, Kind.VOLUMES, RateLimited(status=429, retry_after=100.0))
    async with watching(watch):
        await watch.advance(5)
        watch.source.script(ALPHA, Kind.VOLUMES, page())
        watch.poller.refresh_now()
        await watch.advance(90)
        assert watch.source.sweeps(ALPHA) == [0]
        assert watch.poller.state is PollState.WAITING
        await watch.advance(10)
        assert watch.source.sweeps(ALPHA) == [0, 100]


@pytest.mark.parametrize("error", [WrongCredentials(status=401), PasswordNeeded()])
async def test_refused_credentials_are_not_tried_again_by_themselves(error: ApiError) -> None:
    watch = Watch()
    watch.source.script(ALPHA, Kind.VOLUMES, error)
    async with watching(watch):
        await watch.advance(700)
        assert watch.source.sweeps(ALPHA) == [0]
        assert watch.poller.state is PollState.HELD
        assert watch.inventory.health(ALPHA).retry_at is None
        watch.source.script(ALPHA, Kind.VOLUMES, page(volume("v1")))
        watch.poller.refresh_now()
        await watch.advance(31)
        assert watch.source.sweeps(ALPHA) == [0, 700, 730]


async def test_what_is_no_api_error_ends_the_poller() -> None:
    watch = Watch()
    hold = asyncio.Event()
    watch.source.script(ALPHA, Kind.VOLUMES, hold, page())
    watch.source.script(ALPHA, Kind.SNAPSHOTS, ZeroDivisionError("a fault of ours"))
    watch.inventory.show(ALPHA)
    with pytest.raises(ZeroDivisionError, match="a fault of ours"):
        await watch.poller.run()
    # Nothing goes on behind its back, and nobody is called any more.
    assert len(asyncio.all_tasks()) == 1
    watch.inventory.show(ALPHA)


# The person


async def test_refresh_now_ends_the_pause_and_ignores_the_back_off() -> None:
    watch = Watch()
    watch.source.script(ALPHA, Kind.VOLUMES, ServerError(status=500))
    async with watching(watch):
        await watch.advance(7)
        watch.poller.refresh_now()
        await watch.advance(5)
        assert watch.source.sweeps(ALPHA) == [0, 7]
        assert [at for at, _context, kind in watch.source.asked if kind is Kind.TYPES] == [0, 7]


async def test_looking_again_and_again_does_not_put_the_recovery_off() -> None:
    watch = Watch()
    watch.source.script(ALPHA, Kind.VOLUMES, ServerError(status=500))
    async with watching(watch):
        for _press in range(5):
            await watch.advance(1)
            watch.poller.refresh_now()
        await watch.advance(1)
        retry_at = watch.inventory.health(ALPHA).retry_at
        assert retry_at is not None
        assert (retry_at - START).total_seconds() <= 5 + 60, "as after one failure"


async def test_refresh_now_during_a_sweep_is_one_more_after_it() -> None:
    watch = Watch()
    watch.source.script(ALPHA, Kind.VOLUMES, 5.0, page(volume("v1")))
    async with watching(watch):
        for _ in range(3):
            watch.poller.refresh_now()
            await watch.advance(1)
        await watch.advance(20)
        assert watch.source.sweeps(ALPHA) == [0, 5]
        assert watch.source.most_in_flight == 1


async def test_paused_until_resumed() -> None:
    async with watching(Watch()) as watch:
        await watch.advance(10)
        watch.poller.pause()
        await watch.advance(100)
        assert watch.poller.paused
        assert watch.poller.state is PollState.PAUSED
        watch.poller.refresh_now()
        await watch.advance(50)
        assert watch.source.sweeps(ALPHA) == [0, 110]
        watch.poller.resume()
        await watch.advance(1)
        assert watch.source.sweeps(ALPHA) == [0, 110, 160]


async def test_suspended_nothing_begins() -> None:
    async with watching(Watch()) as watch:
        watch.poller.suspended = True
        watch.poller.refresh_now()
        await watch.advance(100)
        assert watch.source.sweeps(ALPHA) == [0]
        assert watch.poller.state is PollState.SUSPENDED
        watch.poller.suspended = False
        await settle()
        assert watch.source.sweeps(ALPHA) == [0, 100]


async def test_idle_after_minutes_without_a_key_until_the_next() -> None:
    async with watching(Watch(wishes=Wishes(idle_pause=1.0))) as watch:
        await watch.advance(20)
        watch.poller.activity()
        await watch.advance(200)
        assert watch.source.sweeps(ALPHA) == [0, 30, 60]
        assert watch.poller.state is PollState.IDLE
        watch.poller.activity()
        await settle()
        assert watch.source.sweeps(ALPHA) == [0, 30, 60, 220]
        idle = [event for event in watch.told(PollerChanged) if event.state is PollState.IDLE]
        assert len(idle) == 1


async def test_idle_pause_off() -> None:
    async with watching(Watch(wishes=Wishes(refresh=3600.0, idle_pause=0.0))) as watch:
        watch.clock.advance(3600)
        await settle()
        assert watch.source.sweeps(ALPHA) == [0, 3600]


async def test_the_state_is_told_when_it_changes_and_not_otherwise() -> None:
    async with watching(Watch()) as watch:
        await watch.advance(29)
        watch.poller.activity()
        states = [(event.state, event.until) for event in watch.told(PollerChanged)]
        assert states == [(PollState.SWEEPING, None), (PollState.WAITING, START + timedelta(seconds=30))]


# The first listing


async def test_rows_of_a_first_listing_show_as_they_arrive() -> None:
    watch = Watch()
    more, rest = asyncio.Event(), asyncio.Event()
    watch.source.script(
        ALPHA, Kind.VOLUMES, page(volume("v1")), more, 1.0, page(volume("v2")), rest, page(volume("v3"))
    )
    async with watching(watch):
        assert watch.ids(ALPHA) == ["v1"]
        picture = watch.inventory.picture
        assert picture is not None
        assert not picture.volumes.complete
        # The snapshots are all there, and do not wait for the volumes.
        assert picture.snapshots.complete
        more.set()
        await watch.advance(2)
        assert watch.ids(ALPHA) == ["v1", "v2"]
        rest.set()
        await settle()
        assert watch.ids(ALPHA) == ["v1", "v2", "v3"]
        assert watch.inventory.picture is not None
        assert watch.inventory.picture.volumes.complete


async def test_a_later_listing_shows_when_it_is_whole() -> None:
    watch = Watch()
    watch.source.script(ALPHA, Kind.VOLUMES, page(volume("v1")))
    async with watching(watch):
        hold = asyncio.Event()
        watch.source.script(ALPHA, Kind.VOLUMES, page(volume("v2")), hold, page(volume("v3")))
        await watch.advance(31)
        assert watch.ids(ALPHA) == ["v1"]
        hold.set()
        await settle()
        assert watch.ids(ALPHA) == ["v2", "v3"]


async def test_a_listing_begun_anew_voids_what_came_before() -> None:
    watch = Watch()
    hold = asyncio.Event()
    watch.source.script(
        ALPHA,
        Kind.VOLUMES,
        page(volume("v1"), volume("v2"), dropped=1),
        1.0,
        page(volume("v2"), restart=True),
        hold,
        page(volume("v3"), dropped=1),
    )
    async with watching(watch):
        await watch.advance(2)
        # Rows are not taken away while others are still to come.
        assert watch.ids(ALPHA) == ["v1", "v2"]
        hold.set()
        await settle()
        assert watch.ids(ALPHA) == ["v2", "v3"]
        assert watch.inventory.picture is not None
        assert watch.inventory.picture.malformed == 1


async def test_a_first_listing_that_fails_midway_keeps_its_rows() -> None:
    watch = Watch()
    watch.source.script(ALPHA, Kind.VOLUMES, page(volume("v1"), volume("v2")), Unreachable())
    watch.source.script(ALPHA, Kind.TYPES, page(SSD))
    async with watching(watch):
        assert watch.ids(ALPHA) == ["v1", "v2"]
        assert watch.ids(ALPHA, Kind.TYPES) == ["type-1"]
        hold = asyncio.Event()
        watch.source.script(ALPHA, Kind.VOLUMES, page(volume("v1")), hold, page(volume("v3")))
        watch.poller.refresh_now()
        await settle()
        assert watch.ids(ALPHA) == ["v1", "v2"]
        hold.set()
        await settle()
        assert watch.ids(ALPHA) == ["v1", "v3"]
