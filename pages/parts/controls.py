"""Controls that pages share: their values hold no language, and stand in the link."""

from __future__ import annotations

import streamlit as st

from pages.parts.session import say

SPANS = (7, 30, 90)


def span_of_days(key: str) -> int:
    """7, 30 or 90 days; `key` is also its name in the link, so let it begin with the page."""
    chosen = st.segmented_control(
        say("Span"),
        SPANS,
        default=30,
        required=True,
        key=key,
        bind="query-params",
        persist_state="session",
        format_func=lambda days: say("{days} days", days=days),
        label_visibility="collapsed",
    )
    return chosen or 30
