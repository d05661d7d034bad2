"""From people that a page counts: their rule saved under a name, and from there a list of them."""

from __future__ import annotations

import streamlit as st

from data.access import Action
from data.audit import utc_now
from data.errors import FenqunError
from data.library import save_segment
from pages.parts.as_segment import segment_link
from pages.parts.navigation import page_of
from pages.parts.plan import planned
from pages.parts.session import person, say, settings
from pages.parts.states import show_failure
from queries.audience import Audience
from queries.segments import Segment

SAVED_KEY = "kept_people_saved"  # the rule that was saved last, and its name


def keep_people(audience: Audience) -> None:
    """Open the rule, save it, make a list of its people. Nothing for people whom no rule selects."""
    if audience.segment is None:
        return
    segment_link(audience)
    if not person().may(Action.SAVE):
        return
    with st.form("keep_people", border=False), st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        name = st.text_input(say("Save as a segment and make a list"), placeholder=say("Name"), max_chars=100)
        if st.form_submit_button(say("Save"), icon=":material/save:"):
            _save(name, audience.segment)
    _next_step(audience.segment)


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
