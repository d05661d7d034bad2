"""Hours on the clock of the business."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlglot import exp

from queries.catalog.clock import day_begins
from queries.catalog.declare import Clock
from queries.segments.spans import ahead
from queries.segments.values import literal

_DAY_MINUTES = 24 * 60


def local_hour(utc: exp.Expr, clock: Clock) -> exp.Expr:
    """0 to 23 on the clock of the business. By its changes, because engines do not share functions of time zones."""
    offset: exp.Expr = literal(clock.before)
    if clock.changes:
        offset = exp.Case()
        for since, minutes in reversed(clock.changes):
            offset = offset.when(exp.GTE(this=utc.copy(), expression=moment(since)), literal(minutes))
        offset = offset.else_(literal(clock.before))
    hour, minute = (exp.Extract(this=exp.var(part), expression=utc.copy()) for part in ("hour", "minute"))
    since_midnight = exp.Add(this=exp.Mul(this=hour, expression=literal(60)), expression=minute)
    on_the_clock = exp.Add(this=exp.Add(this=since_midnight, expression=offset), expression=literal(_DAY_MINUTES))
    of_day = exp.Mod(this=exp.Paren(this=on_the_clock), expression=literal(_DAY_MINUTES))
    return exp.Floor(this=exp.Div(this=exp.Paren(this=of_day), expression=literal(60)))


def hours_before(clock: Clock, end: date, hours: int) -> exp.Expr:
    """The moment so many hours before the end of the day."""
    return moment(day_begins(clock, ahead(end, 1)) - timedelta(hours=hours))


def moment(utc: datetime) -> exp.Expr:
    return exp.cast(exp.Literal.string(utc.isoformat(" ")), exp.DataType.Type.TIMESTAMP)
