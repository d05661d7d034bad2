"""A measure as SQL: one value per person, from the users table or from one grouped select over events."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from sqlglot import exp

from queries.catalog.declare import Aggregate, Behaviour, ValueType
from queries.segments.attribute_values import unless_others
from queries.segments.bound import BoundCondition, BoundPer
from queries.segments.filters import filters_of
from queries.segments.habits import habit_of
from queries.segments.per_period import NUMBERINGS, month_of, one_per_person, streak_length, streaks, week_of
from queries.segments.ranked import OF_GAPS, OF_VALUES, gaps, most_frequent, of_number, ranked
from queries.segments.rows import EventRows, column, days_since
from queries.segments.sequences import FollowedRows, followed_rows
from queries.segments.values import literal
from queries.segments.windows import Span, window_span

# What a grouped value is computed from: the column's SQL and the day of the row.
Aggregated = Callable[[exp.Expr, exp.Expr, date], exp.Expr]
MILLION = 1_000_000
Rows: TypeAlias = EventRows | FollowedRows


def whole(x: exp.Expr) -> exp.Expr:
    """DuckDB's sums of whole numbers are wider than what others give."""
    return exp.cast(x, exp.DataType.Type.BIGINT)


def exact_sum(x: exp.Expr) -> exp.Expr:
    """To thousandths. A sum of fractions depends on the order of its rows in its last digits, and at a threshold so
    would a person; whole millionths, as doubles too, are summed exactly up to nine thousand million."""
    millionth = exp.Mul(this=x, expression=literal(MILLION))
    nearest = exp.Floor(this=exp.Add(this=millionth, expression=literal(0.5)))
    total = exp.Div(this=exp.Sum(this=nearest), expression=literal(MILLION))
    return exp.cast(total, exp.DataType.build("decimal(38, 3)"))


def _count(_x: exp.Expr, _day: exp.Expr, _as_of: date) -> exp.Expr:
    return exp.Count(this=exp.Star())


def distinct(x: exp.Expr) -> exp.Expr:
    return exp.Count(this=exp.Distinct(expressions=[x]))


def _mean(x: exp.Expr, _day: exp.Expr, _as_of: date) -> exp.Expr:
    rows = exp.func("nullif", exp.Count(this=exp.Star()), exp.Literal.number(0))
    return exp.Div(this=whole(exp.Sum(this=x)), expression=rows)


def _first_to_last(day: exp.Expr) -> exp.Expr:
    first, last = (exp.cast(found, exp.DataType.Type.DATE) for found in (exp.Min(this=day), exp.Max(this=day.copy())))
    return exp.DateDiff(this=last, expression=first, unit=exp.var("day"))


def _mean_gap(day: exp.Expr) -> exp.Expr:
    later = exp.Paren(this=exp.Sub(this=distinct(day.copy()), expression=exp.Literal.number(1)))
    return exp.Div(this=_first_to_last(day), expression=exp.func("nullif", later, exp.Literal.number(0)))


def _share_known(x: exp.Expr, _day: exp.Expr, _as_of: date) -> exp.Expr:
    rows = exp.func("nullif", exp.Count(this=exp.Star()), exp.Literal.number(0))
    return exp.Div(this=exp.Count(this=x), expression=rows)


def _mean_known(x: exp.Expr, _day: exp.Expr, _as_of: date) -> exp.Expr:
    known = exp.func("nullif", exp.Count(this=x.copy()), exp.Literal.number(0))
    return exp.Div(this=whole(exp.Sum(this=x)), expression=known)


def ratio(x: exp.Expr, out_of: exp.Expr) -> exp.Expr:
    """Sum by sum, over the rows that know what the second is; there, an unknown first is 0."""
    known = exp.not_(exp.Is(this=out_of.copy(), expression=exp.null()))
    part = exp.Case().when(known, exp.func("coalesce", x, exp.Literal.number(0)))
    total = exp.func("nullif", whole(exp.Sum(this=out_of.copy())), exp.Literal.number(0))
    return exp.Div(this=whole(exp.Sum(this=part)), expression=total)


GROUPED: dict[Aggregate, Aggregated] = {
    Aggregate.COUNT: _count,
    Aggregate.COUNT_DISTINCT: lambda x, day, as_of: distinct(x),
    Aggregate.MEAN: _mean,
    Aggregate.FIRST_DAY: lambda x, day, as_of: exp.Min(this=day),
    Aggregate.LAST_DAY: lambda x, day, as_of: exp.Max(this=day),
    Aggregate.DAYS_SINCE_FIRST: lambda x, day, as_of: days_since(exp.Min(this=day), as_of),
    Aggregate.DAYS_SINCE_LAST: lambda x, day, as_of: days_since(exp.Max(this=day), as_of),
    Aggregate.COUNT_WEEKS: lambda x, day, as_of: distinct(week_of(day)),
    Aggregate.COUNT_MONTHS: lambda x, day, as_of: distinct(month_of(day)),
    Aggregate.LEAST: lambda x, day, as_of: exp.Min(this=x),
    Aggregate.GREATEST: lambda x, day, as_of: exp.Max(this=x),
    Aggregate.MEAN_GAP: lambda x, day, as_of: _mean_gap(day),
    Aggregate.COUNT_KNOWN: lambda x, day, as_of: exp.Count(this=x),
    Aggregate.SHARE_KNOWN: _share_known,
    Aggregate.MEAN_KNOWN: _mean_known,
}

# Which row of a person it is, from the first or, where that says so, from the last.
NUMBERED = {Aggregate.OF_FIRST: (1, False), Aggregate.OF_SECOND: (2, False), Aggregate.OF_LAST: (1, True)}


@dataclass(frozen=True)
class Grouped:
    """`rows` has one row per person with such an event, and `user_no`; `value` is one more column it can give."""

    rows: exp.Select
    value: exp.Expr


def behaviour_rows(condition: BoundCondition, as_of: date) -> Grouped:
    """Measures of the same event, filters and window have equal `rows`, so one pass over them can answer all."""
    behaviour = condition.measure.behaviour
    assert behaviour is not None
    every = rows_in_window(condition, as_of)
    rows: Rows = every
    where = filters_of(condition.where, every)
    tables = {found.field.table for found in condition.where} | {
        _table_of(behaviour.column),
        _table_of(behaviour.out_of),
    }
    if condition.then is not None:
        rows, where = followed_rows(every, condition.then, condition.where, _names(behaviour)), []
    if condition.per is not None:
        return _by_period(rows, condition, condition.per, where, tables, as_of)
    if (shape := SHAPES.get(behaviour.aggregate)) is not None:
        return shape(rows, behaviour, where, tables, as_of)
    if behaviour.aggregate is Aggregate.SET_IN_ONE:
        return _largest_of_one(rows, condition, behaviour, where, tables)
    grouped = rows.select(where=where, tables=tables).group_by(rows.value_of("user_no"))
    return Grouped(grouped, _value(rows, condition, behaviour, as_of))


def rows_in_window(condition: BoundCondition, as_of: date) -> EventRows:
    """Of everyone, before any filter. A habit is told from what was before the window, too."""
    assert condition.measure.behaviour is not None
    span = window_span(condition.window, as_of)
    if condition.measure.is_habit:
        span = Span(None, span.end)
    return EventRows(condition.measure.behaviour.event, span, as_of, condition.measure.clock)


def _names(behaviour: Behaviour) -> tuple[str, ...]:
    """Columns of the event that an aggregate reads."""
    in_order = behaviour.event.last_by if behaviour.aggregate in {Aggregate.LATEST, *NUMBERED} else ()
    named = (behaviour.event.day, *in_order, behaviour.column, behaviour.out_of)
    return tuple(dict.fromkeys(name for name in named if name is not None))


def _by_period(
    rows: Rows, condition: BoundCondition, per: BoundPer, where: list[exp.Expr], tables: set[str], as_of: date
) -> Grouped:
    behaviour = condition.measure.behaviour
    assert behaviour is not None
    person, period = rows.value_of("user_no"), NUMBERINGS[per.unit].of(rows.value_of(behaviour.event.day))
    enough = exp.GTE(this=_value(rows, condition, behaviour, as_of), expression=literal(per.at_least))
    reached = (
        rows.select(period.as_("period"), where=where, tables=tables).group_by(person, period.copy()).having(enough)
    )
    if per.streak is None:
        return Grouped(one_per_person(reached, "reached"), exp.Count(this=exp.Star()))
    runs = streaks(reached, per.unit)
    return Grouped(one_per_person(runs, "runs"), streak_length(per.streak, per.unit, as_of))


def _value(rows: Rows, condition: BoundCondition, behaviour: Behaviour, as_of: date) -> exp.Expr:
    x = rows.value_of(behaviour.column or "user_no")
    match behaviour.aggregate:
        case Aggregate.SET:
            return _set_size(x, condition)
        case Aggregate.HABIT:
            return habit_of(rows.value_of(behaviour.event.day), window_span(condition.window, as_of))
        case Aggregate.RATIO:
            assert behaviour.out_of is not None
            return ratio(x, rows.value_of(behaviour.out_of))
        case Aggregate.SUM:
            return whole(exp.Sum(this=x)) if condition.measure.type is ValueType.MONEY else exact_sum(x)
        case aggregate:
            return GROUPED[aggregate](x, rows.value_of(behaviour.event.day), as_of)


def _set_size(x: exp.Expr, condition: BoundCondition) -> exp.Expr:
    if condition.operator.counts_all:
        return distinct(x)
    listed = distinct(_listed_only(x, condition.value))
    return unless_others(listed, distinct(x.copy())) if condition.operator.counts_only else listed


def _listed_only(x: exp.Expr, listed: Any) -> exp.Expr:
    return exp.Case().when(exp.In(this=x, expressions=[literal(one) for one in listed]), x.copy())


def _latest(rows: Rows, behaviour: Behaviour, where: list[exp.Expr], tables: set[str], _as_of: date) -> Grouped:
    """The value of each person's newest row that has one; ties go to the greatest value."""
    assert behaviour.column is not None
    x = rows.value_of(behaviour.column)
    newest = [
        exp.Ordered(this=key, desc=True, nulls_first=False)
        for key in (*(rows.value_of(name) for name in behaviour.event.last_by), x.copy())
    ]
    numbered = exp.Window(
        this=exp.RowNumber(), partition_by=[rows.value_of("user_no")], order=exp.Order(expressions=newest)
    )
    known = exp.not_(exp.Is(this=x.copy(), expression=exp.null()))
    ranked = rows.select(x.as_("measured"), numbered.as_("newest"), where=[*where, known], tables=tables)
    newest_only = (
        exp.select(column("user_no", "ranked").as_("user_no"))
        .from_(ranked.subquery("ranked"))
        .where(exp.EQ(this=column("newest", "ranked"), expression=exp.Literal.number(1)))
    )
    return Grouped(newest_only, column("measured", "ranked"))


def _numbered(
    rows: Rows, behaviour: Behaviour, where: list[exp.Expr], tables: set[str], *, from_last: bool
) -> exp.Select:
    """The rows with their number among those of the person, the wanted column and the day. No ties."""
    order = [
        exp.Ordered(this=rows.value_of(name), desc=from_last, nulls_first=False) for name in behaviour.event.last_by
    ]
    number = exp.Window(
        this=exp.RowNumber(), partition_by=[rows.value_of("user_no")], order=exp.Order(expressions=order)
    )
    x, day = rows.value_of(behaviour.column or behaviour.event.day), rows.value_of(behaviour.event.day)
    return rows.select(x.as_("measured"), day.as_("event_day"), number.as_("number"), where=where, tables=tables)


def _of_one_row(rows: Rows, behaviour: Behaviour, where: list[exp.Expr], tables: set[str], _as_of: date) -> Grouped:
    number, from_last = NUMBERED[behaviour.aggregate]
    numbered = _numbered(rows, behaviour, where, tables, from_last=from_last)
    return Grouped(of_number(numbered, number), column("measured", "numbered"))


def _in_order(rows: Rows, behaviour: Behaviour, where: list[exp.Expr], tables: set[str], as_of: date) -> Grouped:
    x = rows.value_of(behaviour.column or behaviour.event.day)
    known = exp.not_(exp.Is(this=x.copy(), expression=exp.null()))
    values = rows.select(x.as_("measured"), where=[*where, known], tables=tables)
    return Grouped(ranked(values), OF_VALUES[behaviour.aggregate](as_of))


def _days(rows: Rows, behaviour: Behaviour, where: list[exp.Expr], tables: set[str]) -> exp.Select:
    """Each day of a person once: what was bought on one day was bought on one occasion."""
    day = rows.value_of(behaviour.event.day)
    days = rows.select(day.as_("event_day"), where=where, tables=tables)
    return days.group_by(rows.value_of("user_no"), day.copy())


def _of_gaps(rows: Rows, behaviour: Behaviour, where: list[exp.Expr], tables: set[str], as_of: date) -> Grouped:
    between = gaps(_days(rows, behaviour, where, tables))
    return Grouped(ranked(between, "event_day"), OF_GAPS[behaviour.aggregate](as_of))


def _first_to_second(
    rows: Rows, behaviour: Behaviour, where: list[exp.Expr], tables: set[str], _as_of: date
) -> Grouped:
    return Grouped(of_number(gaps(_days(rows, behaviour, where, tables)), 2), column("measured", "numbered"))


def _most_frequent(rows: Rows, behaviour: Behaviour, where: list[exp.Expr], tables: set[str], _as_of: date) -> Grouped:
    assert behaviour.column is not None
    x, day = rows.value_of(behaviour.column), rows.value_of(behaviour.event.day)
    known = exp.not_(exp.Is(this=x.copy(), expression=exp.null()))
    columns = (x.as_("measured"), exp.Count(this=exp.Star()).as_("times"), exp.Max(this=day).as_("last_day"))
    counted = rows.select(*columns, where=[*where, known], tables=tables)
    counted = counted.group_by(rows.value_of("user_no"), x.copy())
    return Grouped(most_frequent(counted), column("measured", "numbered"))


def _largest_of_one(
    rows: Rows, condition: BoundCondition, behaviour: Behaviour, where: list[exp.Expr], tables: set[str]
) -> Grouped:
    """The set of that order, or whatever lies together, that has most of what is asked for."""
    assert behaviour.column is not None
    assert behaviour.out_of is not None
    size = _set_size(rows.value_of(behaviour.column), condition).as_("size")
    each = rows.select(size, where=where, tables=tables)
    each = each.group_by(rows.value_of("user_no"), rows.value_of(behaviour.out_of))
    person = column("user_no", "each_one")
    grouped = exp.select(person.as_("user_no")).from_(each.subquery("each_one")).group_by(person.copy())
    return Grouped(grouped, exp.Max(this=column("size", "each_one")))


SHAPES: dict[Aggregate, Callable[[Rows, Behaviour, list[exp.Expr], set[str], date], Grouped]] = {
    Aggregate.LATEST: _latest,
    **dict.fromkeys(NUMBERED, _of_one_row),
    **dict.fromkeys(OF_VALUES, _in_order),
    **dict.fromkeys(OF_GAPS, _of_gaps),
    Aggregate.DAYS_FIRST_TO_SECOND: _first_to_second,
    Aggregate.MOST_FREQUENT: _most_frequent,
}


def _table_of(name: str | None) -> str:
    return (name or "").rpartition(".")[0]
