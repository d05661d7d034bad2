"""What changed from one rule to another, as a list in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from data.errors import SegmentError
from pages.parts.segments.session import as_of, measures
from pages.parts.session import say, settings, spoken
from queries.segments import Change, LibraryShelf, difference, parse_segment
from queries.segments.difference import Kind

MOST_SHOWN = 30
ICONS = {
    Kind.ADDED: ":material/add_circle:",
    Kind.REMOVED: ":material/do_not_disturb_on:",
    Kind.CHANGED: ":material/edit:",
    Kind.MOVED: ":material/swap_vert:",
}


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    """Raises `SegmentError` for a rule of another version of the program."""
    rules = [parse_segment(document, shelf=LibraryShelf(settings())) for document in (before, after)]
    return difference(*rules, catalog=measures(), as_of=as_of())


def show_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    try:
        changes = changes_between(before, after)
    except SegmentError as unread:
        for fault in unread.faults[:3]:
            st.caption(spoken(fault))
        return
    if not changes:
        st.caption(say("Both rules say the same."))
        return
    st.markdown("\n".join(f"- {ICONS[change.kind]} {spoken(change.sentence)}" for change in changes[:MOST_SHOWN]))
    if len(changes) > MOST_SHOWN:
        st.caption(say("{n} more", n=len(changes) - MOST_SHOWN))
