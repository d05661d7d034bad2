"""A button in a row, and the dialog that the next run opens for it, once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

import streamlit as st

ASKED_KEY = "list_asked"
Row = TypeVar("Row")


def ask_button(act: str, row_id: str, icon: str, label: str) -> None:
    st.button(
        "",
        icon=icon,
        help=label,
        key=f"{act}_{row_id}",
        type="tertiary",
        on_click=st.session_state.__setitem__,
        args=(ASKED_KEY, (act, row_id)),
    )


def open_asked(acts: Mapping[str, tuple[str, Callable[[Row], None]]], rows: Mapping[str, Row]) -> None:
    """The dialog of what was asked for, when it is one of these acts and these rows."""
    act, row_id = st.session_state.get(ASKED_KEY, ("", ""))
    if act in acts and row_id in rows:
        del st.session_state[ASKED_KEY]
        title, show = acts[act]
        st.dialog(title)(show)(rows[row_id])
