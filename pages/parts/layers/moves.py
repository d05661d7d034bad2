"""Who moved between layers since a day: from which to which, and how many of them only grew older."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from data.sentence import Share
from pages.locale import figures
from pages.parts.asking import computed, everyone_now
from pages.parts.controls import one_of
from pages.parts.frame import toolbar
from pages.parts.opened import store
from pages.parts.session import language, plain, say
from pages.parts.tables import plain_table
from queries.catalog import Measure
from queries.layers import Move, Moves, moves
from queries.layers.moves import NOT_KNOWN_YET

SPANS = (30, 90, 180)


def show_moves(measure: Measure) -> None:
    """A matrix of both days. Nothing where the data do not reach back so far."""
    last = everyone_now().as_of
    with st.container(border=True, key="layer_moves"):
        st.markdown(f"**{say('Who moved')}**")
        with toolbar("layer_moves_span"):
            labels = {days: say("{days} days", days=days) for days in SPANS}
            days = one_of("layers_moved", labels, 30, label=say("Span"))
        first = last - timedelta(days=days)
        if first < store().manifest.data_start:
            st.info(say("The data begin on {day}, later than so many days ago.", day=store().manifest.data_start))
            return
        _show(_found(measure, first, last))


def _found(measure: Measure, first: date, last: date) -> Moves:
    return computed(
        "layers/moves",
        lambda cursor: moves(cursor, measure.key, first=first, last=last),
        everyone_now(),
        layer=measure.key,
        first=first,
    )


def _show(found: Moves) -> None:
    moved = [move for move in found.moves if not move.is_stay and move.before != NOT_KNOWN_YET]
    people, alone = sum(move.people for move in moved), sum(move.by_time_alone for move in moved)
    stayed = sum(move.people for move in found.moves if move.is_stay)
    st.markdown(
        say(
            "From {first} to {last}, {moved} people moved to another layer and {stayed} stayed. "
            "{alone} of those who moved ({share}) did nothing: they only grew older.",
            first=found.first,
            last=found.last,
            moved=people,
            stayed=stayed,
            alone=alone,
            share=Share(alone / people if people else 0.0),
        )
    )
    plain_table(_matrix(found), download="layer_moves")
    st.caption(say("Rows are the layer on the first day, columns the layer on the last, by the cuts in force now."))


def _matrix(found: Moves) -> dict[str, list[str]]:
    befores = [name for name in (*_names(found.measure), NOT_KNOWN_YET) if any(m.before == name for m in found.moves)]
    afters = [name for name in _names(found.measure) if any(move.after == name for move in found.moves)]
    cells = {(move.before, move.after): move for move in found.moves}
    columns = {plain("From"): [_label(found.measure, name) for name in befores]}
    return columns | {
        _label(found.measure, after): [_cell(cells.get((before, after))) for before in befores] for after in afters
    }


def _cell(move: Move | None) -> str:
    return figures.whole(move.people, language()) if move else "–"


def _names(measure: Measure) -> tuple[str | None, ...]:
    return (*(choice.value for choice in measure.choices), None)


def _label(measure: Measure, name: str | None) -> str:
    if name == NOT_KNOWN_YET:
        return plain("Not known yet")
    found = next((choice for choice in measure.choices if choice.value == name), None)
    return found.label.in_language(language()) if found else plain("Without a layer")
