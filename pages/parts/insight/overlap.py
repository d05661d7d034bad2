"""Overlap with saved segments: who is in which of them, and a new rule made of several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pyarrow as pa
import streamlit as st

from data.errors import FenqunError, SegmentError
from data.library import list_segments, load_segment
from data.sentence import Sentence
from pages.charts.upset import upset
from pages.charts.words import Words
from pages.locale import figures
from pages.parts.asking import computed
from pages.parts.drawing import Table, draw, theme
from pages.parts.insight.words import rule_of
from pages.parts.people import people_door
from pages.parts.segments.session import draft, redraw
from pages.parts.segments.tree import draft_of
from pages.parts.session import language, plain, say, settings, spoken
from pages.parts.states import show_nothing
from pages.parts.tables import plain_table
from queries.audience import Audience
from queries.insight import JOIN_LABELS, Join, combined, exactly
from queries.segments import LibraryShelf, Segment, look_up, parse_segment
from queries.segments.overlap import Exclusive, Overlaps, overlaps

COMBINATIONS_SHOWN = 15
CHOSEN_KEY, JOIN_KEY, LINK = "insight_overlap_with", "insight_join", "with"


def show_overlap(audience: Audience) -> None:
    rule = rule_of(audience)
    if rule is None:
        return
    names = tuple(saved.name for saved in list_segments(settings()))
    if not names:
        show_nothing(Sentence("No segment is saved yet. Save this one, build another, and this shows whom they share."))
        return
    rules = {plain("This rule"): rule, **_chosen(names)}
    if len(rules) < 2:
        show_nothing(Sentence("Choose saved segments, and this shows how many people they share with this rule."))
        return
    found = computed(
        "segment_overlap",
        lambda cursor: overlaps(cursor, rules, as_of=audience.as_of),
        audience,
        True,
        rules={name: segment.key for name, segment in rules.items()},
    )
    _draw(found)
    _open_people(found, rules, audience)
    _show_pairs(found)
    _combine(rules)


def _chosen(names: Sequence[str]) -> dict[str, Segment]:
    if CHOSEN_KEY not in st.session_state:
        st.session_state[CHOSEN_KEY] = [name for name in st.query_params.get_all(LINK) if name in names]
    st.session_state[CHOSEN_KEY] = [name for name in st.session_state[CHOSEN_KEY] if name in names]
    chosen = st.multiselect(
        say("Saved segments"),
        [name for name in names if name != draft().name] or names,
        key=CHOSEN_KEY,
        placeholder=say("Choose saved segments"),
        max_selections=12,
    )
    st.query_params[LINK] = chosen
    shelf = LibraryShelf(settings())
    return {name: parse_segment(load_segment(settings(), name).document, shelf=shelf) for name in chosen}


def _draw(found: Overlaps) -> None:
    title = say("People who are in exactly these, and in no other of those compared")
    shown = found.exclusive[:COMBINATIONS_SHOWN]
    if not shown:
        show_nothing(Sentence("Nobody is in any of them."))
        return
    words = Words(language(), y=plain("People"))
    draw(
        "insight_overlap",
        upset(words, theme(), found.names, dots=plain("In exactly these")),
        pa.Table.from_pylist([dot for place, each in enumerate(shown, 1) for dot in _dots(found, place, each)]),
        Table(combinations_table(found), {}, "overlap"),
        title=title,
        alt=title,
        note=say(
            "{shown} of {combinations} combinations with people, the largest first. In none of them: {outside} of "
            "{everyone}.",
            shown=len(shown),
            combinations=found.combinations,
            outside=found.outside,
            everyone=found.everyone,
        ),
    )


def _dots(found: Overlaps, place: int, each: Exclusive) -> list[dict[str, object]]:
    inside = [name for name in found.names if name in each.names]
    return [
        {
            "place": place,
            "set": name,
            "is_in": name in inside,
            "people": each.people,
            "people_text": figures.whole(each.people, language()),
            "names": " + ".join(inside),
            "first": inside[0],
            "last": inside[-1],
        }
        for name in found.names
    ]


def combinations_table(found: Overlaps) -> pa.Table:
    return pa.table(
        {
            plain("In exactly these"): [" + ".join(each.names) for each in found.exclusive],
            plain("People"): pa.array([each.people for each in found.exclusive], pa.int64()),
        }
    )


def _open_people(found: Overlaps, rules: Mapping[str, Segment], audience: Audience) -> None:
    """The people of one bar."""
    shown = found.exclusive[:COMBINATIONS_SHOWN]
    if not shown:
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        place = st.selectbox(
            say("In exactly these"),
            range(len(shown)),
            format_func=lambda place: " + ".join(shown[place].names),
            key="insight_bar",
            width=420,
        )
        try:
            alone = look_up(exactly(shown[place].names, rules), LibraryShelf(settings()))
        except SegmentError as refused:
            st.caption(spoken(refused.faults[0]))
            return
        people_door("insight_bar", say("In exactly these"), Audience(audience.as_of, alone), shown[place].people)


def _show_pairs(found: Overlaps) -> None:
    st.markdown(f"**{say('People any two of them share')}**")
    plain_table(
        {
            plain("Segment"): list(found.names),
            **{
                other: [figures.whole(found.both(one, other), language()) for one in found.names]
                for other in found.names
            },
        },
        download=plain("Shared people"),
    )


def _combine(rules: Mapping[str, Segment]) -> None:
    st.markdown(f"**{say('Make a new rule of them')}**")
    joins = [join for join in Join if join is not Join.ONLY_ONE or len(rules) == 2]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        join = st.selectbox(
            say("Which people"),
            joins,
            key=JOIN_KEY,
            format_func=lambda join: JOIN_LABELS[join].in_language(language()),
            width=320,
        )
        st.button(
            say("Open as a new rule"),
            key="insight_combine",
            icon=":material/join:",
            on_click=_open,
            args=(join, dict(rules)),
        )
    for fault in st.session_state.pop("insight_combine_faults", ()):
        st.error(spoken(fault))


def _open(join: Join, rules: dict[str, Segment]) -> None:
    try:
        rule = combined(join, rules)
    except FenqunError as refused:
        st.session_state["insight_combine_faults"] = refused.faults
        return
    redraw(lambda found: replace(draft_of(rule), as_of=found.as_of))
