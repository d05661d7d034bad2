"""Comparisons that several types share: as predicates, and as rows of the table of operators."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlglot import exp

from data.sentence import Sentence
from queries.segments.operator_row import DATES, NUMBERS, TEXTS, Operator, Predicate
from queries.segments.values import Takes, literal


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


def is_null(x: exp.Expr, _value: Any, _as_of: date) -> exp.Expr:
    return exp.Is(this=x, expression=exp.null())


def is_not_null(x: exp.Expr, _value: Any, _as_of: date) -> exp.Expr:
    return exp.not_(exp.Is(this=x, expression=exp.null()))


def negated(predicate: Predicate) -> Predicate:
    return lambda x, value, as_of: exp.not_(predicate(x, value, as_of))


IS = Sentence("{measure} is {value}")
IS_NOT = Sentence("{measure} is not {value}")

EQUALITY_OPERATORS = (
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
)

ORDER_OPERATORS = (
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
)
