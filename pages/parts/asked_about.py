"""Whom a page is about: everyone or a saved segment, as of a day. Both stand in the link."""

from __future__ import annotations

from datetime import date

import streamlit as st

from data.errors import LibraryError
from data.library import load_segment
from pages.locale import figures
from pages.parts.controls import one_listed, tell_unknown
from pages.parts.held import remember_unknown
from pages.parts.library.words import names_in_use
from pages.parts.opened import store
from pages.parts.session import language, say, settings
from queries.audience import Audience
from queries.segments import LibraryShelf, Segment, look_up, parse_segment

EVERYONE = ""


def asked_audience(page: str) -> Audience:
    """The choice of this page. `page` begins the names in the link, as in `retention_segment`."""
    return Audience(asked_day(f"{page}_as_of"), _segment(f"{page}_segment"))


def _segment(key: str) -> Segment | None:
    names = (EVERYONE, *names_in_use())
    named = st.query_params.get(key) or st.session_state.get(key)
    if named and named not in names and _is_kept(str(named)):
        names = (*names, str(named))
    shown = {name: name or say("Everyone") for name in names}
    chosen = one_listed(key, shown, EVERYONE, label=say("Audience"), width=240)
    return (
        look_up(parse_segment(load_segment(settings(), chosen).document), LibraryShelf(settings())) if chosen else None
    )


def _is_kept(name: str) -> bool:
    """An archived segment is not offered, but who uses it goes on using it."""
    try:
        return load_segment(settings(), name).is_archived
    except LibraryError:
        return False


def asked_day(key: str) -> date:
    """A day of the data, by default their last; it stands in the link."""
    manifest = store().manifest
    remember_unknown(key, lambda asked: _is_day(asked, manifest.data_start, manifest.data_end))
    held, end_before = st.session_state.get(key), st.session_state.get(f"{key}_end", manifest.data_end)
    is_beyond = isinstance(held, date) and not manifest.data_start <= held <= manifest.data_end
    if is_beyond or (held == end_before != manifest.data_end):
        del st.session_state[key]  # another version: who looked at the data's last day goes on looking at it
    st.session_state[f"{key}_end"] = manifest.data_end
    chosen: date = st.date_input(
        say("As of"),
        value=manifest.data_end,
        min_value=manifest.data_start,
        max_value=manifest.data_end,
        format="YYYY-MM-DD",
        key=key,
        required=True,
        label_visibility="collapsed",
        bind="query-params",
        persist_state="session",
        width=150,
    )
    tell_unknown(key, figures.day(chosen, language()))
    return chosen


def _is_day(asked: str, first: date, last: date) -> bool:
    try:
        return first <= date.fromisoformat(asked) <= last
    except ValueError:
        return False
