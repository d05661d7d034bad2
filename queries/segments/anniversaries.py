"""Anniversaries: days that come round every year, across the year's end and on 29 February."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from sqlglot import exp

from queries.segments.windows import Span, back

_LEAP_DAY = 229


def days_behind(days: int, as_of: date) -> Span:
    """That day and the days before it, `days` in all. With 0: no day."""
    return Span(back(as_of, days - 1), as_of) if days else _no_day(as_of)


def days_ahead(days: int, as_of: date) -> Span:
    """That day and the days after it, `days` in all. With 0: no day."""
    if not days:
        return _no_day(as_of)
    return Span(as_of, as_of + timedelta(days=min(days - 1, date.max.toordinal() - as_of.toordinal())))


def _no_day(as_of: date) -> Span:
    return Span(as_of, as_of - timedelta(days=1))


def anniversary_within(span: Callable[[Any, date], Span]) -> Callable[[exp.Expr, Any, date], exp.Expr]:
    """People born on 29 February celebrate on the 28th in years that have no 29th."""

    def predicate(x: exp.Expr, value: Any, as_of: date) -> exp.Expr:
        days = span(value, as_of)
        return _on_one_of(x, celebrated(days))

    return predicate


def celebrated(days: Span) -> frozenset[int]:
    """The days of the year, 1231 for 31 December, whose anniversary falls into these days."""
    assert days.start is not None
    length = min((days.end - days.start).days + 1, 366 * 4)
    dates = [days.start + timedelta(days=number) for number in range(length)]
    found = {day.month * 100 + day.day for day in dates}
    if any(day.month == 2 and day.day == 28 and not calendar.isleap(day.year) for day in dates):
        found.add(_LEAP_DAY)
    return frozenset(found)


def _on_one_of(x: exp.Expr, days_of_year: frozenset[int]) -> exp.Expr:
    if not days_of_year:
        return exp.false()
    if len(days_of_year) == 366:
        return exp.not_(exp.Is(this=x, expression=exp.null()))
    return exp.In(this=day_of_year(x), expressions=[exp.Literal.number(day) for day in sorted(days_of_year)])


def falls_in_month(x: exp.Expr, month: Any, _as_of: date) -> exp.Expr:
    return exp.EQ(this=_part(x, "month"), expression=exp.Literal.number(month))


def falls_between(x: exp.Expr, value: Any, _as_of: date) -> exp.Expr:
    """Both days inclusive; a first day after the last one goes across the year's end."""
    low, high = value
    after = exp.GTE(this=day_of_year(x), expression=exp.Literal.number(low))
    before = exp.LTE(this=day_of_year(x.copy()), expression=exp.Literal.number(high))
    return exp.and_(after, before) if low <= high else exp.or_(after, before)


def day_of_year(x: exp.Expr) -> exp.Expr:
    return exp.Add(
        this=exp.Mul(this=_part(x, "month"), expression=exp.Literal.number(100)), expression=_part(x.copy(), "day")
    )


def _part(x: exp.Expr, part: str) -> exp.Expr:
    return exp.Extract(this=exp.var(part), expression=x)
