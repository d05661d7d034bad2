"""One condition as a card: its measure, its window, operator and value, and the events it is told apart by."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

import streamlit as st

from pages.parts.asking import computed_soon
from pages.parts.segment_defaults import (
    filter_with_operator,
    judged_type,
    judged_unit,
    may_be_unknown,
    new_filter,
    operators_of,
    shown_type,
    usable_operators,
    with_measure,
    with_operator,
)
from pages.parts.segment_further import further
from pages.parts.segment_inputs import value_input
from pages.parts.segment_measure import may_see_values, values_of
from pages.parts.segment_menu import member_menu, number_badge
from pages.parts.segment_picker import choose_measure, measure_names, take_note
from pages.parts.segment_places import Places
from pages.parts.segment_presets import day_presets
from pages.parts.segment_scale import scale_slider
from pages.parts.segment_session import as_of, controlled, draft, in_hand, measures, recount, redraw, take_in_hand
from pages.parts.segment_target import Asked, Target, fitting, unit_text
from pages.parts.segment_tree import Effective
from pages.parts.segment_window import window_inputs
from pages.parts.segment_words import operator_name
from pages.parts.session import language, say, shielded
from queries.audience import Audience
from queries.catalog import Field, Measure, ValueType
from queries.segments import OPERATORS, Condition, Filter
from queries.segments.profile import ValueProfile, filter_profile


def condition_card(condition: Condition, found: Effective, *, is_open: bool, words: str = "") -> Places:
    """The condition's widgets, or its words in one line that open them; gives the places for its counts."""
    is_off = condition.id in draft().off
    name = f"segment_condition_{'off_' if is_off else ''}{condition.id}"
    with st.container(border=True, gap="xsmall", key=name):
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", wrap=False):
            number_badge(found.places.get(condition.id), is_off=is_off)
            if is_open:
                _measure(condition)
            else:
                _line(condition, words)
            count = st.container(width="content", key=f"segment_count_{condition.id}")
            member_menu(condition)
        if is_open:
            condition_body(condition)
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            if is_open:
                add_filter(condition)
                further(condition)
            foot = st.container(width="stretch", key=f"segment_foot_{condition.id}")
        spread = st.empty() if is_open else None
        if is_open and condition.id == in_hand():
            scale_slider(condition, found)
    return Places(count, foot, spread)


def _measure(condition: Condition) -> None:
    """Which measure it is about; another one can be put in its place. An unknown one is named by its key."""
    names = measure_names()
    measure = measures().measures.get(condition.measure)
    target = Target(condition.id)
    if st.button(
        shielded(names.get(condition.measure, condition.measure)),
        key=target.key("measure"),
        icon=":material/unfold_more:",
        icon_position="right",
        type="tertiary",
        help=None if measure is None else measure.description.in_language(language()),
        width="stretch",
    ):
        choose_measure(partial(_set_measure, target))


def _set_measure(target: Target, measure_key: str) -> None:
    measure = measures().measures.get(measure_key)
    if measure is not None:
        take_note(measure.key)
        redraw(lambda found: target.edit(found, lambda node: with_measure(node, measure, as_of())))


def _line(condition: Condition, words: str) -> None:
    """Its words where it can be read, else its measure."""
    st.button(
        words or shielded(measure_names().get(condition.measure, condition.measure)),
        key=f"segment.{condition.id}.open",
        type="tertiary",
        width="stretch",
        on_click=take_in_hand,
        args=(condition.id,),
    )


def condition_body(condition: Condition) -> None:
    """Window, operator, value, and the filters on the events behind it."""
    target = Target(condition.id)
    measure = measures().measures.get(condition.measure)
    if measure is None or condition.operator not in OPERATORS:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        if measure.takes_window:
            window_inputs(condition, target)
        usable = operators_of(condition, measure)
        _operator(condition, target, usable)
        asked = _asked(condition, measure, target)
        _value(asked, condition)
        if asked.type is ValueType.DATE:
            day_presets(target, usable)
        _unknown(condition, target, has_policy=may_be_unknown(condition, measure))
    for number, found in enumerate(condition.where):
        _filter(condition, found, measure, Target(condition.id, number))


def _value(asked: Asked, found: Condition | Filter) -> None:
    """The input and what its number counts, which never stand on two lines."""
    unit = unit_text(asked, found)
    if not unit:
        value_input(asked, found)
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", wrap=False, width="content"):
        value_input(asked, found)
        st.caption(unit, width="content")


def _asked(condition: Condition, measure: Measure, target: Target) -> Asked:
    unit = judged_unit(condition, measure)
    return Asked(
        target, shown_type(condition, measure), measure.label, unit, measure.choices, partial(values_of, measure)
    )


def _filter_values(measure: Measure, key: str) -> ValueProfile | None:
    if not may_see_values(measure.filters[key]):
        return None
    day = as_of()
    return computed_soon(
        "filter_profile",
        lambda cursor: filter_profile(cursor, measure, key, as_of=day),
        Audience(day),
        measure=measure.key,
        filter=key,
    )


def _operator(asked: Condition | Filter, target: Target, usable: tuple[str, ...]) -> None:
    key = target.key("operator")
    known = usable if asked.operator in usable else (asked.operator, *usable)
    st.selectbox(
        say("Operator"),
        known,
        key=controlled(key, asked.operator),
        format_func=lambda found: operator_name(found).in_language(language()),
        label_visibility="collapsed",
        width=fitting(operator_name(asked.operator).in_language(language())),
        on_change=_set_operator,
        args=(target, key),
    )


def _set_operator(target: Target, key: str) -> None:
    operator, day = st.session_state[key], as_of()

    def change(asked: Condition | Filter) -> Condition | Filter:
        if isinstance(asked, Condition):
            measure = measures().measures.get(asked.measure)
            return with_operator(asked, operator, judged_type(asked, measure), day) if measure else asked
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


def _unknown(asked: Condition | Filter, target: Target, *, has_policy: bool) -> None:
    """People without a value: only a negative operator takes them in by itself, so only there is it asked."""
    operator = OPERATORS[asked.operator]
    if not (has_policy and (operator.is_negative or asked.include_unknown)):
        return
    key = target.key("unknown")
    st.toggle(
        say("with unknown"),
        key=controlled(key, operator.is_negative if asked.include_unknown is None else asked.include_unknown),
        help=say("Whether people without a value are among them."),
        on_change=_set_unknown,
        args=(target, key),
    )


def _set_unknown(target: Target, key: str) -> None:
    include = st.session_state[key]

    def change(asked: Condition | Filter) -> Condition | Filter:
        by_itself = OPERATORS[asked.operator].is_negative
        return replace(asked, include_unknown=None if include is by_itself else include)

    recount(lambda found: target.edit(found, change))


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
            _value(asked, found)
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
        help=say("Only rows that fit are counted or added up, before the number is compared."),
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
