"""What is known of one measure's values: the most frequent ones, or how it is spread over people."""

from __future__ import annotations

import streamlit as st

from data.access import Action
from data.contract import Sensitivity
from pages.locale import figures
from pages.parts.asking import computed_soon
from pages.parts.segments.session import as_of
from pages.parts.session import currency, language, person, say, shielded
from queries.audience import Audience
from queries.catalog import Field, Measure, ValueType
from queries.segments.profile import Value, ValueProfile, value_profile

TOP_SHOWN = 8
SHOWN_PERCENTILES = (5, 25, 50, 75, 95)


def may_see_values(asked: Measure | Field) -> bool:
    """Values that are not open to all, member IDs among them, are listed for those alone who may see members."""
    return asked.sensitivity is Sensitivity.OPEN or person().may(Action.SEE_MEMBERS)


def values_of(measure: Measure) -> ValueProfile | None:
    """None where they may not be seen, or while they are still being looked up."""
    if not measure.is_available or not may_see_values(measure):
        return None
    day = as_of()
    return computed_soon(
        "value_profile", lambda cursor: value_profile(cursor, measure, as_of=day), Audience(day), measure=measure.key
    )


def show_measure(measure: Measure) -> None:
    """Its most frequent values with their people, or its quartiles, and how many have none."""
    found = values_of(measure)
    if found is None:
        st.caption(say("Its values are not shown here."))
        return
    if found.top:
        with st.container(horizontal=True, gap="xsmall"):
            for value in found.top[:TOP_SHOWN]:
                name = shielded(value_text(measure, value.value))
                st.badge(f"{name} · {figures.short(value.count, language())}", color="gray")
    elif found.percentiles:
        percentiles = dict(found.percentiles)
        texts = {percent: value_text(measure, percentiles[percent]) for percent in SHOWN_PERCENTILES}
        st.caption(
            say(
                "Half of the people with a value lie between {low} and {high}; the middle is {middle}, "
                "nine in ten lie between {least} and {most}.",
                low=texts[25],
                high=texts[75],
                middle=texts[50],
                least=texts[5],
                most=texts[95],
            )
        )
    st.caption(
        say(
            "{known} person with a value, {unknown} without.",
            plural="{known} people with a value, {unknown} without.",
            count="known",
            known=found.known,
            unknown=found.unknown,
        )
    )


def value_text(measure: Measure | Field, value: Value) -> str:
    """A stored value as people read it; money is stored in minor units."""
    labels = {choice.value: choice.label.in_language(language()) for choice in measure.choices}
    match measure.type:
        case ValueType.DATE if not isinstance(value, str | bool | int | float):
            return figures.day(value, language())
        case ValueType.MONEY if isinstance(value, int | float):
            return figures.money(round(value), currency(), language())
        case ValueType.SHARE if isinstance(value, int | float):
            return figures.share(value, language())
        case ValueType.BOOLEAN:
            return say("yes") if value else say("no")
        case _ if isinstance(value, float):
            return figures.whole(value, language(), 1)
        case _:
            return labels.get(str(value), str(value))
