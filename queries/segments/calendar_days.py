"""Days by the calendar: this month, last week, Mondays, Decembers. Weeks begin on Monday."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlglot import exp

from data.sentence import Sentence
from queries.segments.operator_row import DATES, Operator, Predicate
from queries.segments.periods import period_span
from queries.segments.spans import SOME_MONDAY, Span
from queries.segments.values import Takes, literal


def _in_period(x: exp.Expr, value: Any, as_of: date) -> exp.Expr:
    days = period_span(value, as_of)
    assert days.start is not None
    return exp.Between(this=x, low=literal(days.start), high=literal(days.end))


def _not_in_period(x: exp.Expr, value: Any, as_of: date) -> exp.Expr:
    return exp.not_(_in_period(x, value, as_of))


def _first_day(value: Any, as_of: date) -> Span:
    first = period_span(value, as_of).start
    assert first is not None
    return Span(first, first)


def _last_day(value: Any, as_of: date) -> Span:
    last = period_span(value, as_of).end
    return Span(last, last)


def _on_day(day: Callable[[Any, date], Span]) -> Predicate:
    return lambda x, value, as_of: exp.EQ(this=x, expression=literal(day(value, as_of).end))


def _on_weekday(x: exp.Expr, value: Any, _as_of: date) -> exp.Expr:
    return exp.In(this=weekday(x), expressions=[literal(day) for day in value])


def weekday(x: exp.Expr) -> exp.Expr:
    """1 is Monday. Counted from a Monday, because engines number weekdays each in their own way."""
    since = exp.DateDiff(this=exp.cast(x, exp.DataType.Type.DATE), expression=literal(SOME_MONDAY), unit=exp.var("day"))
    # The remainder of a negative number is negative: days before that Monday are brought above zero.
    remainder = exp.Mod(this=since, expression=exp.Literal.number(7))
    above = exp.Paren(this=exp.Add(this=exp.Paren(this=remainder), expression=exp.Literal.number(7)))
    again = exp.Paren(this=exp.Mod(this=above, expression=exp.Literal.number(7)))
    return exp.Add(this=again, expression=exp.Literal.number(1))


def _in_months(x: exp.Expr, value: Any, _as_of: date) -> exp.Expr:
    month = exp.Extract(this=exp.var("month"), expression=x)
    return exp.In(this=month, expressions=[literal(one) for one in value])


CALENDAR_OPERATORS = (
    Operator(
        "in_period",
        DATES,
        Takes.PERIOD,
        Sentence("{measure} is in {value} ({start} to {end})"),
        _in_period,
        span=period_span,
    ),
    Operator(
        "not_in_period",
        DATES,
        Takes.PERIOD,
        Sentence("{measure} is not in {value} ({start} to {end})"),
        _not_in_period,
        is_negative=True,
        span=period_span,
    ),
    Operator(
        "on_first_day_of",
        DATES,
        Takes.PERIOD,
        Sentence("{measure} is the first day of {value} ({start})"),
        _on_day(_first_day),
        span=_first_day,
    ),
    Operator(
        "on_last_day_of",
        DATES,
        Takes.PERIOD,
        Sentence("{measure} is the last day of {value} ({start})"),
        _on_day(_last_day),
        span=_last_day,
    ),
    Operator("on_weekday", DATES, Takes.WEEKDAYS, Sentence("{measure} falls on {value}"), _on_weekday),
    Operator("in_months", DATES, Takes.MONTHS, Sentence("{measure} falls in {value}"), _in_months),
)
