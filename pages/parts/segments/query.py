"""People by SQL: where the statement is written, by whom, and what it may read."""

from __future__ import annotations

import streamlit as st

from data.access import Action
from pages.parts.opened import store
from pages.parts.segments.session import controlled
from pages.parts.segments.target import Asked, take_value
from pages.parts.session import person, plain, say
from pages.parts.tables import plain_table
from queries.engines.sandbox import MEMORY, SECONDS, readable_columns
from queries.segments import Condition, Filter

MOST_SIGNS = 20_000


def query_input(asked: Asked, found: Condition | Filter) -> None:
    """Whoever may not write SQL reads it. What it gives is counted as soon as it is written."""
    text = found.value if isinstance(found.value, str) else ""
    if not person().may(Action.WRITE_SQL):
        if text:
            st.code(text, language="sql", wrap_lines=True)
        st.caption(say("An administrator can grant asking by SQL."))
        return
    key = asked.target.key("sql")
    with st.container(gap="xsmall"):
        st.text_area(
            "SQL",
            key=controlled(key, text),
            height=130,
            max_chars=MOST_SIGNS,
            placeholder="select user_no …",
            label_visibility="collapsed",
            on_change=take_value,
            args=(asked.target, lambda: st.session_state[key].strip() or None),
        )
        st.caption(
            say(
                "One SELECT that gives user_no or user_id; “:as_of” is the day asked about. It runs by itself, for at "
                "most {seconds} seconds and in {memory} of memory.",
                seconds=int(SECONDS),
                memory=MEMORY,
            )
        )
        _tables(asked.target.key("tables"))


def _tables(key: str) -> None:
    opened = st.expander(say("Tables and columns"), key=key, on_change="rerun")
    if opened.open:
        with opened:
            columns = readable_columns(store())
            plain_table(
                {plain("Table"): list(columns), plain("Columns"): [", ".join(names) for names in columns.values()]}
            )
