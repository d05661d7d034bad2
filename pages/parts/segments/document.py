"""The rule as a JSON document: to copy or keep, and to bring one in."""

from __future__ import annotations

import json
from dataclasses import replace

import streamlit as st

from data.errors import SegmentError
from pages.parts.segments.session import draft, redraw
from pages.parts.segments.tree import draft_of, effective
from pages.parts.session import say, spoken
from queries.segments import parse_segment

IMPORT_KEY, FAULTS_KEY = "segment_import", "segment_import_faults"


def rule_as_file() -> None:
    found = effective(draft())
    out, into = st.columns(2)
    with out:
        st.caption(say("This rule as a document. It can be kept, sent, and brought in again."))
        if found.segment is not None:
            st.code(json.dumps(found.segment.to_json(), ensure_ascii=False, indent=2), language="json", height=320)
    with into:
        st.text_area(
            say("Bring in a document"),
            key=IMPORT_KEY,
            height=240,
            placeholder='{"version": 1, "match": "all", "conditions": [ … ]}',
        )
        st.button(say("Use this rule"), key="segment_import_now", on_click=bring_in)
        for fault in st.session_state.get(FAULTS_KEY, ()):
            st.error(fault)


def bring_in() -> None:
    """Replace the rule in hand by the document; its faults are shown and nothing changes."""
    try:
        segment = parse_segment(st.session_state[IMPORT_KEY])
    except SegmentError as wrong:
        st.session_state[FAULTS_KEY] = [spoken(fault) for fault in wrong.faults[:20]]
        return
    st.session_state.pop(FAULTS_KEY, None)
    redraw(lambda found: replace(draft_of(segment), as_of=found.as_of))
