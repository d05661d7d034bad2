"""From people that a page counts to the rule that selects them, open for editing on the page of segments."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from data.drafts import keep_draft
from pages.parts.navigation import page_of
from pages.parts.plan import planned
from pages.parts.segments.session import LINK
from pages.parts.segments.tree import draft_of, to_document
from pages.parts.session import say, settings
from queries.audience import Audience


def segment_link(audience: Audience, *, label: str | None = None) -> None:
    """A link that leaves this page: the same rule, as of the same day. Nothing for everyone, who need no rule."""
    if audience.segment is None:
        return
    rule = replace(draft_of(audience.segment), as_of=audience.as_of)
    st.page_link(
        page_of(planned("segments")),
        label=label or say("Open as a segment"),
        icon=":material/filter_alt:",
        query_params={LINK: keep_draft(settings(), to_document(rule))},
    )
