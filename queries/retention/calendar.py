"""Periods as numbers, `step` apart, in SQL and in Python: which period a day is in, and which days a period has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlglot import exp

from queries.retention.study import Period, Study, Weekday
from queries.segments.per_period import NUMBERINGS, Numbering
from queries.segments.spans import SOME_MONDAY
from queries.segments.tree import Unit
from queries.segments.values import literal

UNITS = {
    Period.DAY: Unit.DAY,
    Period.ROLLING_DAY: Unit.DAY,
    Period.MONTH: Unit.MONTH,
    Period.QUARTER: Unit.QUARTER,
}
PER_YEAR = {Period.MONTH: 12, Period.QUARTER: 4}


@dataclass(frozen=True)
class Calendar:
    """Periods of one kind; `count` of them further on the number is greater by `count * step`.

    `zero` is the first day of the period numbered 0, of those whose numbers count days.
    """

    period: Period
    numbering: Numbering
    zero: date

    @property
    def step(self) -> int:
        return self.numbering.step

    def number(self, day: exp.Expr) -> exp.Expr:
        return exp.Paren(this=self.numbering.of(day))

    def number_of(self, day: date) -> int:
        return self.numbering.of_day(day)

    def first_day(self, number: int) -> date:
        per_year = PER_YEAR.get(self.period)
        if per_year is None:
            return self.zero + timedelta(days=number)
        year, place = divmod(number - 1, per_year)
        return date(year, place * (12 // per_year) + 1, 1)

    def last_day(self, number: int) -> date:
        return self.first_day(number + self.step) - timedelta(days=1)


def calendar_of(study: Study) -> Calendar:
    if study.period is not Period.WEEK:
        return Calendar(study.period, NUMBERINGS[UNITS[study.period]], SOME_MONDAY)
    first = SOME_MONDAY + timedelta(days=list(Weekday).index(study.week_starts))
    return Calendar(study.period, _weeks(first), first)


def _weeks(first: date) -> Numbering:
    """Weeks that begin on the weekday of `first`, as days from it to their first day."""

    def number(day: exp.Expr) -> exp.Expr:
        since = exp.DateDiff(this=exp.cast(day, exp.DataType.Type.DATE), expression=literal(first), unit=exp.var("day"))
        return exp.Sub(this=since, expression=_remainder(since))

    return Numbering(7, number, lambda day: (day - first).days // 7 * 7)


def _remainder(days: exp.Expr) -> exp.Expr:
    """Of a division by 7, from 0 to 6 also for the days before."""
    seven = exp.Literal.number(7)
    remainder = exp.Mod(this=exp.Paren(this=days.copy()), expression=seven)
    shifted = exp.Paren(this=exp.Add(this=exp.Paren(this=remainder), expression=seven.copy()))
    return exp.Paren(this=exp.Mod(this=shifted, expression=seven.copy()))
