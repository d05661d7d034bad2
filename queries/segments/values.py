"""Values of a condition: what an operator takes, read from the document into the measure's type, and back as SQL."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TypeAlias

from sqlglot import exp

from data.sentence import Sentence
from queries.catalog.declare import ValueType
from queries.segments.patterns import checked_like, checked_pattern
from queries.segments.periods import PERIODS
from queries.segments.tree import Given, Scalar
from queries.segments.windows import MAX_DAYS

One: TypeAlias = "str | int | float | date"
Typed: TypeAlias = "One | tuple[One, ...] | None"
PARTS = 10_000  # of a random draw
MAX_YEARS = 200
MAX_STAY = 31  # every day of a stay is a rule of its own
LARGEST = 10**15  # every whole number up to here is exact in every engine's numbers


class Takes(StrEnum):
    """What an operator asks for beside the measure."""

    NOTHING = "nothing"
    VALUE = "value"
    PAIR = "pair"
    VALUES = "values"
    COUNT = "count"
    DAYS = "days"
    MONTH = "month"
    MONTH_DAYS = "month_days"
    MONTHS = "months"
    WEEKDAYS = "weekdays"
    PERIOD = "period"
    PLACES = "places"
    PERCENT = "percent"
    PERCENTS = "percents"
    DRAW = "draw"
    COUNTS = "counts"
    PATTERN = "pattern"
    LIKE = "like"
    NUMBERED_DAYS = "numbered_days"
    SEGMENT_DAYS = "segment_days"
    SEGMENT_STAY = "segment_stay"


def typed_value(takes: Takes, value_type: ValueType, given: Given) -> Typed:
    """The value in the type that is compared: money in minor units, days as dates. `ValueError` if it does not fit."""
    match takes, given:
        case Takes.NOTHING, None:
            return None
        case Takes.VALUE, str() | int() | float():
            return READERS[value_type](given)
        case Takes.VALUES, tuple() if given:
            return tuple(dict.fromkeys(READERS[value_type](one) for one in given))
        case Takes.PAIR, (low, high):
            return _ordered(READERS[value_type](low), READERS[value_type](high))
        case ((Takes.COUNT | Takes.DAYS | Takes.MONTH | Takes.PLACES), int()):
            return _within(given, *RANGES[takes])
        case Takes.MONTH_DAYS, (str(first), str(last)):
            return (month_day(first), month_day(last))
        case ((Takes.MONTHS | Takes.WEEKDAYS), tuple()) if given:
            return tuple(dict.fromkeys(_within(one, *RANGES[takes]) for one in given))
        case Takes.PERIOD, str() if given in PERIODS:
            return given
        case _:
            return _of_its_own_kind(takes, given)


def _of_its_own_kind(takes: Takes, given: Given) -> Typed:
    match takes, given:
        case Takes.PATTERN, str():
            return checked_pattern(given)
        case Takes.LIKE, str():
            return checked_like(given)
        case Takes.COUNTS, (low, high):
            return _ordered(_within(low, *RANGES[Takes.COUNT]), _within(high, *RANGES[Takes.COUNT]))
        case Takes.NUMBERED_DAYS, (first, last, days):
            return (*_ordered(_within(first, 1, MAX_YEARS), _within(last, 1, MAX_YEARS)), _within(days, 0, 366))
        case Takes.PERCENT, int() | float():
            return _percent(given)
        case Takes.PERCENTS, (low, high):
            return _ordered(_percent(low), _percent(high))
        case Takes.DRAW, (str(name), first, last) if name:
            return (name, *_ordered(_within(first, 1, PARTS), _within(last, 1, PARTS)))
        case ((Takes.SEGMENT_DAYS | Takes.SEGMENT_STAY), (str(name), days)) if name:
            return (name, _within(days, *RANGES[takes]))
        case _:
            raise ValueError(given)


RANGES = {
    Takes.COUNT: (0, MAX_DAYS),
    Takes.DAYS: (0, MAX_DAYS),
    Takes.MONTH: (1, 12),
    Takes.MONTHS: (1, 12),
    Takes.WEEKDAYS: (1, 7),
    Takes.PLACES: (0, LARGEST),
    Takes.SEGMENT_DAYS: (1, 3_660),
    Takes.SEGMENT_STAY: (1, MAX_STAY),
}


def _within(given: Scalar, least: int, most: int) -> int:
    if not isinstance(given, int) or isinstance(given, bool) or not least <= given <= most:
        raise ValueError(given)
    return given


def _ordered(low: One, high: One) -> tuple[One, One]:
    if low > high:  # type: ignore[operator]  # both come from one reader, so they are of one type
        raise ValueError((low, high))
    return (low, high)


def month_day(given: str) -> int:
    """ "02-29" as 229, which orders days of a year."""
    day = date.fromisoformat(f"2000-{given}")
    return day.month * 100 + day.day


def _text(given: Scalar) -> str:
    if not isinstance(given, str):
        raise ValueError(given)
    return given


def _number(given: Scalar) -> int | float:
    if isinstance(given, bool | str) or abs(given) > LARGEST:
        raise ValueError(given)
    return given


def _percent(given: Scalar) -> int | float:
    if not 0 <= _number(given) <= 100:
        raise ValueError(given)
    return _number(given)


def _money(given: Scalar) -> int:
    try:
        minor_units = Decimal(str(_number(given))) * 100
    except InvalidOperation as reason:
        raise ValueError(given) from reason
    if minor_units != int(minor_units):
        raise ValueError(given)
    return int(minor_units)


def _share(given: Scalar) -> float:
    if not 0 <= _number(given) <= 1:
        raise ValueError(given)
    return float(given)


def _date(given: Scalar) -> date:
    return date.fromisoformat(_text(given))


READERS: dict[ValueType, Callable[[Scalar], One]] = {
    ValueType.TEXT: _text,
    ValueType.TAGS: _text,
    ValueType.NUMBER: _number,
    ValueType.MONEY: _money,
    ValueType.SHARE: _share,
    ValueType.DATE: _date,
    ValueType.SEGMENT: _text,
    ValueType.LIST: _text,
    ValueType.QUERY: _text,
}

_ONE = {
    ValueType.TEXT: Sentence("a text"),
    ValueType.TAGS: Sentence("a text"),
    ValueType.NUMBER: Sentence("a number"),
    ValueType.MONEY: Sentence("an amount with at most two decimals"),
    ValueType.SHARE: Sentence("a share from 0 to 1"),
    ValueType.DATE: Sentence("a day, as 2026-01-31"),
    ValueType.BOOLEAN: Sentence("no value"),
    ValueType.DRAW: Sentence("no value"),
    ValueType.SEGMENT: Sentence("the name of a saved segment"),
    ValueType.LIST: Sentence("the name of an uploaded list"),
    ValueType.QUERY: Sentence("one SELECT"),
}
_OTHERS = {
    Takes.NOTHING: Sentence("no value"),
    Takes.COUNT: Sentence("a whole number from 0"),
    Takes.DAYS: Sentence("a whole number of days from 0"),
    Takes.MONTH: Sentence("a month from 1 to 12"),
    Takes.MONTHS: Sentence("a list of months from 1 to 12"),
    Takes.WEEKDAYS: Sentence("a list of weekdays, 1 for Monday to 7 for Sunday"),
    Takes.PERIOD: Sentence("one of {periods}", {"periods": ", ".join(PERIODS)}),
    Takes.PLACES: Sentence("a whole number from 0"),
    Takes.PERCENT: Sentence("a percentage from 0 to 100"),
    Takes.DRAW: Sentence("a name of the draw, the first part and the last part, from 1 to 10000"),
    Takes.COUNTS: Sentence("a list of two whole numbers from 0, smaller first"),
    Takes.PATTERN: Sentence("a regular expression"),
    Takes.LIKE: Sentence("a text in which % is any text and _ one character"),
    Takes.NUMBERED_DAYS: Sentence(
        "the first and the last number of the anniversary, from 1, and a number of days up to 366"
    ),
    Takes.PERCENTS: Sentence("a list of two percentages from 0 to 100, smaller first"),
    Takes.SEGMENT_DAYS: Sentence("the name of a saved segment and a number of days from 1"),
    Takes.SEGMENT_STAY: Sentence(
        "the name of a saved segment and a number of days from 1 to {limit}", {"limit": MAX_STAY}
    ),
    Takes.MONTH_DAYS: Sentence("a list of two days of the year, as 12-24 and 01-06"),
}


def expected_value(takes: Takes, value_type: ValueType) -> Sentence:
    """What the operator would have taken, for a fault's sentence."""
    match takes:
        case Takes.VALUE:
            return _ONE[value_type]
        case Takes.VALUES:
            return Sentence("a list, each {one}", {"one": _ONE[value_type]})
        case Takes.PAIR:
            return Sentence("a list of two, smaller first, each {one}", {"one": _ONE[value_type]})
        case _:
            return _OTHERS[takes]


def literal(value: One) -> exp.Expr:
    match value:
        case date():
            return exp.cast(exp.Literal.string(value.isoformat()), exp.DataType.Type.DATE)
        case str():
            return exp.Literal.string(value)
        case float():
            # Left bare, 0.1 would be a decimal here and a double elsewhere; with an exponent it is a double to all.
            written = repr(value)
            return exp.Literal.number(written if "e" in written else f"{written}e0")
        case _:
            return exp.Literal.number(value)
