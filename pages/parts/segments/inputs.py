"""Inputs for the value of a condition or a filter: one for each thing an operator can ask for."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from data.library import list_segments
from data.sentence import Label
from data.uploaded import uploaded_lists
from pages.locale import figures
from pages.parts.segments.amounts import (
    DAY_WIDTH,
    MOST_DAYS,
    NUMBER_WIDTH,
    day,
    number,
    pair,
    percent,
    percents,
    read_day,
    read_number,
    whole,
    within,
)
from pages.parts.segments.query import query_input
from pages.parts.segments.session import controlled
from pages.parts.segments.target import Asked, take_value
from pages.parts.session import language, say, settings
from queries.catalog import ValueType
from queries.segments import OPERATORS, Condition, Filter
from queries.segments.periods import MONTHS, PERIODS, WEEKDAYS
from queries.segments.tree import Given, Scalar
from queries.segments.values import LARGEST, MAX_YEARS, PARTS, RANGES, Takes

SEGMENT_DAYS = 30


def value_input(asked: Asked, found: Condition | Filter) -> None:
    """The widgets of the operator's value; nothing for operators that take none."""
    takes = OPERATORS[found.operator].takes
    INPUTS[takes](asked, found)


def _nothing(asked: Asked, found: Condition | Filter) -> None:
    return


# ── one value


def _one(asked: Asked, found: Condition | Filter) -> None:
    match asked.type:
        case ValueType.TEXT | ValueType.TAGS:
            _text(asked, found)
        case ValueType.QUERY:
            query_input(asked, found)
        case ValueType.DATE:
            day(asked, "value", found.value, lambda: read_day(asked, "value"))
        case _:
            number(asked, "value", found.value, lambda: read_number(asked, "value"))


def _text(asked: Asked, found: Condition | Filter) -> None:
    key = asked.target.key("value")
    if OPERATORS[found.operator].key in ("equals", "not_equals"):
        _one_of_known(asked, found, key)
        return
    st.text_input(
        say("Value"),
        key=controlled(key, found.value if isinstance(found.value, str) else ""),
        max_chars=500,
        placeholder=say("Text"),
        label_visibility="collapsed",
        on_change=take_value,
        args=(asked.target, lambda: st.session_state[key] or None),
    )


def _one_of_known(asked: Asked, found: Condition | Filter, key: str) -> None:
    options, shown = _known_values(asked, [found.value] if isinstance(found.value, str) else [])
    st.selectbox(
        say("Value"),
        options,
        key=controlled(key, found.value if isinstance(found.value, str) else None),
        format_func=shown,
        accept_new_options=True,
        placeholder=say("Choose or type a value"),
        label_visibility="collapsed",
        on_change=take_value,
        args=(asked.target, lambda: st.session_state[key]),
    )


# ── several values


def _several(asked: Asked, found: Condition | Filter) -> None:
    key = asked.target.key("values")
    held = list(found.value) if isinstance(found.value, tuple) else []
    options, shown = _known_values(asked, [_as_text(value) for value in held])
    st.multiselect(
        say("Values"),
        options,
        key=controlled(key, [_as_text(value) for value in held]),
        format_func=shown,
        accept_new_options=asked.type not in NAMED,
        select_all=False,
        placeholder=say("Choose or type values"),
        label_visibility="collapsed",
        on_change=take_value,
        args=(asked.target, lambda: _typed(st.session_state[key], asked.type)),
    )


def _known_values(asked: Asked, held: list[str]) -> tuple[list[str], Callable[[str], str]]:
    """The most frequent values with their counts, the declared choices, and what is chosen already."""
    if asked.type in NAMED:
        return [*dict.fromkeys([*NAMED[asked.type](), *held])], lambda name: name
    profile = asked.values()
    counts = {_as_text(found.value): found.count for found in profile.top} if profile else {}
    labels = {choice.value: choice.label.in_language(language()) for choice in asked.choices}
    options = list(dict.fromkeys([*counts, *labels, *held]))
    return options, lambda value: _with_count(labels.get(value, value), counts.get(value))


def _with_count(text: str, people: int | None) -> str:
    return text if people is None else f"{text} · {figures.short(people, language())}"


def _as_text(value: object) -> str:
    return value if isinstance(value, str) else f"{value:g}" if isinstance(value, float) else str(value)


def _typed(texts: list[str], value_type: ValueType) -> tuple[Scalar, ...]:
    """Numbers are typed as text; what is no number stays text, and its fault names it."""
    if value_type in (ValueType.TEXT, ValueType.TAGS, *NAMED):
        return tuple(texts)
    return tuple(_number_or_text(text) for text in texts)


def _number_or_text(text: str) -> Scalar:
    try:
        number = float(text)
    except ValueError:
        return text
    return int(number) if number.is_integer() and abs(number) <= LARGEST else number


def _wholes(*limits: tuple[int, int]) -> Callable[[Asked, Condition | Filter], None]:
    """Whole numbers in a row, each from its least to its most."""

    def draw(asked: Asked, found: Condition | Filter) -> None:
        keys = [asked.target.key(f"whole_{number}") for number in range(len(limits))]
        held = found.value if isinstance(found.value, tuple) and len(found.value) == len(limits) else ()
        shown = held or tuple(least for least, _ in limits)
        for key, value, (least, most) in zip(keys, shown, limits, strict=True):
            st.number_input(
                say("Number"),
                key=controlled(key, within(value, least, most)),
                min_value=least,
                max_value=most,
                step=1,
                label_visibility="collapsed",
                width=NUMBER_WIDTH,
                on_change=take_value,
                args=(asked.target, lambda: tuple(st.session_state[one] for one in keys)),
            )

    return draw


def _month(asked: Asked, found: Condition | Filter) -> None:
    key = asked.target.key("month")
    st.selectbox(
        say("Month"),
        tuple(range(1, 13)),
        key=controlled(key, found.value if found.value in range(1, 13) else 1),
        format_func=lambda month: figures.month_name(month, language()),
        label_visibility="collapsed",
        width=NUMBER_WIDTH,
        on_change=take_value,
        args=(asked.target, lambda: st.session_state[key]),
    )


def _period(asked: Asked, found: Condition | Filter) -> None:
    key = asked.target.key("period")
    st.selectbox(
        say("Calendar period"),
        tuple(PERIODS),
        key=controlled(key, found.value if found.value in PERIODS else "this_month"),
        format_func=lambda period: PERIODS[period].label.in_language(language()),
        label_visibility="collapsed",
        width=DAY_WIDTH,
        on_change=take_value,
        args=(asked.target, lambda: st.session_state[key]),
    )


def _some_of(names: Mapping[int, Label]) -> Callable[[Asked, Condition | Filter], None]:
    def draw(asked: Asked, found: Condition | Filter) -> None:
        key = asked.target.key("some_of")
        held = [one for one in found.value if one in names] if isinstance(found.value, tuple) else []
        st.multiselect(
            say("Values"),
            tuple(names),
            key=controlled(key, held),
            format_func=lambda one: names[one].in_language(language()),
            select_all=False,
            placeholder=say("Choose values"),
            label_visibility="collapsed",
            on_change=take_value,
            args=(asked.target, lambda: tuple(st.session_state[key])),
        )

    return draw


def _draw(asked: Asked, found: Condition | Filter) -> None:
    name, first, last = found.value if isinstance(found.value, tuple) and len(found.value) == 3 else ("", 1, PARTS)
    key, keys = asked.target.key("draw_name"), (asked.target.key("first_part"), asked.target.key("last_part"))

    def read() -> Given:
        return (st.session_state[key].strip(), *(st.session_state[one] for one in keys))

    st.text_input(
        say("Name of the draw"),
        key=controlled(key, str(name)),
        max_chars=100,
        placeholder=say("Name of the draw"),
        label_visibility="collapsed",
        width=NUMBER_WIDTH,
        on_change=take_value,
        args=(asked.target, read),
    )
    for one, value in zip(keys, (first, last), strict=True):
        st.number_input(
            say("Part"),
            key=controlled(one, within(value, 1, PARTS)),
            min_value=1,
            max_value=PARTS,
            step=1,
            label_visibility="collapsed",
            width=NUMBER_WIDTH,
            on_change=take_value,
            args=(asked.target, read),
        )


def _month_days(asked: Asked, found: Condition | Filter) -> None:
    low, high = found.value if isinstance(found.value, tuple) and len(found.value) == 2 else ("01-01", "12-31")
    keys = asked.target.key("first_day"), asked.target.key("last_day")
    for key, value in zip(keys, (low, high), strict=True):
        st.text_input(
            say("Day of the year, as 12-24"),
            key=controlled(key, str(value)),
            max_chars=5,
            placeholder="12-24",
            label_visibility="collapsed",
            width=NUMBER_WIDTH,
            on_change=take_value,
            args=(asked.target, lambda: tuple(st.session_state[one].strip() for one in keys)),
        )


def saved_names() -> tuple[str, ...]:
    return tuple(saved.name for saved in list_segments(settings()))


def _uploaded_names() -> tuple[str, ...]:
    return tuple(kept.name for kept in uploaded_lists(settings()))


# What is chosen by the name under which somebody kept it, and not typed.
NAMED: Mapping[ValueType, Callable[[], tuple[str, ...]]] = {
    ValueType.SEGMENT: saved_names,
    ValueType.LIST: _uploaded_names,
}


def _segment_days(asked: Asked, found: Condition | Filter) -> None:
    """A saved segment and a number of days."""
    name, days = found.value if isinstance(found.value, tuple) and len(found.value) == 2 else (None, SEGMENT_DAYS)
    keys = asked.target.key("segment_name"), asked.target.key("segment_days")
    least, most = RANGES[OPERATORS[found.operator].takes]
    names = dict.fromkeys([*saved_names(), *([name] if isinstance(name, str) and name else [])])

    def read() -> Given:
        chosen = st.session_state[keys[0]]
        return (chosen or "", st.session_state[keys[1]])

    st.selectbox(
        say("Saved segment"),
        tuple(names),
        key=controlled(keys[0], name if isinstance(name, str) and name else None),
        placeholder=say("Choose a saved segment"),
        label_visibility="collapsed",
        on_change=take_value,
        args=(asked.target, read),
    )
    st.number_input(
        say("Days"),
        key=controlled(keys[1], within(days, least, most)),
        min_value=least,
        max_value=most,
        step=1,
        label_visibility="collapsed",
        width=NUMBER_WIDTH,
        on_change=take_value,
        args=(asked.target, read),
    )


INPUTS: dict[Takes, Callable[[Asked, Condition | Filter], None]] = {
    Takes.NOTHING: _nothing,
    Takes.VALUE: _one,
    Takes.VALUES: _several,
    Takes.PAIR: pair,
    Takes.COUNT: whole,
    Takes.DAYS: whole,
    Takes.MONTH: _month,
    Takes.MONTH_DAYS: _month_days,
    Takes.MONTHS: _some_of(MONTHS),
    Takes.WEEKDAYS: _some_of(WEEKDAYS),
    Takes.PERIOD: _period,
    Takes.PLACES: whole,
    Takes.PERCENT: percent,
    Takes.PERCENTS: percents,
    Takes.DRAW: _draw,
    Takes.SEGMENT_DAYS: _segment_days,
    Takes.SEGMENT_STAY: _segment_days,
    Takes.COUNTS: _wholes((0, MOST_DAYS), (0, MOST_DAYS)),
    Takes.PATTERN: _text,
    Takes.LIKE: _text,
    Takes.NUMBERED_DAYS: _wholes((1, MAX_YEARS), (1, MAX_YEARS), (0, 366)),
}
