"""Two values of a person held against each other: how far they differ, in themselves or in proportion."""

from __future__ import annotations

from sqlglot import exp

from queries.catalog.declare import ValueType
from queries.segments.tree import How
from queries.segments.values import literal


def compared_value(how: How, value_type: ValueType, x: exp.Expr, y: exp.Expr) -> exp.Expr:
    """x − y (of days: whole days), x ÷ y or (x − y) ÷ y. Unknown when either is, and when it would divide by 0."""
    if value_type is ValueType.DATE:
        first, second = (exp.cast(day, exp.DataType.Type.DATE) for day in (x, y))
        return exp.DateDiff(this=first, expression=second, unit=exp.var("day"))
    if how is How.DIFFERENCE:
        return exp.Paren(this=exp.Sub(this=x, expression=y))
    # Decimals would divide in a way of their own on each engine; times 1e0 everything is a double.
    x, y = (exp.Mul(this=value, expression=literal(1.0)) for value in (x, y))
    divided = x if how is How.RATIO else exp.Paren(this=exp.Sub(this=x, expression=y))
    return exp.Div(this=divided, expression=exp.func("nullif", y.copy(), exp.Literal.number(0)))
