"""Operators of sets: which and how many of their values. Nobody's set is unknown, only empty."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlglot import exp

from data.sentence import Sentence
from queries.segments.comparisons import at_least, at_most, between, equal
from queries.segments.operator_row import TAG_SETS, Operator
from queries.segments.values import Takes


# How many values of a person's set match is an ordinary number, so sets need no SQL of their own.
def any_of_them(x: exp.Expr, _value: Any, _as_of: date) -> exp.Expr:
    return exp.GTE(this=x, expression=exp.Literal.number(1))


def all_of_them(x: exp.Expr, value: Any, _as_of: date) -> exp.Expr:
    return exp.EQ(this=x, expression=exp.Literal.number(len(value)))


def none_of_them(x: exp.Expr, _value: Any, _as_of: date) -> exp.Expr:
    return exp.EQ(this=x, expression=exp.Literal.number(0))


INCLUDES = Sentence("{measure} includes {value}")
INCLUDES_NOT = Sentence("{measure} does not include {value}")

SET_OPERATORS = (
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
    Operator(
        "has_between",
        TAG_SETS,
        Takes.COUNTS,
        Sentence("{measure} has between {low} and {high} values, inclusive"),
        between,
        counts_all=True,
    ),
    Operator("is_empty", TAG_SETS, Takes.NOTHING, Sentence("{measure} is empty"), none_of_them, counts_all=True),
    Operator("is_not_empty", TAG_SETS, Takes.NOTHING, Sentence("{measure} is not empty"), any_of_them, counts_all=True),
)
