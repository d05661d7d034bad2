"""Rows above the headers: platforms put a title, the period and blank lines over their tables."""

from __future__ import annotations

from collections.abc import Sequence

from data.contract import CONTRACT, Table
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
    """At least two columns of one table are named, by at least half of the filled cells."""
    named = max((_columns_named(cells, table) for table in CONTRACT), key=len)
    return len(named) >= HEADERS_KNOWN and 2 * len(named) >= len(cells)


def _columns_named(cells: Sequence[str], table: Table) -> set[str]:
    """Each column once: a row that repeats a word is no row of headers."""
    meant = (column_meant(cell, table) for cell in cells)
    return {found[0] for found in meant if found is not None}
