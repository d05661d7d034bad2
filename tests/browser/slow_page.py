"""A page for tests alone: it asks something that would take minutes, so that it can be stopped."""

from __future__ import annotations

import time
from secrets import token_hex

import streamlit as st

from data.settings import read_settings
from pages.parts.asking import computed, everyone_now
from pages.parts.opened import store
from pages.parts.session import open_house, settings
from pages.parts.states import failures_in_words
from queries.engines import open_engine
from queries.engines.duck import DuckDBCursor

ENDLESS = """
    select count(*) as fours
    from orders as a, orders as b, orders as c, orders as d
    where a.paid_cents < b.paid_cents + c.paid_cents + d.paid_cents
"""


def endless(cursor: DuckDBCursor) -> object:
    return cursor.query(ENDLESS)


open_house(read_settings())
st.number_input("round", key="round", step=1)
patience = time.monotonic() + 20  # an interrupted question needs a moment to unwind on a busy machine
while (running := len(open_engine(store(), settings())._running)) and time.monotonic() < patience:
    time.sleep(0.05)
st.text(f"running before: {running}")
with failures_in_words():
    mine = st.session_state.setdefault("mine", token_hex(4))  # or sessions would wait for one another's
    computed("endless", endless, everyone_now(), round=st.session_state["round"], mine=mine)
    st.text("finished")
