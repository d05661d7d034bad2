"""The answer beside the builder: how many people, whom of them a message reaches, and where the others went.

A fragment of its own, which the builder's callbacks run again. It also writes the counts into the builder's rows.
"""

from __future__ import annotations

import pyarrow as pa
import streamlit as st

from data.errors import Cancelled, FenqunError, SegmentError
from data.sentence import Sentence
from pages.charts.kept import readable
from pages.charts.waterfall import WaterfallWords, waterfall
from pages.locale import figures, render
from pages.parts.asking import ask, ask_again, computed, stop_waiting
from pages.parts.drawing import theme
from pages.parts.opened import store
from pages.parts.segments.in_hand import show_in_hand
from pages.parts.segments.lines import write_lines
from pages.parts.segments.places import Lines
from pages.parts.segments.session import ANSWERS, answer_again, as_of, in_hand, measures, rule_now
from pages.parts.segments.sql import segment_sql
from pages.parts.segments.tree import Effective
from pages.parts.segments.words import MATCHES
from pages.parts.session import currency, language, plain, say, spoken
from pages.parts.states import failures_in_words
from queries.audience import Audience
from queries.lists.reach import CHANNELS, reach
from queries.segments import Match, Segment
from queries.segments.counts import SegmentCounts, condition_counts
from queries.segments.describe import describe, remarks

LONG_SENTENCE = 700  # characters: about a screen beside the builder
STEPS_SHOWN = 40


def answer_panel(lines: Lines) -> None:
    with st.container(key="segment_stop_place"):
        st.button(say("Stop counting"), key="segment_stop", icon=":material/stop:", on_click=_stop)
    _answer(lines)


def _stop() -> None:
    stop_waiting()
    answer_again()


@st.fragment(key=ANSWERS[0])
def _answer(lines: Lines) -> None:
    found, day = rule_now(), as_of()
    with failures_in_words():
        try:
            counts = _counts(found.segment, Audience(day, found.segment)) if found.segment else None
        except FenqunError as failed:
            _show_failure(lines, found, failed)
            return
        write_lines(lines, found, counts, None)
        _show_size(found, counts, Audience(day, found.segment))
        _show_spread(lines, found, counts)


def _show_failure(lines: Lines, found: Effective, failed: FenqunError) -> None:
    """The places in the builder are written all the same: a place left out of a whole run is closed to later ones."""
    wrong = failed if isinstance(failed, SegmentError) else None
    write_lines(lines, found, None, wrong)
    _show_spread(lines, found, None)
    if wrong is not None:
        _show_faults(wrong)
    elif isinstance(failed, Cancelled):
        _show_stopped()
    else:
        raise failed


def _show_spread(lines: Lines, found: Effective, counts: SegmentCounts | None) -> None:
    """Under the condition in hand alone; what stood under another one goes."""
    for node_id, places in lines.items():
        if places.spread is None:
            continue
        if counts and node_id == in_hand():
            with places.spread.container():
                show_in_hand(found, counts)
        else:
            places.spread.empty()


def _counts(segment: Segment, audience: Audience) -> SegmentCounts:
    return computed(
        "segment_counts",
        lambda cursor: condition_counts(cursor, segment, as_of=audience.as_of),
        audience,
        True,
    )


def _show_size(found: Effective, counts: SegmentCounts | None, audience: Audience) -> None:
    everyone = counts.everyone if counts else reach(ask(), audience).people
    people = counts.people if counts else everyone
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="segment_size"):
        st.metric(
            say("People"),
            figures.whole(people, language()),
            help=say("Exact, as of {day}.", day=audience.as_of),
            width="content",
        )
        st.caption(_share(people, everyone), width="content")
    if counts and people == 0:
        _say_what_emptied(counts)
    _show_reach(audience, people)
    if counts:
        _show_waterfall(found, counts)
        _show_words(found, audience)
    if found.unfinished:
        st.caption(
            ":orange["
            + say(
                "{n} condition is not finished and does not count yet.",
                plural="{n} conditions are not finished and do not count yet.",
                count="n",
                n=len(found.unfinished),
            )
            + "]"
        )


def _share(people: int, everyone: int) -> str:
    if people == everyone:
        return say("Everyone known by that day.")
    return say(
        "{share} of all {everyone}",
        share=figures.share(people / everyone if everyone else 0.0, language()),
        everyone=everyone,
    )


def _show_faults(wrong: SegmentError) -> None:
    with st.container(border=True, key="segment_faults"):
        st.markdown(f":material/error: **{say('This rule cannot be counted yet')}**")
        for fault in wrong.faults[:10]:
            st.markdown(f"- {spoken(fault)}")
        if len(wrong.faults) > 10:
            st.caption(say("{n} more", n=len(wrong.faults) - 10))


def _show_stopped() -> None:
    st.info(say("You stopped this count."), icon=":material/cancel:")
    st.button(say("Count again"), key="segment_count_again", icon=":material/refresh:", on_click=ask_again)


def _say_what_emptied(counts: SegmentCounts) -> None:
    st.warning(spoken(what_emptied(counts)), icon=":material/filter_alt_off:")


def what_emptied(counts: SegmentCounts) -> Sentence:
    """Which outermost condition leaves nobody, and whether it does so by itself."""
    before = counts.everyone
    for condition in counts.conditions:
        if condition.running is None:
            continue
        if condition.running == 0:
            if condition.alone == 0:
                return Sentence("Condition {place} selects nobody, even by itself.", {"place": condition.place})
            return Sentence(
                "Condition {place} empties it: none of the {before} people before it is among its {alone}.",
                {"place": condition.place, "before": before, "alone": condition.alone},
            )
        before = condition.running
    return Sentence("No person fits enough of these conditions.")


def _show_reach(audience: Audience, people: int) -> None:
    found = reach(ask(), audience)
    known = {channel: count for channel, count in found.by_channel.items() if count is not None}
    if not known:
        st.caption(say("Who can be reached is not known: the export brings no consent."))
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="segment_reach"):
        st.caption(
            say("Reachable"), width="content", help=say("Address known and consent given, as of the newest export.")
        )
        for channel, count in known.items():
            share = figures.share(count / people, language(), 0) if people else "–"
            st.badge(
                say("{channel} {people} · {share}", channel=CHANNELS[channel], people=count, share=share), color="gray"
            )


def _show_waterfall(found: Effective, counts: SegmentCounts) -> None:
    every_step = [condition for condition in counts.conditions if "." not in condition.place]
    outermost = every_step[:STEPS_SHOWN]
    names = [plain("Everyone"), *(f"{condition.place}  {step_name(found, condition.place)}" for condition in outermost)]
    running = [counts.everyone, *(condition.running for condition in outermost)]
    alone = [counts.everyone, *(condition.alone for condition in outermost)]
    if counts.before_limit is not None and outermost == every_step:
        names, running, alone = [*names, plain("Limit")], [*running, counts.people], [*alone, counts.people]
    shown = [own if after is None else after for own, after in zip(alone, running, strict=True)]
    rows = pa.table(
        {
            "step": names,
            "alone": pa.array(alone, pa.int64()),
            "running": pa.array(running, pa.int64()),
            "longest": pa.array([max(own, after or 0) for own, after in zip(alone, running, strict=True)], pa.int64()),
            "alone_text": [figures.whole(value, language()) for value in alone],
            "shown": [figures.whole(value, language()) for value in shown],
        }
    )
    words = WaterfallWords(plain("Condition"), plain("By itself"), plain("After those before"))
    st.vega_lite_chart(
        rows,
        readable(waterfall(words, theme(), len(names)), theme()),
        key="segment_waterfall",
        width="stretch",
        alt=_path(names, shown),
    )
    if len(every_step) > STEPS_SHOWN:
        st.caption(say("The first {shown} of {all} conditions are drawn.", shown=STEPS_SHOWN, all=len(every_step)))


def _path(names: list[str], shown: list[int]) -> str:
    """The picture in words, for those who do not see it."""
    steps = "; ".join(f"{name}: {figures.whole(people, language())}" for name, people in zip(names, shown, strict=True))
    return plain("Where people go, step by step: {steps}", steps=steps)


def step_name(found: Effective, place: str) -> str:
    """The measure of a condition, or how a group joins: short enough to stand before a bar."""
    assert found.segment is not None
    member = found.segment.root.conditions[int(place) - 1]
    if hasattr(member, "match"):
        return MATCHES[Match(member.match)].in_language(language())
    measure = measures().measures.get(member.measure)
    return measure.label.in_language(language()) if measure else member.measure


def _show_words(found: Effective, audience: Audience) -> None:
    """In a frame of its own, from which it is copied; a rule of many pages scrolls inside it."""
    assert found.segment is not None
    sentence = render(describe(found.segment, catalog=measures(), as_of=audience.as_of), language(), currency())
    with st.container(key="segment_sentence"):
        st.code(sentence, language=None, wrap_lines=True, height=240 if len(sentence) > LONG_SENTENCE else "content")
    with st.expander("SQL", key="segment_sql", on_change="rerun") as sql:
        if sql.open:
            st.code(segment_sql(audience), language="sql", height=320)
    if audience.as_of < store().manifest.data_end:
        for remark in remarks(found.segment, catalog=measures()):
            st.caption(":material/history: " + spoken(remark))
