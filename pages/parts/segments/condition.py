"""One condition as a card: its measure, its window, operator and value, and the events it is told apart by."""

from __future__ import annotations

from functools import partial

import streamlit as st

from pages.parts.event_filters import operator_choice, unknown_toggle, value_with_unit
from pages.parts.segments.defaults import (
    judged_type,
    judged_unit,
    may_be_unknown,
    operators_of,
    shown_type,
    with_measure,
    with_operator,
)
from pages.parts.segments.filters import add_filter, filter_lines
from pages.parts.segments.further import further, further_words
from pages.parts.segments.measure import values_of
from pages.parts.segments.menu import member_menu, number_badge
from pages.parts.segments.picker import choose_measure, measure_names, take_note
from pages.parts.segments.places import Places
from pages.parts.segments.presets import day_presets
from pages.parts.segments.scale import scale_slider
from pages.parts.segments.session import as_of, draft, in_hand, measures, redraw, take_in_hand
from pages.parts.segments.target import Asked, Target
from pages.parts.segments.tree import Effective
from pages.parts.segments.window import window_inputs
from pages.parts.session import language, shielded
from queries.catalog import Measure, ValueType
from queries.segments import OPERATORS, Condition


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
                if (measure := measures().measures.get(condition.measure)) is not None:
                    add_filter(condition.where, measure.filters, Target(condition.id))
                further(condition)
            foot = st.container(width="stretch", key=f"segment_foot_{condition.id}")
        if is_open:
            further_words(condition)
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
        operator_choice(condition, target, usable, partial(_with_operator, measure))
        asked = _asked(condition, measure, target)
        value_with_unit(asked, condition)
        if asked.type is ValueType.DATE:
            day_presets(target, usable)
        unknown_toggle(condition, target, has_policy=may_be_unknown(condition, measure))
    event = measure.behaviour.event.key if measure.behaviour else ""
    filter_lines(condition.where, event, measure.filters, target)


def _with_operator(measure: Measure, asked: Condition, operator: str) -> Condition:
    return with_operator(asked, operator, judged_type(asked, measure), as_of())


def _asked(condition: Condition, measure: Measure, target: Target) -> Asked:
    unit = judged_unit(condition, measure)
    return Asked(
        target, shown_type(condition, measure), measure.label, unit, measure.choices, partial(values_of, measure)
    )
