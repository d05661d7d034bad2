"""Periods in which a person's rows reach an amount: how many there are, or how many in a row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlglot import exp

from queries.segments.rows import column
from queries.segments.spans import SOME_MONDAY
from queries.segments.tree import Streak, Unit
from queries.segments.values import literal


def _days(day: exp.Expr) -> exp.Expr:
    return exp.DateDiff(
        this=exp.cast(day, exp.DataType.Type.DATE), expression=literal(SOME_MONDAY), unit=exp.var("day")
    )


def week_of(day: exp.Expr) -> exp.Expr:
    """Days from a Monday to the Monday of the week."""
    since = _days(day)
    return exp.Sub(this=since, expression=exp.Paren(this=exp.Mod(this=since.copy(), expression=exp.Literal.number(7))))


def _of_year(part: str, parts: int) -> Callable[[exp.Expr], exp.Expr]:
    def number(day: exp.Expr) -> exp.Expr:
        year, within = (exp.Extract(this=exp.var(found), expression=day.copy()) for found in ("year", part))
        return exp.Add(this=exp.Mul(this=year, expression=exp.Literal.number(parts)), expression=within)

    return number


month_of = _of_year("month", 12)


@dataclass(frozen=True)
class Numbering:
    """Periods as numbers, `step` apart: in SQL from a row's day, here from a given day."""

    step: int
    of: Callable[[exp.Expr], exp.Expr]
    of_day: Callable[[date], int]


NUMBERINGS = {
    Unit.DAY: Numbering(1, _days, lambda day: (day - SOME_MONDAY).days),
    Unit.WEEK: Numbering(7, week_of, lambda day: (day - SOME_MONDAY).days - day.weekday()),
    Unit.MONTH: Numbering(1, month_of, lambda day: day.year * 12 + day.month),
    Unit.QUARTER: Numbering(1, _of_year("quarter", 4), lambda day: day.year * 4 + (day.month + 2) // 3),
}


def one_per_person(source: exp.Select, name: str) -> exp.Select:
    person = column("user_no", name)
    return exp.select(person.as_("user_no")).from_(source.subquery(name)).group_by(person.copy())


def streaks(reached: exp.Select, unit: Unit) -> exp.Select:
    """One row per person and run of consecutive periods: its `length` and its `last_period`.

    Within a run the period and its number among the person's periods grow alike, so their difference names the run.
    """
    order = exp.Order(expressions=[exp.Ordered(this=column("period", "reached"), nulls_first=False)])
    number = exp.Window(this=exp.RowNumber(), partition_by=[column("user_no", "reached")], order=order)
    grown = exp.Mul(this=number, expression=exp.Literal.number(NUMBERINGS[unit].step))
    run = exp.Sub(this=column("period", "reached"), expression=grown)
    numbered = exp.select(
        column("user_no", "reached").as_("user_no"), column("period", "reached").as_("period"), run.as_("run")
    ).from_(reached.subquery("reached"))
    length, last = exp.Count(this=exp.Star()), exp.Max(this=column("period", "numbered"))
    return (
        exp.select(column("user_no", "numbered").as_("user_no"), length.as_("length"), last.as_("last_period"))
        .from_(numbered.subquery("numbered"))
        .group_by(column("user_no", "numbered"), column("run", "numbered"))
    )


def streak_length(streak: Streak, unit: Unit, as_of: date) -> exp.Expr:
    """Of the runs: the longest, or the one that still goes on. It does until a whole period is missed."""
    length = column("length", "runs")
    if streak is Streak.LONGEST:
        return exp.Max(this=length)
    numbering = NUMBERINGS[unit]
    least = exp.Literal.number(numbering.of_day(as_of) - numbering.step)
    goes_on = exp.GTE(this=column("last_period", "runs"), expression=least)
    return exp.Max(this=exp.Case().when(goes_on, length))
