"""The bar of a study: a ready question or one's own, and folded below it everything that it can ask."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import streamlit as st

from data.library import load_segment
from pages.parts.asked_about import EVERYONE
from pages.parts.library.words import names_in_use
from pages.parts.opened import store
from pages.parts.segments.choice import choice
from pages.parts.segments.session import controlled, measures
from pages.parts.session import language, say, settings, shielded
from pages.parts.studies.happening import happening_inputs
from pages.parts.studies.measure import measure_inputs
from pages.parts.studies.presets import PRESETS, usable_presets
from pages.parts.studies.session import chosen_preset, edit, put, set_parts, study
from queries.retention.study import Cohorting, Measure, Period, Study
from queries.retention.words import COHORTINGS, PERIODS, WEEK_STARTS
from queries.segments import LibraryShelf, look_up, parse_segment

OWN = "own"
# A year of days would be a chart of 365 columns: what is asked first of each period, and how far back.
FIRST_SPANS: dict[Period, tuple[int, int]] = {
    Period.DAY: (30, 60),
    Period.ROLLING_DAY: (30, 60),
    Period.WEEK: (26, 366),
}


def preset_choice() -> None:
    """A ready question; what was changed by hand is one's own."""
    preset = chosen_preset()
    names = {found.key: found.name.in_language(language()) for found in usable_presets(measures())}
    if preset is None:
        names = {OWN: say("A question of my own"), **names}
    choice(say("Question"), names, preset.key if preset else OWN, "study.preset", _take_preset, width=340)


def _take_preset(key: str) -> None:
    if key in PRESETS:
        put(PRESETS[key].study())


def study_inputs() -> None:
    """Drawn only while it is open."""
    opened = st.expander(say("Define the question"), key="study_define", icon=":material/tune:", bind="query-params")
    if not opened.open:
        return
    with opened:
        happening_inputs("start", say("Start"))
        happening_inputs("returning", say("Coming back"))
        _cohort_inputs()
        measure_inputs()
        _limit_inputs()


def _cohort_inputs() -> None:
    asked = study()
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="study_cohort"):
        st.markdown(f"**{say('Grouped by')}**", width=110)
        cohorts = {key: name.in_language(language()) for key, name in COHORTINGS.items()}
        choice(say("Which start"), cohorts, asked.cohort, "study.cohort", _take_cohort)
        periods = {key: name.in_language(language()) for key, name in PERIODS.items()}
        choice(say("Period"), periods, asked.period, "study.period", _take_period)
        if asked.period is Period.WEEK:
            days = {key: name.in_language(language()) for key, name in WEEK_STARTS.items()}
            st.caption(say("weeks begin on"), width="content")
            choice(
                say("Weeks begin on"),
                days,
                asked.week_starts,
                "study.week_starts",
                lambda held: set_parts(week_starts=held),
            )


def _take_cohort(cohort: Cohorting) -> None:
    """Money is counted of each person once, so who starts often is counted by returning."""

    def changed(asked: Study) -> Study:
        is_of_money = cohort is Cohorting.RECURRING and asked.measure is Measure.VALUE
        return replace(asked, cohort=cohort, measure=Measure.ON if is_of_money else asked.measure)

    edit(changed)


def _take_period(period: Period) -> None:
    def changed(asked: Study) -> Study:
        periods, days = FIRST_SPANS.get(period, (None, None))
        since = store().manifest.data_end - timedelta(days=days) if days else None
        return replace(asked, period=period, periods=periods, since=since)

    edit(changed)


def _limit_inputs() -> None:
    asked = study()
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="study_limits"):
        st.markdown(f"**{say('Only')}**", width=110)
        st.caption(say("starts since"), width="content")
        _day("since", say("First day of start"), asked.since)
        st.caption(say("starts until"), width="content")
        _day("until", say("Last day of start"), asked.until)
        st.caption(say("of people who were then in"), width="content")
        names = {EVERYONE: say("any segment"), **{name: shielded(name) for name in names_in_use()}}
        choice(say("Segment at the start"), names, _name_of_segment(asked), "study.segment", _take_segment)
        st.caption(say("shown for"), width="content")
        _periods(asked)


def _day(part: str, label: str, held: date | None) -> None:
    key = f"study.{part}"
    manifest = store().manifest
    inside = None if held is None else min(max(held, manifest.data_start), manifest.data_end)
    st.date_input(
        label,
        key=controlled(key, inside),
        value=None,
        min_value=manifest.data_start,
        max_value=manifest.data_end,
        format="YYYY-MM-DD",
        label_visibility="collapsed",
        width=150,
        on_change=lambda: set_parts(**{part: st.session_state[key]}),
    )


def _periods(asked: Study) -> None:
    key = "study.periods"
    st.number_input(
        say("Periods shown"),
        key=controlled(key, asked.periods),
        value=None,
        min_value=1,
        max_value=1000,
        step=1,
        placeholder=say("all periods"),
        label_visibility="collapsed",
        width=170,
        on_change=lambda: set_parts(periods=st.session_state[key]),
    )


def _name_of_segment(asked: Study) -> str:
    """The saved segment whose rule the study holds; its document may since have changed, then it is none of them."""
    if asked.segment is None:
        return EVERYONE
    roots = {name: _saved_root(name) for name in names_in_use()}
    return next((name for name, root in roots.items() if root == asked.segment.root), say("an earlier rule"))


def _saved_root(name: str) -> object:
    return parse_segment(load_segment(settings(), name).document).root


def _take_segment(name: str) -> None:
    if name == EVERYONE:
        set_parts(segment=None)
    elif name in names_in_use():
        saved = parse_segment(load_segment(settings(), name).document)
        set_parts(segment=look_up(saved, LibraryShelf(settings())))
