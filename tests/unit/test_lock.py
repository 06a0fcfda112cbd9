"""When nothing that changes the cloud may be sent."""

from datetime import timedelta

import pytest
from support_cloud import ManualClock

from tbs_tui.api.lock import Lock


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(auto=False)


def test_without_a_wish_it_is_open_and_stays_so(clock: ManualClock) -> None:
    lock = Lock(clock)
    assert not lock.is_closed
    assert not lock.can_open
    clock.advance(10_000)
    assert not lock.is_closed


def test_a_read_only_run_can_not_be_opened_whatever_else_is_set(clock: ManualClock) -> None:
    lock = Lock(clock, read_only=True, minutes=5)
    assert not lock.can_open
    with pytest.raises(ValueError, match="can't be opened"):
        lock.open()
    lock.used()
    assert lock.is_closed


def test_it_begins_closed_and_closes_by_itself(clock: ManualClock) -> None:
    lock = Lock(clock, minutes=5)
    assert lock.is_closed
    assert lock.can_open
    lock.open()
    clock.advance(299)
    assert not lock.is_closed
    assert lock.seconds_left == 1
    clock.advance(1)
    assert lock.is_closed
    assert lock.seconds_left == 0


def test_a_change_makes_the_time_count_anew_but_opens_nothing(clock: ManualClock) -> None:
    lock = Lock(clock, minutes=5)
    lock.used()
    assert lock.is_closed
    lock.open()
    clock.advance(200)
    lock.used()
    clock.advance(200)
    assert not lock.is_closed
    clock.advance(100)
    lock.used()
    assert lock.is_closed


def test_a_person_closes_it_at_once(clock: ManualClock) -> None:
    lock = Lock(clock, minutes=5)
    lock.open()
    lock.close()
    assert lock.is_closed


@pytest.mark.parametrize("slept", ["monotonic", "day"])
def test_neither_a_machine_that_slept_nor_a_clock_set_back_keeps_it_open(
    clock: ManualClock, slept: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = Lock(clock, minutes=5)
    lock.open()
    if slept == "monotonic":
        later = clock.now() + timedelta(hours=8)
        monkeypatch.setattr(clock, "now", lambda: later)
    else:
        later_by = clock.monotonic() + 8 * 3600
        monkeypatch.setattr(clock, "monotonic", lambda: later_by)
    assert lock.is_closed
