"""The draft this session edits: changed by callbacks, undone step by step, kept on the server under the link's id."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

import streamlit as st

from data.drafts import forget_old_drafts, keep_draft, kept_draft
from pages.parts.opened import store
from pages.parts.segments.tree import Draft, Effective, effective, empty_draft, from_document, to_document, walk
from pages.parts.session import settings
from queries.catalog import Catalog, catalog
from queries.segments import Condition

DRAFT_KEY, LINK_KEY = "segment_draft", "segment_in_link"
HISTORY_KEY, AHEAD_KEY = "segment_history", "segment_taken_back"
LINK = "draft"
ANSWERS = ("segment_answer", "segment_below")  # the fragments that a change of a value runs again
DRAWN_KEY, IN_HAND_KEY = "segment_page_is_whole", "segment_in_hand"
STEPS_KEPT = 100


def draft() -> Draft:
    found: Draft = st.session_state.get(DRAFT_KEY) or empty_draft()
    return found


def as_of() -> date:
    """The day the rule is asked about: the chosen one while the data reach it, else their last."""
    manifest = store().manifest
    chosen = draft().as_of
    return chosen if chosen and manifest.data_start <= chosen <= manifest.data_end else manifest.data_end


def measures() -> Catalog:
    return _catalog(store().key)


@lru_cache(maxsize=4)
def _catalog(_version_key: str) -> Catalog:
    return catalog(store())


def rule_now() -> Effective:
    """What counts of the draft, and beside it the saved segments that it names, as the library has them now."""
    return effective(draft())


def follow_link() -> bool:
    """Before the page is drawn: the draft that the link names, where it changed. False: the link names none we know."""
    if HISTORY_KEY not in st.session_state:
        st.session_state[HISTORY_KEY] = []
        forget_old_drafts(settings(), datetime.now(UTC))
    in_link = st.query_params.get(LINK)
    if in_link is None or in_link == st.session_state.get(LINK_KEY):
        _put_into_link()
        return True
    document = kept_draft(settings(), in_link)
    found = from_document(document) if document else None
    if found is None:
        _put_into_link()
        return False
    _remember(draft())
    st.session_state[DRAFT_KEY] = found
    st.session_state[LINK_KEY] = in_link
    return True


def _put_into_link() -> None:
    held = st.session_state.get(LINK_KEY)
    if held and st.query_params.get(LINK) != held:
        st.query_params[LINK] = held
    elif not held and LINK in st.query_params:
        del st.query_params[LINK]


def change(edit: Callable[[Draft], Draft]) -> bool:
    """Put the edited draft in place of the one in hand. False: the edit changed nothing."""
    before = draft()
    after = edit(before)
    if repr(after) == repr(before):  # rules are equal whatever the ids of their conditions
        return False
    _remember(before)
    put(after)
    take_in_hand(edited(before, after) or in_hand())
    return True


def edited(before: Draft, after: Draft) -> str | None:
    """The condition that a change made or altered."""
    known = {member.id: repr(member) for member in walk(before.root)}
    conditions = (member for member in walk(after.root) if isinstance(member, Condition))
    return next((found.id for found in conditions if known.get(found.id) != repr(found)), None)


def in_hand() -> str | None:
    """The condition that was edited or opened last."""
    return st.session_state.get(IN_HAND_KEY)


def take_in_hand(node_id: str | None) -> None:
    st.session_state[IN_HAND_KEY] = node_id


def put(after: Draft) -> None:
    st.session_state[DRAFT_KEY] = after
    st.session_state[LINK_KEY] = keep_draft(settings(), to_document(after))
    st.query_params[LINK] = st.session_state[LINK_KEY]


def _remember(before: Draft) -> None:
    history: list[Draft] = st.session_state.setdefault(HISTORY_KEY, [])
    history.append(before)
    del history[:-STEPS_KEPT]
    st.session_state[AHEAD_KEY] = []


def undo() -> None:
    """One change back; with nothing left to take back, nothing happens."""
    _step(HISTORY_KEY, AHEAD_KEY)


def redo() -> None:
    """One change that was taken back, again; the next change of another kind forgets it."""
    _step(AHEAD_KEY, HISTORY_KEY)


def _step(away: str, kept: str) -> None:
    if st.session_state.get(away):
        st.session_state.setdefault(kept, []).append(draft())
        put(st.session_state[away].pop())


def redraw(edit: Callable[[Draft], Draft]) -> None:
    """For callbacks that change what the editor shows: the whole page runs again."""
    change(edit)


def recount(edit: Callable[[Draft], Draft]) -> None:
    """For callbacks that change only a value: the answer runs again, the editor stays as it is.

    A change stops the script that runs, and with it the count that nobody waits for any more. The condition that is
    taken in hand by it gets its scale, so then the editor is drawn too.
    """
    held = in_hand()
    if change(edit) and in_hand() == held:
        answer_again()


def answer_again() -> None:
    """Run the answer alone; but a page that was stopped half drawn is drawn whole, or its old parts would stay."""
    if st.session_state.get(DRAWN_KEY):
        st.rerun(ANSWERS)


def controlled(key: str, value: Any) -> str:
    """The draft says what a widget shows, so that undo, links and templates reach it. Gives the key back."""
    st.session_state[key] = value
    return key


def choose_day(key: str) -> None:
    chosen = st.session_state[key]
    day = None if chosen == store().manifest.data_end else chosen
    redraw(lambda found: replace(found, as_of=day))
