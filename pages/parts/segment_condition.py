"""One condition as widgets: measure, operator, value, window, what becomes of the unknown, and event filters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial

import streamlit as st

from data.access import Action
from data.contract import Sensitivity
from pages.parts.asking import computed_soon
from pages.parts.segment_defaults import (
    filter_with_operator,
    first_window,
    new_filter,
    usable_operators,
    with_measure,
    with_operator,
)
from pages.parts.segment_inputs import (
    FIRST_DAY,
    LAST_DAY,
    MOST_DAYS,
    Asked,
    Target,
    as_day,
    unit_text,
    value_input,
    within,
)
from pages.parts.segment_picker import measure_names
from pages.parts.segment_session import as_of, controlled, draft, measures, recount, redraw
from pages.parts.segment_words import OPERATOR_NAMES, WINDOW_NAMES
from pages.parts.session import language, person, say, shielded
from queries.audience import Audience
from queries.catalog import Field, Measure, ValueType
from queries.segments import OPERATORS, WINDOWS, Condition, Filter, Window
from queries.segments.periods import PERIODS
from queries.segments.profile import ValueProfile, filter_profile, value_profile


def measure_of(condition: Condition) -> None:
    """Which measure it is about; another one can be put in its place. An unknown one is named by its key."""
    names = measure_names()
    known = tuple(names) if condition.measure in names else (condition.measure, *names)
    measure = measures().measures.get(condition.measure)
    target = Target(condition.id)
    key = target.key("measure")
    st.selectbox(
        say("Measure"),
        known,
        key=controlled(key, condition.measure),
        format_func=lambda found: names.get(found, found),
        label_visibility="collapsed",
        help=None if measure is None else measure.description.in_language(language()),
        on_change=_set_measure,
        args=(target, key),
    )


def condition_body(condition: Condition) -> None:
    """Window, operator, value, and the filters on the events behind it."""
    target = Target(condition.id)
    measure = measures().measures.get(condition.measure)
    if measure is None or condition.operator not in OPERATORS:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        if measure.takes_window:
            _window(condition, target)
        _operator(condition, target, usable_operators(measure), 122 if measure.takes_window else 160)
        asked = _asked(measure, target)
        value_input(asked, condition)
        _unit(asked, condition)
        _unknown(condition, target, has_policy=not (measure.starts_at_zero or measure.type is ValueType.TAGS))
    for number, found in enumerate(condition.where):
        _filter(condition, found, measure, Target(condition.id, number))


def _asked(measure: Measure, target: Target) -> Asked:
    return Asked(target, measure.type, measure.label, measure.unit, measure.choices, partial(_values, measure))


def _values(measure: Measure) -> ValueProfile | None:
    if not measure.is_available or not _may_see_values(measure):
        return None
    day = as_of()
    return computed_soon(
        "value_profile", lambda cursor: value_profile(cursor, measure, as_of=day), Audience(day), measure=measure.key
    )


def _may_see_values(asked: Measure | Field) -> bool:
    """Values that are not open to all, member IDs among them, are listed for those alone who may see members."""
    return asked.sensitivity is Sensitivity.OPEN or person().may(Action.SEE_MEMBERS)


def _filter_values(measure: Measure, key: str) -> ValueProfile | None:
    if not _may_see_values(measure.filters[key]):
        return None
    day = as_of()
    return computed_soon(
        "filter_profile",
        lambda cursor: filter_profile(cursor, measure, key, as_of=day),
        Audience(day),
        measure=measure.key,
        filter=key,
    )


def _set_measure(target: Target, key: str) -> None:
    measure = measures().measures.get(st.session_state[key])
    if measure is not None:
        redraw(lambda found: target.edit(found, lambda node: with_measure(node, measure, as_of())))


def _operator(asked: Condition | Filter, target: Target, usable: tuple[str, ...], width: int = 160) -> None:
    key = target.key("operator")
    known = usable if asked.operator in usable else (asked.operator, *usable)
    st.selectbox(
        say("Operator"),
        known,
        key=controlled(key, asked.operator),
        format_func=lambda found: OPERATOR_NAMES[found].in_language(language()),
        label_visibility="collapsed",
        width=width,
        on_change=_set_operator,
        args=(target, key),
    )


def _set_operator(target: Target, key: str) -> None:
    operator, day = st.session_state[key], as_of()

    def change(asked: Condition | Filter) -> Condition | Filter:
        if isinstance(asked, Condition):
            measure = measures().measures.get(asked.measure)
            return with_operator(asked, operator, measure.type, day) if measure else asked
        return asked

    if target.filter_number is None:
        redraw(lambda found: target.edit(found, change))
    else:
        redraw(lambda found: target.edit(found, lambda asked: _filter_changed(target, asked, operator, day)))


def _filter_changed(target: Target, asked: Filter, operator: str, day: date) -> Filter:
    field = _field(target, asked.column)
    return filter_with_operator(asked, operator, field.type, day) if field else asked


def _field(target: Target, column: str) -> Field | None:
    condition = Target(target.node_id).of(draft())
    measure = measures().measures.get(condition.measure) if isinstance(condition, Condition) else None
    return measure.filters.get(column) if measure else None


def _unit(asked: Asked, found: Condition | Filter) -> None:
    text = unit_text(asked, found)
    if text:
        st.caption(text, width="content")


def _unknown(asked: Condition | Filter, target: Target, *, has_policy: bool) -> None:
    """People without a value: only a negative operator takes them in by itself, so only there is it asked."""
    operator = OPERATORS[asked.operator]
    if not (operator.is_negative and has_policy):
        return
    key = target.key("unknown")
    st.toggle(
        say("with unknown"),
        key=controlled(key, asked.include_unknown is not False),
        help=say("Whether people without a value are among them."),
        on_change=_set_unknown,
        args=(target, key),
    )


def _set_unknown(target: Target, key: str) -> None:
    include = None if st.session_state[key] else False
    recount(lambda found: target.edit(found, lambda asked: replace(asked, include_unknown=include)))


# ── window


def _window(condition: Condition, target: Target) -> None:
    key = target.key("window")
    st.selectbox(
        say("Window"),
        tuple(WINDOWS),
        key=controlled(key, condition.window.kind),
        format_func=lambda kind: WINDOW_NAMES[kind].in_language(language()),
        label_visibility="collapsed",
        width=138,
        on_change=_set_window,
        args=(target, key),
    )
    draw = {
        "last_days": _days,
        "last_days_before_today": _days,
        "days_back": _days_back,
        "calendar": _calendar,
        "dates": _dates,
    }
    if condition.window.kind in draw:
        draw[condition.window.kind](condition.window, target)


def _set_window(target: Target, key: str) -> None:
    window = first_window(st.session_state[key], as_of(), measures().data_start)
    redraw(lambda found: target.edit(found, lambda node: replace(node, window=window)))


def _days(window: Window, target: Target) -> None:
    key = target.key("window_days")
    _whole_days(key, window.first, 1, lambda: Window(window.kind, st.session_state[key]), target)


def _days_back(window: Window, target: Target) -> None:
    far, near = target.key("window_far"), target.key("window_near")

    def read() -> Window:
        return Window("days_back", st.session_state[far], st.session_state[near])

    _whole_days(far, window.first, 0, read, target)
    st.markdown("–", width="content")
    _whole_days(near, window.last, 0, read, target)


def _whole_days(key: str, value: object, least: int, read: Callable[[], Window], target: Target) -> None:
    st.number_input(
        say("Days"),
        key=controlled(key, within(value, least, MOST_DAYS)),
        min_value=least,
        max_value=MOST_DAYS,
        step=1,
        label_visibility="collapsed",
        width=72,
        on_change=_take_window,
        args=(target, read),
    )


def _calendar(window: Window, target: Target) -> None:
    key = target.key("window_period")
    st.selectbox(
        say("Calendar period"),
        tuple(PERIODS),
        key=controlled(key, window.first if window.first in PERIODS else "this_month"),
        format_func=lambda period: PERIODS[period].label.in_language(language()),
        label_visibility="collapsed",
        width=138,
        on_change=_take_window,
        args=(target, lambda: Window("calendar", st.session_state[key])),
    )


def _dates(window: Window, target: Target) -> None:
    start, end = target.key("window_start"), target.key("window_end")

    def read() -> Window:
        first, last = st.session_state[start], st.session_state[end]
        return Window("dates", first and first.isoformat(), last and last.isoformat())

    for key, value in ((start, window.first), (end, window.last)):
        st.date_input(
            say("Day"),
            key=controlled(key, None if value is None else as_day(value)),
            min_value=FIRST_DAY,
            max_value=LAST_DAY,
            format="YYYY-MM-DD",
            label_visibility="collapsed",
            width=150,
            on_change=_take_window,
            args=(target, read),
        )


def _take_window(target: Target, read: Callable[[], Window]) -> None:
    window = read()
    recount(lambda found: target.edit(found, lambda node: replace(node, window=window)))


# ── event filters


def _filter(condition: Condition, found: Filter, measure: Measure, target: Target) -> None:
    field = measure.filters.get(found.column)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=target.key("row")):
        st.caption(say("only where"), width="content")
        st.markdown(shielded(field.label.in_language(language()) if field else found.column), width="content")
        if field is not None and found.operator in OPERATORS:
            _operator(found, target, usable_operators(field))
            asked = Asked(
                target, field.type, field.label, field.unit, field.choices, partial(_filter_values, measure, field.key)
            )
            value_input(asked, found)
            _unit(asked, found)
            _unknown(found, target, has_policy=True)
        st.button(
            ":material/close:",
            key=target.key("remove"),
            type="tertiary",
            help=say("Remove this filter"),
            on_click=_remove_filter,
            args=(target,),
        )


def _remove_filter(target: Target) -> None:
    number = target.filter_number

    def without(node: Condition) -> Condition:
        return replace(node, where=tuple(found for at, found in enumerate(node.where) if at != number))

    redraw(lambda found: Target(target.node_id).edit(found, without))


def add_filter(condition: Condition) -> None:
    """A menu of the columns by which the events behind the measure can be told apart."""
    measure = measures().measures.get(condition.measure)
    if measure is None or not measure.filters:
        return
    used = {found.column for found in condition.where}
    names = {
        key: shielded(field.label.in_language(language())) for key, field in measure.filters.items() if key not in used
    }
    key = f"segment.{condition.id}.add_filter"
    st.menu_button(
        say("＋ only where"),
        tuple(names),
        key=key,
        format_func=names.__getitem__,
        type="tertiary",
        on_click=_put_filter,
        args=(condition.id, measure.key, key),
    )


def _put_filter(node_id: str, measure_key: str, key: str) -> None:
    field = measures().measures[measure_key].filters.get(st.session_state[key])
    if field is not None:
        fresh = new_filter(field, as_of())
        redraw(lambda found: Target(node_id).edit(found, lambda node: replace(node, where=(*node.where, fresh))))
