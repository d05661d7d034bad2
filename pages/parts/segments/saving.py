"""Saving the rule in hand: what changes with it, and what somebody else saved meanwhile; nothing is lost."""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st

from data.access import Action
from data.audit import utc_now
from data.errors import FenqunError, LibraryError, SavedMeanwhile
from data.library import SavedSegment, describe_saved, load_segment, save_segment, tag_segment
from pages.parts.library.words import known_tags, tell_later, who_and_when
from pages.parts.segments.changes import changes_between, show_changes
from pages.parts.segments.session import change, draft, put
from pages.parts.segments.tree import draft_of, effective
from pages.parts.session import person, plain, say, settings, spoken
from queries.segments import Segment, parse_segment

MEANWHILE_KEY = "segment_saved_meanwhile"


@dataclass(frozen=True)
class Said:
    """What a person says about a save; description and tags only of a new segment."""

    note: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Meanwhile:
    """What stands in the way of a save, and what was said about it."""

    theirs: SavedSegment
    said: Said


def save_button() -> None:
    may_save = person().may(Action.SAVE)
    if st.button(
        say("Save"),
        key="segment_save",
        icon=":material/save:",
        disabled=not may_save or not draft().root.conditions,
        help=None if may_save else say("An administrator can grant saving."),
    ):
        st.session_state.pop(MEANWHILE_KEY, None)
        st.dialog(say("Save this segment"), width="medium")(save_form)()


def save_form() -> None:
    """The name decides: the one it was opened under makes a new version, another one a new segment."""
    found = effective(draft())
    if found.segment is None:
        st.info(say("There is nothing to save yet: no condition is finished."))
        return
    meanwhile: Meanwhile | None = st.session_state.get(MEANWHILE_KEY)
    if meanwhile is not None:
        _settle(meanwhile.theirs, found.segment, meanwhile.said)
        return
    if found.unfinished or draft().off:
        st.warning(say("Conditions that are switched off or not finished are not saved."), icon=":material/info:")
    name = st.text_input(say("Name"), value=draft().name, max_chars=100, key="segment_save_name")
    opened = _opened(name)
    said = _about_new() if opened is None else _about_change()
    is_same = opened is not None and _show_what_changes(opened, found.segment)
    if st.button(say("Save"), key="segment_save_now", type="primary", disabled=is_same or not name.strip()):
        _save(name, said, draft().version if opened else 0)


def _opened(name: str) -> SavedSegment | None:
    """The version this edit began with, while the name is still its own."""
    if not draft().version or name.strip() != draft().name:
        return None
    try:
        return load_segment(settings(), draft().name, draft().version)
    except LibraryError:
        return None


def _about_new() -> Said:
    description = st.text_input(say("What it is for (optional)"), max_chars=1000, key="segment_save_description")
    tags = st.multiselect(
        say("Tags (optional)"), known_tags(), key="segment_save_tags", accept_new_options=True, max_selections=20
    )
    return Said(description=description, tags=tuple(tags))


def _about_change() -> Said:
    return Said(note=st.text_input(say("What changed (optional)"), max_chars=300, key="segment_save_note"))


def _show_what_changes(opened: SavedSegment, segment: Segment) -> bool:
    """Whether nothing does."""
    st.caption(say("Against version {version}, saved by {person}:", version=opened.version, person=opened.saved_by))
    show_changes(opened.document, segment.to_json())
    return not changes_between(opened.document, segment.to_json())


def _save(name: str, said: Said, opened_version: int) -> None:
    """Faults are shown, and what somebody else saved is put beside ours."""
    try:
        saved = save(name, said, opened_version=opened_version)
    except SavedMeanwhile as meanwhile:
        if meanwhile.theirs is not None:
            st.session_state[MEANWHILE_KEY] = Meanwhile(meanwhile.theirs, said)
            st.rerun(scope="fragment")
        _show(meanwhile)
    except FenqunError as refused:
        _show(refused)
    else:
        st.session_state.pop(MEANWHILE_KEY, None)
        tell_later(say("Saved as {name}, version {version}.", name=saved.name, version=saved.version))
        st.rerun()


def save(name: str, said: Said, *, opened_version: int) -> SavedSegment:
    """Saves what counts of the rule in hand. Raises `SavedMeanwhile` when somebody else saved that name since."""
    found = effective(draft())
    assert found.segment is not None
    now, who, rule = utc_now(), person(), found.segment.to_json()
    saved = save_segment(settings(), name, rule, person=who, now=now, opened_version=opened_version, note=said.note)
    put(replace(draft(), name=saved.name, version=saved.version))
    if said.description:
        describe_saved(settings(), saved.name, said.description, was=saved.description, person=who, now=now)
    if said.tags:
        tag_segment(settings(), saved.name, add=said.tags, person=who, now=now)
    return saved


# ── somebody saved meanwhile


def _settle(theirs: SavedSegment, ours: Segment, said: Said) -> None:
    """Theirs against what this edit began with, ours against theirs, and three ways on; none loses anything."""
    _say_what_is_there(theirs)
    opened = _opened(theirs.name)
    if opened is not None:
        st.markdown(f"**{say('What they changed since you opened it')}**")
        show_changes(opened.document, theirs.document)
    st.markdown(f"**{say('Yours against theirs')}**")
    show_changes(theirs.document, ours.to_json())
    with st.container(horizontal=True, gap="small", key="segment_settle"):
        on_top = say("Save mine as version {version}", version=theirs.version + 1)
        if st.button(on_top, key="segment_save_on_top", type="primary", disabled=theirs.is_archived):
            _save(theirs.name, replace(said, description="", tags=()), theirs.version)
        if st.button(say("Take theirs"), key="segment_take_theirs", help=say("Undo brings yours back.")):
            _take(theirs)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="segment_settle_name"):
        other = st.text_input(
            say("Or keep both: save mine as"),
            value=plain("{name} – {person}", name=theirs.name, person=person().name)[:100],
            max_chars=100,
            key="segment_save_beside_name",
        )
        if st.button(say("Save under this name"), key="segment_save_beside", disabled=not other.strip()):
            _save(other, said, 0)


def _say_what_is_there(theirs: SavedSegment) -> None:
    who = who_and_when(theirs)
    if theirs.is_archived:
        said = say(
            "A segment {name} lies in the archive: {who}. Take it out first, or keep both.", name=theirs.name, who=who
        )
    elif theirs.name == draft().name:
        said = say("{name} was saved meanwhile: {who}", name=theirs.name, who=who)
    else:
        said = say("There is a segment {name} already: {who}", name=theirs.name, who=who)
    st.warning(said, icon=":material/group:")
    if theirs.note:
        st.caption(say("“{note}”", note=theirs.note))


def _take(theirs: SavedSegment) -> None:
    st.session_state.pop(MEANWHILE_KEY, None)
    opened = draft_of(parse_segment(theirs.document), name=theirs.name, version=theirs.version)
    change(lambda found: replace(opened, as_of=found.as_of))
    st.rerun()


def _show(error: FenqunError) -> None:
    for fault in error.faults:
        st.error(spoken(fault))
