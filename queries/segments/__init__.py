"""Segments: rules over people, as a document, as SQL and as words."""

from __future__ import annotations

from queries.segments.bind import bind
from queries.segments.compile import compile_segment
from queries.segments.counts import ConditionCount, SegmentCounts, condition_counts
from queries.segments.describe import describe, describe_conditions, remarks
from queries.segments.difference import Change, difference
from queries.segments.leaves import evaluate
from queries.segments.operators import OPERATORS, Operator, operators_for
from queries.segments.overlap import Exclusive, Overlaps, overlaps
from queries.segments.people import People
from queries.segments.read import parse_segment
from queries.segments.shelf import LibraryShelf, look_up
from queries.segments.tree import Beside, Condition, Filter, Group, Limit, Match, Order, Segment, Window
from queries.segments.windows import WINDOWS, window_span

__all__ = [
    "OPERATORS",
    "WINDOWS",
    "Beside",
    "Change",
    "Condition",
    "ConditionCount",
    "Exclusive",
    "Filter",
    "Group",
    "LibraryShelf",
    "Limit",
    "Match",
    "Operator",
    "Order",
    "Overlaps",
    "People",
    "Segment",
    "SegmentCounts",
    "Window",
    "bind",
    "compile_segment",
    "condition_counts",
    "describe",
    "describe_conditions",
    "difference",
    "evaluate",
    "look_up",
    "operators_for",
    "overlaps",
    "parse_segment",
    "remarks",
    "window_span",
]
