"""Below builder and answer: the people themselves, the rule in words and as SQL, and the rule as a file."""

from __future__ import annotations

import streamlit as st

from pages.locale import render
from pages.parts.segment_document import rule_as_file
from pages.parts.segment_members import show_members
from pages.parts.segment_session import ANSWERS, as_of, draft, measures
from pages.parts.segment_sql import segment_sql
from pages.parts.segment_tree import effective
from pages.parts.session import currency, language, say
from pages.parts.states import failures_in_words
from queries.audience import Audience
from queries.segments.describe import describe


@st.fragment(key=ANSWERS[1])
def below() -> None:
    """Only the open tab is worked out. A change of the rule runs this again after the count."""
    people, words, document = st.tabs(
        [say("Members"), say("Words and SQL"), say("File")], key="segment_tabs", on_change="rerun"
    )
    audience = Audience(as_of(), effective(draft()).segment)
    with failures_in_words():
        if people.open:
            with people:
                show_members(audience)
        elif words.open:
            with words:
                _show_words(audience)
        elif document.open:
            with document:
                rule_as_file()


def _show_words(audience: Audience) -> None:
    """Both can be copied; the SQL runs as it is in a DuckDB shell on this machine."""
    if audience.segment is not None:
        sentence = describe(audience.segment, catalog=measures(), as_of=audience.as_of)
        st.code(render(sentence, language(), currency()), language=None, wrap_lines=True)
    st.code(segment_sql(audience), language="sql")
