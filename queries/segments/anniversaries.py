"""Anniversaries: days that come round every year, across the year's end and on 29 February."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeAlias

from sqlglot import exp

from data.sentence import Sentence
from queries.segments.operator_row import DATES, Operator, Predicate
from queries.segments.periods import period_span
from queries.segments.spans import Span, days_ahead, days_behind
from queries.segments.values import Takes, literal

LEAP_DAY = 229
SpanOf: TypeAlias = Callable[[Any, date], Span]


@dataclass(frozen=True)
class Celebration:
    """On which day of a year without a 29 February that day's anniversary is kept; 301 is 1 March."""

    suffix: str
    instead: int


ON_28_FEBRUARY = Celebration("", 228)
ON_1_MARCH = Celebration("_mar_1", 301)


def _anniversary_within(span: SpanOf, kept: Celebration) -> Predicate:
    return lambda x, value, as_of: _on_one_of(x, celebrated(span(value, as_of), kept))


def celebrated(days: Span, kept: Celebration) -> frozenset[int]:
    """The days of the year, 1231 for 31 December, whose anniversary falls into these days."""
    assert days.start is not None
    length = min((days.end - days.start).days + 1, 366 * 4)
    found: set[int] = set()
    for day in (days.start + timedelta(days=number) for number in range(length)):
        number = day.month * 100 + day.day
        found.add(number)
        if number == kept.instead and not calendar.isleap(day.year):
            found.add(LEAP_DAY)
    return frozenset(found)


def _on_one_of(x: exp.Expr, days_of_year: frozenset[int]) -> exp.Expr:
    if not days_of_year:
        return exp.false()
    if len(days_of_year) == 366:
        return exp.not_(exp.Is(this=x, expression=exp.null()))
    return exp.In(this=day_of_year(x), expressions=[exp.Literal.number(day) for day in sorted(days_of_year)])


def _numbered_within(span: SpanOf, kept: Celebration) -> Predicate:
    """Which anniversary it is, the years between say; days across a year's end belong to two of them."""

    def predicate(x: exp.Expr, value: Any, as_of: date) -> exp.Expr:
        first, last, days = value
        return exp.or_(
            exp.false(),
            *(
                exp.and_(_between_years(x.copy(), part.end.year, first, last), _on_one_of(x.copy(), found))
                for part in _years(span(days, as_of))
                if (found := celebrated(part, kept))
            ),
        )

    return predicate


def _years(days: Span) -> Iterator[Span]:
    """The days year by year."""
    assert days.start is not None
    for year in range(days.start.year, days.end.year + 1):
        yield Span(max(days.start, date(year, 1, 1)), min(days.end, date(year, 12, 31)))


def _between_years(x: exp.Expr, year: int, first: int, last: int) -> exp.Expr:
    return exp.Between(this=_part(x, "year"), low=literal(year - last), high=literal(year - first))


def _numbered_span(span: SpanOf) -> SpanOf:
    return lambda value, as_of: span(value[2], as_of)


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


def _row(key: str, takes: Takes, span: SpanOf, kept: Celebration, words: Sentence) -> Operator:
    """A value of three names the anniversaries from the first to the second number, and the days."""
    if takes is Takes.NUMBERED_DAYS:
        return Operator(key + kept.suffix, DATES, takes, words, _numbered_within(span, kept), span=_numbered_span(span))
    return Operator(key + kept.suffix, DATES, takes, words, _anniversary_within(span, kept), span=span)


ANNIVERSARY_OPERATORS = (
    _row(
        "anniversary_in_next_days",
        Takes.DAYS,
        days_ahead,
        ON_28_FEBRUARY,
        Sentence(
            "the anniversary of {measure} is in the next {value} day ({start} to {end})",
            plural="the anniversary of {measure} is in the next {value} days ({start} to {end})",
            count="value",
        ),
    ),
    _row(
        "anniversary_in_last_days",
        Takes.DAYS,
        days_behind,
        ON_28_FEBRUARY,
        Sentence(
            "the anniversary of {measure} was in the last {value} day ({start} to {end})",
            plural="the anniversary of {measure} was in the last {value} days ({start} to {end})",
            count="value",
        ),
    ),
    _row(
        "anniversary_in_period",
        Takes.PERIOD,
        period_span,
        ON_28_FEBRUARY,
        Sentence("the anniversary of {measure} is in {value} ({start} to {end})"),
    ),
    _row(
        "nth_anniversary_in_next_days",
        Takes.NUMBERED_DAYS,
        days_ahead,
        ON_28_FEBRUARY,
        Sentence("an anniversary of {measure}, numbers {low} to {high}, is in the days from {start} to {end}"),
    ),
    _row(
        "nth_anniversary_in_last_days",
        Takes.NUMBERED_DAYS,
        days_behind,
        ON_28_FEBRUARY,
        Sentence("an anniversary of {measure}, numbers {low} to {high}, was in the days from {start} to {end}"),
    ),
    Operator(
        "anniversary_in_month",
        DATES,
        Takes.MONTH,
        Sentence("the anniversary of {measure} is in month {value}"),
        falls_in_month,
    ),
    Operator(
        "anniversary_between",
        DATES,
        Takes.MONTH_DAYS,
        Sentence("the anniversary of {measure} is between {low} and {high} of the year, inclusive"),
        falls_between,
    ),
    _row(
        "anniversary_in_next_days",
        Takes.DAYS,
        days_ahead,
        ON_1_MARCH,
        Sentence(
            "the anniversary of {measure}, of 29 February on 1 March, is in the next {value} day ({start} to {end})",
            plural="the anniversary of {measure}, of 29 February on 1 March, is in the next {value} days "
            "({start} to {end})",
            count="value",
        ),
    ),
    _row(
        "anniversary_in_last_days",
        Takes.DAYS,
        days_behind,
        ON_1_MARCH,
        Sentence(
            "the anniversary of {measure}, of 29 February on 1 March, was in the last {value} day ({start} to {end})",
            plural="the anniversary of {measure}, of 29 February on 1 March, was in the last {value} days "
            "({start} to {end})",
            count="value",
        ),
    ),
    _row(
        "anniversary_in_period",
        Takes.PERIOD,
        period_span,
        ON_1_MARCH,
        Sentence("the anniversary of {measure}, of 29 February on 1 March, is in {value} ({start} to {end})"),
    ),
    _row(
        "nth_anniversary_in_next_days",
        Takes.NUMBERED_DAYS,
        days_ahead,
        ON_1_MARCH,
        Sentence(
            "an anniversary of {measure}, of 29 February on 1 March, numbers {low} to {high}, "
            "is in the days from {start} to {end}"
        ),
    ),
    _row(
        "nth_anniversary_in_last_days",
        Takes.NUMBERED_DAYS,
        days_behind,
        ON_1_MARCH,
        Sentence(
            "an anniversary of {measure}, of 29 February on 1 March, numbers {low} to {high}, "
            "was in the days from {start} to {end}"
        ),
    ),
)
