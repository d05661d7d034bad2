"""Choices that stand in the link: language-free names, kept over page switches and followed by the Back button.

Streamlit's own `bind` writes the shown label into the address, so a link made in one language failed in another.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import streamlit as st

Choice = TypeVar("Choice", str, int)


def take_from_link(key: str, choices: Sequence[Choice], default: Choice) -> None:
    """Before the widget of this key: what the link says when it changed, else what was chosen before."""
    in_link = st.query_params.get(key)
    if in_link is not None and in_link != st.session_state.get(_written(key)):
        named = next((choice for choice in choices if str(choice) == in_link), None)
        if named is not None:
            st.session_state[key] = named
    # Assigned in each run, so that the choice outlives pages that do not draw its widget.
    held = st.session_state.get(key, st.session_state.get(_held(key), default))
    st.session_state[key] = held if held in choices else default


def start_from_link(key: str, choices: Sequence[Choice], default: Choice) -> Choice | None:
    """The same for a widget that can be given where it starts; None where the session says it already.

    A browser whose server was started anew comes to a new session with its link and its last click: what is assigned
    would take the place of that click, what the widget only starts with gives way to it.
    """
    if key in st.session_state or _held(key) in st.session_state:
        take_from_link(key, choices, default)
        return None
    in_link = st.query_params.get(key)
    return next((choice for choice in choices if str(choice) == in_link), default)


def put_into_link(key: str, default: Choice | None = None) -> None:
    """After the widget: the address names the choice, unless it is the default."""
    chosen = st.session_state[key]
    st.session_state[_held(key)] = chosen
    if chosen == default:
        if key in st.query_params:
            del st.query_params[key]
        st.session_state.pop(_written(key), None)
    else:
        st.session_state[_written(key)] = str(chosen)
        if st.query_params.get(key) != str(chosen):
            st.query_params[key] = str(chosen)


def _held(key: str) -> str:
    return f"held:{key}"


def _written(key: str) -> str:
    return f"in_link:{key}"
