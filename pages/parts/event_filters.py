"""Filters on the rows of an event, wherever a rule or a question names one: what is judged, how, and with what."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Protocol

import streamlit as st

from pages.parts.asking import computed_soon
from pages.parts.segments.defaults import filter_with_operator, new_filter, usable_operators
from pages.parts.segments.inputs import value_input
from pages.parts.segments.measure import may_see_values
from pages.parts.segments.session import as_of, controlled, measures
from pages.parts.segments.target import Asked, Slot, fitting, unit_text
from pages.parts.segments.words import operator_name
from pages.parts.session import language, say, shielded
from queries.audience import Audience
from queries.catalog import Field
from queries.segments import OPERATORS, Condition, Filter
from queries.segments.profile import ValueProfile, filter_profile


class FilterSlot(Slot, Protocol):
    """The place of one filter among others."""

    def remove(self) -> None: ...


def filter_row(found: Filter, event: str, field: Field | None, slot: FilterSlot) -> None:
    """A column nobody delivers any more goes by its key, and can only be removed."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=slot.key("row")):
        st.caption(say("only where"), width="content")
        st.markdown(shielded(field.label.in_language(language()) if field else found.column), width="content")
        if field is not None and found.operator in OPERATORS:
            operator_choice(found, slot, usable_operators(field), partial(_with_operator, field))
            values = partial(_values, event, field)
            value_with_unit(Asked(slot, field.type, field.label, field.unit, field.choices, values), found)
            unknown_toggle(found, slot, has_policy=True)
        st.button(
            ":material/close:",
            key=slot.key("remove"),
            type="tertiary",
            help=say("Remove this filter"),
            on_click=slot.remove,
        )


def filter_menu(key: str, fields: Mapping[str, Field], used: Collection[str], put: Callable[[Filter], None]) -> None:
    """A menu of the columns by which the rows of an event can be told apart."""
    names = {name: shielded(field.label.in_language(language())) for name, field in fields.items() if name not in used}
    if not names:
        return

    def chosen() -> None:
        field = fields.get(st.session_state[key])
        if field is not None:
            put(new_filter(field, as_of()))

    st.menu_button(
        say("＋ only where"),
        tuple(names),
        key=key,
        help=say("Only rows that fit are counted or added up, before the number is compared."),
        format_func=names.__getitem__,
        type="tertiary",
        on_click=chosen,
    )


def operator_choice(
    asked: Condition | Filter, slot: Slot, usable: tuple[str, ...], changed: Callable[[Any, str], Any]
) -> None:
    """`changed` gives the condition or filter as it is with another operator."""
    key = slot.key("operator")
    known = usable if asked.operator in usable else (asked.operator, *usable)

    def take() -> None:
        operator = st.session_state[key]
        slot.take(lambda held: changed(held, operator), redraws=True)

    st.selectbox(
        say("Operator"),
        known,
        key=controlled(key, asked.operator),
        format_func=lambda found: operator_name(found).in_language(language()),
        label_visibility="collapsed",
        width=fitting(operator_name(asked.operator).in_language(language())),
        on_change=take,
    )


def value_with_unit(asked: Asked, found: Condition | Filter) -> None:
    """The input and what its number counts, which never stand on two lines."""
    unit = unit_text(asked, found)
    if not unit:
        value_input(asked, found)
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", wrap=False, width="content"):
        value_input(asked, found)
        st.caption(unit, width="content")


def unknown_toggle(asked: Condition | Filter, slot: Slot, *, has_policy: bool) -> None:
    """People without a value: only a negative operator takes them in by itself, so only there is it asked."""
    operator = OPERATORS[asked.operator]
    if not (has_policy and (operator.is_negative or asked.include_unknown)):
        return
    key = slot.key("unknown")

    def take() -> None:
        include = st.session_state[key]
        slot.take(lambda held: _with_unknown(held, include=include))

    st.toggle(
        say("with unknown"),
        key=controlled(key, operator.is_negative if asked.include_unknown is None else asked.include_unknown),
        help=say("Whether people without a value are among them."),
        on_change=take,
    )


def _with_unknown(asked: Condition | Filter, *, include: bool) -> Condition | Filter:
    by_itself = OPERATORS[asked.operator].is_negative
    return replace(asked, include_unknown=None if include is by_itself else include)


def _with_operator(field: Field, asked: Filter, operator: str) -> Filter:
    return filter_with_operator(asked, operator, field.type, as_of())


def _values(event: str, field: Field) -> ValueProfile | None:
    """The column's values, from any measure that counts the event and knows the column."""
    counting = (
        measure
        for measure in measures().available()
        if measure.behaviour and measure.behaviour.event.key == event and field.key in measure.filters
    )
    measure = next(counting, None)
    if measure is None or not may_see_values(field):
        return None
    day = as_of()
    return computed_soon(
        "filter_profile",
        lambda cursor: filter_profile(cursor, measure, field.key, as_of=day),
        Audience(day),
        measure=measure.key,
        filter=field.key,
    )
