"""Time that moves only when told to."""

import asyncio

from support_cloud import START, ManualClock


async def test_sleep_moves_the_clock_at_once() -> None:
    clock = ManualClock()
    await clock.sleep(90)
    assert clock.monotonic() == 90
    assert (clock.now() - START).total_seconds() == 90


async def test_sleepers_wake_in_order_when_time_has_come() -> None:
    clock = ManualClock(auto=False)
    woken: list[int] = []

    async def nap(seconds: int) -> None:
        await clock.sleep(seconds)
        woken.append(seconds)

    naps = [asyncio.create_task(nap(seconds)) for seconds in (30, 10, 20)]
    await asyncio.sleep(0)
    assert clock.sleeping == 3
    clock.advance(20)
    await asyncio.gather(*naps[1:])
    assert woken == [10, 20]
    clock.advance(10)
    await naps[0]
    assert clock.sleeping == 0
