"""The study this session asks: the link names it, a preset by its name and any other by the id of its document."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from data.drafts import keep_draft, kept_draft
from data.errors import BadParameter
from pages.parts.segments.session import measures
from pages.parts.segments.tree import finished_filters
from pages.parts.session import settings
from pages.parts.studies.presets import FIRST_PRESET, PRESETS, Preset, preset_of
from queries.retention.read import parse_study
from queries.retention.study import Happening, Study
from queries.segments import LibraryShelf

STUDY_KEY, LINK = "study_in_hand", "study"


def study() -> Study:
    held: Study = st.session_state.get(STUDY_KEY) or FIRST_PRESET.study()
    return held


def follow_link() -> bool:
    """Before the page is drawn: the study that the link names, where it changed. False: the link names none we know."""
    in_link = st.query_params.get(LINK)
    if in_link is None or in_link == _name_of(study()):
        _put_into_link()
        return True
    found = _named(in_link)
    if found is not None:
        st.session_state[STUDY_KEY] = found
    _put_into_link()
    return found is not None


def _named(name: str) -> Study | None:
    if name in PRESETS:
        return PRESETS[name].study()
    document = kept_draft(settings(), name)
    try:
        return parse_study(document) if document else None
    except BadParameter:
        return None


def put(asked: Study) -> None:
    st.session_state[STUDY_KEY] = asked
    _put_into_link()


def edit(change: Callable[[Study], Study]) -> None:
    """For the callbacks of inputs."""
    put(change(study()))


def set_parts(**parts: Any) -> None:
    edit(lambda asked: replace(asked, **parts))


def complete_study() -> Study:
    """The same with what its saved segments are now, and without filters that have no value yet.

    Raises `BadParameter` where a segment is not found, with every other fault.
    """
    held = study()
    whole = replace(held, start=_finished(held.start), returning=_finished(held.returning)).to_json()
    shelf = LibraryShelf(settings())
    try:
        return parse_study(whole, shelf=shelf)
    except BadParameter:
        parse_study(whole, measures(), shelf=shelf)  # raises the same, and all that is wrong besides
        raise


def _finished(happening: Happening) -> Happening:
    return replace(happening, where=finished_filters(happening.where))


def chosen_preset() -> Preset | None:
    """None: a study of one's own."""
    return preset_of(study())


def _put_into_link() -> None:
    name = _name_of(study())
    if name == FIRST_PRESET.key:
        if LINK in st.query_params:
            del st.query_params[LINK]
    elif st.query_params.get(LINK) != name:
        st.query_params[LINK] = name


def _name_of(asked: Study) -> str:
    preset = preset_of(asked)
    return preset.key if preset else keep_draft(settings(), json.dumps(asked.to_json(), ensure_ascii=False))
