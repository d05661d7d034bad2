"""Segments: rules over people, as a document, as SQL and as words."""

from __future__ import annotations

from queries.segments.bind import bind
from queries.segments.compile import compile_segment
from queries.segments.operators import OPERATORS, Operator, operators_for
from queries.segments.read import parse_segment
from queries.segments.tree import Condition, Filter, Group, Match, Segment, Window
from queries.segments.windows import WINDOWS, window_span

__all__ = [
    "OPERATORS",
    "WINDOWS",
    "Condition",
    "Filter",
    "Group",
    "Match",
    "Operator",
    "Segment",
    "Window",
    "bind",
    "compile_segment",
    "operators_for",
    "parse_segment",
    "window_span",
]
