"""Choices that stand in the link: language-free names, kept over page switches and followed by the Back button.

Streamlit's own `bind` writes the shown label into the address, so a link made in one language failed in another.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
    _put(key, None if chosen == default else str(chosen))


def remember_unknown(key: str, is_known: Callable[[str], bool]) -> None:
    """Before the widget: what the link asks for and nobody can choose here. A number of everyone must not pass for
    the number of a segment that was renamed."""
    in_link = st.query_params.get(key)
    if in_link is not None and not is_known(in_link):
        st.session_state[_unknown(key)] = (in_link, None)


def unknown_in_link(key: str) -> str | None:
    """After the widget: what the link asked for in vain, until something else is chosen."""
    if _unknown(key) not in st.session_state:
        return None
    asked, stood_in = st.session_state[_unknown(key)]
    chosen = st.session_state[key]
    if stood_in not in (None, chosen):
        del st.session_state[_unknown(key)]
        return None
    st.session_state[_unknown(key)] = (asked, chosen)
    return str(asked)


def start_several(key: str, choices: Sequence[int], default: Sequence[int]) -> list[int] | None:
    """Before a widget of several numbers, which the link holds with dots between them: where it starts; None where the
    session says it already. What can no longer be chosen is left out; of none, the default is chosen."""
    in_link = st.query_params.get(key)
    named = [choice for choice in choices if str(choice) in (in_link or "").split(".")]
    if key not in st.session_state and _held(key) not in st.session_state:
        return named or list(default)
    if named and in_link != st.session_state.get(_written(key)):
        st.session_state[key] = named
    held = st.session_state.get(key, st.session_state.get(_held(key), default))
    st.session_state[key] = [choice for choice in held if choice in choices] or list(default)
    return None


def put_several_into_link(key: str, default: Sequence[int]) -> None:
    """After the widget: the address names what is chosen, unless it is the default or nothing."""
    chosen = sorted(st.session_state[key])
    st.session_state[_held(key)] = chosen
    _put(key, None if chosen in ([], sorted(default)) else ".".join(map(str, chosen)))


def _put(key: str, text: str | None) -> None:
    if text is None:
        st.session_state.pop(_written(key), None)
        if key in st.query_params:
            del st.query_params[key]
        return
    st.session_state[_written(key)] = text
    if st.query_params.get(key) != text:
        st.query_params[key] = text


def _held(key: str) -> str:
    return f"held:{key}"


def _unknown(key: str) -> str:
    return f"unknown:{key}"


def _written(key: str) -> str:
    return f"in_link:{key}"
