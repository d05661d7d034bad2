"""Dragging in the builder: one small script beside the native widgets, which tells what was dropped where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import streamlit as st

from pages.parts.segments.edits import carried
from pages.parts.segments.session import redraw

DRAG_KEY = "segment_drag"
_listener = st.components.v2.component(
    DRAG_KEY, js=(Path(__file__).parent / "drag.js").read_text("utf-8"), isolate_styles=False
)


def listen_for_drags() -> None:
    _listener(key=DRAG_KEY, on_dropped_change=_dropped, height=1)


def _dropped() -> None:
    drop(st.session_state[DRAG_KEY]["dropped"])


def drop(dropped: Any) -> None:
    """Puts the dragged member where it was dropped; what comes from the browser is looked up, never believed."""
    if not isinstance(dropped, Mapping):
        return
    member, group, before = (dropped.get(name) for name in ("member", "group", "before"))
    if isinstance(member, str) and isinstance(group, str):
        before_id = before if isinstance(before, str) else None
        redraw(lambda found: replace(found, root=carried(found.root, member, group, before_id)))
