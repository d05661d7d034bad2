"""Periods by the calendar, as of a day: this month, last week. Weeks begin on Monday."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from data.sentence import Label
from queries.segments.spans import Span, ahead, back


@dataclass(frozen=True)
class Period:
    """`days` gives its first and last day as of a day; a future day is part of it."""

    label: Label
    days: Callable[[date], Span]


def _week(as_of: date, away: int) -> Span:
    monday = back(as_of, as_of.weekday())
    monday = ahead(monday, 7 * away) if away >= 0 else back(monday, -7 * away)
    return Span(monday, ahead(monday, 6))


def _months(as_of: date, length: int, away: int) -> Span:
    """The span of so many months, a divisor of 12, that holds the day or lies so many spans away."""
    number = as_of.year * 12 + as_of.month - 1
    first = max(12, (number // length + away) * length)
    return Span(_first_of(first), back(_first_of(first + length), 1) if first + length < 120_000 else date.max)


def _first_of(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)


def _until(span: Callable[[date], Span]) -> Callable[[date], Span]:
    return lambda as_of: Span(span(as_of).start, as_of)


def _day(away: int) -> Callable[[date], Span]:
    def days(as_of: date) -> Span:
        day = ahead(as_of, away) if away >= 0 else back(as_of, -away)
        return Span(day, day)

    return days


def whole_periods(unit: str, count: int, as_of: date) -> Span:
    """The last so many weeks, months or quarters that are over at the end of the day."""
    away: dict[str, Callable[[int], Callable[[date], Span]]] = {
        "week": _weeks,
        "month": partial(_spans, 1),
        "quarter": partial(_spans, 3),
    }
    under_way = ahead(as_of, 1)
    return Span(away[unit](-count)(under_way).start, away[unit](-1)(under_way).end)


def _weeks(away: int) -> Callable[[date], Span]:
    return lambda as_of: _week(as_of, away)


def _spans(length: int, away: int) -> Callable[[date], Span]:
    return lambda as_of: _months(as_of, length, away)


PERIODS: dict[str, Period] = {
    "today": Period(Label("that day", "当天", "當天"), _day(0)),
    "yesterday": Period(Label("the day before", "前一天", "前一天"), _day(-1)),
    "tomorrow": Period(Label("the day after", "次日", "次日"), _day(1)),
    "this_week": Period(Label("this week", "本周", "本週"), _weeks(0)),
    "last_week": Period(Label("last week", "上周", "上週"), _weeks(-1)),
    "next_week": Period(Label("next week", "下周", "下週"), _weeks(1)),
    "this_month": Period(Label("this month", "本月", "本月"), _spans(1, 0)),
    "last_month": Period(Label("last month", "上月", "上個月"), _spans(1, -1)),
    "next_month": Period(Label("next month", "下月", "下個月"), _spans(1, 1)),
    "this_quarter": Period(Label("this quarter", "本季度", "本季"), _spans(3, 0)),
    "last_quarter": Period(Label("last quarter", "上季度", "上一季"), _spans(3, -1)),
    "next_quarter": Period(Label("next quarter", "下季度", "下一季"), _spans(3, 1)),
    "this_year": Period(Label("this year", "今年", "今年"), _spans(12, 0)),
    "last_year": Period(Label("last year", "去年", "去年"), _spans(12, -1)),
    "next_year": Period(Label("next year", "明年", "明年"), _spans(12, 1)),
    "month_to_date": Period(Label("this month so far", "本月至今", "本月至今"), _until(_spans(1, 0))),
    "quarter_to_date": Period(Label("this quarter so far", "本季度至今", "本季至今"), _until(_spans(3, 0))),
    "year_to_date": Period(Label("this year so far", "今年至今", "今年至今"), _until(_spans(12, 0))),
}


def period_span(period: Any, as_of: date) -> Span:
    return PERIODS[period].days(as_of)


WEEKDAYS: dict[int, Label] = {
    1: Label("Monday", "周一", "週一"),
    2: Label("Tuesday", "周二", "週二"),
    3: Label("Wednesday", "周三", "週三"),
    4: Label("Thursday", "周四", "週四"),
    5: Label("Friday", "周五", "週五"),
    6: Label("Saturday", "周六", "週六"),
    7: Label("Sunday", "周日", "週日"),
}

MONTHS: dict[int, Label] = {
    1: Label("January", "1月", "1月"),
    2: Label("February", "2月", "2月"),
    3: Label("March", "3月", "3月"),
    4: Label("April", "4月", "4月"),
    5: Label("May", "5月", "5月"),
    6: Label("June", "6月", "6月"),
    7: Label("July", "7月", "7月"),
    8: Label("August", "8月", "8月"),
    9: Label("September", "9月", "9月"),
    10: Label("October", "10月", "10月"),
    11: Label("November", "11月", "11月"),
    12: Label("December", "12月", "12月"),
}
