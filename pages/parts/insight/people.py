"""The people behind a number that no rule selects: those who entered, who left, or who are in these sets alone."""

from __future__ import annotations

from datetime import date

import streamlit as st

from data.access import Action
from pages.parts.asking import computed
from pages.parts.segments.members import FIRST_COLUMNS, readable
from pages.parts.segments.session import measures
from pages.parts.session import person, say
from pages.parts.states import failures_in_words
from queries.audience import Audience
from queries.lists import listable, members_numbered
from queries.segments import People

ROWS_SHOWN = 200


def numbered_door(key: str, title: str, people: People, day: date) -> None:
    """A count as a quiet button that opens its people; greyed for those who may not see members."""
    is_open = person().may(Action.SEE_MEMBERS) and people.count > 0
    label = say("{title}: {people}", title=title, people=people.count)
    if st.button(label, key=key, type="tertiary", icon=":material/group:", disabled=not is_open):
        st.dialog(title, width="large")(_show)(key, people, day)


def _show(key: str, people: People, day: date) -> None:
    with failures_in_words():
        numbers = [int(number) for number in people.user_numbers()[:ROWS_SHOWN]]
        offered = {measure.key for measure in listable(measures())}
        columns = tuple(column for column in FIRST_COLUMNS if column in offered)
        who = person()
        found = computed(
            "members_numbered",
            lambda cursor: members_numbered(cursor, numbers, columns, as_of=day, person=who),
            Audience(day),
            numbers=numbers,
        )
        st.caption(
            say(
                "{people} person as of {day}.",
                plural="{people} people as of {day}. The first {shown} are shown.",
                count="people",
                people=people.count,
                day=day,
                shown=len(numbers),
            )
        )
        st.dataframe(readable(found), hide_index=True, key=f"{key}_rows", placeholder="–")
