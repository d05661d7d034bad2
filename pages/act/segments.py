"""Segments: a rule over people, edited with its exact count beside it, looked at, saved and taken away as a list."""

from __future__ import annotations

from pages.parts.frame import page_head
from pages.parts.opened import store
from pages.parts.segments.page import show_segments

page_head("segments")
show_segments(store())
