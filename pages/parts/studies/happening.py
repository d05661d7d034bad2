"""What starts or returns: an event, joining or entering a saved segment, and the rows of it that count."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

import streamlit as st

from pages.parts.event_filters import filter_menu, filter_row
from pages.parts.library.words import names_in_use
from pages.parts.segments.choice import choice
from pages.parts.segments.session import measures
from pages.parts.session import language, say, shielded
from pages.parts.studies.session import edit, study
from queries.catalog import Field
from queries.retention.bind import JOINING
from queries.retention.study import ENTERED, JOINED, Happening, Study
from queries.segments import Filter

Side = Literal["start", "returning"]


@dataclass(frozen=True)
class HappeningSlot:
    """The place of one filter of one happening."""

    side: Side
    number: int

    def key(self, part: str) -> str:
        return f"study.{self.side}.where{self.number}.{part}"

    def take(self, change: Callable[[Any], Any], *, redraws: bool = False) -> None:
        """An answer follows from every part of a study, so the page is always drawn anew."""
        edit(lambda asked: _with_where(asked, self.side, self._changed(asked, change)))

    def remove(self) -> None:
        edit(lambda asked: _with_where(asked, self.side, self._changed(asked, None)))

    def _changed(self, asked: Study, change: Callable[[Any], Any] | None) -> tuple[Filter, ...]:
        where = list(_held(asked, self.side).where)
        where[self.number : self.number + 1] = [change(where[self.number])] if change else []
        return tuple(where)


def happening_inputs(side: Side, label: str) -> None:
    """One line: the event, its filters, and a menu for one more."""
    held = _held(study(), side)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"study_{side}"):
        st.markdown(f"**{label}**", width=110)
        choice(label, _offered(side), held.event, f"study.{side}.event", lambda event: _take_event(side, event))
        if held.event == ENTERED:
            names = {name: shielded(name) for name in names_in_use()}
            choice(say("Saved segment"), names, held.segment, f"study.{side}.segment", _take_segment)
        fields = _fields(held.event)
        for number, found in enumerate(held.where):
            filter_row(found, held.event, fields.get(found.column), HappeningSlot(side, number))
        used = {found.column for found in held.where}
        filter_menu(f"study.{side}.add_filter", fields, used, lambda fresh: _add(side, fresh))


def _offered(side: Side) -> dict[str, str]:
    """Events that the export brings; only a start can be entering a segment, of which there must be one."""
    found = {
        key: shielded(offered.event.label.in_language(language()))
        for key, offered in measures().events.items()
        if not offered.missing and key != "snapshots"
    }
    found[JOINED] = JOINING.label.in_language(language())
    if side == "start" and names_in_use():
        found[ENTERED] = say("Entering a saved segment")
    return found


def _fields(event: str) -> dict[str, Field]:
    offered = measures().events.get(event)
    return dict(offered.filters) if offered else {}


def _held(asked: Study, side: Side) -> Happening:
    return asked.start if side == "start" else asked.returning


def _with(asked: Study, side: Side, happening: Happening) -> Study:
    return replace(asked, start=happening) if side == "start" else replace(asked, returning=happening)


def _with_where(asked: Study, side: Side, where: tuple[Filter, ...]) -> Study:
    return _with(asked, side, replace(_held(asked, side), where=where))


def _take_event(side: Side, event: str) -> None:
    """Filters belong to the event before."""
    segment = next(iter(names_in_use()), "") if event == ENTERED else ""
    edit(lambda asked: _with(asked, side, Happening(event, segment=segment)))


def _take_segment(name: str) -> None:
    edit(lambda asked: _with(asked, "start", Happening(ENTERED, segment=name)))


def _add(side: Side, fresh: Filter) -> None:
    edit(lambda asked: _with_where(asked, side, (*_held(asked, side).where, fresh)))
