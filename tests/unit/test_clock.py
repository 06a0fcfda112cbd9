"""Times of the API, and ages."""

import contextlib
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tbs_tui.clock import SystemClock, exact_age, local, parse_time, short_age

SEOUL = timezone(timedelta(hours=9))


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        # The guide's forms: microseconds from the answer to POST, zeros later, neither with a zone.
        ("2020-03-03T10:54:33.163206", datetime(2020, 3, 3, 10, 54, 33, 163206, UTC)),
        ("2018-12-18T05:43:12.000000", datetime(2018, 12, 18, 5, 43, 12, tzinfo=UTC)),
        # A token's expires, and an image's times.
        ("2026-03-01T12:58:30Z", datetime(2026, 3, 1, 12, 58, 30, tzinfo=UTC)),
        ("2026-03-01T12:58:30", datetime(2026, 3, 1, 12, 58, 30, tzinfo=UTC)),
        ("2026-03-01 12:58:30", datetime(2026, 3, 1, 12, 58, 30, tzinfo=UTC)),
        ("2026-03-01T21:58:30+09:00", datetime(2026, 3, 1, 12, 58, 30, tzinfo=UTC)),
        ("2026-03-01", datetime(2026, 3, 1, tzinfo=UTC)),
    ],
)
def test_times_without_a_zone_are_utc(text: str, moment: datetime) -> None:
    parsed = parse_time(text)
    assert parsed == moment
    assert parsed.tzinfo is UTC


@pytest.mark.parametrize("text", ["", "null", "yesterday", "2020-13-01", "2020-03-03T25:00:00", "17", "2020\ud800"])
def test_what_is_no_time_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError):
        parse_time(text)


@pytest.mark.parametrize(
    "text", ["0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00", "9999-12-31T23:59:59", "9999-12-31T23:59:59-14:00"]
)
def test_times_at_the_rim_of_the_calendar_are_refused(text: str) -> None:
    # Shown in Seoul or Honolulu they would overflow.
    with pytest.raises(ValueError):
        parse_time(text)


@given(st.datetimes(timezones=st.just(UTC) | st.just(SEOUL) | st.just(timezone(timedelta(hours=-12)))))
def test_whatever_is_taken_for_a_time_can_be_shown_in_any_zone(moment: datetime) -> None:
    try:
        parsed = parse_time(moment.isoformat())
    except ValueError:
        assert moment.year in (1, 9999)
        return
    assert parsed == moment
    for hours in (-12, 14):
        assert local(parsed, timezone(timedelta(hours=hours))) == moment


@given(st.text())
def test_any_text_is_a_time_or_a_value_error(text: str) -> None:
    with contextlib.suppress(ValueError):
        assert parse_time(text).tzinfo is UTC


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (-5, "0 m"),
        (0, "0 m"),
        (59.9, "0 m"),
        (60, "1 m"),
        (59 * 60 + 59, "59 m"),
        (3600, "1 h"),
        (47 * 3600, "47 h"),
        (48 * 3600, "2 d"),
        (729 * 86400, "729 d"),
        (730 * 86400, "2 y"),
        (10 * 365 * 86400, "10 y"),
    ],
)
def test_an_age_has_one_unit(seconds: float, shown: str) -> None:
    assert short_age(seconds) == shown


@given(st.floats(0, 1e10), st.floats(0, 59))
def test_an_age_changes_at_most_once_a_minute(seconds: float, more: float) -> None:
    start = seconds // 60 * 60
    assert short_age(start) == short_age(start + more)


def test_local_is_the_same_moment() -> None:
    moment = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
    assert local(moment, ZoneInfo("Asia/Seoul")).isoformat() == "2026-03-01T21:00:00+09:00"
    assert local(moment, None) == moment


async def test_the_system_clock_goes_on() -> None:
    clock = SystemClock()
    before = clock.monotonic()
    await clock.sleep(0)
    assert clock.monotonic() >= before
    assert clock.now().tzinfo is UTC
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-5, "0 s"),
        (13.9, "13 s"),
        (133, "2 min 13 s"),
        (3600 + 62, "1 h 01 min 02 s"),
        (3 * 86400 + 4 * 3600 + 720 + 5, "3 d 04 h 12 min"),
    ],
)
def test_an_exact_age_has_seconds_up_to_a_day(seconds: float, words: str) -> None:
    assert exact_age(seconds) == words
