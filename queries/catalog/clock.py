"""The clock of the business: how far its time zone is ahead of UTC, and when that changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from queries.catalog.declare import Clock

_LATER = timedelta(days=400)  # an opening or a reply may come after the last day of the data's tables
_MINUTE = timedelta(minutes=1)


@cache
def business_clock(timezone: str, first: date, last: date) -> Clock:
    """The clock over these days, and a little around them."""
    zone = ZoneInfo(timezone)
    moment, end = _midnight(first) - timedelta(days=2), _midnight(last) + _LATER
    before = _ahead(zone, moment)
    changes = []
    held = before
    while moment < end:
        tomorrow = moment + timedelta(days=1)
        if _ahead(zone, tomorrow) != held:
            held = _ahead(zone, tomorrow)
            changes.append((_change(zone, moment, tomorrow), held))
        moment = tomorrow
    return Clock(before, tuple(changes))


def day_begins(clock: Clock, day: date) -> datetime:
    """In UTC. Where clocks are put back at midnight, when it begins for good."""
    midnight = _midnight(day)
    begun = [(datetime.min, clock.before), *clock.changes]
    ended = [*(since for since, _ in clock.changes), datetime.max]
    found = midnight - timedelta(minutes=clock.before)
    for (since, ahead), until in zip(begun, ended, strict=True):
        if since < midnight - timedelta(minutes=ahead):
            found = min(midnight - timedelta(minutes=ahead), until)
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def _ahead(zone: ZoneInfo, utc: datetime) -> int:
    offset = utc.replace(tzinfo=UTC).astimezone(zone).utcoffset()
    assert offset is not None
    return int(offset.total_seconds()) // 60


def _change(zone: ZoneInfo, early: datetime, late: datetime) -> datetime:
    """The first minute of the new offset, by halving the time between."""
    new = _ahead(zone, late)
    while late - early > _MINUTE:
        middle = early + timedelta(minutes=int((late - early) / _MINUTE) // 2)
        early, late = (early, middle) if _ahead(zone, middle) == new else (middle, late)
    return late
