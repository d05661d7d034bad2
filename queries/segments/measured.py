"""A measure as SQL: one value per person, from the users table or from one grouped select over events."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from sqlglot import exp

from queries.catalog.declare import Aggregate, Behaviour, ValueType
from queries.segments.bound import BoundCondition, BoundPer
from queries.segments.filters import filters_of
from queries.segments.habits import habit_of
from queries.segments.per_period import NUMBERINGS, month_of, one_per_person, streak_length, streaks, week_of
from queries.segments.rows import EventRows, column, stored
from queries.segments.sequences import FollowedRows, followed_rows
from queries.segments.values import literal
from queries.segments.windows import Span, window_span

# What a grouped value is computed from: the column's SQL and the day of the row.
Aggregated = Callable[[exp.Expr, exp.Expr, date], exp.Expr]
Rows: TypeAlias = EventRows | FollowedRows


def whole(x: exp.Expr) -> exp.Expr:
    """DuckDB's sums of whole numbers are wider than what others give."""
    return exp.cast(x, exp.DataType.Type.BIGINT)


def to_thousandths(x: exp.Expr) -> exp.Expr:
    """Sums of fractions depend on the order of the rows in their last digits; quantities have no such digits."""
    return exp.cast(x, exp.DataType.build("decimal(38, 3)"))


def _count(_x: exp.Expr, _day: exp.Expr, _as_of: date) -> exp.Expr:
    return exp.Count(this=exp.Star())


def distinct(x: exp.Expr) -> exp.Expr:
    return exp.Count(this=exp.Distinct(expressions=[x]))


def _mean(x: exp.Expr, _day: exp.Expr, _as_of: date) -> exp.Expr:
    rows = exp.func("nullif", exp.Count(this=exp.Star()), exp.Literal.number(0))
    return exp.Div(this=whole(exp.Sum(this=x)), expression=rows)


def days_since(day: exp.Expr, as_of: date) -> exp.Expr:
    since = exp.cast(day, exp.DataType.Type.DATE)
    return exp.DateDiff(this=literal(as_of), expression=since, unit=exp.var("day"))


def _first_to_last(day: exp.Expr) -> exp.Expr:
    first, last = (exp.cast(found, exp.DataType.Type.DATE) for found in (exp.Min(this=day), exp.Max(this=day.copy())))
    return exp.DateDiff(this=last, expression=first, unit=exp.var("day"))


def _later_rows() -> exp.Expr:
    return exp.Paren(this=exp.Sub(this=exp.Count(this=exp.Star()), expression=exp.Literal.number(1)))


def _mean_gap(day: exp.Expr) -> exp.Expr:
    return exp.Div(this=_first_to_last(day), expression=exp.func("nullif", _later_rows(), exp.Literal.number(0)))


def _overdue(day: exp.Expr, as_of: date) -> exp.Expr:
    """Waiting time over mean gap; nobody has one whose orders all lie on one day."""
    waited = exp.Mul(this=days_since(exp.Max(this=day), as_of), expression=_later_rows())
    return exp.Div(
        this=exp.Paren(this=waited), expression=exp.func("nullif", _first_to_last(day), exp.Literal.number(0))
    )


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
    Aggregate.OVERDUE: lambda x, day, as_of: _overdue(day, as_of),
}

# Which row of a person it is, from the first or, where that says so, from the last.
NUMBERED = {Aggregate.OF_FIRST: (1, False), Aggregate.OF_SECOND: (2, False), Aggregate.OF_LAST: (1, True)}


def attribute_value(condition: BoundCondition, as_of: date) -> exp.Expr:
    """What the users table says; an event day after `as_of` was not known then."""
    field = condition.measure.attribute
    assert field is not None
    x = stored(field)
    if field.type is ValueType.TAGS:
        return _matching_tags(x, condition)
    if field.has_history and field.type is ValueType.DATE:
        return exp.Case().when(exp.LTE(this=x, expression=literal(as_of)), x.copy())
    return x


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
    return _unless_others(total, exp.ArraySize(this=x.copy())) if condition.operator.counts_only else total


def _unless_others(listed: exp.Expr, all_of_them: exp.Expr) -> exp.Expr:
    """How many of the listed values there are; 0 as soon as there is another one."""
    alone = exp.EQ(this=exp.Paren(this=listed), expression=all_of_them)
    return exp.Case().when(alone, exp.Paren(this=listed.copy())).else_(exp.Literal.number(0))


@dataclass(frozen=True)
class Grouped:
    """`rows` has one row per person with such an event, and `user_no`; `value` is one more column it can give."""

    rows: exp.Select
    value: exp.Expr


def behaviour_rows(condition: BoundCondition, as_of: date) -> Grouped:
    """Measures of the same event, filters and window have equal `rows`, so one pass over them can answer all."""
    behaviour = condition.measure.behaviour
    assert behaviour is not None
    span = window_span(condition.window, as_of)
    # A habit is told from what was before the window, too.
    every = EventRows(behaviour.event, Span(None, span.end) if condition.measure.is_habit else span, as_of)
    rows: Rows = every
    where = filters_of(condition.where, every)
    tables = {found.field.table for found in condition.where} | {_table_of(behaviour.column)}
    if condition.then is not None:
        rows, where = followed_rows(every, condition.then, condition.where, _names(behaviour)), []
    if condition.per is not None:
        return _by_period(rows, condition, condition.per, where, tables, as_of)
    if behaviour.aggregate is Aggregate.LATEST:
        return _latest(rows, behaviour, where, tables)
    if behaviour.aggregate in NUMBERED:
        return _of_one_row(rows, behaviour, where, tables)
    if behaviour.aggregate is Aggregate.DAYS_FIRST_TO_SECOND:
        return _first_to_second(rows, behaviour, where, tables)
    grouped = rows.select(where=where, tables=tables).group_by(rows.value_of("user_no"))
    return Grouped(grouped, _value(rows, condition, behaviour, as_of))


def _names(behaviour: Behaviour) -> tuple[str, ...]:
    """Columns of the event that an aggregate reads."""
    event = behaviour.event
    named = (event.day, *event.last_by) if behaviour.column is None else (event.day, *event.last_by, behaviour.column)
    return tuple(dict.fromkeys(named))


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
        case Aggregate.SUM:
            total = exp.Sum(this=x)
            return whole(total) if condition.measure.type is ValueType.MONEY else to_thousandths(total)
        case aggregate:
            return GROUPED[aggregate](x, rows.value_of(behaviour.event.day), as_of)


def _set_size(x: exp.Expr, condition: BoundCondition) -> exp.Expr:
    if condition.operator.counts_all:
        return distinct(x)
    listed = distinct(_listed_only(x, condition.value))
    return _unless_others(listed, distinct(x.copy())) if condition.operator.counts_only else listed


def _listed_only(x: exp.Expr, listed: Any) -> exp.Expr:
    return exp.Case().when(exp.In(this=x, expressions=[literal(one) for one in listed]), x.copy())


def _latest(rows: Rows, behaviour: Behaviour, where: list[exp.Expr], tables: set[str]) -> Grouped:
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


def _of_one_row(rows: Rows, behaviour: Behaviour, where: list[exp.Expr], tables: set[str]) -> Grouped:
    number, from_last = NUMBERED[behaviour.aggregate]
    numbered = _numbered(rows, behaviour, where, tables, from_last=from_last).subquery("numbered")
    one = exp.EQ(this=column("number", "numbered"), expression=exp.Literal.number(number))
    person = column("user_no", "numbered").as_("user_no")
    return Grouped(exp.select(person).from_(numbered).where(one), column("measured", "numbered"))


def _first_to_second(rows: Rows, behaviour: Behaviour, where: list[exp.Expr], tables: set[str]) -> Grouped:
    numbered = _numbered(rows, behaviour, where, tables, from_last=False).subquery("numbered")
    first_two = exp.LTE(this=column("number", "numbered"), expression=exp.Literal.number(2))
    person = column("user_no", "numbered")
    grouped = exp.select(person.as_("user_no")).from_(numbered).where(first_two).group_by(person.copy())
    are_two = exp.EQ(this=exp.Count(this=exp.Star()), expression=exp.Literal.number(2))
    return Grouped(grouped, exp.Case().when(are_two, _first_to_last(column("event_day", "numbered"))))


def _table_of(name: str | None) -> str:
    return (name or "").rpartition(".")[0]
