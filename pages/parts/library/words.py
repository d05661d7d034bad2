"""What the library's parts share: who saved when, the tags in use, and what is told after the next run."""

from __future__ import annotations

import streamlit as st

from data.errors import LibraryError
from data.library import SavedSegment, list_segments
from data.sentence import Sentence
from pages.parts.session import settings, spoken

OUTCOME_KEY = "library_outcome"


def who_and_when(saved: SavedSegment) -> Sentence:
    return Sentence(
        "version {version} · {person} · {at}",
        {"version": saved.version, "person": saved.saved_by, "at": saved.saved_at},
    )


def names_in_use() -> tuple[str, ...]:
    """For choosing one; where the library cannot be used, that is said and the page goes on without it."""
    try:
        return tuple(saved.name for saved in list_segments(settings()))
    except LibraryError as unusable:
        for fault in unusable.faults:
            st.warning(spoken(fault), icon=":material/cloud_off:")
        return ()


def known_tags() -> tuple[str, ...]:
    found = (*list_segments(settings()), *list_segments(settings(), archived=True))
    return tuple(sorted({tag for saved in found for tag in saved.tags}))


def tell_later(said: str) -> None:
    """A dialog that has done its work closes; what it did is told on the page behind it."""
    st.session_state[OUTCOME_KEY] = said


def tell() -> None:
    said = st.session_state.pop(OUTCOME_KEY, None)
    if said:
        st.toast(said, icon=":material/check_circle:")
