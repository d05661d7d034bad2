"""Saving the rule in hand: what changes with it, and what somebody else saved meanwhile; nothing is lost."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from data.access import Action
from data.audit import utc_now
from data.errors import FenqunError, LibraryError, SavedMeanwhile
from data.library import SavedSegment, describe_saved, load_segment, save_segment, tag_segment
from pages.parts.library_words import known_tags, tell_later, who_and_when
from pages.parts.segment_changes import changes_between, show_changes
from pages.parts.segment_session import change, draft, put
from pages.parts.segment_tree import draft_of, effective
from pages.parts.session import person, plain, say, settings, spoken
from queries.segments import Segment, parse_segment

THEIRS_KEY = "segment_saved_meanwhile"


def save_button() -> None:
    may_save = person().may(Action.SAVE)
    if st.button(
        say("Save"),
        key="segment_save",
        icon=":material/save:",
        disabled=not may_save or not draft().root.conditions,
        help=None if may_save else say("An administrator can grant saving."),
    ):
        st.session_state.pop(THEIRS_KEY, None)
        st.dialog(say("Save this segment"), width="medium")(save_form)()


def save_form() -> None:
    """The name decides: the one it was opened under makes a new version, another one a new segment."""
    found = effective(draft())
    if found.segment is None:
        st.info(say("There is nothing to save yet: no condition is finished."))
        return
    theirs: SavedSegment | None = st.session_state.get(THEIRS_KEY)
    if theirs is not None:
        _settle(theirs, found.segment)
        return
    if found.unfinished or draft().off:
        st.warning(say("Conditions that are switched off or not finished are not saved."), icon=":material/info:")
    name = st.text_input(say("Name"), value=draft().name, max_chars=100, key="segment_save_name")
    opened = _opened(name)
    if opened is None:
        _about_new()
        st.session_state["segment_save_note"] = ""
        is_same = False
    else:
        st.text_input(say("What changed (optional)"), max_chars=300, key="segment_save_note")
        is_same = _show_what_changes(opened, found.segment)
    if st.button(say("Save"), key="segment_save_now", type="primary", disabled=is_same or not name.strip()):
        _save(name, draft().version if opened else 0)


def _opened(name: str) -> SavedSegment | None:
    """The version this edit began with, while the name is still its own."""
    if not draft().version or name.strip() != draft().name:
        return None
    try:
        return load_segment(settings(), draft().name, draft().version)
    except LibraryError:
        return None


def _about_new() -> None:
    st.text_input(say("What it is for (optional)"), max_chars=1000, key="segment_save_description")
    st.multiselect(
        say("Tags (optional)"), known_tags(), key="segment_save_tags", accept_new_options=True, max_selections=20
    )


def _show_what_changes(opened: SavedSegment, segment: Segment) -> bool:
    """Whether nothing does."""
    st.caption(say("Against version {version}, saved by {person}:", version=opened.version, person=opened.saved_by))
    show_changes(opened.document, segment.to_json())
    return not changes_between(opened.document, segment.to_json())


def _save(name: str, opened_version: int) -> None:
    """Raises nothing: faults are shown, and what somebody else saved is put beside ours."""
    try:
        saved = save(name, opened_version=opened_version)
    except SavedMeanwhile as meanwhile:
        if meanwhile.theirs is not None:
            st.session_state[THEIRS_KEY] = meanwhile.theirs
            st.rerun(scope="fragment")
        _show(meanwhile)
    except FenqunError as refused:
        _show(refused)
    else:
        st.session_state.pop(THEIRS_KEY, None)
        tell_later(say("Saved as {name}, version {version}.", name=saved.name, version=saved.version))
        st.rerun()


def save(name: str, *, opened_version: int) -> SavedSegment:
    """Saves what counts of the rule in hand. Raises `SavedMeanwhile` when somebody else saved that name since."""
    found = effective(draft())
    assert found.segment is not None
    now, who, note = utc_now(), person(), str(st.session_state.get("segment_save_note", ""))
    saved = save_segment(
        settings(), name, found.segment.to_json(), person=who, now=now, opened_version=opened_version, note=note
    )
    put(replace(draft(), name=saved.name, version=saved.version))
    if saved.version == 1:
        _say_what_it_is_for(saved)
    return saved


def _say_what_it_is_for(saved: SavedSegment) -> None:
    now, who = utc_now(), person()
    if description := str(st.session_state.get("segment_save_description", "")):
        describe_saved(settings(), saved.name, description, was="", person=who, now=now)
    if tags := st.session_state.get("segment_save_tags", ()):
        tag_segment(settings(), saved.name, add=tags, person=who, now=now)


# ── somebody saved meanwhile


def _settle(theirs: SavedSegment, ours: Segment) -> None:
    """Theirs against what this edit began with, ours against theirs, and three ways on; none loses anything."""
    st.warning(
        say("{name} was saved meanwhile: {who}", name=theirs.name, who=who_and_when(theirs)), icon=":material/group:"
    )
    if theirs.note:
        st.caption(say("“{note}”", note=theirs.note))
    opened = _opened(theirs.name)
    if opened is not None:
        st.markdown(f"**{say('What they changed since you opened it')}**")
        show_changes(opened.document, theirs.document)
    st.markdown(f"**{say('Yours against theirs')}**")
    show_changes(theirs.document, ours.to_json())
    with st.container(horizontal=True, gap="small", key="segment_settle"):
        if st.button(
            say("Save mine as version {version}", version=theirs.version + 1), key="segment_save_on_top", type="primary"
        ):
            _save(theirs.name, theirs.version)
        if st.button(say("Take theirs"), key="segment_take_theirs", help=say("Undo brings yours back.")):
            _take(theirs)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="segment_settle_name"):
        other = st.text_input(
            say("Or keep both: save mine as"),
            value=plain("{name} – {person}", name=theirs.name, person=person().name),
            max_chars=100,
            key="segment_save_beside_name",
        )
        if st.button(say("Save under this name"), key="segment_save_beside", disabled=not other.strip()):
            _save(other, 0)


def _take(theirs: SavedSegment) -> None:
    st.session_state.pop(THEIRS_KEY, None)
    opened = draft_of(parse_segment(theirs.document), name=theirs.name, version=theirs.version)
    change(lambda found: replace(opened, as_of=found.as_of))
    st.rerun()


def _show(error: FenqunError) -> None:
    for fault in error.faults:
        st.error(spoken(fault))
