"""Spans of business days, and days counted from a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

MAX_DAYS = 36_500
MAX_HOURS = 720
SOME_MONDAY = date(1970, 1, 5)  # ClickHouse knows no days before that year


@dataclass(frozen=True)
class Span:
    """Both days inclusive; no `start`: from the beginning. `hours`: of these days only so many hours, the last."""

    start: date | None
    end: date
    hours: int | None = None


def back(day: date, days: int) -> date:
    """So many days before; the first day there is when that lies before it."""
    return day - timedelta(days=min(days, day.toordinal() - 1))


def ahead(day: date, days: int) -> date:
    """So many days after; the last day there is when that lies behind it."""
    return day + timedelta(days=min(days, date.max.toordinal() - day.toordinal()))


def days_behind(days: int, as_of: date) -> Span:
    """That day and the days before it, `days` in all. With 0: no day."""
    return Span(back(as_of, days - 1), as_of) if days else _no_day(as_of)


def days_ahead(days: int, as_of: date) -> Span:
    """That day and the days after it, `days` in all. With 0: no day."""
    return Span(as_of, ahead(as_of, days - 1)) if days else _no_day(as_of)


def _no_day(as_of: date) -> Span:
    return Span(as_of, as_of - timedelta(days=1))
