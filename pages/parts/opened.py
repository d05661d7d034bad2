"""The store version that this session opened: it stays the same until the person switches."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache

import streamlit as st

from data.schemes import newest_frozen
from data.settings import Settings
from data.store.version import Version, current_id, open_version, told_in
from pages.locale import figures
from pages.parts.session import CURRENCY_KEY, language, say, settings

VERSION_KEY = "version_id"
OLD_AFTER_DAYS, STALE_AFTER_DAYS = 2, 7


@lru_cache(maxsize=8)
def _opened(home: Settings, version_id: str, _schemes_version: int) -> Version:
    return open_version(home, version_id)


def store() -> Version:
    """The version this session reads, layered by the schemes frozen last, with the messages on record now.

    Raises `NoStore` or `VersionGone`.
    """
    wanted = str(st.session_state.get(VERSION_KEY) or open_version(settings()).id)
    version = _opened(settings(), wanted, newest_frozen(settings()))
    version = replace(version, told=told_in(version, settings()))
    st.session_state[VERSION_KEY] = wanted
    st.session_state[CURRENCY_KEY] = version.manifest.currency
    return version


def newer_id() -> str | None:
    """The id of the current version when this session still reads another one."""
    held, current = st.session_state.get(VERSION_KEY), current_id(settings().store)
    return current if held and current and held != current else None


def switch_version() -> None:
    st.session_state.pop(VERSION_KEY, None)


def show_newer_version() -> None:
    """A banner only when there is something to switch to."""
    if newer_id() is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", border=True, key="newer_version"):
        st.markdown(say("New data is ready. Your numbers stay as they are until you switch."))
        st.button(say("Switch"), key="switch_version", type="primary", on_click=switch_version)


def freshness(data_end: date, today: date) -> str:
    """fresh, old or stale, by days since the last full day of data."""
    age_days = (today - data_end).days
    return "stale" if age_days > STALE_AFTER_DAYS else "old" if age_days > OLD_AFTER_DAYS else "fresh"


DOTS = {"fresh": ":green[●]", "old": ":orange[●]", "stale": ":red[●]"}


def data_date_text(version: Version, now: datetime) -> str:
    """The data's last day with a dot, and for old data how old it is."""
    data_end = version.manifest.data_end
    today = now.astimezone(settings().zone).date()
    state, written = freshness(data_end, today), figures.day(data_end, language())
    if state == "fresh":
        return f"{DOTS[state]} " + say("Data to {day}", day=written)
    return f"{DOTS[state]} " + say(
        "Data to {day}, {days} day old",
        plural="Data to {day}, {days} days old",
        count="days",
        day=written,
        days=(today - data_end).days,
    )
