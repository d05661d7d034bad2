"""Random parts of all people: a named draw puts everyone into one of 10,000 equal parts, always the same."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlglot import exp

from data.sentence import Sentence
from queries.segments.operator_row import DRAWS, Operator
from queries.segments.values import PARTS, Takes, literal

_DIGITS = 16  # of the hash's 32; text of hexadecimal digits has the order of its number on every engine
_EVERYTHING = 16**_DIGITS


def _drawn(x: exp.Expr, value: Any, _as_of: date) -> exp.Expr:
    name, first, last = value
    found = hashed(name, x)
    since = exp.GTE(this=found, expression=literal(_threshold(first - 1)))
    if last == PARTS:
        return since
    return exp.and_(since, exp.LT(this=found.copy(), expression=literal(_threshold(last))))


def hashed(name: str, x: exp.Expr) -> exp.Expr:
    """The member's number in the lottery of that name, as text."""
    return exp.MD5(this=exp.DPipe(this=literal(f"{name}:"), expression=x))


def _threshold(parts: int) -> str:
    """Where the part after so many parts begins."""
    return format(-(-parts * _EVERYTHING // PARTS), f"0{_DIGITS}x")


DRAW_OPERATORS = (
    Operator(
        "in_draw",
        DRAWS,
        Takes.DRAW,
        Sentence("{measure} {name} gave a part from {low} to {high} of 10000"),
        _drawn,
    ),
)
