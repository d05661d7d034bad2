"""A short list of the builder whose choice is taken at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from pages.parts.segments.session import controlled
from pages.parts.segments.target import fitting


def choice(
    label: str, names: Mapping[Any, str], held: Any, key: str, take: Callable[[Any], None], *, width: int | None = None
) -> None:
    """What the document holds is offered even where it is not known."""
    offered = names if held in names else {held: str(held), **names}
    st.selectbox(
        label,
        tuple(offered),
        key=controlled(key, held),
        format_func=offered.__getitem__,
        label_visibility="collapsed",
        width=width or fitting(offered[held]),
        on_change=lambda: take(st.session_state[key]),
    )
