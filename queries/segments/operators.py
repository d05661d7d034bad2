"""The table of operators: every one of them, in the order in which a picker offers them."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlglot import exp

from data.sentence import Sentence
from queries.catalog.declare import ValueType
from queries.segments.anniversaries import ANNIVERSARY_OPERATORS
from queries.segments.calendar_days import CALENDAR_OPERATORS
from queries.segments.comparisons import EQUALITY_OPERATORS, ORDER_OPERATORS, is_not_null, is_null
from queries.segments.day_operators import DAY_OPERATORS
from queries.segments.draws import DRAW_OPERATORS
from queries.segments.memberships import MEMBERSHIP_OPERATORS
from queries.segments.operator_row import (
    BOOLEANS,
    DRAWS,
    EVERY_TYPE,
    LISTS,
    QUERIES,
    SEGMENTS,
    TAG_SETS,
    Operator,
    Standing,
)
from queries.segments.set_operators import SET_OPERATORS
from queries.segments.standings import STANDING_OPERATORS
from queries.segments.text_operators import TEXT_OPERATORS
from queries.segments.values import Takes

__all__ = ["OPERATORS", "Operator", "Standing", "filter_operators_for", "operators_for"]


def is_true(x: exp.Expr, _value: Any, _as_of: date) -> exp.Expr:
    return x


def is_false(x: exp.Expr, _value: Any, _as_of: date) -> exp.Expr:
    return exp.not_(x)


BOOLEAN_OPERATORS = (
    Operator("is_true", BOOLEANS, Takes.NOTHING, Sentence("{measure} is “yes”"), is_true),
    Operator("is_false", BOOLEANS, Takes.NOTHING, Sentence("{measure} is “no”"), is_false),
    Operator("is_unknown", BOOLEANS, Takes.NOTHING, Sentence("{measure} is unknown"), is_null, judges_unknown=True),
)

PRESENCE_OPERATORS = (
    Operator(
        "is_set",
        EVERY_TYPE - TAG_SETS - DRAWS - SEGMENTS - LISTS - QUERIES,
        Takes.NOTHING,
        Sentence("{measure} is known"),
        is_not_null,
        judges_unknown=True,
    ),
    Operator(
        "is_not_set",
        EVERY_TYPE - TAG_SETS - BOOLEANS - DRAWS - SEGMENTS - LISTS - QUERIES,
        Takes.NOTHING,
        Sentence("{measure} is not known"),
        is_null,
        judges_unknown=True,
    ),
)

_ROWS = (
    *EQUALITY_OPERATORS,
    *TEXT_OPERATORS,
    *ORDER_OPERATORS,
    *STANDING_OPERATORS,
    *BOOLEAN_OPERATORS,
    *DAY_OPERATORS,
    *CALENDAR_OPERATORS,
    *ANNIVERSARY_OPERATORS,
    *DRAW_OPERATORS,
    *MEMBERSHIP_OPERATORS,
    *SET_OPERATORS,
    *PRESENCE_OPERATORS,
)

OPERATORS: dict[str, Operator] = {operator.key: operator for operator in _ROWS}


def operators_for(value_type: ValueType) -> tuple[Operator, ...]:
    """The operators a picker offers for a measure of this type, in the order of the table."""
    return tuple(operator for operator in _ROWS if value_type in operator.types)


def filter_operators_for(value_type: ValueType) -> tuple[Operator, ...]:
    """Those among them that can say which rows of an event count."""
    return tuple(operator for operator in operators_for(value_type) if operator.judges_events)
