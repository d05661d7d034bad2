"""The segments page as a whole: toolbar, builder and answer side by side, and what can be looked at below."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from data.sentence import Sentence
from data.store import Version
from pages.parts.drawing import theme
from pages.parts.frame import toolbar
from pages.parts.segments.answer import answer_panel
from pages.parts.segments.below import below
from pages.parts.segments.editor import editor
from pages.parts.segments.library import follow_saved_link, library_controls
from pages.parts.segments.session import (
    DRAWN_KEY,
    as_of,
    choose_day,
    controlled,
    draft,
    follow_link,
    redo,
    rule_now,
    undo,
)
from pages.parts.segments.start import starting_points
from pages.parts.session import say
from pages.parts.states import show_nothing

STYLE = (Path(__file__).parent / "segments.css").read_text("utf-8")
NOBODY = Sentence(
    "This data version knows no people: the export has neither a member table nor a buyer on its orders, so there is "
    "nobody to select. Numbers about orders are on the overview."
)


def show_segments(version: Version) -> None:
    background = st.get_option(f"theme.{theme()}.backgroundColor")
    st.html(f"<style>{STYLE.replace('BACKGROUND', background)}</style>")
    if version.manifest.people == 0:
        show_nothing(NOBODY)
        return
    if not follow_link():
        st.info(
            say("The draft in this link is no longer kept here. This is the rule you had before."),
            icon=":material/link_off:",
        )
    follow_saved_link()
    st.session_state[DRAWN_KEY] = False
    _toolbar(version)
    building, answering = st.columns([7, 5], gap="medium")
    with building, st.container(key="segment_builder", gap="small"):
        with st.container():
            if not draft().root.conditions:
                starting_points()
        lines = editor(rule_now())
    with answering, st.container(key="segment_answer_panel", gap="small"):
        answer_panel(lines)
    below()
    st.session_state[DRAWN_KEY] = True


def _toolbar(version: Version) -> None:
    manifest = version.manifest
    with toolbar("segment_toolbar"):
        library_controls()
        key = "segment_as_of"
        st.date_input(
            say("As of"),
            key=controlled(key, as_of()),
            min_value=manifest.data_start,
            max_value=manifest.data_end,
            format="YYYY-MM-DD",
            required=True,
            label_visibility="collapsed",
            help=say("The day the rule is asked about: nothing that happened later is known to it."),
            width=150,
            on_change=choose_day,
            args=(key,),
        )
        # Never disabled: a value changed meanwhile draws the answer alone, and they would stay as they were.
        _step("segment_undo", say("Undo"), ":material/undo:", undo, "Ctrl+Z")
        _step("segment_redo", say("Redo"), ":material/redo:", redo, "Ctrl+Shift+Z")


def _step(key: str, label: str, icon: str, step: Callable[[], None], shortcut: str) -> None:
    st.button(label, key=key, icon=icon, type="tertiary", on_click=step, shortcut=shortcut)
