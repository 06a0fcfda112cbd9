"""The machine's clock is set by days, forth and back, while a session lives: nobody is locked out or stuck."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from contract.bed import Bed
from pydantic import SecretStr
from support_cloud import ManualClock, quiet_cloud, serve

from tbs_tui.account.session import Session
from tbs_tui.api.block_storage import BlockStorage
from tbs_tui.api.errors import WrongCredentials
from tbs_tui.api.lock import Lock
from tbs_tui.clock import exact_age, short_age
from tbs_tui.demo import DEMO_PASSWORD, Fault, FaultKind

DAYS = timedelta(days=3)


class SetAnew(ManualClock):
    """A clock whose time of day somebody sets; seconds pass as ever."""

    jumped = timedelta(0)

    def now(self) -> datetime:
        return super().now() + self.jumped


class Jumpy(Bed):
    """The cloud's own clock is right; this machine's is `mine`."""

    mine: SetAnew

    def sign_in(self, **changes: Any) -> Session:
        self.mine = SetAnew()
        real, self.clock = self.clock, self.mine
        try:
            return super().sign_in(**changes)
        finally:
            self.clock = real

    async def passes(self, seconds: float) -> None:
        await super().passes(seconds)
        self.mine._passed += seconds


@pytest.fixture
async def made() -> AsyncIterator[Jumpy]:
    clock = ManualClock()
    cloud = quiet_cloud(clock)
    with serve(cloud) as url:
        bed = Jumpy(url, cloud, clock)
        try:
            yield bed
        finally:
            await bed.transport.aclose()


async def asks(storage: BlockStorage, made: Bed) -> int:
    """Look at the types; how many sign-ins that took."""
    made.cloud.requests.clear()
    assert (await storage.types()).rows
    return made.sent("POST", "/tokens")


@pytest.mark.parametrize("jump", [DAYS, -DAYS])
async def test_a_clock_that_is_set_costs_at_most_one_sign_in_a_minute(jump: timedelta, made: Jumpy) -> None:
    storage = await made.storage()
    await made.passes(120)
    made.mine.jumped = jump
    assert await asks(storage, made) == (1 if jump > timedelta(0) else 0)
    for _ in range(5):
        assert await asks(storage, made) == 0, "a token that is a moment old is used whatever its end"
    made.mine.jumped = timedelta(0)
    await made.passes(61)
    assert await asks(storage, made) == 0


async def test_a_token_that_has_ended_is_renewed_although_the_clock_says_it_lives(made: Jumpy) -> None:
    storage = await made.storage()
    made.mine.jumped = -DAYS
    await made.passes(13 * 3600)
    assert await asks(storage, made) == 1, "the cloud's 401 is the truth"


async def test_a_password_that_was_refused_is_tried_again_after_a_minute_whatever_the_clock(made: Jumpy) -> None:
    session = made.sign_in(password=SecretStr("wrong"))
    with pytest.raises(WrongCredentials):
        await session.access()
    made.mine.jumped = -DAYS
    with pytest.raises(WrongCredentials):
        await session.access()
    assert made.sent("POST", "/tokens") == 1, "not at once"
    await made.passes(61)
    session._password = SecretStr(DEMO_PASSWORD)
    assert await session.access()


async def test_a_renewal_ahead_of_time_that_failed_is_tried_again_whatever_the_clock(made: Jumpy) -> None:
    storage = await made.storage()
    expires = (await made.session.access()).expires
    made.mine.jumped = expires - made.mine.now() - timedelta(seconds=90)
    await made.passes(61)
    made.cloud.faults.add(Fault(FaultKind.STATUS, path="/v2.0", status=500))
    assert await asks(storage, made) == 1, "it failed, and the old one still does"
    made.cloud.faults.clear()
    made.mine.jumped -= timedelta(hours=1)
    await made.passes(31)
    made.mine.jumped += timedelta(hours=1) - timedelta(seconds=31 + 61)
    assert await asks(storage, made) == 1


def test_changes_that_were_allowed_for_a_time_are_not_allowed_longer_when_the_clock_goes_back() -> None:
    clock = SetAnew()
    lock = Lock(clock, minutes=5)
    lock.open()
    clock.jumped = -DAYS
    clock._passed += 299
    assert not lock.is_closed
    clock._passed += 2
    assert lock.is_closed


def test_an_age_is_never_negative() -> None:
    assert (short_age(-DAYS.total_seconds()), exact_age(-DAYS.total_seconds())) == ("0 m", "0 s")
