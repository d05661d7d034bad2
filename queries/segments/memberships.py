"""Operators that ask whether other rules hold people: in a saved segment, entered, left, stayed."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlglot import exp

from data.sentence import Sentence
from queries.segments.operator_row import LISTS, QUERIES, SEGMENTS, Look, Looking, Operator
from queries.segments.spans import Span, back
from queries.segments.tree import Match
from queries.segments.values import Takes


def _each(names: Any) -> tuple[Look, ...]:
    return tuple(Look(name) for name in names)


def _the_one(text: Any) -> tuple[Look, ...]:
    return (Look(text),)


def _entered(value: Any) -> tuple[Look, ...]:
    name, days = value
    return Look(name), Look(name, days, is_in=False)


def _left(value: Any) -> tuple[Look, ...]:
    name, days = value
    return Look(name, is_in=False), Look(name, days)


def _stayed(value: Any) -> tuple[Look, ...]:
    name, days = value
    return tuple(Look(name, day) for day in range(days))


def _holds(x: exp.Expr, _value: Any, _as_of: date) -> exp.Expr:
    return x


def _until_then(value: Any, as_of: date) -> Span:
    return Span(back(as_of, value[1]), as_of)


def _days_of_stay(value: Any, as_of: date) -> Span:
    return Span(back(as_of, value[1] - 1), as_of)


MEMBERSHIP_OPERATORS = (
    Operator(
        "in_segment",
        SEGMENTS,
        Takes.VALUES,
        Sentence("one of the saved segments {value} includes them"),
        _holds,
        words_for_one=Sentence("the saved segment {value} includes them"),
        looking=Looking(_each, Match.ANY),
    ),
    Operator(
        "not_in_segment",
        SEGMENTS,
        Takes.VALUES,
        Sentence("none of the saved segments {value} includes them"),
        _holds,
        is_negative=True,
        words_for_one=Sentence("the saved segment {value} does not include them"),
        looking=Looking(_each, Match.NONE),
    ),
    Operator(
        "entered_segment",
        SEGMENTS,
        Takes.SEGMENT_DAYS,
        Sentence(
            "the saved segment {low} includes them and did not on {start}, {high} day before",
            plural="the saved segment {low} includes them and did not on {start}, {high} days before",
            count="high",
        ),
        _holds,
        span=_until_then,
        looking=Looking(_entered, Match.ALL),
    ),
    Operator(
        "left_segment",
        SEGMENTS,
        Takes.SEGMENT_DAYS,
        Sentence(
            "the saved segment {low} does not include them and did on {start}, {high} day before",
            plural="the saved segment {low} does not include them and did on {start}, {high} days before",
            count="high",
        ),
        _holds,
        span=_until_then,
        looking=Looking(_left, Match.ALL),
    ),
    Operator(
        "stayed_in_segment",
        SEGMENTS,
        Takes.SEGMENT_STAY,
        Sentence(
            "the saved segment {low} included them on {high} day ({start} to {end})",
            plural="the saved segment {low} included them on every one of {high} days ({start} to {end})",
            count="high",
        ),
        _holds,
        span=_days_of_stay,
        looking=Looking(_stayed, Match.ALL),
    ),
    Operator(
        "on_list",
        LISTS,
        Takes.VALUES,
        Sentence("one of the uploaded lists {value} names them"),
        _holds,
        words_for_one=Sentence("the uploaded list {value} names them"),
        looking=Looking(_each, Match.ANY),
    ),
    Operator(
        "not_on_list",
        LISTS,
        Takes.VALUES,
        Sentence("none of the uploaded lists {value} names them"),
        _holds,
        is_negative=True,
        words_for_one=Sentence("the uploaded list {value} does not name them"),
        looking=Looking(_each, Match.NONE),
    ),
    Operator(
        "given_by_sql",
        QUERIES,
        Takes.VALUE,
        Sentence("this SQL gives them: {value}"),
        _holds,
        looking=Looking(_the_one, Match.ANY),
    ),
    Operator(
        "not_given_by_sql",
        QUERIES,
        Takes.VALUE,
        Sentence("this SQL does not give them: {value}"),
        _holds,
        is_negative=True,
        looking=Looking(_the_one, Match.NONE),
    ),
)
