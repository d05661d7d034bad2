"""Operators that judge a person among everyone: the top and the bottom, percentiles, the mean and the median."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlglot import exp

from data.sentence import Sentence
from queries.segments.operator_row import NUMBERS, Operator, Predicate, Standing
from queries.segments.values import Takes, literal

HALF = exp.Literal.number(50)
ZERO = exp.Literal.number(0)


def _up_to(place: exp.Expr, value: Any, _as_of: date) -> exp.Expr:
    return exp.LTE(this=place, expression=literal(value))


def _less_than(percent: exp.Expr, value: Any, _as_of: date) -> exp.Expr:
    return exp.LT(this=percent, expression=literal(value))


def _between(percent: exp.Expr, value: Any, _as_of: date) -> exp.Expr:
    return exp.Between(this=percent, low=literal(value[0]), high=literal(value[1]))


def _half_or_more(percent: exp.Expr, _value: Any, _as_of: date) -> exp.Expr:
    """A value is above the median exactly when at least half of all values are smaller than it."""
    return exp.GTE(this=percent, expression=HALF.copy())


def _above_zero(difference: exp.Expr, _value: Any, _as_of: date) -> exp.Expr:
    return exp.GT(this=difference, expression=ZERO.copy())


def _below_zero(difference: exp.Expr, _value: Any, _as_of: date) -> exp.Expr:
    return exp.LT(this=difference, expression=ZERO.copy())


def _row(key: str, takes: Takes, standing: Standing, words: Sentence, predicate: Predicate) -> Operator:
    return Operator(key, NUMBERS, takes, words, predicate, standing=standing)


STANDING_OPERATORS = (
    _row(
        "in_top",
        Takes.PLACES,
        Standing.PLACE_FROM_TOP,
        Sentence("{measure} is among the {value} highest of everyone (ties of the last place included)"),
        _up_to,
    ),
    _row(
        "in_bottom",
        Takes.PLACES,
        Standing.PLACE_FROM_BOTTOM,
        Sentence("{measure} is among the {value} lowest of everyone (ties of the last place included)"),
        _up_to,
    ),
    _row(
        "in_top_percent",
        Takes.PERCENT,
        Standing.PERCENT_GREATER,
        Sentence("{measure} is in the top {value}% of everyone with a value (ties of the last place included)"),
        _less_than,
    ),
    _row(
        "in_bottom_percent",
        Takes.PERCENT,
        Standing.PERCENT_SMALLER,
        Sentence("{measure} is in the bottom {value}% of everyone with a value (ties of the last place included)"),
        _less_than,
    ),
    _row(
        "percentile_between",
        Takes.PERCENTS,
        Standing.PERCENT_SMALLER,
        Sentence("{measure} is higher than for {low} to {high}% of everyone with a value"),
        _between,
    ),
    _row(
        "above_mean",
        Takes.NOTHING,
        Standing.FROM_MEAN,
        Sentence("{measure} is above the average of everyone with a value"),
        _above_zero,
    ),
    _row(
        "below_mean",
        Takes.NOTHING,
        Standing.FROM_MEAN,
        Sentence("{measure} is below the average of everyone with a value"),
        _below_zero,
    ),
    _row(
        "above_median",
        Takes.NOTHING,
        Standing.PERCENT_SMALLER,
        Sentence("{measure} is above the median of everyone with a value"),
        _half_or_more,
    ),
    _row(
        "below_median",
        Takes.NOTHING,
        Standing.PERCENT_GREATER,
        Sentence("{measure} is below the median of everyone with a value"),
        _half_or_more,
    ),
)


def standing_of(people: exp.Select, standing: Standing, *, is_divided: bool = False) -> tuple[exp.Select, exp.Expr]:
    """`people` has `user_no` and `value`. One row per person with a value, and the standing as a column of it.

    `is_divided`: places are counted among the people of the same `part`, those without one among themselves.
    """
    known = exp.not_(exp.Is(this=_of("value", "given"), expression=exp.null()))
    if standing is Standing.FROM_MEAN:
        people = _in_thousandths(people, is_divided)
    part: list[exp.Expr] | None = [_of("part", "given")] if is_divided else None
    columns = _columns(standing, part)
    given = exp.select(_of("user_no", "given").as_("user_no"), *columns).from_(people.subquery("given"))
    ranked = given.where(known).subquery("ranked")
    return exp.select(_of("user_no", "ranked").as_("user_no")).from_(ranked), _STANDINGS[standing](ranked)


def _of(name: str, table: str) -> exp.Column:
    return exp.column(name, table=table)


def _columns(standing: Standing, part: list[exp.Expr] | None) -> list[exp.Expr]:
    everyone = exp.Window(this=exp.Count(this=exp.Star()), partition_by=part).as_("everyone")
    if standing is Standing.FROM_MEAN:
        summed = exp.Window(this=exp.Sum(this=_of("value", "given")), partition_by=part)
        total = exp.cast(summed, exp.DataType.Type.BIGINT)
        return [everyone, _of("value", "given").as_("value"), total.as_("total")]
    is_from_top = standing in (Standing.PLACE_FROM_TOP, Standing.PERCENT_GREATER)
    order = exp.Order(expressions=[exp.Ordered(this=_of("value", "given"), desc=is_from_top, nulls_first=False)])
    return [everyone, exp.Window(this=exp.Rank(), partition_by=part, order=order).as_("place")]


def _in_thousandths(people: exp.Select, is_divided: bool) -> exp.Select:
    """A mean of fractions is compared by their whole thousandths: sums of fractions depend on the order of rows."""
    thousandfold = exp.Mul(this=_of("value", "whole"), expression=exp.Literal.number(1000))
    value = exp.Floor(this=thousandfold).as_("value")
    part = [_of("part", "whole").as_("part")] if is_divided else []
    return exp.select(_of("user_no", "whole").as_("user_no"), value, *part).from_(people.subquery("whole"))


def _place(_ranked: exp.Expr) -> exp.Expr:
    return _of("place", "ranked")


def _percent(_ranked: exp.Expr) -> exp.Expr:
    others = exp.Paren(this=exp.Sub(this=_of("place", "ranked"), expression=exp.Literal.number(1)))
    hundredfold = exp.Mul(this=others, expression=exp.Literal.number(100))
    return exp.Div(this=hundredfold, expression=exp.func("nullif", _of("everyone", "ranked"), ZERO.copy()))


def _from_mean(_ranked: exp.Expr) -> exp.Expr:
    mean = exp.Div(this=_of("total", "ranked"), expression=exp.func("nullif", _of("everyone", "ranked"), ZERO.copy()))
    return exp.Sub(this=_of("value", "ranked"), expression=mean)


_STANDINGS = {
    Standing.PLACE_FROM_TOP: _place,
    Standing.PLACE_FROM_BOTTOM: _place,
    Standing.PERCENT_GREATER: _percent,
    Standing.PERCENT_SMALLER: _percent,
    Standing.FROM_MEAN: _from_mean,
}
