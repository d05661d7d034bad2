"""A cell as the rule of a segment, where the words of a segment can say whom it counts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from queries.audience import Audience
from queries.catalog import Catalog
from queries.retention.bind import PURCHASES
from queries.retention.calendar import Calendar, calendar_of
from queries.retention.study import JOINED, Cohorting, Happening, Measure, Period, RelativeTo, Study
from queries.segments import Condition, Group, Match, Segment, Window


def cell_rule(study: Study, cohort: int, index: int, audience: Audience, catalog: Catalog) -> Segment | None:
    """The rule that selects exactly the people of the cell as of the audience's day; None where there is none.

    Hours, rules as of another day, and a first row that must itself pass filters are beyond what a rule can say.
    """
    about = audience.segment
    if type(audience) is not Audience or study.segment or study.period is Period.ROLLING_DAY:
        return None
    if about is not None and about.root.limit is not None:
        return None  # a limit takes some of the whole rule's people, never some of a part's
    conditions = _Conditions(study, calendar_of(study), audience.as_of, catalog)
    written = [conditions.started(cohort), *conditions.counted(cohort, index)]
    rules = [condition for condition in written if condition is not None]
    if len(rules) < len(written):
        return None
    roots = [] if about is None else [about.root]
    return Segment(Group(Match.ALL, (*rules, *roots)), *([] if about is None else [about.beside]))


class _Conditions:
    """Of one study; None stands for what no condition can say."""

    def __init__(self, study: Study, calendar: Calendar, as_of: date, catalog: Catalog) -> None:
        self.study, self.calendar, self.as_of, self.catalog = study, calendar, as_of, catalog

    def started(self, cohort: int) -> Condition | None:
        study, start = self.study, self.study.start
        first = max(self.calendar.first_day(cohort), study.since or date.min)
        last = min(self.calendar.last_day(cohort), study.until or date.max, self.as_of)
        if start.event == JOINED:
            return Condition("users.joined_at", "between", (str(first), str(last)))
        if study.cohort is Cohorting.RECURRING:
            return self._did(start, first, last, times=1)
        key = f"{start.event}.first_date"
        if key not in self.catalog.measures or (study.cohort is Cohorting.FIRST_EVER and start.where):
            return None
        return Condition(key, "between", (str(first), str(last)), start.where)

    def counted(self, cohort: int, index: int) -> Iterator[Condition | None]:
        if index == 0 and self.study.measure is not Measure.VALUE:
            return
        study, step = self.study, self.calendar.step
        first, last = (cohort + offset * step for offset in self._periods(index))
        match study.measure:
            case Measure.VALUE:
                # From the start's own moment on, which a window of days can only say of what is the start itself.
                is_start = study.start == study.returning
                yield self._did(study.returning, date.min, date.max, times=1) if is_start else None
            case Measure.STREAK:
                for number in range(cohort + step, last + 1, step):
                    yield self._in_periods(number, number)
            case Measure.CHURNED:
                yield self._in_periods(first, last, is_absent=True)
            case _:
                yield self._in_periods(first, last)
        if study.relative_to is RelativeTo.PREVIOUS and index > 1:
            yield self._in_periods(first - step, first - step)

    def _periods(self, index: int) -> tuple[int, int]:
        if self.study.measure is Measure.BRACKETS and index:
            return self.study.brackets[index - 1]
        return index, index

    def _in_periods(self, first: int, last: int, *, is_absent: bool = False) -> Condition | None:
        wait = self.study.horizon_days if self.study.measure is Measure.ON_OR_AFTER else 0
        until = self.calendar.last_day(last) + timedelta(days=wait)
        times = self.study.times if self.study.measure is Measure.AT_LEAST else 1
        return self._did(self.study.returning, self.calendar.first_day(first), until, times=0 if is_absent else times)

    def _did(self, what: Happening, first: date, last: date, *, times: int) -> Condition | None:
        """So many times or more between two days, or never; no condition speaks of days that are yet to come."""
        is_of_days = what.event in PURCHASES and times > 1
        names = (f"{what.event}.days",) if is_of_days else (f"{what.event}.count", f"{what.event}.orders")
        key = next((name for name in names if name in self.catalog.measures), None)
        if key is None or first > self.as_of:
            return None
        window = Window("dates", str(first), str(min(last, self.as_of)))
        return Condition(key, "at_least" if times else "at_most", times, what.where, window)
