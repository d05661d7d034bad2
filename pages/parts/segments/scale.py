"""A slider under the picture of a measure: the threshold is drawn to where the people are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from math import ceil, floor
from typing import Any, TypeAlias

import streamlit as st

from pages.parts.segments.in_hand import profile_of
from pages.parts.segments.session import controlled, redraw
from pages.parts.segments.target import Target
from pages.parts.segments.tree import Effective
from pages.parts.session import say
from queries.catalog import ValueType
from queries.segments import OPERATORS, Condition
from queries.segments.tree import Given, How, Scalar
from queries.segments.values import Takes

Mark: TypeAlias = "int | float | date"
STEPS = 200  # more cannot be told apart by hand
NICE = (1, 2, 5)
LEAST_WHOLE = 3  # a narrower scale is drawn by fractions
SCALED = (ValueType.NUMBER, ValueType.MONEY, ValueType.SHARE, ValueType.DATE)


def scale_slider(condition: Condition, found: Effective) -> None:
    """For a number or a day, or two of them, while it is known how the measure is spread."""
    takes = OPERATORS[condition.operator].takes if condition.operator in OPERATORS else None
    bound_profile = profile_of(condition.id, found) if takes in (Takes.VALUE, Takes.PAIR) else None
    if bound_profile is None:
        return
    is_change = condition.compared is not None and condition.compared.how is How.CHANGE
    value_type, profile = bound_profile
    value_type = ValueType.SHARE if is_change else value_type  # written as per cent
    marks = _marks(condition.value, value_type)
    if value_type not in SCALED or len(profile.bins) < 2 or not marks:
        return
    target = Target(condition.id)
    key = target.key("scale")
    st.slider(
        say("Draw the threshold"),
        **_scale(profile.bins[0].low, profile.bins[-1].high, marks, value_type),
        key=controlled(key, marks if takes is Takes.PAIR else marks[0]),
        label_visibility="collapsed",
        on_change=_take,
        args=(target, key, value_type),
    )


def _marks(value: Given, value_type: ValueType) -> tuple[Mark, ...]:
    """What the slider shows of a document's value; empty where it cannot."""
    given = value if isinstance(value, tuple) else (value,)
    if value_type is ValueType.DATE:
        try:
            days = tuple(date.fromisoformat(one) for one in given if isinstance(one, str))
        except ValueError:
            return ()
        return days if len(days) == len(given) and list(days) == sorted(days) else ()
    numbers = tuple(one for one in given if isinstance(one, int | float) and not isinstance(one, bool))
    if len(numbers) != len(given) or list(numbers) != sorted(numbers):
        return ()
    return tuple(_shown(one, value_type) for one in numbers)


def _shown(number: float, value_type: ValueType) -> float | int:
    if value_type is ValueType.SHARE:
        return round(number * 100.0, 6)
    return int(number) if float(number).is_integer() else float(number)


def _scale(low: Mark, high: Mark, marks: tuple[Mark, ...], value_type: ValueType) -> dict[str, Any]:
    """From the least to the greatest that most people have, and as far as the threshold lies."""
    days = [mark for mark in (low, high, *marks) if isinstance(mark, date)]
    if days:
        return {"min_value": min(days), "max_value": max(days), "format": "YYYY-MM-DD"}
    unit = {ValueType.MONEY: 0.01, ValueType.SHARE: 100.0}.get(value_type, 1.0)
    held = [mark for mark in marks if not isinstance(mark, date)]
    ends = [mark * unit for mark in (low, high) if not isinstance(mark, date)]
    least, most = min(*ends, *held), max(*ends, *held)
    if all(float(mark).is_integer() for mark in held) and most - least >= LEAST_WHOLE:
        return {"min_value": floor(least), "max_value": ceil(most), "step": int(_step(most - least, 1.0))}
    return {"min_value": float(least), "max_value": float(most), "step": _step(most - least, 0.01)}


def _step(width: float, least: float) -> float:
    """1, 2, 5, 10, 20, … times the least."""
    step, number = least, 0
    while width / step > STEPS:
        number += 1
        step = least * NICE[number % 3] * 10.0 ** (number // 3)
    return step


def _take(target: Target, key: str, value_type: ValueType) -> None:
    chosen = st.session_state[key]
    marks = chosen if isinstance(chosen, tuple) else (chosen,)
    values = tuple(_written(mark, value_type) for mark in marks)
    value = values if isinstance(chosen, tuple) else values[0]
    redraw(lambda found: target.edit(found, lambda node: replace(node, value=value)))


def _written(mark: Mark, value_type: ValueType) -> Scalar:
    if isinstance(mark, date):
        return mark.isoformat()
    if value_type is ValueType.SHARE:
        return mark / 100
    return int(mark) if float(mark).is_integer() else mark
