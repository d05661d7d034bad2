"""Saved segments: open, save a new version, save under another name."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import streamlit as st

from data.errors import FenqunError, SavedMeanwhile
from data.library import list_segments, load_segment, save_segment
from pages.parts.segment_session import controlled, draft, put, redraw
from pages.parts.segment_tree import Draft, draft_of, effective, empty_draft
from pages.parts.session import person, say, settings, spoken
from queries.segments import parse_segment

OUTCOME_KEY = "segment_library_outcome"


def library_controls() -> None:
    """Which saved segment is open, and what to do with the rule in hand."""
    names = tuple(saved.name for saved in list_segments(settings()))
    held = draft().name
    key = "segment_open"
    st.selectbox(
        say("Saved segments"),
        (held, *names) if held and held not in names else names,
        key=controlled(key, held or None),
        placeholder=say("Open a saved segment"),
        label_visibility="collapsed",
        width=230,
        on_change=_open,
        args=(key,),
    )
    st.button(say("New"), key="segment_new", icon=":material/add:", type="tertiary", on_click=redraw, args=(_fresh,))
    if st.button(say("Save"), key="segment_save", icon=":material/save:", disabled=not draft().root.conditions):
        st.dialog(say("Save this segment"))(save_form)()
    _tell()


def _tell() -> None:
    said = st.session_state.pop(OUTCOME_KEY, None)
    if said:
        st.toast(said, icon=":material/check_circle:")


def _fresh(found: Draft) -> Draft:
    return replace(empty_draft(), as_of=found.as_of)


def _open(key: str) -> None:
    name = st.session_state[key]
    if name:
        saved = load_segment(settings(), name)
        opened = draft_of(parse_segment(saved.document), name=saved.name, version=saved.version)
        redraw(lambda found: replace(opened, as_of=found.as_of))


def save_form() -> None:
    """The name decides: the one it was opened under makes a new version, another one a new segment."""
    found = effective(draft())
    if found.segment is None:
        st.info(say("There is nothing to save yet: no condition is finished."))
        return
    if found.unfinished or draft().off:
        st.warning(say("Conditions that are switched off or not finished are not saved."), icon=":material/info:")
    name = st.text_input(say("Name"), value=draft().name, max_chars=100, key="segment_save_name")
    note = st.text_input(say("What changed (optional)"), max_chars=300, key="segment_save_note")
    if st.button(say("Save"), key="segment_save_now", type="primary", disabled=not name.strip()):
        try:
            save(name, note)
        except SavedMeanwhile as meanwhile:
            _show(meanwhile)
            return
        except FenqunError as refused:
            _show(refused)
            return
        st.rerun()


def save(name: str, note: str = "") -> None:
    """Saves what counts of the rule in hand. Raises `SavedMeanwhile` when somebody else saved that name since."""
    found = effective(draft())
    assert found.segment is not None
    opened_version = draft().version if name.strip() == draft().name else 0
    saved = save_segment(
        settings(),
        name,
        found.segment.to_json(),
        person=person(),
        now=datetime.now(UTC),
        opened_version=opened_version,
        note=note,
    )
    put(replace(draft(), name=saved.name, version=saved.version))
    st.session_state[OUTCOME_KEY] = say("Saved as {name}, version {version}.", name=saved.name, version=saved.version)


def _show(error: FenqunError) -> None:
    for fault in error.faults:
        st.error(spoken(fault))
