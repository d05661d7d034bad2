"""Lists: draw one from a plan, see where people go, let it leave on record; what left before."""

from __future__ import annotations

import streamlit as st

from data.access import Action, require
from pages.parts.campaigns.prospect import show_prospect
from pages.parts.frame import page_head
from pages.parts.library.words import tell
from pages.parts.lists.approvals import show_approvals
from pages.parts.lists.drawn import drawn_list
from pages.parts.lists.leave import show_leaving
from pages.parts.lists.plan import asked_plan
from pages.parts.lists.records import show_records
from pages.parts.lists.sent import show_sent_records
from pages.parts.lists.steps import show_fairness, show_steps
from pages.parts.lists.uploads import show_uploads
from pages.parts.opened import store
from pages.parts.session import person, say
from pages.parts.states import failures_in_words, show_nothing
from queries.audience import Audience
from queries.lists.plan import NAMELESS

page_head("lists")
require(person(), Action.SEE_MEMBERS)
store()
tell()
drawing, records, uploads, approvals = st.tabs(
    [say("Draw a list"), say("Lists that left"), say("Uploaded lists"), say("Approvals")],
    key="lists_tab",
    on_change="rerun",
)
if drawing.open:
    with drawing:
        choices, outcome = st.columns([2, 3], gap="medium")
        with choices:
            plan = asked_plan()
        with outcome, failures_in_words():
            about = Audience(plan.as_of, plan.segment)
            show_prospect(about, control_share=plan.control.share, variants=len(plan.variants))
            if plan.name and plan.why:
                found = drawn_list(plan)
                show_steps(found)
                show_fairness(found)
                show_leaving(found)
            else:
                show_nothing(NAMELESS)
if records.open:
    with records, failures_in_words():
        show_records()
if approvals.open:
    with approvals, failures_in_words():
        show_approvals()
if uploads.open:
    with uploads:
        with failures_in_words():
            show_uploads()
        st.subheader(say("Messages on record"), divider="gray")
        with failures_in_words():
            show_sent_records()
