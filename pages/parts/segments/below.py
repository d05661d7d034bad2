"""Below builder and answer: the people, who they are, why and since when, and the rule in words and as a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from pages.locale import render
from pages.parts.asking import stop_waiting
from pages.parts.insight.back_test import show_back_test
from pages.parts.insight.history import show_history
from pages.parts.insight.overlap import show_overlap
from pages.parts.insight.profile import show_profile
from pages.parts.insight.why import show_why
from pages.parts.segments.document import rule_as_file
from pages.parts.segments.members import show_members
from pages.parts.segments.session import ANSWERS, answer_again, as_of, measures, rule_now
from pages.parts.segments.sql import segment_sql
from pages.parts.session import currency, language, say
from pages.parts.states import failures_in_words
from queries.audience import Audience
from queries.segments.describe import describe

TABS_KEY, OPEN_KEY, LINK = "segment_tabs", "segment_tab_open", "tab"


def below() -> None:
    """Its own way out of long work: the one beside the count may be far above."""
    with st.container(key="insight_stop_place"):
        st.button(say("Stop"), key="insight_stop", icon=":material/stop:", on_click=_stop)
    _tabs()


def _stop() -> None:
    stop_waiting()
    answer_again()


@st.fragment(key=ANSWERS[1])
def _tabs() -> None:
    """Only the open tab is worked out. A change of the rule runs this again after the count."""
    names = _names()
    _choose_tab(names)
    tabs = st.tabs(list(names.values()), key=TABS_KEY, on_change="rerun")
    audience = Audience(as_of(), rule_now().segment)
    for name, tab in zip(names, tabs, strict=True):
        if tab.open:
            _remember_tab(name)
            with tab, failures_in_words():
                SHOWN[name](audience)


def _names() -> dict[str, str]:
    return {
        "members": say("Members"),
        "profile": say("Profile"),
        "why": say("Why in or out"),
        "history": say("History"),
        "backtest": say("Back-test"),
        "overlap": say("Overlap"),
        "words": say("Words and SQL"),
        "file": say("File"),
    }


def _choose_tab(names: Mapping[str, str]) -> None:
    """The tab that the link names when the page is opened; in another language the one that was open."""
    if st.session_state.get(TABS_KEY) not in names.values():
        wanted = st.session_state.get(OPEN_KEY) or st.query_params.get(LINK) or "members"
        st.session_state[TABS_KEY] = names.get(wanted, names["members"])


def _remember_tab(name: str) -> None:
    st.session_state[OPEN_KEY] = name
    if name != "members":
        st.query_params[LINK] = name
    elif LINK in st.query_params:
        del st.query_params[LINK]


def _show_words(audience: Audience) -> None:
    """Both can be copied; the SQL runs as it is in a DuckDB shell on this machine."""
    if audience.segment is not None:
        sentence = describe(audience.segment, catalog=measures(), as_of=audience.as_of)
        st.code(render(sentence, language(), currency()), language=None, wrap_lines=True)
    st.code(segment_sql(audience), language="sql")


def _show_file(_audience: Audience) -> None:
    rule_as_file()


SHOWN: dict[str, Callable[[Audience], None]] = {
    "members": show_members,
    "profile": show_profile,
    "why": show_why,
    "history": show_history,
    "backtest": show_back_test,
    "overlap": show_overlap,
    "words": _show_words,
    "file": _show_file,
}
