"""Which periods each cell watches, when they begin, and by when the last person of a cohort has been watched."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from sqlglot import exp

from queries.catalog.clock import business_clock
from queries.retention.calendar import Calendar
from queries.retention.starts import Asked
from queries.retention.study import Measure, Period, Study

MAX_CELLS = 200_000  # judged in some seconds; no screen holds a tenth
PLENTY = 60_000  # unless more periods are asked for


@dataclass(frozen=True)
class Windows:
    """Of every cohort alike. `last_index`: of the cells that are shown.

    `wait` are the days after the last period that must be over too. `slack` are the periods that a window may reach
    beyond its own: of people who start on one day, the last may do so in its last second, and 24 hours from then end a
    day later; where clocks are put forward, another one. `only_complete_at`: only cohorts that are complete there.
    """

    study: Study
    calendar: Calendar
    as_of: date
    last_index: int
    wait: int
    slack: int
    only_complete_at: int | None = None

    @property
    def step(self) -> int:
        return self.calendar.step

    @cached_property
    def through(self) -> int:
        """The number of the last period that is over, and after which the wait is."""
        return self._over_before(self.wait)

    @cached_property
    def closed_through(self) -> int:
        """The number of the last period that is over: nobody will join its cohort."""
        return self._over_before(0)

    def _over_before(self, wait: int) -> int:
        return self.calendar.number_of(self.as_of - timedelta(days=wait - 1)) - self.step

    def reach(self, index: int) -> int:
        """How far after the number of the cohort the last period lies that a cell watches."""
        return self._reaches[index] if self.only_complete_at is None else self._reach(self.only_complete_at)

    @cached_property
    def _reaches(self) -> list[int]:
        return [self._reach(index) for index in range(self.last_index + 1)]

    def _reach(self, index: int) -> int:
        return (self._bracket(index)[1] + self.slack) * self.step

    def reach_in_sql(self, age: exp.Expr) -> exp.Expr:
        """The same from an index times the step."""
        if self.only_complete_at is not None:
            return exp.Literal.number(self.reach(self.only_complete_at))
        if self.study.measure is not Measure.BRACKETS:
            return exp.Add(this=age, expression=exp.Literal.number(self.slack * self.step))
        found = exp.Case()
        for index in range(1, len(self.study.brackets) + 1):
            is_it = exp.EQ(this=age.copy(), expression=exp.Literal.number(index * self.step))
            found = found.when(is_it, exp.Literal.number(self._reach(index)))
        return found

    def complete_on(self, cohort: int, index: int) -> date:
        """By the end of this day everything that a cell counts can have been observed."""
        return self._is_over(cohort, 0) if index == 0 else self._is_over(cohort + self.reach(index), self.wait)

    def is_complete(self, cohort: int, index: int) -> bool:
        return cohort <= self.closed_through if index == 0 else cohort + self.reach(index) <= self.through

    def has_begun(self, cohort: int, index: int) -> bool:
        return cohort + self._begins[index] <= self._now

    @cached_property
    def _begins(self) -> list[int]:
        """How far after the number of the cohort the first period lies that a cell watches."""
        return [self._bracket(index)[0] * self.step for index in range(self.last_index + 1)]

    @cached_property
    def _now(self) -> int:
        return self.calendar.number_of(self.as_of)

    def _bracket(self, index: int) -> tuple[int, int]:
        """The first and the last period that a cell watches."""
        is_bracket = index > 0 and self.study.measure is Measure.BRACKETS
        return self.study.brackets[index - 1] if is_bracket else (index, index)

    def _is_over(self, number: int, wait: int) -> date:
        if (number, wait) not in self._ends:
            self._ends[number, wait] = self.calendar.last_day(number) + timedelta(days=wait)
        return self._ends[number, wait]

    @cached_property
    def _ends(self) -> dict[tuple[int, int], date]:
        """The same few days for many cells."""
        return {}


def windows_of(asked: Asked, timezone: str) -> Windows:
    """As far as is asked for; else as far as the periods of the oldest cohort have begun and can be shown."""
    study, calendar = asked.bound.study, asked.calendar
    wait = study.horizon_days if study.measure is Measure.ON_OR_AFTER else 0
    return Windows(study, calendar, asked.as_of, _last_index(asked), wait, _slack(asked, timezone))


def _last_index(asked: Asked) -> int:
    study = asked.bound.study
    if study.measure is Measure.BRACKETS:
        return min(study.periods or len(study.brackets), len(study.brackets))
    if study.periods is not None:
        return study.periods
    return min(_begun(asked), PLENTY // max(len(asked.numbers()), 1) - 1)


def left_out(asked: Asked, windows: Windows) -> int:
    """How many periods of the oldest cohort have begun and are not shown, though no number of them was asked for."""
    study = asked.bound.study
    if study.periods is not None or study.measure is Measure.BRACKETS:
        return 0
    return _begun(asked) - windows.last_index


def _begun(asked: Asked) -> int:
    numbers = asked.numbers()
    return (asked.last - numbers[0]) // asked.calendar.step if numbers else 0


def _slack(asked: Asked, timezone: str) -> int:
    if asked.bound.study.period is not Period.ROLLING_DAY:
        return 0
    return 1 + bool(business_clock(timezone, asked.data_start, asked.as_of).changes)
