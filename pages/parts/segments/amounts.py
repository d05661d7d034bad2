"""Inputs for numbers, shares and days: one value, a pair, a count of days or people, a percentage."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import streamlit as st

from pages.parts.segments.session import as_of, controlled
from pages.parts.segments.target import Asked, take_value
from pages.parts.session import say
from queries.catalog import ValueType
from queries.segments import OPERATORS, Condition, Filter
from queries.segments.tree import Given, Scalar
from queries.segments.values import LARGEST, Takes

FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(2100, 12, 31)
MOST_DAYS = 36_500
MOST_PLACES = 1_000_000_000
NUMBER_WIDTH, DAY_WIDTH = 92, 146


def number(asked: Asked, part: str, value: object, read: Callable[[], Given]) -> None:
    is_share = asked.type is ValueType.SHARE
    is_whole = asked.type is ValueType.NUMBER and not (isinstance(value, float) and not value.is_integer())
    held = value if isinstance(value, int | float) and not isinstance(value, bool) else 0
    shown = max(-LARGEST, min(LARGEST, held * 100 if is_share else held))
    st.number_input(
        say("Value"),
        key=controlled(asked.target.key(part), float(shown)),
        step=1.0 if is_share or is_whole else 10.0,
        min_value=-float(LARGEST),
        max_value=float(LARGEST),
        format="%.15g",
        label_visibility="collapsed",
        width=NUMBER_WIDTH,
        on_change=take_value,
        args=(asked.target, read),
    )


def read_number(asked: Asked, part: str) -> Scalar | None:
    entered = st.session_state[asked.target.key(part)]
    if entered is None:
        return None
    given = entered / 100 if asked.type is ValueType.SHARE else entered
    return int(given) if asked.type is not ValueType.SHARE and float(given).is_integer() else float(given)


def day(asked: Asked, part: str, value: object, read: Callable[[], Given]) -> None:
    st.date_input(
        say("Day"),
        key=controlled(asked.target.key(part), as_day(value)),
        min_value=FIRST_DAY,
        max_value=LAST_DAY,
        format="YYYY-MM-DD",
        label_visibility="collapsed",
        width=DAY_WIDTH,
        on_change=take_value,
        args=(asked.target, read),
    )


def as_day(value: object) -> date:
    """The day a document names, as far as the calendar can show it; the day asked about when it names none."""
    try:
        named = date.fromisoformat(value) if isinstance(value, str) else as_of()
    except ValueError:
        named = as_of()
    return max(FIRST_DAY, min(LAST_DAY, named))


def within(value: object, least: int, most: int) -> int:
    """What a widget can show of a document's number; whether the number makes sense, binding says."""
    return max(least, min(most, value)) if isinstance(value, int) else least


def read_day(asked: Asked, part: str) -> str | None:
    chosen = st.session_state[asked.target.key(part)]
    return chosen.isoformat() if isinstance(chosen, date) else None


def pair(asked: Asked, found: Condition | Filter) -> None:
    low, high = found.value if isinstance(found.value, tuple) and len(found.value) == 2 else (None, None)
    is_day = asked.type is ValueType.DATE
    draw, read_one = (day, read_day) if is_day else (number, read_number)

    def read() -> Given:
        ends = (read_one(asked, "low"), read_one(asked, "high"))
        return None if ends[0] is None or ends[1] is None else (ends[0], ends[1])

    draw(asked, "low", low, read)
    st.markdown("–", width="content")
    draw(asked, "high", high, read)


def whole(asked: Asked, found: Condition | Filter) -> None:
    key = asked.target.key("whole")
    most = MOST_PLACES if OPERATORS[found.operator].takes is Takes.PLACES else MOST_DAYS
    st.number_input(
        say("Number"),
        key=controlled(key, within(found.value, 0, most)),
        min_value=0,
        max_value=most,
        step=1,
        label_visibility="collapsed",
        width=NUMBER_WIDTH,
        on_change=take_value,
        args=(asked.target, lambda: st.session_state[key]),
    )


def _percent_widget(asked: Asked, part: str, value: object, read: Callable[[], Given]) -> None:
    shown = float(value) if isinstance(value, int | float) and not isinstance(value, bool) else 0.0
    st.number_input(
        say("Percent"),
        key=controlled(asked.target.key(part), max(0.0, min(100.0, shown))),
        min_value=0.0,
        max_value=100.0,
        step=1.0,
        format="%.15g",
        label_visibility="collapsed",
        width=NUMBER_WIDTH,
        on_change=take_value,
        args=(asked.target, read),
    )


def _read_percent(asked: Asked, part: str) -> Scalar | None:
    entered = st.session_state[asked.target.key(part)]
    return int(entered) if isinstance(entered, float) and entered.is_integer() else entered


def percent(asked: Asked, found: Condition | Filter) -> None:
    _percent_widget(asked, "percent", found.value, lambda: _read_percent(asked, "percent"))


def percents(asked: Asked, found: Condition | Filter) -> None:
    low, high = found.value if isinstance(found.value, tuple) and len(found.value) == 2 else (0, 100)

    def read() -> Given:
        ends = (_read_percent(asked, "low_percent"), _read_percent(asked, "high_percent"))
        return None if ends[0] is None or ends[1] is None else (ends[0], ends[1])

    _percent_widget(asked, "low_percent", low, read)
    st.markdown("–", width="content")
    _percent_widget(asked, "high_percent", high, read)
