"""One sweep per Context, and no reply ever lands in another one."""

import asyncio
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from support_cloud import START
from support_inventory import ALPHA, BETA, Watch, Wishes, page, settle, volume, watching

from tbs_tui.api.errors import RateLimited, Unreachable
from tbs_tui.inventory.events import InventoryChanged, PollerChanged, PollFailed, PollStarted
from tbs_tui.inventory.picture import Kind

CONTEXTS = (ALPHA, BETA)


async def test_another_context_is_swept_at_once_and_the_first_no_more() -> None:
    async with watching(Watch()) as watch:
        await watch.advance(5)
        watch.inventory.show(BETA)
        await watch.advance(40)
        assert watch.source.sweeps(ALPHA) == [0]
        assert watch.source.sweeps(BETA) == [5, 35]


async def test_also_when_paused() -> None:
    async with watching(Watch()) as watch:
        watch.poller.pause()
        watch.inventory.show(BETA)
        await watch.advance(60)
        assert watch.source.sweeps(BETA) == [0]


async def test_a_late_reply_is_kept_for_its_own_context() -> None:
    watch = Watch()
    late = asyncio.Event()
    watch.source.script(ALPHA, Kind.VOLUMES, late, page(volume("a1")))
    watch.source.script(BETA, Kind.VOLUMES, page(volume("b1")))
    async with watching(watch):
        watch.inventory.show(BETA)
        await settle()
        late.set()
        await settle()
        assert watch.ids(BETA) == ["b1"]
        assert watch.ids(ALPHA) == ["a1"]
        assert [event.shown for event in watch.told(InventoryChanged) if event.diff.ids(Kind.VOLUMES) == {"a1"}] == [
            False
        ]
        watch.inventory.show(ALPHA)
        await settle()
        assert watch.inventory.picture is watch.inventory.picture_of(ALPHA)


async def test_coming_back_takes_over_the_sweep_in_flight() -> None:
    watch = Watch()
    hold = asyncio.Event()
    watch.source.script(ALPHA, Kind.VOLUMES, hold, page(volume("a1")))
    async with watching(watch):
        watch.inventory.show(BETA)
        await watch.advance(3)
        watch.inventory.show(ALPHA)
        await watch.advance(3)
        assert watch.source.sweeps(ALPHA) == [0]
        hold.set()
        await watch.advance(3)
        assert watch.ids(ALPHA) == ["a1"]
        assert watch.source.sweeps(ALPHA) == [0]
        assert watch.source.most_in_flight == 1


async def test_coming_back_ignores_the_back_off_but_not_a_retry_after() -> None:
    watch = Watch()
    watch.source.script(ALPHA, Kind.VOLUMES, Unreachable())
    watch.source.script(BETA, Kind.VOLUMES, RateLimited(status=429, retry_after=50.0))
    async with watching(watch):
        for context in (BETA, ALPHA, BETA):
            watch.inventory.show(context)
            await watch.advance(5)
        assert watch.source.sweeps(ALPHA) == [0, 5]
        assert watch.source.sweeps(BETA) == [0]
        await watch.advance(40)
        assert watch.source.sweeps(BETA) == [0, 50]


async def test_without_a_context_it_waits_for_one() -> None:
    async with watching(Watch(), None) as watch:
        await watch.advance(10)
        watch.poller.refresh_now()
        assert watch.source.asked == []
        watch.inventory.show(ALPHA)
        await settle()
        assert watch.source.sweeps(ALPHA) == [10]


async def test_ended_in_the_middle_of_two_sweeps_nothing_goes_on() -> None:
    watch = Watch()
    for context in CONTEXTS:
        watch.source.script(context, Kind.VOLUMES, asyncio.Event(), page())
    async with watching(watch):
        watch.inventory.show(BETA)
        await settle()
        assert len(watch.source.asked) == 6
    assert len(asyncio.all_tasks()) == 1


_ACTIONS = st.lists(
    st.one_of(
        st.tuples(st.just("advance"), st.integers(1, 25)),
        st.tuples(st.just("show"), st.sampled_from(CONTEXTS)),
        st.tuples(st.just("takes"), st.sampled_from(CONTEXTS), st.integers(0, 12)),
        st.tuples(st.just("fails"), st.sampled_from(CONTEXTS), st.sampled_from([None, 20.0])),
        st.tuples(st.sampled_from(["refresh_now", "pause", "resume", "activity"])),
    ),
    max_size=14,
)


@settings(max_examples=40, deadline=None)
@given(_ACTIONS)
def test_whatever_the_person_and_the_cloud_do(actions: list[tuple[Any, ...]]) -> None:
    """One sweep per Context at a time, never before the server allows, pauses kept, rows never in the wrong place."""
    asyncio.run(_play(actions))


async def _play(actions: list[tuple[Any, ...]]) -> None:
    watch = Watch(wishes=Wishes(idle_pause=2.0))
    for context in CONTEXTS:
        watch.source.script(context, Kind.VOLUMES, page(volume(f"볼륨-{context.region}")))
    async with watching(watch):
        for name, *more in actions:
            if name == "advance":
                await watch.advance(more[0])
            elif name == "show":
                watch.inventory.show(more[0])
            elif name == "takes":
                watch.source.script(more[0], Kind.VOLUMES, float(more[1]), page(volume(f"볼륨-{more[0].region}")))
            elif name == "fails":
                error = RateLimited(retry_after=more[1]) if more[1] else Unreachable()
                watch.source.script(more[0], Kind.VOLUMES, error)
            else:
                getattr(watch.poller, name)()
            await settle()
        assert watch.source.most_in_flight <= 1
        for context in CONTEXTS:
            assert watch.ids(context) in ([], [f"볼륨-{context.region}"])
        allowed = dict.fromkeys(CONTEXTS, START)
        for event in watch.told(PollStarted, PollFailed):
            if isinstance(event, PollStarted):
                assert event.at >= allowed[event.context]
            elif event.error.retry_after:
                allowed[event.context] = event.at + timedelta(seconds=event.error.retry_after)


async def test_a_context_that_is_not_shown_is_swept_once_for_each_time_it_is_asked_for() -> None:
    watch = Watch()
    watch.source.script(BETA, Kind.VOLUMES, page(volume("b1")))
    async with watching(watch):
        watch.poller.sweep(BETA)
        await watch.advance(60)
        assert watch.source.sweeps(BETA) == [0]
        assert watch.ids(BETA) == ["b1"]
        watch.poller.sweep(BETA)
        await settle()
        assert watch.source.sweeps(BETA) == [0, 60]
        assert [event.context for event in watch.told(PollerChanged) if event.context == BETA] == []


async def test_asked_for_during_a_sweep_it_is_swept_once_more_and_never_twice_at_once() -> None:
    watch = Watch()
    watch.source.script(BETA, Kind.VOLUMES, 4.0, page(volume("b1")))
    async with watching(watch):
        watch.poller.sweep(BETA)
        await watch.advance(1)
        watch.poller.sweep(BETA)
        await watch.advance(30)
        assert watch.source.sweeps(BETA) == [0, 4]
        assert watch.source.most_in_flight == 1


async def test_it_waits_as_long_as_the_server_asked_and_while_suspended() -> None:
    watch = Watch()
    watch.source.script(BETA, Kind.VOLUMES, RateLimited(retry_after=20.0))
    async with watching(watch):
        watch.poller.sweep(BETA)
        await watch.advance(1)
        watch.poller.sweep(BETA)
        await watch.advance(18)
        assert watch.source.sweeps(BETA) == [0]
        await watch.advance(1)
        assert watch.source.sweeps(BETA) == [0, 20]
        watch.poller.suspended = True
        watch.poller.sweep(BETA)
        await watch.advance(60)
        assert watch.source.sweeps(BETA) == [0, 20]
        watch.poller.suspended = False
        await watch.advance(1)
        assert len(watch.source.sweeps(BETA)) == 3


async def test_shown_and_paused_it_is_swept_when_an_operation_asks() -> None:
    async with watching(Watch()) as watch:
        watch.poller.pause()
        await watch.advance(30)
        watch.poller.sweep(ALPHA)
        await settle()
        assert watch.source.sweeps(ALPHA) == [0, 30]
