"""Inputs for the value of a condition or a filter: one for each thing an operator can ask for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import streamlit as st

from data.contract import Choice
from data.sentence import Label
from pages.locale import figures
from pages.parts.segment_session import as_of, controlled, recount
from pages.parts.segment_tree import Draft, changed, condition_of
from pages.parts.segment_words import UNITS
from pages.parts.session import currency, language, say
from queries.catalog import ValueType
from queries.segments import OPERATORS, Condition, Filter
from queries.segments.periods import MONTHS, PERIODS, WEEKDAYS
from queries.segments.profile import ValueProfile
from queries.segments.tree import Given, Scalar
from queries.segments.values import LARGEST, MAX_YEARS, PARTS, Takes

FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(2100, 12, 31)
MOST_DAYS = 36_500
MOST_PLACES = 1_000_000_000
NUMBER_WIDTH, DAY_WIDTH = 118, 146


@dataclass(frozen=True)
class Target:
    """What is edited: a condition, or the filter with this number inside it."""

    node_id: str
    filter_number: int | None = None

    def key(self, part: str) -> str:
        place = "" if self.filter_number is None else f".where{self.filter_number}"
        return f"segment.{self.node_id}{place}.{part}"

    def of(self, found: Draft) -> Condition | Filter | None:
        condition = condition_of(found.root, self.node_id)
        if condition is None or self.filter_number is None:
            return condition
        return condition.where[self.filter_number] if self.filter_number < len(condition.where) else None

    def edit(self, found: Draft, change: Callable[[Any], Any]) -> Draft:
        """The draft with this condition or filter replaced; as it was when it is no longer there."""
        if self.of(found) is None:
            return found
        return replace(found, root=changed(found.root, self.node_id, lambda node: self._changed(node, change)))

    def _changed(self, node: Condition, change: Callable[[Any], Any]) -> Condition:
        if self.filter_number is None:
            edited: Condition = change(node)
            return edited
        where = list(node.where)
        where[self.filter_number] = change(where[self.filter_number])
        return replace(node, where=tuple(where))


@dataclass(frozen=True)
class Asked:
    """What an input must know of the measure or filter column it is for."""

    target: Target
    type: ValueType
    label: Label
    unit: str | None
    choices: tuple[Choice, ...]
    values: Callable[[], ValueProfile | None]


def value_input(asked: Asked, found: Condition | Filter) -> None:
    """The widgets of the operator's value; nothing for operators that take none."""
    takes = OPERATORS[found.operator].takes
    INPUTS[takes](asked, found)


def _take(target: Target, read: Callable[[], Given]) -> None:
    value = read()
    recount(lambda draft: target.edit(draft, lambda node: replace(node, value=value)))


def _nothing(asked: Asked, found: Condition | Filter) -> None:
    return


# ── one value


def _one(asked: Asked, found: Condition | Filter) -> None:
    match asked.type:
        case ValueType.TEXT | ValueType.TAGS:
            _text(asked, found)
        case ValueType.DATE:
            _day(asked, "value", found.value, lambda: _read_day(asked, "value"))
        case _:
            _number(asked, "value", found.value, lambda: _read_number(asked, "value"))


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
        on_change=_take,
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
        on_change=_take,
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
        accept_new_options=True,
        select_all=False,
        placeholder=say("Choose or type values"),
        label_visibility="collapsed",
        on_change=_take,
        args=(asked.target, lambda: _typed(st.session_state[key], asked.type)),
    )


def _known_values(asked: Asked, held: list[str]) -> tuple[list[str], Callable[[str], str]]:
    """The most frequent values with their counts, the declared choices, and what is chosen already."""
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
    if value_type in (ValueType.TEXT, ValueType.TAGS):
        return tuple(texts)
    return tuple(_number_or_text(text) for text in texts)


def _number_or_text(text: str) -> Scalar:
    try:
        number = float(text)
    except ValueError:
        return text
    return int(number) if number.is_integer() and abs(number) <= LARGEST else number


# ── numbers and days


def _number(asked: Asked, part: str, value: object, read: Callable[[], Given]) -> None:
    is_share = asked.type is ValueType.SHARE
    is_whole = asked.type is ValueType.NUMBER and not (isinstance(value, float) and not value.is_integer())
    number = value if isinstance(value, int | float) and not isinstance(value, bool) else 0
    shown = max(-LARGEST, min(LARGEST, number * 100 if is_share else number))
    st.number_input(
        say("Value"),
        key=controlled(asked.target.key(part), float(shown)),
        step=1.0 if is_share or is_whole else 10.0,
        min_value=-float(LARGEST),
        max_value=float(LARGEST),
        format="%.15g",
        label_visibility="collapsed",
        width=NUMBER_WIDTH,
        on_change=_take,
        args=(asked.target, read),
    )


def _read_number(asked: Asked, part: str) -> Scalar | None:
    entered = st.session_state[asked.target.key(part)]
    if entered is None:
        return None
    number = entered / 100 if asked.type is ValueType.SHARE else entered
    return int(number) if asked.type is not ValueType.SHARE and float(number).is_integer() else float(number)


def _day(asked: Asked, part: str, value: object, read: Callable[[], Given]) -> None:
    st.date_input(
        say("Day"),
        key=controlled(asked.target.key(part), as_day(value)),
        min_value=FIRST_DAY,
        max_value=LAST_DAY,
        format="YYYY-MM-DD",
        label_visibility="collapsed",
        width=DAY_WIDTH,
        on_change=_take,
        args=(asked.target, read),
    )


def as_day(value: object) -> date:
    """The day a document names, as far as the calendar can show it; the day asked about when it names none."""
    try:
        day = date.fromisoformat(value) if isinstance(value, str) else as_of()
    except ValueError:
        day = as_of()
    return max(FIRST_DAY, min(LAST_DAY, day))


def within(value: object, least: int, most: int) -> int:
    """What a widget can show of a document's number; whether the number makes sense, binding says."""
    return max(least, min(most, value)) if isinstance(value, int) else least


def _read_day(asked: Asked, part: str) -> str | None:
    chosen = st.session_state[asked.target.key(part)]
    return chosen.isoformat() if isinstance(chosen, date) else None


def _pair(asked: Asked, found: Condition | Filter) -> None:
    low, high = found.value if isinstance(found.value, tuple) and len(found.value) == 2 else (None, None)
    is_day = asked.type is ValueType.DATE
    draw, read_one = (_day, _read_day) if is_day else (_number, _read_number)

    def read() -> Given:
        ends = (read_one(asked, "low"), read_one(asked, "high"))
        return None if ends[0] is None or ends[1] is None else (ends[0], ends[1])

    draw(asked, "low", low, read)
    st.markdown("–", width="content")
    draw(asked, "high", high, read)


def _whole(asked: Asked, found: Condition | Filter) -> None:
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
        on_change=_take,
        args=(asked.target, lambda: st.session_state[key]),
    )


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
                on_change=_take,
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
        on_change=_take,
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
        on_change=_take,
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
            on_change=_take,
            args=(asked.target, lambda: tuple(st.session_state[key])),
        )

    return draw


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
        on_change=_take,
        args=(asked.target, read),
    )


def _read_percent(asked: Asked, part: str) -> Scalar | None:
    entered = st.session_state[asked.target.key(part)]
    return int(entered) if isinstance(entered, float) and entered.is_integer() else entered


def _percent(asked: Asked, found: Condition | Filter) -> None:
    _percent_widget(asked, "percent", found.value, lambda: _read_percent(asked, "percent"))


def _percents(asked: Asked, found: Condition | Filter) -> None:
    low, high = found.value if isinstance(found.value, tuple) and len(found.value) == 2 else (0, 100)

    def read() -> Given:
        ends = (_read_percent(asked, "low_percent"), _read_percent(asked, "high_percent"))
        return None if ends[0] is None or ends[1] is None else (ends[0], ends[1])

    _percent_widget(asked, "low_percent", low, read)
    st.markdown("–", width="content")
    _percent_widget(asked, "high_percent", high, read)


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
        on_change=_take,
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
            on_change=_take,
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
            on_change=_take,
            args=(asked.target, lambda: tuple(st.session_state[one].strip() for one in keys)),
        )


def unit_text(asked: Asked, found: Condition | Filter) -> str:
    """What the number counts: pieces, days, the currency's sign."""
    takes = OPERATORS[found.operator].takes
    if takes in (Takes.PERCENT, Takes.PERCENTS):
        return "%"
    if takes is Takes.PLACES:
        return UNITS["people"].in_language(language())
    if takes is Takes.DAYS:
        return UNITS["days"].in_language(language())
    if takes not in (Takes.VALUE, Takes.PAIR):
        return ""
    if asked.type is ValueType.MONEY:
        return figures.currency_sign(currency(), language())
    if asked.type is ValueType.SHARE:
        return "%"
    unit = UNITS.get(asked.unit or "")
    return unit.in_language(language()) if unit else ""


INPUTS: dict[Takes, Callable[[Asked, Condition | Filter], None]] = {
    Takes.NOTHING: _nothing,
    Takes.VALUE: _one,
    Takes.VALUES: _several,
    Takes.PAIR: _pair,
    Takes.COUNT: _whole,
    Takes.DAYS: _whole,
    Takes.MONTH: _month,
    Takes.MONTH_DAYS: _month_days,
    Takes.MONTHS: _some_of(MONTHS),
    Takes.WEEKDAYS: _some_of(WEEKDAYS),
    Takes.PERIOD: _period,
    Takes.PLACES: _whole,
    Takes.PERCENT: _percent,
    Takes.PERCENTS: _percents,
    Takes.DRAW: _draw,
    Takes.COUNTS: _wholes((0, MOST_DAYS), (0, MOST_DAYS)),
    Takes.PATTERN: _text,
    Takes.LIKE: _text,
    Takes.NUMBERED_DAYS: _wholes((1, MAX_YEARS), (1, MAX_YEARS), (0, 366)),
}
