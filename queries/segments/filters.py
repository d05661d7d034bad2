"""What an operator says of a row's value or of a person's, and what becomes of an unknown one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlglot import exp

from queries.segments.bound import BoundFilter
from queries.segments.rows import EventRows


def filters_of(where: Iterable[BoundFilter], rows: EventRows) -> list[exp.Expr]:
    """Which of these rows count."""
    return [_predicate(found, rows.of_field(found.field), rows.as_of) for found in where]


def _predicate(found: BoundFilter, x: exp.Expr, as_of: date) -> exp.Expr:
    return with_policy(found.operator.predicate(x, found.value, as_of), x, found.includes_unknown)


def with_policy(predicate: exp.Expr, x: exp.Expr, includes_unknown: bool) -> exp.Expr:
    if not includes_unknown:
        return predicate
    return exp.or_(exp.Is(this=x.copy(), expression=exp.null()), predicate)
