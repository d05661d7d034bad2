"""Operators of days: before, after, and so many days before or after the day asked about."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlglot import exp

from data.sentence import Sentence
from queries.segments.comparisons import IS, IS_NOT, at_least, at_most, equal, less, more, negated, unequal
from queries.segments.operator_row import DATES, Operator, Predicate
from queries.segments.spans import Span, ahead, back, days_ahead, days_behind
from queries.segments.values import Takes, literal


def within(span: Callable[[Any, date], Span]) -> Predicate:
    def predicate(x: exp.Expr, value: Any, as_of: date) -> exp.Expr:
        days = span(value, as_of)
        if days.start is None:
            return exp.LTE(this=x, expression=literal(days.end))
        if days.end == date.max:
            return exp.GTE(this=x, expression=literal(days.start))
        return exp.Between(this=x, low=literal(days.start), high=literal(days.end))

    return predicate


def longer_ago(days: int, as_of: date) -> Span:
    return Span(None, back(as_of, days + 1))


def further_ahead(days: int, as_of: date) -> Span:
    return Span(ahead(as_of, days + 1), date.max)


DAY_OPERATORS = (
    Operator("on", DATES, Takes.VALUE, IS, equal),
    Operator("not_on", DATES, Takes.VALUE, IS_NOT, unequal, is_negative=True),
    Operator("before", DATES, Takes.VALUE, Sentence("{measure} is before {value}"), less),
    Operator("after", DATES, Takes.VALUE, Sentence("{measure} is after {value}"), more),
    Operator("on_or_before", DATES, Takes.VALUE, Sentence("{measure} is {value} or earlier"), at_most),
    Operator("on_or_after", DATES, Takes.VALUE, Sentence("{measure} is {value} or later"), at_least),
    Operator(
        "in_last_days",
        DATES,
        Takes.DAYS,
        Sentence(
            "{measure} is in the last {value} day ({start} to {end})",
            plural="{measure} is in the last {value} days ({start} to {end})",
            count="value",
        ),
        within(days_behind),
        span=days_behind,
    ),
    Operator(
        "not_in_last_days",
        DATES,
        Takes.DAYS,
        Sentence(
            "{measure} is not in the last {value} day ({start} to {end})",
            plural="{measure} is not in the last {value} days ({start} to {end})",
            count="value",
        ),
        negated(within(days_behind)),
        is_negative=True,
        span=days_behind,
    ),
    Operator(
        "in_next_days",
        DATES,
        Takes.DAYS,
        Sentence(
            "{measure} is in the next {value} day ({start} to {end})",
            plural="{measure} is in the next {value} days ({start} to {end})",
            count="value",
        ),
        within(days_ahead),
        span=days_ahead,
    ),
    Operator(
        "not_in_next_days",
        DATES,
        Takes.DAYS,
        Sentence(
            "{measure} is not in the next {value} day ({start} to {end})",
            plural="{measure} is not in the next {value} days ({start} to {end})",
            count="value",
        ),
        negated(within(days_ahead)),
        is_negative=True,
        span=days_ahead,
    ),
    Operator(
        "more_than_days_ago",
        DATES,
        Takes.DAYS,
        Sentence(
            "{measure} is more than {value} day ago ({end} or earlier)",
            plural="{measure} is more than {value} days ago ({end} or earlier)",
            count="value",
        ),
        within(longer_ago),
        span=longer_ago,
    ),
    Operator(
        "more_than_days_ahead",
        DATES,
        Takes.DAYS,
        Sentence(
            "{measure} is more than {value} day ahead ({start} or later)",
            plural="{measure} is more than {value} days ahead ({start} or later)",
            count="value",
        ),
        within(further_ahead),
        span=further_ahead,
    ),
)
