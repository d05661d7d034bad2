"""The hour of the day on the clock of the business."""

from __future__ import annotations

from datetime import datetime

from sqlglot import exp

from queries.catalog.declare import Clock
from queries.segments.values import literal

_DAY_MINUTES = 24 * 60


def local_hour(utc: exp.Expr, clock: Clock) -> exp.Expr:
    """0 to 23 on the clock of the business. By its changes, because engines do not share functions of time zones."""
    ahead: exp.Expr = literal(clock.before)
    if clock.changes:
        ahead = exp.Case()
        for since, minutes in reversed(clock.changes):
            ahead = ahead.when(exp.GTE(this=utc.copy(), expression=_moment(since)), literal(minutes))
        ahead = ahead.else_(literal(clock.before))
    hour, minute = (exp.Extract(this=exp.var(part), expression=utc.copy()) for part in ("hour", "minute"))
    since_midnight = exp.Add(this=exp.Mul(this=hour, expression=literal(60)), expression=minute)
    on_the_clock = exp.Add(this=exp.Add(this=since_midnight, expression=ahead), expression=literal(_DAY_MINUTES))
    of_day = exp.Mod(this=exp.Paren(this=on_the_clock), expression=literal(_DAY_MINUTES))
    return exp.Floor(this=exp.Div(this=exp.Paren(this=of_day), expression=literal(60)))


def _moment(utc: datetime) -> exp.Expr:
    return exp.cast(exp.Literal.string(utc.isoformat(" ")), exp.DataType.Type.TIMESTAMP)
