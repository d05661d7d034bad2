"""The people of the cell that is open, in a drawer."""

from __future__ import annotations

from functools import partial

import streamlit as st

from data.access import Action
from pages.parts.opened import store
from pages.parts.people import show_people
from pages.parts.retention.place import Place, clicks, close_place, place_in_link
from pages.parts.retention.words import cohort_text, column_text, is_money
from pages.parts.session import person, say, settings
from queries.audience import Audience
from queries.engines import open_engine
from queries.retention.found import Cell, Cohort, Retention
from queries.retention.people import people_in


def show_open_place(found: Retention, audience: Audience) -> None:
    """In a drawer beside the heat map. Nothing when no cell is open, or when this study has no such cell."""
    place = place_in_link()
    cohort, cell = cell_at(found, place) if place else (None, None)
    if place is not None and cohort is not None and cell is not None:
        people = counted_in(found, cohort, cell)
        closing = partial(close_place, clicks())
        drawer = st.dialog(_title(found, place, people), width="medium", position="right", on_dismiss=closing)
        drawer(_people)(place, found, audience, people)


def cell_at(found: Retention, place: Place) -> tuple[Cohort, Cell] | tuple[None, None]:
    cohort = next((cohort for cohort in found.cohorts if cohort.start_date == place.start_date), None)
    cell = next((cell for cell in cohort.cells if cell.index == place.index), None) if cohort else None
    return (cohort, cell) if cohort and cell else (None, None)


def counted_in(found: Retention, cohort: Cohort, cell: Cell) -> int:
    """Those whom the cell counts: of the first column the whole cohort, of money those who brought any."""
    return cohort.size if cell.index == 0 and not is_money(found.study) else cell.counted or 0


def _people(place: Place, found: Retention, audience: Audience, people: int) -> None:
    if not person().may(Action.SEE_MEMBERS):
        st.caption(say("An administrator can grant seeing members."))
        return
    if people == 0:
        st.caption(say("Nobody."))
        return
    engine = open_engine(store(), settings())
    selected = people_in(engine, found.study, audience, place.start_date, place.index)
    if selected.segment is None:
        st.caption(say("No rule of a segment says who they are; they can be kept as a list."))
    show_people(selected, people)


def _title(found: Retention, place: Place, people: int) -> str:
    study = found.study
    cohort = cohort_text(study, place.start_date)
    if place.index == 0 and not is_money(study):
        return say("People who started in {cohort}: {people}", people=people, cohort=cohort)
    return say(
        "People who started in {cohort}, counted in column {column}: {people}",
        people=people,
        cohort=cohort,
        column=column_text(study, place.index),
    )
