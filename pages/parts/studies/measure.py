"""How a study counts: on, on or after, brackets of one's own, at least k, and out of whom."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from pages.parts.segments.choice import choice
from pages.parts.segments.session import controlled
from pages.parts.session import language, say
from pages.parts.studies.session import edit, set_parts, study
from pages.parts.studies.words import bracket_name
from queries.retention.bind import STEPWISE
from queries.retention.read import MAX_HORIZON, MAX_TIMES
from queries.retention.study import Cohorting, Happening, Measure, RelativeTo, Study
from queries.retention.words import MEASURES, RELATIVES

FIRST_BRACKETS = ((1, 1), (2, 3), (4, 6), (7, 12))
TYPED_KEY = "study.brackets_typed"  # what cannot be read stays as it was typed until it is corrected


def measure_inputs() -> None:
    asked = study()
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="study_measure"):
        st.markdown(f"**{say('Counted')}**", width=110)
        names = {key: name.in_language(language()) for key, name in MEASURES.items()}
        choice(say("What is counted"), names, asked.measure, "study.measure", _take_measure, width=290)
        if asked.measure is Measure.ON_OR_AFTER:
            _whole("horizon_days", asked.horizon_days, say("Days after it that count"), 0, MAX_HORIZON)
            st.caption(say("days after it count too"), width="content")
        if asked.measure is Measure.AT_LEAST:
            _whole("times", asked.times, say("Times"), 1, MAX_TIMES)
            st.caption(say("times"), width="content")
        if asked.measure is Measure.BRACKETS:
            _brackets(asked)
        if asked.measure in STEPWISE:
            relatives = {key: name.in_language(language()) for key, name in RELATIVES.items()}
            choice(say("Out of whom"), relatives, asked.relative_to, "study.relative_to", _take_relative)


def _take_measure(measure: Measure) -> None:
    """What does not go with it gives way: orders alone bring money, of each person once, and only steps
    have one before them."""

    def changed(asked: Study) -> Study:
        fresh = replace(asked, measure=measure)
        if measure is Measure.BRACKETS and not asked.brackets:
            fresh = replace(fresh, brackets=FIRST_BRACKETS)
        if measure is Measure.VALUE:
            is_often = asked.cohort is Cohorting.RECURRING
            cohort = Cohorting.FIRST_TIME if is_often else asked.cohort
            fresh = replace(fresh, returning=Happening("orders"), cohort=cohort)
        return fresh if measure in STEPWISE else replace(fresh, relative_to=RelativeTo.INITIAL)

    edit(changed)


def _take_relative(relative_to: RelativeTo) -> None:
    set_parts(relative_to=relative_to)


def _whole(part: str, held: int, label: str, least: int, most: int) -> None:
    key = f"study.{part}"
    st.number_input(
        label,
        key=controlled(key, held),
        min_value=least,
        max_value=most,
        step=1,
        label_visibility="collapsed",
        width=110,
        on_change=lambda: set_parts(**{part: st.session_state[key] or least}),
    )


def _brackets(asked: Study) -> None:
    written = ", ".join(bracket_name(*bracket) for bracket in asked.brackets)
    typed = st.session_state.get(TYPED_KEY)
    st.text_input(
        say("Brackets"),
        key=controlled("study.brackets", typed if typed is not None else written),
        max_chars=200,
        placeholder="1–7, 8–30, 31–90",
        label_visibility="collapsed",
        width=220,
        on_change=_take_brackets,
    )
    if typed is not None:
        st.caption(say("Write periods and spans of them, as 1, 2–3, 4–6; each begins after the one before."))


def _take_brackets() -> None:
    typed = str(st.session_state["study.brackets"])
    brackets = read_brackets(typed)
    st.session_state[TYPED_KEY] = typed if brackets is None else None
    if brackets is not None:
        set_parts(brackets=brackets)


def read_brackets(typed: str) -> tuple[tuple[int, int], ...] | None:
    """Spans of periods, separated by commas of any script; None where something else stands there."""
    found = []
    for part in typed.replace("，", ",").replace("、", ",").replace("–", "-").replace("—", "-").split(","):
        first, dash, last = (piece.strip() for piece in part.partition("-"))
        if not (first.isdecimal() and (last.isdecimal() if dash else not last)):
            return None
        found.append((int(first), int(last or first)))
    return tuple(found)
