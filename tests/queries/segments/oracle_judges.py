"""What each operator means, one line of Python each: a value, what is asked of it, and the day."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from hashlib import md5
from math import floor
from statistics import median
from typing import Any

NEGATIVE = {
    "not_equals",
    "not_in_list",
    "not_contains",
    "not_between",
    "not_on",
    "not_in_last_days",
    "contains_none",
    "not_starts_with",
    "not_ends_with",
    "not_in_next_days",
    "not_in_period",
    "not_equals_ignoring_case",
    "not_in_list_ignoring_case",
    "not_contains_ignoring_case",
    "not_like",
    "not_matches",
    "not_in_segment",
}


def period_days(period: str, day: date) -> tuple[date, date]:
    """Found by trying days, which is slow and plain."""
    if period in ("today", "yesterday", "tomorrow"):
        one = day + timedelta(days={"today": 0, "yesterday": -1, "tomorrow": 1}[period])
        return one, one
    which, _, unit = period.partition("_")
    if unit == "to_date":
        return period_days(f"this_{which}", day)[0], day
    named = PERIOD_NAMES[unit]
    here = [day + timedelta(days=n) for n in range(-800, 800)]
    names = list(dict.fromkeys(named(found) for found in here))
    wanted = names[names.index(named(day)) + {"last": -1, "this": 0, "next": 1}[which]]
    held = [found for found in here if named(found) == wanted]
    return held[0], held[-1]


PERIOD_NAMES: dict[str, Callable[[date], tuple[int, ...]]] = {
    "day": lambda day: (day.toordinal(),),
    "week": lambda day: day.isocalendar()[:2],
    "month": lambda day: (day.year, day.month),
    "quarter": lambda day: (day.year, (day.month - 1) // 3),
    "year": lambda day: (day.year,),
}


def judged(asked: dict[str, Any], value: Any, as_of: date, scale: int) -> bool:
    operator: str = asked["operator"]
    if operator in ("is_blank", "is_not_blank"):
        return (value is None or not value.strip()) is (operator == "is_blank")
    if operator in ("is_set", "is_not_set", "is_unknown"):
        return (value is not None) is (operator == "is_set")
    if value is None:
        return bool(asked.get("include_unknown", operator in NEGATIVE))
    return JUDGES[operator](value, _read(asked.get("value"), value, scale), as_of)


def _read(given: Any, value: Any, scale: int) -> Any:
    if isinstance(given, list):
        return [_read(one, value, scale) for one in given]
    if isinstance(value, date) and not str(given)[:1].isalpha() and isinstance(given, str) and len(given) == 10:
        return date.fromisoformat(given)
    return given * scale if scale != 1 else given


def _celebrates(born: date, first: date, days: int, *, on_1_march: bool = False) -> bool:
    return any(is_birthday(born, first + timedelta(days=number), on_1_march) for number in range(days))


def is_birthday(born: date, day: date, on_1_march: bool) -> bool:
    if (born.month, born.day) == (day.month, day.day):
        return True
    has_leap_day = (date(day.year, 3, 1) - timedelta(days=1)).day == 29
    instead = (3, 1) if on_1_march else (2, 28)
    return (born.month, born.day) == (2, 29) and (day.month, day.day) == instead and not has_leap_day


def _celebrates_number(born: date, first: date, value: list[int], *, on_1_march: bool = False) -> bool:
    """Tried day by day: the number of an anniversary is the years between."""
    low, high, days = value
    tried = [first + timedelta(days=number) for number in range(days)]
    return any(low <= day.year - born.year <= high and is_birthday(born, day, on_1_march) for day in tried)


def _celebrates_between(born: date, days: tuple[date, date], *, on_1_march: bool = False) -> bool:
    return _celebrates(born, days[0], (days[1] - days[0]).days + 1, on_1_march=on_1_march)


def _like(text: str, pattern: str) -> bool:
    """Letter by letter, trying every length that a % may have."""
    if not pattern:
        return not text
    if pattern[0] == "%":
        return any(_like(text[start:], pattern[1:]) for start in range(len(text) + 1))
    if pattern[0] == "_":
        return bool(text) and _like(text[1:], pattern[1:])
    one, rest = (pattern[1], pattern[2:]) if pattern[0] == "\\" else (pattern[0], pattern[1:])
    return text[:1] == one and _like(text[1:], rest)


def _matches(text: str, pattern: str) -> bool:
    """Python's own regular expressions, which mean the same for the patterns that the tests draw."""
    return re.search(pattern.replace(r"\pL", r"[^\W\d_]").replace("$", r"\Z"), text) is not None


def _between_days_of_year(born: date, low: str, high: str) -> bool:
    day = f"{born.month:02}-{born.day:02}"
    return (low <= day <= high) if low <= high else (day >= low or day <= high)


def drawn_part(name: str, user_id: str) -> int:
    """1 to 10,000, by the first 16 digits of the hash."""
    return int(md5(f"{name}:{user_id}".encode()).hexdigest()[:16], 16) * 10_000 // 16**16 + 1


JUDGES: dict[str, Callable[[Any, Any, date], bool]] = {
    "equals": lambda x, v, d: x == v,
    "not_equals": lambda x, v, d: x != v,
    "in_list": lambda x, v, d: x in v,
    "not_in_list": lambda x, v, d: x not in v,
    "contains": lambda x, v, d: v in x,
    "not_contains": lambda x, v, d: v not in x,
    "contains_any": lambda x, v, d: any(one in x for one in v),
    "contains_none": lambda x, v, d: not any(one in x for one in v),
    "not_starts_with": lambda x, v, d: not x.startswith(v),
    "not_ends_with": lambda x, v, d: not x.endswith(v),
    "long_at_least": lambda x, v, d: len(x) >= v,
    "long_at_most": lambda x, v, d: len(x) <= v,
    "starts_with": lambda x, v, d: x.startswith(v),
    "ends_with": lambda x, v, d: x.endswith(v),
    "at_least": lambda x, v, d: x >= v,
    "more_than": lambda x, v, d: x > v,
    "at_most": lambda x, v, d: x <= v,
    "less_than": lambda x, v, d: x < v,
    "between": lambda x, v, d: v[0] <= x <= v[1],
    "not_between": lambda x, v, d: not v[0] <= x <= v[1],
    "is_true": lambda x, v, d: x is True,
    "is_false": lambda x, v, d: x is False,
    "on": lambda x, v, d: x == v,
    "not_on": lambda x, v, d: x != v,
    "before": lambda x, v, d: x < v,
    "after": lambda x, v, d: x > v,
    "on_or_before": lambda x, v, d: x <= v,
    "on_or_after": lambda x, v, d: x >= v,
    "in_last_days": lambda x, v, d: 0 <= (d - x).days < v,
    "not_in_last_days": lambda x, v, d: not 0 <= (d - x).days < v,
    "in_next_days": lambda x, v, d: 0 <= (x - d).days < v,
    "not_in_next_days": lambda x, v, d: not 0 <= (x - d).days < v,
    "more_than_days_ahead": lambda x, v, d: (x - d).days > v,
    "in_period": lambda x, v, d: period_days(v, d)[0] <= x <= period_days(v, d)[1],
    "not_in_period": lambda x, v, d: not period_days(v, d)[0] <= x <= period_days(v, d)[1],
    "on_weekday": lambda x, v, d: x.isoweekday() in v,
    "in_months": lambda x, v, d: x.month in v,
    "more_than_days_ago": lambda x, v, d: (d - x).days > v,
    "anniversary_in_next_days": lambda x, v, d: _celebrates(x, d, v),
    "anniversary_in_last_days": lambda x, v, d: _celebrates(x, d - timedelta(days=v - 1), v),
    "anniversary_in_next_days_mar_1": lambda x, v, d: _celebrates(x, d, v, on_1_march=True),
    "anniversary_in_last_days_mar_1": lambda x, v, d: _celebrates(x, d - timedelta(days=v - 1), v, on_1_march=True),
    "anniversary_in_period": lambda x, v, d: _celebrates_between(x, period_days(v, d)),
    "anniversary_in_period_mar_1": lambda x, v, d: _celebrates_between(x, period_days(v, d), on_1_march=True),
    "nth_anniversary_in_next_days": lambda x, v, d: _celebrates_number(x, d, v),
    "nth_anniversary_in_next_days_mar_1": lambda x, v, d: _celebrates_number(x, d, v, on_1_march=True),
    "nth_anniversary_in_last_days": lambda x, v, d: _celebrates_number(x, d - timedelta(days=v[2] - 1), v),
    "nth_anniversary_in_last_days_mar_1": lambda x, v, d: _celebrates_number(
        x, d - timedelta(days=v[2] - 1), v, on_1_march=True
    ),
    "on_first_day_of": lambda x, v, d: x == period_days(v, d)[0],
    "on_last_day_of": lambda x, v, d: x == period_days(v, d)[1],
    "equals_ignoring_case": lambda x, v, d: x.casefold() == v.casefold(),
    "not_equals_ignoring_case": lambda x, v, d: x.casefold() != v.casefold(),
    "in_list_ignoring_case": lambda x, v, d: x.casefold() in {one.casefold() for one in v},
    "not_in_list_ignoring_case": lambda x, v, d: x.casefold() not in {one.casefold() for one in v},
    "contains_ignoring_case": lambda x, v, d: v.casefold() in x.casefold(),
    "not_contains_ignoring_case": lambda x, v, d: v.casefold() not in x.casefold(),
    "like": lambda x, v, d: _like(x, v),
    "not_like": lambda x, v, d: not _like(x, v),
    "matches": lambda x, v, d: _matches(x, v),
    "not_matches": lambda x, v, d: not _matches(x, v),
    "anniversary_in_month": lambda x, v, d: x.month == v,
    "anniversary_between": lambda x, v, d: _between_days_of_year(x, *v),
    "in_draw": lambda x, v, d: v[1] <= drawn_part(v[0], x) <= v[2],
    **dict.fromkeys(
        ("in_segment", "not_in_segment", "entered_segment", "left_segment", "stayed_in_segment"), lambda x, v, d: x
    ),
    "has_any": lambda x, v, d: bool(x & set(v)),
    "has_all": lambda x, v, d: set(v) <= x,
    "has_none": lambda x, v, d: not x & set(v),
    "has_exactly": lambda x, v, d: set(v) == x,
    "has_only": lambda x, v, d: bool(x) and x <= set(v),
    "has_count": lambda x, v, d: len(x) == v,
    "has_at_least": lambda x, v, d: len(x) >= v,
    "has_at_most": lambda x, v, d: len(x) <= v,
    "has_between": lambda x, v, d: v[0] <= len(x) <= v[1],
    "is_empty": lambda x, v, d: not x,
    "is_not_empty": lambda x, v, d: bool(x),
}


def _mean(values: list[float]) -> float:
    thousandths = [floor(value * 1000) for value in values]
    return sum(thousandths) / len(thousandths)


STANDINGS: dict[str, Callable[[float, Any, list[float]], bool]] = {
    "in_top": lambda x, v, all_: sum(one > x for one in all_) < v,
    "in_bottom": lambda x, v, all_: sum(one < x for one in all_) < v,
    "in_top_percent": lambda x, v, all_: sum(one > x for one in all_) * 100 < Fraction(str(v)) * len(all_),
    "in_bottom_percent": lambda x, v, all_: sum(one < x for one in all_) * 100 < Fraction(str(v)) * len(all_),
    "percentile_between": lambda x, v, all_: (
        Fraction(str(v[0])) <= Fraction(100 * sum(one < x for one in all_), len(all_)) <= Fraction(str(v[1]))
    ),
    "above_mean": lambda x, v, all_: floor(x * 1000) > _mean(all_),
    "below_mean": lambda x, v, all_: floor(x * 1000) < _mean(all_),
    "above_median": lambda x, v, all_: x > median(all_),
    "below_median": lambda x, v, all_: x < median(all_),
}
