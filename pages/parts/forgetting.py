"""A person who asked to be forgotten: named by their member ID, taken out of everything kept here, on record."""

from __future__ import annotations

import streamlit as st

from data.access import Action
from data.audit import utc_now
from data.errors import FenqunError
from data.sentence import Sentence
from pages.parts.library.words import tell_later
from pages.parts.opened import store
from pages.parts.session import in_a_row, person, say, settings, spoken
from queries.engines import open_engine
from queries.lists.forget import forget_member


def show_forgetting() -> None:
    """Only for those who may; the record keeps of whom by a number alone."""
    if not person().may(Action.FORGET):
        return
    with st.expander(say("Forget a person"), icon=":material/person_off:", key="forget_box"):
        st.caption(
            say(
                "For a member who asked for it: they are taken out of lists that left, of messages on record and of "
                "uploaded lists, and no list takes them any more. Files that named them are deleted. "
                "Their rows leave the data with the next export that is without them."
            )
        )
        member_id = st.text_input(say("Member ID"), key="forget_member", max_chars=200)
        is_sure = st.checkbox(say("They asked for it, and it cannot be undone"), key="forget_sure")
        if st.button(say("Forget this person"), key="forget_now", disabled=not (member_id.strip() and is_sure)):
            _forget(member_id.strip())


def _forget(member_id: str) -> None:
    try:
        engine = open_engine(store(), settings())
        forgotten = forget_member(engine, member_id, person=person(), settings=settings(), at=utc_now())
    except FenqunError as refused:
        for fault in refused.faults:
            st.error(spoken(fault))
        return
    told = [
        Sentence(
            "Forgotten: taken out of {lists} list or record.",
            {"lists": forgotten.lists},
            plural="Forgotten: taken out of {lists} lists and records.",
            count="lists",
        )
    ]
    if forgotten.is_known:
        tell_later(in_a_row(told))
        st.rerun()
    told.append(
        Sentence(
            "No member of the data has the ID {id}. If it is mistyped, the person who asked is not forgotten yet.",
            {"id": member_id},
        )
    )
    st.warning(in_a_row(told))
