"""The library on the page of segments: which saved one is in hand, begin anew, save, follow a link to one."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from data.errors import FenqunError
from data.library import SavedSegment, load_segment
from pages.parts.library.words import names_in_use, tell
from pages.parts.navigation import page_of
from pages.parts.plan import planned
from pages.parts.segments.saving import save_button
from pages.parts.segments.session import change, controlled, draft, redraw
from pages.parts.segments.tree import Draft, draft_of, empty_draft
from pages.parts.session import say, settings, spoken
from queries.segments import parse_segment

SAVED_LINK, VERSION_LINK = "saved", "version"


def library_controls() -> None:
    names = names_in_use()
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
    save_button()
    st.page_link(page_of(planned("library")), label=say("All saved"), icon=":material/folder_open:")
    tell()


def follow_saved_link() -> None:
    """A link that names a saved segment opens it once; the rule in hand before can be brought back by undo."""
    name = st.query_params.get(SAVED_LINK)
    if name is None:
        return
    version = st.query_params.get(VERSION_LINK, "")
    for part in (SAVED_LINK, VERSION_LINK):
        if part in st.query_params:
            del st.query_params[part]
    try:
        opened = opened_draft(load_segment(settings(), name, int(version) if version.isdecimal() else None))
    except FenqunError as gone:
        for fault in gone.faults[:10]:
            st.warning(spoken(fault), icon=":material/link_off:")
    else:
        change(lambda found: replace(opened, as_of=found.as_of))


def opened_draft(saved: SavedSegment) -> Draft:
    """Raises `SegmentError` for a rule of another version of the program."""
    return draft_of(parse_segment(saved.document), name=saved.name, version=saved.version)


def _fresh(found: Draft) -> Draft:
    return replace(empty_draft(), as_of=found.as_of)


def _open(key: str) -> None:
    name = st.session_state[key]
    if name:
        opened = opened_draft(load_segment(settings(), name))
        redraw(lambda found: replace(opened, as_of=found.as_of))
