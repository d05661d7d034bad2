"""What the users table says of a person: as it is stored, or counted from a stored day up to the day asked about."""

from __future__ import annotations

from calendar import isleap
from datetime import date

from sqlglot import exp

from queries.catalog.declare import Derived, ValueType
from queries.segments.anniversaries import LEAP_DAY, day_of_year
from queries.segments.bound import BoundCondition
from queries.segments.per_period import month_of
from queries.segments.rows import days_since, stored
from queries.segments.values import literal


def attribute_value(condition: BoundCondition, as_of: date) -> exp.Expr:
    """What the users table says; an event day after `as_of` was not known then."""
    field = condition.measure.attribute
    assert field is not None
    x = stored(field)
    if field.type is ValueType.TAGS:
        return _matching_tags(x, condition)
    if field.derived is not None:
        return counted_until(x, field.derived, as_of)
    if field.has_history and field.type is ValueType.DATE:
        return _known_by(x, x, as_of)
    return x


def _known_by(day: exp.Expr, value: exp.Expr, as_of: date) -> exp.Expr:
    return exp.Case().when(exp.LTE(this=day.copy(), expression=literal(as_of)), value.copy())


def counted_until(x: exp.Expr, derived: Derived, as_of: date) -> exp.Expr:
    """Days, whole months or whole years from the day `x` to `as_of`."""
    if derived is Derived.DAYS_SINCE:
        return _known_by(x, days_since(x.copy(), as_of), as_of)
    if derived is Derived.MONTHS_SINCE:
        months, reached = (
            exp.Sub(this=literal(as_of.year * 12 + as_of.month), expression=exp.Paren(this=month_of(x))),
            as_of.day,
        )
        place: exp.Expr = exp.Extract(this=exp.var("day"), expression=x.copy())
    else:
        months = exp.Sub(this=literal(as_of.year), expression=exp.Extract(this=exp.var("year"), expression=x.copy()))
        place, reached = day_of_year(x.copy()), _reached(as_of, derived)
    missing = exp.Case().when(exp.GT(this=place, expression=literal(reached)), exp.Literal.number(1))
    whole_ones = exp.Sub(this=months, expression=missing.else_(exp.Literal.number(0)))
    return _known_by(x, whole_ones, as_of)


def _reached(as_of: date, derived: Derived) -> int:
    """The last day of the year whose birthday has been kept in the year of `as_of`."""
    is_last_of_february = (as_of.month, as_of.day) == (2, 28)
    if is_last_of_february and derived is Derived.YEARS_SINCE:
        return LEAP_DAY if not isleap(as_of.year) else 228
    return as_of.month * 100 + as_of.day


def _matching_tags(x: exp.Expr, condition: BoundCondition) -> exp.Expr:
    """How many of the listed tags a person has; a person without tags has none of them."""
    if condition.operator.counts_all:
        return exp.func("coalesce", exp.ArraySize(this=x), exp.Literal.number(0))
    assert isinstance(condition.value, tuple)
    matches = [
        exp.Case()
        .when(exp.ArrayContains(this=x.copy(), expression=literal(tag)), exp.Literal.number(1))
        .else_(exp.Literal.number(0))
        for tag in condition.value
    ]
    total: exp.Expr = matches[0]
    for match in matches[1:]:
        total = exp.Add(this=total, expression=match)
    return unless_others(total, exp.ArraySize(this=x.copy())) if condition.operator.counts_only else total


def unless_others(listed: exp.Expr, all_of_them: exp.Expr) -> exp.Expr:
    """How many of the listed values there are; 0 as soon as there is another one."""
    alone = exp.EQ(this=exp.Paren(this=listed), expression=all_of_them)
    return exp.Case().when(alone, exp.Paren(this=listed.copy())).else_(exp.Literal.number(0))
