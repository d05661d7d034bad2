"""Rows above the headers: platforms put a title, the period and blank lines over their tables."""

from __future__ import annotations

from collections.abc import Sequence

from data.contract import CONTRACT
from data.intake.headers import column_meant

LOOKED_THROUGH = 20
TITLE_CELLS = 2  # more filled cells above, and the first row is taken as the headers, as ever
HEADERS_KNOWN = 2


def header_place(rows: Sequence[Sequence[str]]) -> int:
    """Which of the first rows holds the headers; a later row than the first filled one only where that is proven."""
    filled = [[cell for cell in row if cell.strip()] for row in rows[:LOOKED_THROUGH]]
    first = next((place for place, cells in enumerate(filled) if cells), 0)
    for place, cells in enumerate(filled):
        if _are_headers(cells):
            return place
        if len(cells) > TITLE_CELLS:
            break
    return first


def _are_headers(cells: Sequence[str]) -> bool:
    """At least two, and at least half of the filled cells, name columns of one table."""
    known = max(sum(column_meant(cell, table) is not None for cell in cells) for table in CONTRACT)
    return known >= HEADERS_KNOWN and 2 * known >= len(cells)
