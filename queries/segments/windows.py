"""Windows: spans of business days in which an event counts, one row per kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from data.sentence import Sentence
from queries.segments.periods import PERIODS, whole_periods
from queries.segments.spans import MAX_DAYS, MAX_HOURS, Span, back
from queries.segments.tree import Scalar, Window

Bound: TypeAlias = "Scalar | None"
__all__ = ["MAX_DAYS", "WINDOWS", "Span", "WindowKind", "back", "window_span"]


@dataclass(frozen=True)
class WindowKind:
    """`days` resolves the window as of a day, and raises `ValueError` when its bounds make no sense."""

    key: str
    days: Callable[[Bound, Bound, date], Span]
    expected: Sentence
    words: Sentence


def _whole_days(given: Bound, least: int = 1) -> int:
    if not isinstance(given, int) or isinstance(given, bool) or not least <= given <= MAX_DAYS:
        raise ValueError(given)
    return given


def _day(given: Bound) -> date | None:
    if given is None:
        return None
    if not isinstance(given, str):
        raise ValueError(given)
    return date.fromisoformat(given)


def _all_time(_first: Bound, _last: Bound, as_of: date) -> Span:
    return Span(None, as_of)


def _last_days(first: Bound, _last: Bound, as_of: date) -> Span:
    return Span(back(as_of, _whole_days(first) - 1), as_of)


def _last_hours(first: Bound, _last: Bound, as_of: date) -> Span:
    hours = _whole_days(first)
    if hours > MAX_HOURS:
        raise ValueError(first)
    # A day on which clocks are put forward has 23 hours.
    return Span(back(as_of, (hours + 1) // 24), as_of, hours)


def _last_days_before_today(first: Bound, _last: Bound, as_of: date) -> Span:
    return Span(back(as_of, _whole_days(first)), back(as_of, 1))


def _days_back(first: Bound, last: Bound, as_of: date) -> Span:
    far, near = _whole_days(first, 0), _whole_days(last, 0)
    if near > far:
        raise ValueError((first, last))
    return Span(back(as_of, far), back(as_of, near))


def _dates(first: Bound, last: Bound, as_of: date) -> Span:
    start, end = _day(first), _day(last)
    if (start is None and end is None) or (start and end and end < start):
        raise ValueError((first, last))
    return Span(start, min(end or as_of, as_of))


def _calendar(first: Bound, _last: Bound, as_of: date) -> Span:
    if not isinstance(first, str) or first not in PERIODS:
        raise ValueError(first)
    days = PERIODS[first].days(as_of)
    return Span(days.start, min(days.end, as_of))


def _whole(unit: str) -> Callable[[Bound, Bound, date], Span]:
    return lambda first, _last, as_of: whole_periods(unit, _whole_days(first), as_of)


WINDOWS: dict[str, WindowKind] = {
    kind.key: kind
    for kind in (
        WindowKind("all_time", _all_time, Sentence("nothing more"), Sentence("until {end}")),
        WindowKind(
            "last_days",
            _last_days,
            Sentence("“days”, a whole number from 1"),
            Sentence(
                "in the last {first} day ({start} to {end})",
                plural="in the last {first} days ({start} to {end})",
                count="first",
            ),
        ),
        WindowKind(
            "last_hours",
            _last_hours,
            Sentence("“hours”, a whole number from 1 to {most}", {"most": MAX_HOURS}),
            Sentence(
                "in the last {first} hour of {end}",
                plural="in the last {first} hours until the end of {end}",
                count="first",
            ),
        ),
        WindowKind(
            "last_days_before_today",
            _last_days_before_today,
            Sentence("“days”, a whole number from 1"),
            Sentence(
                "in the {first} day before that day ({start} to {end})",
                plural="in the {first} days before that day ({start} to {end})",
                count="first",
            ),
        ),
        WindowKind(
            "days_back",
            _days_back,
            Sentence("“from” and “to”, whole numbers of days back, “from” not smaller"),
            Sentence("from {first} to {last} days back ({start} to {end})"),
        ),
        WindowKind(
            "calendar",
            _calendar,
            Sentence("“period”, one of {periods}", {"periods": ", ".join(PERIODS)}),
            Sentence("in {first} ({start} to {end})"),
        ),
        WindowKind(
            "last_weeks",
            _whole("week"),
            Sentence("“weeks”, a whole number from 1"),
            Sentence(
                "in the last {first} whole week ({start} to {end})",
                plural="in the last {first} whole weeks ({start} to {end})",
                count="first",
            ),
        ),
        WindowKind(
            "last_months",
            _whole("month"),
            Sentence("“months”, a whole number from 1"),
            Sentence(
                "in the last {first} whole month ({start} to {end})",
                plural="in the last {first} whole months ({start} to {end})",
                count="first",
            ),
        ),
        WindowKind(
            "last_quarters",
            _whole("quarter"),
            Sentence("“quarters”, a whole number from 1"),
            Sentence(
                "in the last {first} whole quarter ({start} to {end})",
                plural="in the last {first} whole quarters ({start} to {end})",
                count="first",
            ),
        ),
        WindowKind(
            "dates",
            _dates,
            Sentence("“from”, “to” or both, as 2026-01-31, “from” not later"),
            Sentence("from {start} to {end}"),
        ),
    )
}


def window_span(window: Window, as_of: date) -> Span:
    """The days a window covers as of a day. Raises `ValueError` when its bounds make no sense."""
    return WINDOWS[window.kind].days(window.first, window.last, as_of)
