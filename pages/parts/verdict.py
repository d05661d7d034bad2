"""The first line of a page: one sentence with its number, and what stands beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st

from pages.parts.definition_texts import definition_text
from pages.parts.opened import store
from pages.parts.session import say


@dataclass(frozen=True)
class Gate:
    """Something that had to hold. `is_passed` None: it could not be checked."""

    text: str
    is_passed: bool | None
    help: str | None = None


def verdict(text: str, remarks: Iterable[str] = ()) -> None:
    """What the page answers, in large letters; below it what limits the answer."""
    with st.container(key="verdict", gap="xsmall"):
        st.markdown(text)
    for remark in remarks:
        st.caption(remark)


def gates(shown: Sequence[Gate]) -> None:
    """Chips with a sign and words: colour alone says nothing."""
    icons = {True: ":material/check:", False: ":material/warning:", None: ":material/question_mark:"}
    colours = {True: "primary", False: "orange", None: "gray"}
    with st.container(horizontal=True, gap="small", key="gates"):
        for gate in shown:
            st.badge(gate.text, icon=icons[gate.is_passed], color=colours[gate.is_passed], help=gate.help)  # type: ignore[arg-type]


def method(keys: Sequence[str], as_of: date) -> None:
    """How each number of the page is counted: over whom, in which time, in which zone, up to which day."""
    manifest = store().manifest
    st.caption(
        say(
            "As of {as_of}. Data from {first} to {last}, days in the time zone {zone}.",
            as_of=as_of,
            first=manifest.data_start,
            last=manifest.data_end,
            zone=manifest.timezone,
        )
    )
    with st.expander(say("How this is counted"), icon=":material/menu_book:", key="method", bind="query-params"):
        for key in keys:
            st.markdown(definition_text(key))
