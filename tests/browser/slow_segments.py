"""The segments page for tests alone: its count takes minutes, so that it can be stopped and overtaken."""

from __future__ import annotations

from datetime import date

from data.settings import read_settings
from pages.parts.opened import store
from pages.parts.segments import answer
from pages.parts.segments.page import show_segments
from pages.parts.session import open_house
from pages.parts.states import failures_in_words
from queries.engines.duck import DuckDBCursor
from queries.segments import Segment
from tests.browser.endless import ENDLESS, show_what_runs


def endless(cursor: DuckDBCursor, _segment: Segment, *, as_of: date) -> object:
    return cursor.query(ENDLESS)


open_house(read_settings())
setattr(answer, "condition_counts", endless)  # noqa: B010  (the module does not offer it to others)
show_what_runs()
with failures_in_words():
    show_segments(store())
