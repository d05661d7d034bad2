"""A retention study as a document: who starts by what, returns by what, per what period, measured how."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from queries.segments import Beside, Filter, Segment
from queries.segments.tree import where_json

STUDY_VERSION = 1
JOINED, ENTERED = "joined", "entered"
DEFAULT_HORIZON = 90  # days


@dataclass(frozen=True)
class Happening:
    """What begins or returns: rows of an event of the catalogue that pass the filters, "joined", or "entered".

    `segment` is the name of the saved segment that is entered; nothing else has one.
    """

    event: str
    where: tuple[Filter, ...] = ()
    segment: str = ""


class Cohorting(StrEnum):
    """Which of a person's starts put the person into a cohort."""

    FIRST_TIME = "first_time"  # the first that passes the filters, over the whole history
    FIRST_EVER = "first_ever"  # the first of all, if it passes the filters
    RECURRING = "recurring"  # every period with a start: a person may be in many cohorts


class Period(StrEnum):
    """What is counted off from the start: periods of the calendar, or spans of 24 hours from each person's own start.

    Cohorts of `rolling_day` are the people who started on one day.
    """

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    ROLLING_DAY = "rolling_day"


class Weekday(StrEnum):
    """The first day of a week."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


class Measure(StrEnum):
    """What a cell counts of the people at risk."""

    ON = "on"  # returned in that period
    ON_OR_AFTER = "on_or_after"  # in it or later, until `horizon_days` after its end
    BRACKETS = "brackets"  # in any period of the bracket
    AT_LEAST = "at_least"  # `times` or more in that period
    CHURNED = "churned"  # did not return in that period
    STREAK = "streak"  # returned in every period up to it
    VALUE = "value"  # net revenue up to its end


class RelativeTo(StrEnum):
    """Who is at risk: everybody who started, or only those who did return in the period before."""

    INITIAL = "initial"
    PREVIOUS = "previous"


@dataclass(frozen=True)
class Study:
    """Two that ask the same have one `key`.

    `horizon_days`, `brackets` (each the first and the last period) and `times` belong to their measures.
    `periods`: how many after the first are shown; None: as far as the data go, and as can be shown. `since` and `until`
    are days of start, both inclusive. `segment`: only people whom it holds at the end of their period. `beside`
    holds what a segment that is entered was found to be (`parse_study` with a shelf).
    """

    start: Happening = Happening("orders")
    returning: Happening = Happening("orders")
    cohort: Cohorting = Cohorting.FIRST_TIME
    period: Period = Period.MONTH
    week_starts: Weekday = Weekday.MONDAY
    measure: Measure = Measure.ON
    horizon_days: int = DEFAULT_HORIZON
    brackets: tuple[tuple[int, int], ...] = ()
    times: int = 1
    relative_to: RelativeTo = RelativeTo.INITIAL
    periods: int | None = None
    since: date | None = None
    until: date | None = None
    segment: Segment | None = None
    beside: Beside = Beside()

    @property
    def key(self) -> str:
        """Canonical JSON with everything that the study's segments name: the text under which answers are kept."""
        document = self.to_json() | {"segment": self.segment.key if self.segment else None}
        entered = {saved.name: Segment(saved.root, self.beside).key for saved in self.beside.segments}
        return json.dumps(document | {"entered": entered}, sort_keys=True, ensure_ascii=False, separators=(",", ":"))

    def to_json(self) -> dict[str, Any]:
        """What differs from the default; what the measure does not read is left out."""
        written: dict[str, Any] = {"version": STUDY_VERSION, "start": _happening_json(self.start)}
        written |= {"return": _happening_json(self.returning), "cohort": self.cohort.value}
        written |= {"period": self.period.value, "measure": self.measure.value}
        if self.period is Period.WEEK:
            written["week_starts"] = self.week_starts.value
        written |= self._measure_json()
        if self.relative_to is not RelativeTo.INITIAL:
            written["relative_to"] = self.relative_to.value
        if self.periods is not None:
            written["periods"] = self.periods
        days = {"since": self.since, "until": self.until}
        written |= {name: day.isoformat() for name, day in days.items() if day is not None}
        return written | ({"segment": self.segment.to_json()} if self.segment else {})

    def _measure_json(self) -> dict[str, Any]:
        match self.measure:
            case Measure.ON_OR_AFTER:
                return {"horizon_days": self.horizon_days}
            case Measure.BRACKETS:
                return {"brackets": [list(bracket) for bracket in self.brackets]}
            case Measure.AT_LEAST:
                return {"times": self.times}
            case _:
                return {}


def _happening_json(happening: Happening) -> dict[str, Any]:
    written: dict[str, Any] = {"event": happening.event}
    if happening.segment:
        written["segment"] = happening.segment
    return written | where_json(happening.where)
