"""A page for tests alone: it asks something that would take minutes, so that it can be stopped."""

from __future__ import annotations

from secrets import token_hex

import streamlit as st

from data.settings import read_settings
from pages.parts.asking import computed, everyone_now
from pages.parts.session import open_house
from pages.parts.states import failures_in_words
from queries.engines.duck import DuckDBCursor
from tests.browser.endless import ENDLESS, show_what_runs


def endless(cursor: DuckDBCursor) -> object:
    return cursor.query(ENDLESS)


open_house(read_settings())
st.number_input("round", key="round", step=1)
show_what_runs()
with failures_in_words():
    mine = st.session_state.setdefault("mine", token_hex(4))  # or sessions would wait for one another's
    computed("endless", endless, everyone_now(), round=st.session_state["round"], mine=mine)
    st.text("finished")
