"""Operators: one row each, with the types it accepts, what it asks for, its SQL and its words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlglot import exp

from data.sentence import Sentence
from queries.catalog.declare import ValueType
from queries.segments.anniversaries import anniversary_within, days_ahead, days_behind, falls_between, falls_in_month
from queries.segments.calendar_days import CALENDAR_OPERATORS
from queries.segments.draws import DRAW_OPERATORS
from queries.segments.operator_row import (
    BOOLEANS,
    DATES,
    DRAWS,
    EVERY_TYPE,
    NUMBERS,
    TAG_SETS,
    TEXTS,
    Operator,
    Predicate,
    Standing,
)
from queries.segments.spans import Span, ahead, back
from queries.segments.standings import STANDING_OPERATORS
from queries.segments.values import Takes, literal

__all__ = ["OPERATORS", "Operator", "Standing", "filter_operators_for", "operators_for"]


def equal(x: exp.Expr, value: Any, _as_of: date) -> exp.Expr:
    return exp.EQ(this=x, expression=literal(value))


def unequal(x: exp.Expr, value: Any, _as_of: date) -> exp.Expr:
    return exp.NEQ(this=x, expression=literal(value))


def at_least(x: exp.Expr, value: Any, _as_of: date) -> exp.Expr:
    return exp.GTE(this=x, expression=literal(value))


def more(x: exp.Expr, value: Any, _as_of: date) -> exp.Expr:
    return exp.GT(this=x, expression=literal(value))


def at_most(x: exp.Expr, value: Any, _as_of: date) -> exp.Expr:
    return exp.LTE(this=x, expression=literal(value))


def less(x: exp.Expr, value: Any, _as_of: date) -> exp.Expr:
    return exp.LT(this=x, expression=literal(value))


def between(x: exp.Expr, value: Any, _as_of: date) -> exp.Expr:
    return exp.Between(this=x, low=literal(value[0]), high=literal(value[1]))


def listed(x: exp.Expr, value: Any, _as_of: date) -> exp.Expr:
    return exp.In(this=x, expressions=[literal(one) for one in value])


def contains(x: exp.Expr, value: Any, _as_of: date) -> exp.Expr:
    return exp.GT(this=exp.StrPosition(this=x, substr=literal(value)), expression=exp.Literal.number(0))


def contains_any(x: exp.Expr, value: Any, as_of: date) -> exp.Expr:
    return exp.or_(*(contains(x.copy(), one, as_of) for one in value))


def starts(x: exp.Expr, value: Any, _as_of: date) -> exp.Expr:
    return exp.StartsWith(this=x, expression=literal(value))


def ends(x: exp.Expr, value: Any, _as_of: date) -> exp.Expr:
    return exp.EndsWith(this=x, expression=literal(value))


def is_true(x: exp.Expr, _value: Any, _as_of: date) -> exp.Expr:
    return x


def is_false(x: exp.Expr, _value: Any, _as_of: date) -> exp.Expr:
    return exp.not_(x)


def is_null(x: exp.Expr, _value: Any, _as_of: date) -> exp.Expr:
    return exp.Is(this=x, expression=exp.null())


def is_not_null(x: exp.Expr, _value: Any, _as_of: date) -> exp.Expr:
    return exp.not_(exp.Is(this=x, expression=exp.null()))


def negated(predicate: Predicate) -> Predicate:
    return lambda x, value, as_of: exp.not_(predicate(x, value, as_of))


def within(span: Callable[[Any, date], Span]) -> Predicate:
    def predicate(x: exp.Expr, value: Any, as_of: date) -> exp.Expr:
        days = span(value, as_of)
        if days.start is None:
            return exp.LTE(this=x, expression=literal(days.end))
        if days.end == date.max:
            return exp.GTE(this=x, expression=literal(days.start))
        return exp.Between(this=x, low=literal(days.start), high=literal(days.end))

    return predicate


# How many values of a person's set match is an ordinary number, so sets need no SQL of their own.
def any_of_them(x: exp.Expr, _value: Any, _as_of: date) -> exp.Expr:
    return exp.GTE(this=x, expression=exp.Literal.number(1))


def all_of_them(x: exp.Expr, value: Any, _as_of: date) -> exp.Expr:
    return exp.EQ(this=x, expression=exp.Literal.number(len(value)))


def none_of_them(x: exp.Expr, _value: Any, _as_of: date) -> exp.Expr:
    return exp.EQ(this=x, expression=exp.Literal.number(0))


def longer_ago(days: int, as_of: date) -> Span:
    return Span(None, back(as_of, days + 1))


def further_ahead(days: int, as_of: date) -> Span:
    return Span(ahead(as_of, days + 1), date.max)


def long_at_least(x: exp.Expr, value: Any, as_of: date) -> exp.Expr:
    return at_least(exp.Length(this=x), value, as_of)


def long_at_most(x: exp.Expr, value: Any, as_of: date) -> exp.Expr:
    return at_most(exp.Length(this=x), value, as_of)


IS = Sentence("{measure} is {value}")
IS_NOT = Sentence("{measure} is not {value}")
CONTAINS = Sentence("{measure} contains {value}")
CONTAINS_NOT = Sentence("{measure} does not contain {value}")
INCLUDES = Sentence("{measure} includes {value}")
INCLUDES_NOT = Sentence("{measure} does not include {value}")

_ROWS = (
    Operator("equals", TEXTS | NUMBERS, Takes.VALUE, IS, equal),
    Operator("not_equals", TEXTS | NUMBERS, Takes.VALUE, IS_NOT, unequal, is_negative=True),
    Operator(
        "in_list", TEXTS | NUMBERS, Takes.VALUES, Sentence("{measure} is one of {value}"), listed, words_for_one=IS
    ),
    Operator(
        "not_in_list",
        TEXTS | NUMBERS,
        Takes.VALUES,
        Sentence("{measure} is none of {value}"),
        negated(listed),
        is_negative=True,
        words_for_one=IS_NOT,
    ),
    Operator("contains", TEXTS, Takes.VALUE, CONTAINS, contains),
    Operator(
        "not_contains",
        TEXTS,
        Takes.VALUE,
        CONTAINS_NOT,
        negated(contains),
        is_negative=True,
    ),
    Operator(
        "contains_any",
        TEXTS,
        Takes.VALUES,
        Sentence("{measure} contains one of {value}"),
        contains_any,
        words_for_one=CONTAINS,
    ),
    Operator(
        "contains_none",
        TEXTS,
        Takes.VALUES,
        Sentence("{measure} contains none of {value}"),
        negated(contains_any),
        is_negative=True,
        words_for_one=CONTAINS_NOT,
    ),
    Operator("starts_with", TEXTS, Takes.VALUE, Sentence("{measure} starts with {value}"), starts),
    Operator("ends_with", TEXTS, Takes.VALUE, Sentence("{measure} ends with {value}"), ends),
    Operator(
        "not_starts_with",
        TEXTS,
        Takes.VALUE,
        Sentence("{measure} does not start with {value}"),
        negated(starts),
        is_negative=True,
    ),
    Operator(
        "not_ends_with",
        TEXTS,
        Takes.VALUE,
        Sentence("{measure} does not end with {value}"),
        negated(ends),
        is_negative=True,
    ),
    Operator(
        "long_at_least",
        TEXTS,
        Takes.COUNT,
        Sentence(
            "{measure} is at least {value} character long",
            plural="{measure} is at least {value} characters long",
            count="value",
        ),
        long_at_least,
    ),
    Operator(
        "long_at_most",
        TEXTS,
        Takes.COUNT,
        Sentence(
            "{measure} is at most {value} character long",
            plural="{measure} is at most {value} characters long",
            count="value",
        ),
        long_at_most,
    ),
    Operator("at_least", NUMBERS, Takes.VALUE, Sentence("{measure} is at least {value}"), at_least),
    Operator("more_than", NUMBERS, Takes.VALUE, Sentence("{measure} is more than {value}"), more),
    Operator("at_most", NUMBERS, Takes.VALUE, Sentence("{measure} is at most {value}"), at_most),
    Operator("less_than", NUMBERS, Takes.VALUE, Sentence("{measure} is less than {value}"), less),
    Operator(
        "between", NUMBERS | DATES, Takes.PAIR, Sentence("{measure} is between {low} and {high}, inclusive"), between
    ),
    Operator(
        "not_between",
        NUMBERS | DATES,
        Takes.PAIR,
        Sentence("{measure} is not between {low} and {high}, inclusive"),
        negated(between),
        is_negative=True,
    ),
    *STANDING_OPERATORS,
    Operator("is_true", BOOLEANS, Takes.NOTHING, Sentence("{measure} is “yes”"), is_true),
    Operator("is_false", BOOLEANS, Takes.NOTHING, Sentence("{measure} is “no”"), is_false),
    Operator("is_unknown", BOOLEANS, Takes.NOTHING, Sentence("{measure} is unknown"), is_null, judges_unknown=True),
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
    *CALENDAR_OPERATORS,
    Operator(
        "anniversary_in_next_days",
        DATES,
        Takes.DAYS,
        Sentence(
            "the anniversary of {measure} is in the next {value} day ({start} to {end})",
            plural="the anniversary of {measure} is in the next {value} days ({start} to {end})",
            count="value",
        ),
        anniversary_within(days_ahead),
        span=days_ahead,
    ),
    Operator(
        "anniversary_in_last_days",
        DATES,
        Takes.DAYS,
        Sentence(
            "the anniversary of {measure} was in the last {value} day ({start} to {end})",
            plural="the anniversary of {measure} was in the last {value} days ({start} to {end})",
            count="value",
        ),
        anniversary_within(days_behind),
        span=days_behind,
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
    *DRAW_OPERATORS,
    Operator(
        "has_any",
        TAG_SETS,
        Takes.VALUES,
        Sentence("{measure} includes any of {value}"),
        any_of_them,
        words_for_one=INCLUDES,
    ),
    Operator(
        "has_all",
        TAG_SETS,
        Takes.VALUES,
        Sentence("{measure} includes all of {value}"),
        all_of_them,
        words_for_one=INCLUDES,
    ),
    Operator(
        "has_none",
        TAG_SETS,
        Takes.VALUES,
        Sentence("{measure} includes none of {value}"),
        none_of_them,
        words_for_one=INCLUDES_NOT,
    ),
    Operator(
        "has_exactly",
        TAG_SETS,
        Takes.VALUES,
        Sentence("{measure} is exactly {value}"),
        all_of_them,
        counts_only=True,
    ),
    Operator(
        "has_only",
        TAG_SETS,
        Takes.VALUES,
        Sentence("{measure} includes {value} and nothing else, at least one of them"),
        any_of_them,
        counts_only=True,
        words_for_one=Sentence("{measure} includes {value} and nothing else"),
    ),
    Operator(
        "has_count",
        TAG_SETS,
        Takes.COUNT,
        Sentence("{measure} has exactly {value} value", plural="{measure} has exactly {value} values", count="value"),
        equal,
        counts_all=True,
    ),
    Operator(
        "has_at_least",
        TAG_SETS,
        Takes.COUNT,
        Sentence("{measure} has at least {value} value", plural="{measure} has at least {value} values", count="value"),
        at_least,
        counts_all=True,
    ),
    Operator(
        "has_at_most",
        TAG_SETS,
        Takes.COUNT,
        Sentence("{measure} has at most {value} value", plural="{measure} has at most {value} values", count="value"),
        at_most,
        counts_all=True,
    ),
    Operator("is_empty", TAG_SETS, Takes.NOTHING, Sentence("{measure} is empty"), none_of_them, counts_all=True),
    Operator("is_not_empty", TAG_SETS, Takes.NOTHING, Sentence("{measure} is not empty"), any_of_them, counts_all=True),
    Operator(
        "is_set",
        EVERY_TYPE - TAG_SETS - DRAWS,
        Takes.NOTHING,
        Sentence("{measure} is known"),
        is_not_null,
        judges_unknown=True,
    ),
    Operator(
        "is_not_set",
        EVERY_TYPE - TAG_SETS - BOOLEANS - DRAWS,
        Takes.NOTHING,
        Sentence("{measure} is not known"),
        is_null,
        judges_unknown=True,
    ),
)

OPERATORS: dict[str, Operator] = {operator.key: operator for operator in _ROWS}


def operators_for(value_type: ValueType) -> tuple[Operator, ...]:
    """The operators a picker offers for a measure of this type, in the order of the table."""
    return tuple(operator for operator in _ROWS if value_type in operator.types)


def filter_operators_for(value_type: ValueType) -> tuple[Operator, ...]:
    """Those among them that can say which rows of an event count."""
    return tuple(operator for operator in operators_for(value_type) if operator.judges_events)
