"""The people of the cell that is open, in a drawer."""

from __future__ import annotations

from functools import partial

import streamlit as st

from data.access import Action
from pages.locale import figures
from pages.parts.people import show_people
from pages.parts.retention_cells import Place, clicks, close_place, month_after, people_of, place_in_link
from pages.parts.session import language, person, say
from queries.audience import Audience
from queries.retention import Triangle


def show_open_place(found: Triangle, audience: Audience) -> None:
    """In a drawer beside the triangle. Nothing when no cell is open, or when this audience has no such cell."""
    place = place_in_link()
    counted = counted_in(found, place) if place else None
    if place is not None and counted is not None:
        closing = partial(close_place, clicks())
        drawer = st.dialog(_title(place, counted), width="medium", position="right", on_dismiss=closing)
        drawer(_people)(place, audience, counted)


def _people(place: Place, audience: Audience, counted: int) -> None:
    if not person().may(Action.SEE_MEMBERS):
        st.caption(say("An administrator can grant seeing members."))
    elif counted == 0:
        st.caption(say("Nobody."))
    else:
        show_people(people_of(place, audience), counted)


def counted_in(found: Triangle, place: Place) -> int | None:
    """How many people the triangle counts there."""
    cells = (cohort.cells for cohort in found.cohorts if cohort.cohort_date == place.cohort)
    return next((cell.returned for row in cells for cell in row if cell.months_since == place.since), None)


def _title(place: Place, people: int) -> str:
    cohort = figures.month(place.cohort, language())
    if place.since == 0:
        return say("People who first bought in {cohort}: {people}", people=people, cohort=cohort)
    return say(
        "People who first bought in {cohort} and again in {month}: {people}",
        people=people,
        cohort=cohort,
        month=figures.month(month_after(place.cohort, place.since), language()),
    )
