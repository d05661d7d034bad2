"""Values of the store as a sentence takes them: money, shares, choices and yes or no in the reader's words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from data.contract import Choice
from data.sentence import Gap, Label, Money, Sentence, Share
from queries.catalog import ValueType

YES, NO = Label("yes", "是", "是"), Label("no", "否", "否")


def as_gap(value: Any, value_type: ValueType, choices: Iterable[Choice] = ()) -> Gap:
    """None stays None: it was not recorded, or there is none."""
    match value_type, value:
        case _, None:
            return None
        case ValueType.MONEY, int() | float():
            return Money(round(value))
        case ValueType.SHARE, int() | float():
            return Share(float(value))
        case ValueType.BOOLEAN, bool():
            return YES if value else NO
        case ValueType.TAGS, list():
            return _listed([as_gap(one, ValueType.TEXT, choices) for one in value])
        case ValueType.TEXT, str():
            return next((choice.label for choice in choices if choice.value == value), value)
        case ValueType.NUMBER, float():
            return int(value) if value.is_integer() else round(value, 2)
        case _:
            return value  # type: ignore[no-any-return]  # a whole number or a day


def _listed(values: list[Gap]) -> Gap:
    if not values:
        return None
    first, *others = values
    return Sentence("{first}, {rest}", {"first": first, "rest": _listed(others)}) if others else first
