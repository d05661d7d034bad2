"""Every version of a saved segment: who saved it when, what changed with it in words, and the way back to it."""

from __future__ import annotations

import streamlit as st

from data.access import Action
from data.audit import utc_now
from data.library import SavedSegment, restore_version, segment_history
from pages.parts.library.dialogs import done
from pages.parts.library.words import who_and_when
from pages.parts.navigation import page_of
from pages.parts.plan import planned
from pages.parts.segments.changes import show_changes
from pages.parts.segments.library import SAVED_LINK, VERSION_LINK
from pages.parts.session import person, say, settings, spoken

VERSIONS_A_PAGE = 10


def show_versions(saved: SavedSegment) -> None:
    history = segment_history(settings(), saved.name)
    if len(history) > 1:
        _compare_any_two(history)
    pages = -(-len(history) // VERSIONS_A_PAGE)
    number = st.pagination(pages, key="library_versions_page") if pages > 1 else 1
    for place in range((number - 1) * VERSIONS_A_PAGE, min(number * VERSIONS_A_PAGE, len(history))):
        _version(history[place], history[place + 1] if place + 1 < len(history) else None, history[0])


def _compare_any_two(history: tuple[SavedSegment, ...]) -> None:
    by_number = {saved.version: saved for saved in history}
    with st.expander(say("Compare two versions"), icon=":material/compare_arrows:", key="library_compare"):
        with st.container(horizontal=True, gap="small"):
            before = st.selectbox(
                say("From version"), tuple(by_number), index=len(history) - 1, key="library_from", width=140
            )
            after = st.selectbox(say("To version"), tuple(by_number), index=0, key="library_to", width=140)
        show_changes(by_number[before].document, by_number[after].document)


def _version(saved: SavedSegment, before: SavedSegment | None, newest: SavedSegment) -> None:
    with st.container(border=True, key=f"library_version_{saved.version}", gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**{spoken(who_and_when(saved))}**", width="stretch")
            st.page_link(
                page_of(planned("segments")),
                label=say("Open"),
                query_params={SAVED_LINK: saved.name, VERSION_LINK: str(saved.version)},
            )
            if saved is not newest and person().may(Action.SAVE):
                is_asked = st.button(say("Restore"), key=f"library_restore_{saved.version}", icon=":material/restore:")
                if is_asked:
                    done(lambda: _restore(saved, newest))
        if words := saved.came_by_words:
            st.caption(spoken(words))
        if saved.note:
            st.markdown(say("“{note}”", note=saved.note))
        if before is None:
            st.caption(say("The first version"))
        else:
            show_changes(before.document, saved.document)


def _restore(saved: SavedSegment, newest: SavedSegment) -> str:
    restored = restore_version(
        settings(), saved.name, saved.version, opened_version=newest.version, person=person(), now=utc_now()
    )
    return say(
        "Version {old} of {name} is back as version {new}.", old=saved.version, name=saved.name, new=restored.version
    )
