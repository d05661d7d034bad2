"""One person's values in order: medians, percentiles, the most frequent one, gaps. By row numbers, because no two
engines share a function for quantiles."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeAlias

from sqlglot import exp

from queries.catalog.declare import Aggregate

OfRanked: TypeAlias = Callable[[date], exp.Expr]


def ranked(values: exp.Select, *also: str) -> exp.Select:
    """One row per person over `values` (user_no, measured and what is named), each value with its `place` among the
    `known` ones of its person; unknown values come last."""
    person = _of("user_no", "given")
    order = exp.Order(expressions=[exp.Ordered(this=_of("measured", "given"), nulls_first=False)])
    placed = exp.select(
        person.as_("user_no"),
        _of("measured", "given").as_("measured"),
        *(_of(name, "given").as_(name) for name in also),
        exp.Window(this=exp.RowNumber(), partition_by=[person.copy()], order=order).as_("place"),
        exp.Window(this=exp.Count(this=_of("measured", "given")), partition_by=[person.copy()]).as_("known"),
    ).from_(values.subquery("given"))
    ranked_person = _of("user_no", "ranked")
    return exp.select(ranked_person.as_("user_no")).from_(placed.subquery("ranked")).group_by(ranked_person.copy())


def median() -> exp.Expr:
    """The one in the middle, or the mean of the two there: half a cent stays half a cent."""
    twice = exp.Mul(this=_of("place", "ranked"), expression=exp.Literal.number(2))
    to = exp.Add(this=_of("known", "ranked"), expression=exp.Literal.number(2))
    middle = exp.Case().when(exp.Between(this=twice, low=_of("known", "ranked"), high=to), _of("measured", "ranked"))
    total = exp.cast(exp.Sum(this=middle), exp.DataType.Type.BIGINT)
    return exp.Div(this=total, expression=_at_least_one(exp.Count(this=middle.copy())))


def percentile(percent: int) -> exp.Expr:
    """The smallest value that at least so many per cent do not exceed (nearest rank): a value that was there."""
    hundredfold = exp.Mul(this=_of("place", "ranked"), expression=exp.Literal.number(100))
    share = exp.Mul(this=_of("known", "ranked"), expression=exp.Literal.number(percent))
    return exp.Min(this=exp.Case().when(exp.GTE(this=hundredfold, expression=share), _of("measured", "ranked")))


def overdue(as_of: date) -> exp.Expr:
    """Days since the last day, divided by the median gap."""
    last = exp.cast(exp.Max(this=_of("event_day", "ranked")), exp.DataType.Type.DATE)
    today = exp.cast(exp.Literal.string(as_of.isoformat()), exp.DataType.Type.DATE)
    waited = exp.DateDiff(this=today, expression=last, unit=exp.var("day"))
    return exp.Div(this=waited, expression=_at_least_one(exp.Paren(this=median())))


OF_VALUES: dict[Aggregate, OfRanked] = {
    Aggregate.MEDIAN: lambda as_of: median(),
    Aggregate.P90: lambda as_of: percentile(90),
    Aggregate.P95: lambda as_of: percentile(95),
    Aggregate.P99: lambda as_of: percentile(99),
}
OF_GAPS: dict[Aggregate, OfRanked] = {
    Aggregate.MEDIAN_GAP: lambda as_of: median(),
    Aggregate.OVERDUE: overdue,
}


def gaps(days: exp.Select) -> exp.Select:
    """`days` has user_no and event_day, each day of a person once. Each with its `number`, and as `measured` the days
    since the one before it; the first has none."""
    person, day = _of("user_no", "days"), _of("event_day", "days")
    number = _by_day(exp.RowNumber())
    since = exp.DateDiff(
        this=exp.cast(day.copy(), exp.DataType.Type.DATE),
        expression=exp.cast(_by_day(exp.Lag(this=day.copy())), exp.DataType.Type.DATE),
        unit=exp.var("day"),
    )
    later = exp.GT(this=number.copy(), expression=exp.Literal.number(1))
    return exp.select(
        person.as_("user_no"),
        day.as_("event_day"),
        number.as_("number"),
        exp.Case().when(later, since).as_("measured"),
    ).from_(days.subquery("days"))


def _by_day(function: exp.Expr) -> exp.Window:
    order = exp.Order(expressions=[exp.Ordered(this=_of("event_day", "days"), nulls_first=False)])
    return exp.Window(this=function, partition_by=[_of("user_no", "days")], order=order)


def most_frequent(counted: exp.Select) -> exp.Select:
    """`counted` has user_no, measured, times and last_day. Of equally frequent values the one of the later day, then
    the first by its letters. One row per person, numbered 1 in `numbered`."""
    order = [
        exp.Ordered(this=_of("times", "counted"), desc=True, nulls_first=False),
        exp.Ordered(this=_of("last_day", "counted"), desc=True, nulls_first=False),
        exp.Ordered(this=_of("measured", "counted"), nulls_first=False),
    ]
    person = _of("user_no", "counted")
    number = exp.Window(this=exp.RowNumber(), partition_by=[person], order=exp.Order(expressions=order))
    numbered = exp.select(
        person.as_("user_no"), _of("measured", "counted").as_("measured"), number.as_("number")
    ).from_(counted.subquery("counted"))
    return of_number(numbered, 1)


def of_number(numbered: exp.Select, number: int) -> exp.Select:
    """The persons of the rows with this number; `numbered.measured` is theirs."""
    wanted = exp.EQ(this=_of("number", "numbered"), expression=exp.Literal.number(number))
    return exp.select(_of("user_no", "numbered").as_("user_no")).from_(numbered.subquery("numbered")).where(wanted)


def _at_least_one(x: exp.Expr) -> exp.Expr:
    return exp.func("nullif", x, exp.Literal.number(0))


def _of(name: str, table: str) -> exp.Column:
    return exp.column(name, table=table)
