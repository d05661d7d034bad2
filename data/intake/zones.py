"""Time zones: after a zone's last change of offset plain arithmetic, before it (or where clocks still change) the zone.

Every expression mentions its time only a few times: DuckDB copies the whole reading of a text into each mention, and
a CASE ladder of all changes took seconds to plan.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from sqlglot import exp

from data.intake.statements import reading

FIRST_YEAR, LAST_YEAR = 1980, 2040


@dataclass(frozen=True)
class Settled:
    """From `since` (UTC) on the zone keeps `offset`; a zone whose clocks still change never settles."""

    since: datetime
    offset: timedelta


@cache
def settled(zone_name: str) -> Settled | None:
    zone = ZoneInfo(zone_name)
    offset = _offset(datetime(LAST_YEAR, 1, 1, tzinfo=UTC), zone)
    month = datetime(LAST_YEAR, 1, 1, tzinfo=UTC)
    while month.year >= FIRST_YEAR and _offset(month, zone) == offset:
        month -= timedelta(days=28)
    if month.year > LAST_YEAR - 10:
        return None
    return Settled((month + timedelta(days=28)).replace(tzinfo=None), offset)


def _offset(instant: datetime, zone: ZoneInfo) -> timedelta:
    return instant.astimezone(zone).utcoffset() or timedelta()


def to_utc(local: exp.Expr, zone_name: str) -> exp.Expr:
    """A naive local timestamp as naive UTC. Of an hour that happened twice see `happened_twice`."""
    known = settled(zone_name)
    by_zone = reading("utc_of_local", local=local, values={"zone": zone_name})
    if known is None:
        return by_zone
    since = known.since + max(known.offset, timedelta())
    return _since(local, since, -known.offset, by_zone)


def to_local(utc: exp.Expr, zone_name: str) -> exp.Expr:
    """A naive UTC timestamp as naive local time."""
    known = settled(zone_name)
    by_zone = reading("local_of_utc", utc=utc, values={"zone": zone_name})
    return by_zone if known is None else _since(utc, known.since, known.offset, by_zone)


def never_happened(local: exp.Expr, utc: exp.Expr, zone_name: str) -> exp.Expr:
    """Whether a local time fell into an hour that the clock skipped: its UTC time shows another local time."""
    return exp.NEQ(this=to_local(utc, zone_name), expression=local.copy())


def happened_twice(local: exp.Expr, utc: exp.Expr, zone_name: str) -> exp.Expr:
    """Whether an hour earlier or later shows the same local time."""
    hour = timedelta(hours=1)
    return exp.or_(
        *(exp.EQ(this=to_local(_shifted(utc, shift), zone_name), expression=local.copy()) for shift in (hour, -hour))
    )


def _since(time: exp.Expr, since: datetime, shift: timedelta, before: exp.Expr) -> exp.Expr:
    moment = exp.cast(exp.Literal.string(since.isoformat(sep=" ")), "TIMESTAMP", dialect="duckdb")
    is_settled = exp.GTE(this=time.copy(), expression=moment)
    return exp.Case().when(is_settled, _shifted(time, shift), copy=False).else_(before, copy=False)


def _shifted(time: exp.Expr, shift: timedelta) -> exp.Expr:
    seconds = int(shift.total_seconds())
    if not seconds:
        return time.copy()
    interval = exp.Interval(this=exp.Literal.string(str(abs(seconds))), unit=exp.var("SECOND"))
    kind = exp.Add if seconds > 0 else exp.Sub
    return exp.paren(kind(this=time.copy(), expression=interval), copy=False)
