"""Time, injected: nothing of ours asks the system for the time or sleeps but through a `Clock`."""

import asyncio
import time
from datetime import UTC, datetime, tzinfo
from typing import Protocol

from tbs_tui.locale import _


class Clock(Protocol):
    """What the rooms need to know of time."""

    def now(self) -> datetime:
        """The time of day, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that never go back, for durations and deadlines."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Return after `seconds`."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


def parse_time(text: str) -> datetime:
    """A time of the API as an aware datetime. Times without a zone are UTC (api: created_at, issued_at).

    Raises ValueError for what is not a time, and for the first and the last year that a datetime can hold: shown in
    another zone they would leave its range.
    """
    moment = datetime.fromisoformat(text)
    if not datetime.min.year < moment.year < datetime.max.year:
        raise ValueError(f"year {moment.year} is out of range")
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def short_age(seconds: float) -> str:
    """An age in one unit, for a table column: ``4 m``, ``2 h``, ``13 d``, ``3 y``. Below a minute it is ``0 m``, so
    that an age never causes a repaint more often than once a minute."""
    minutes = int(max(seconds, 0) // 60)
    if minutes < 60:
        return _("{n} m").format(n=minutes)
    if minutes < 60 * 48:
        return _("{n} h").format(n=minutes // 60)
    days = minutes // (60 * 24)
    return _("{n} d").format(n=days) if days < 730 else _("{n} y").format(n=days // 365)


def exact_age(seconds: float) -> str:
    """An age to the second, for the open detail: ``13 s``, ``2 min 13 s``, ``1 h 02 min 13 s``; from a day on to the
    minute: ``3 d 04 h 12 min``."""
    minutes, rest = divmod(int(max(seconds, 0)), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return _("{days} d {hours:02} h {minutes:02} min").format(days=days, hours=hours, minutes=minutes)
    if hours:
        return _("{hours} h {minutes:02} min {seconds:02} s").format(hours=hours, minutes=minutes, seconds=rest)
    if minutes:
        return _("{minutes} min {seconds:02} s").format(minutes=minutes, seconds=rest)
    return _("{seconds} s").format(seconds=rest)


def local(moment: datetime, zone: tzinfo | None) -> datetime:
    """`moment` in the person's zone; None is the machine's own."""
    return moment.astimezone(zone)
