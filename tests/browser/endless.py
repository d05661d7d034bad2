"""For the slow pages: a question that would take minutes, and a line that says whether one still runs."""

from __future__ import annotations

import time

import streamlit as st

from pages.parts.opened import store
from pages.parts.session import settings
from queries.engines import open_engine

ENDLESS = """
    select count(*) as fours
    from orders as a, orders as b, orders as c, orders as d
    where a.paid_cents < b.paid_cents + c.paid_cents + d.paid_cents
"""


def show_what_runs() -> None:
    """The number of this run, so that a test can tell its line from the one before, and the questions still asked."""
    run = st.session_state["run"] = st.session_state.get("run", 0) + 1
    patience = time.monotonic() + 90  # an interrupted question needs a moment to unwind on a busy machine
    while (running := len(open_engine(store(), settings())._running)) and time.monotonic() < patience:
        time.sleep(0.05)
    st.text(f"run {run}, running before: {running}")
