"""From people that a page counts: their rule saved under a name, and from there a list of them."""

from __future__ import annotations

import streamlit as st

from data.access import Action
from data.audit import utc_now
from data.errors import FenqunError
from data.library import save_segment
from pages.parts.as_segment import segment_link
from pages.parts.navigation import page_of
from pages.parts.opened import store
from pages.parts.plan import planned
from pages.parts.session import person, say, settings
from pages.parts.states import show_failure
from queries.audience import Audience
from queries.engines import open_engine
from queries.retention.kept_list import keep_as_list
from queries.segments import Condition, Group, Match, Segment

SAVED_KEY = "kept_people_saved"  # the rule that was saved last, and its name


def keep_people(audience: Audience) -> None:
    """Open the rule, save it, make a list of its people. People whom no rule selects are kept by their IDs."""
    if audience.segment is None:
        _keep_without_rule(audience)
        return
    segment_link(audience)
    if not person().may(Action.SAVE):
        return
    with st.form("keep_people", border=False), st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        name = st.text_input(say("Save as a segment and make a list"), placeholder=say("Name"), max_chars=100)
        if st.form_submit_button(say("Save"), icon=":material/save:"):
            _save(name, audience.segment)
    _next_step(audience.segment)


def _keep_without_rule(audience: Audience) -> None:
    if audience.is_everyone or not person().may(Action.SAVE):
        return
    with st.form("keep_list", border=False), st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        name = st.text_input(say("Keep as a list that segments can name"), placeholder=say("Name"), max_chars=100)
        is_asked = st.form_submit_button(say("Keep"), icon=":material/save:")
    if not is_asked:
        return
    engine = open_engine(store(), settings())
    try:
        kept = keep_as_list(engine, audience, name, settings=settings(), person=person(), now=utc_now())
    except FenqunError as refused:
        show_failure(refused)
    else:
        st.success(
            say("Kept as the list {name}: segments can ask who is on it.", name=kept.name),
            icon=":material/check_circle:",
        )
        listed = Segment(Group(Match.ALL, (Condition("people.list", "on_list", (kept.name,)),)))
        segment_link(Audience(audience.as_of, listed), label=say("Make a segment of this list"))


def _save(name: str, segment: Segment) -> None:
    """As a new segment; a name that is taken is refused."""
    try:
        saved = save_segment(settings(), name, segment.to_json(), person=person(), now=utc_now(), opened_version=0)
    except FenqunError as refused:
        show_failure(refused)
    else:
        st.session_state[SAVED_KEY] = (segment.key, saved.name)


def _next_step(segment: Segment) -> None:
    rule, name = st.session_state.get(SAVED_KEY, ("", ""))
    if rule == segment.key:
        st.success(say("Saved as {name}.", name=name), icon=":material/check_circle:")
        st.page_link(
            page_of(planned("lists")),
            label=say("Make a list of these people"),
            icon=":material/contact_mail:",
            query_params={"list_segment": name},
        )
