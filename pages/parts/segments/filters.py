"""The filters of a rule: on the rows that a condition counts, that follow them, lie between, or are compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pages.parts.event_filters import filter_menu, filter_row
from pages.parts.segments.session import redraw
from pages.parts.segments.target import Editable, FilterTarget
from queries.catalog import Field
from queries.segments import Filter


def filter_lines(where: tuple[Filter, ...], event: str, fields: Mapping[str, Field], holder: Editable) -> None:
    """One line each. `holder` edits whatever has this `where`."""
    for number, found in enumerate(where):
        filter_row(found, event, fields.get(found.column), FilterTarget(holder, number))


def add_filter(where: tuple[Filter, ...], fields: Mapping[str, Field], holder: Editable) -> None:
    """A menu of the columns that are not asked for yet."""

    def put(fresh: Filter) -> None:
        redraw(lambda found: holder.edit(found, lambda held: replace(held, where=(*held.where, fresh))))

    filter_menu(holder.key("add_filter"), fields, {found.column for found in where}, put)
