"""Operators of texts: parts of a text, its length, patterns, and the same without regard to case."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlglot import exp

from data.sentence import Sentence
from queries.segments.comparisons import at_least, at_most, negated
from queries.segments.operator_row import TEXTS, Operator
from queries.segments.patterns import BLANK, any_of, containing, like, regular
from queries.segments.values import Takes, literal


def contains(x: exp.Expr, value: Any, _as_of: date) -> exp.Expr:
    return exp.GT(this=exp.StrPosition(this=x, substr=literal(value)), expression=exp.Literal.number(0))


def contains_any(x: exp.Expr, value: Any, as_of: date) -> exp.Expr:
    return exp.or_(*(contains(x.copy(), one, as_of) for one in value))


def starts(x: exp.Expr, value: Any, _as_of: date) -> exp.Expr:
    return exp.StartsWith(this=x, expression=literal(value))


def ends(x: exp.Expr, value: Any, _as_of: date) -> exp.Expr:
    return exp.EndsWith(this=x, expression=literal(value))


def long_at_least(x: exp.Expr, value: Any, as_of: date) -> exp.Expr:
    return at_least(exp.Length(this=x), value, as_of)


def long_at_most(x: exp.Expr, value: Any, as_of: date) -> exp.Expr:
    return at_most(exp.Length(this=x), value, as_of)


def matches(x: exp.Expr, pattern: str) -> exp.Expr:
    return exp.RegexpLike(this=x, expression=literal(pattern))


def equal_ignoring_case(x: exp.Expr, value: Any, as_of: date) -> exp.Expr:
    return listed_ignoring_case(x, (value,), as_of)


def listed_ignoring_case(x: exp.Expr, value: Any, _as_of: date) -> exp.Expr:
    return exp.or_(*(matches(x.copy(), pattern) for pattern in any_of(value)))


def contains_ignoring_case(x: exp.Expr, value: Any, _as_of: date) -> exp.Expr:
    return matches(x, containing(value))


def is_like(x: exp.Expr, value: Any, _as_of: date) -> exp.Expr:
    return matches(x, like(value))


def matches_pattern(x: exp.Expr, value: Any, _as_of: date) -> exp.Expr:
    return matches(x, regular(value))


def is_blank(x: exp.Expr, _value: Any, _as_of: date) -> exp.Expr:
    return exp.or_(exp.Is(this=x, expression=exp.null()), matches(x.copy(), BLANK))


CONTAINS = Sentence("{measure} contains {value}")
CONTAINS_NOT = Sentence("{measure} does not contain {value}")

TEXT_OPERATORS = (
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
    Operator(
        "equals_ignoring_case",
        TEXTS,
        Takes.VALUE,
        Sentence("{measure} is {value}, whatever the case"),
        equal_ignoring_case,
    ),
    Operator(
        "not_equals_ignoring_case",
        TEXTS,
        Takes.VALUE,
        Sentence("{measure} is not {value}, whatever the case"),
        negated(equal_ignoring_case),
        is_negative=True,
    ),
    Operator(
        "in_list_ignoring_case",
        TEXTS,
        Takes.VALUES,
        Sentence("{measure} is one of {value}, whatever the case"),
        listed_ignoring_case,
        words_for_one=Sentence("{measure} is {value}, whatever the case"),
    ),
    Operator(
        "not_in_list_ignoring_case",
        TEXTS,
        Takes.VALUES,
        Sentence("{measure} is none of {value}, whatever the case"),
        negated(listed_ignoring_case),
        is_negative=True,
        words_for_one=Sentence("{measure} is not {value}, whatever the case"),
    ),
    Operator(
        "contains_ignoring_case",
        TEXTS,
        Takes.VALUE,
        Sentence("{measure} contains {value}, whatever the case"),
        contains_ignoring_case,
    ),
    Operator(
        "not_contains_ignoring_case",
        TEXTS,
        Takes.VALUE,
        Sentence("{measure} does not contain {value}, whatever the case"),
        negated(contains_ignoring_case),
        is_negative=True,
    ),
    Operator("like", TEXTS, Takes.LIKE, Sentence("{measure} is like {value}"), is_like),
    Operator(
        "not_like", TEXTS, Takes.LIKE, Sentence("{measure} is not like {value}"), negated(is_like), is_negative=True
    ),
    Operator("matches", TEXTS, Takes.PATTERN, Sentence("{measure} matches the pattern {value}"), matches_pattern),
    Operator(
        "not_matches",
        TEXTS,
        Takes.PATTERN,
        Sentence("{measure} does not match the pattern {value}"),
        negated(matches_pattern),
        is_negative=True,
    ),
    Operator("is_blank", TEXTS, Takes.NOTHING, Sentence("{measure} is blank"), is_blank, judges_unknown=True),
    Operator(
        "is_not_blank",
        TEXTS,
        Takes.NOTHING,
        Sentence("{measure} is not blank"),
        negated(is_blank),
        judges_unknown=True,
    ),
)
