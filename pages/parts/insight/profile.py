"""Who they are: figures against everyone, and the values that are more and less frequent among them."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import streamlit as st

from data.errors import NotDelivered
from pages.charts.unlike import OVER, UNDER, unlike
from pages.charts.words import Unit, Words
from pages.locale import figures as written
from pages.parts.asking import computed, watched
from pages.parts.drawing import Table, draw, theme
from pages.parts.insight.words import (
    difference_text,
    interval_text,
    note_everyone_includes_them,
    rule_of,
    shown,
    status_text,
    value_text,
)
from pages.parts.session import language, plain, say
from pages.parts.states import show_failure, show_too_few
from pages.parts.tables import plain_table
from queries.audience import Audience
from queries.catalog import ValueType
from queries.insight import (
    FIGURE_LABELS,
    FIGURE_TYPES,
    Compared,
    Figures,
    Portrait,
    ValueShare,
    figures,
    portrait,
)
from queries.question import Asking
from queries.stats import ENOUGH_PEOPLE, Estimate

BARS = 10  # to each side


def show_profile(audience: Audience) -> None:
    rule = rule_of(audience)
    if rule is None:
        return
    try:
        show_figures(computed("segment_figures", lambda cursor: figures(Asking(cursor), audience), audience, True))
    except NotDelivered as missing:
        show_failure(missing)
    found = watched(
        "segment_portrait",
        lambda cursor, progress: portrait(cursor, rule, as_of=audience.as_of, progress=progress),
        audience,
    )
    if found.people < ENOUGH_PEOPLE:
        show_too_few(found.people, ENOUGH_PEOPLE)
        return
    _show_values(found)


def show_figures(found: Figures) -> None:
    st.markdown(f"**{say('In the last {days} days, against everyone', days=found.days)}**")
    plain_table(figure_table(found.figures), download=plain("Figures"))
    note_everyone_includes_them()


def figure_table(found: Sequence[Compared]) -> dict[str, list[str]]:
    judged = [(each, FIGURE_TYPES[each.figure]) for each in found]
    return {
        plain("Figure"): [FIGURE_LABELS[each.figure].in_language(language()) for each in found],
        plain("Segment"): [_value(each.segment, kind) for each, kind in judged],
        plain("Everyone"): [_value(each.everyone, kind) for each, kind in judged],
        plain("Difference"): [difference_text(each.difference.value, kind) for each, kind in judged],
        plain("95% interval"): [interval_text(each.difference, kind) for each, kind in judged],
        plain("People"): [written.whole(each.segment.denominator, language()) for each in found],
    }


def _value(found: Estimate, kind: ValueType) -> str:
    return value_text(found.value, kind) if found.is_known else status_text(found)


def _show_values(found: Portrait) -> None:
    known = [each for each in found.values if each.has_value]
    over, under = [each for each in known if each.is_over], [each for each in known if each.is_under]
    drawn = [*over[:BARS], *under[-BARS:]]
    if not drawn:
        st.info(say("No value is told apart from chance: these people look like everyone."), icon=":material/group:")
    else:
        _draw_values(found, drawn)


def _draw_values(found: Portrait, drawn: Sequence[ValueShare]) -> None:
    title = say("More and less frequent than among everyone")
    words = Words(language(), x=plain("Value"), y=plain("Difference to everyone"), unit=Unit.POINTS)
    draw(
        "insight_values",
        unlike(words, theme(), len(drawn), interval=plain("Rests on")),
        pa.Table.from_pylist([_bar(each) for each in drawn]),
        Table(values_table(found), {}, "profile"),
        title=title,
        alt=title,
        note=say(
            "{compared} values were compared. The lines are intervals that all hold together with 95%, so each is "
            "wider than by itself; shown are the {shown} values furthest from everyone whose line does not touch zero.",
            compared=found.compared,
            shown=len(drawn),
        ),
    )


def _bar(each: ValueShare) -> dict[str, object]:
    difference = each.difference
    return {
        "name": name_of(each),
        "side": OVER if each.is_over else UNDER,
        "value": difference.value,
        "low": difference.ci_low,
        "high": difference.ci_high,
        "value_text": difference_text(difference.value, ValueType.SHARE),
        "evidence": plain(
            "{people} person: {share}; everyone: {base}",
            plural="{people} people: {share}; everyone: {base}",
            count="people",
            people=each.people,
            share=value_text(each.share.value, ValueType.SHARE),
            base=value_text(each.base.value, ValueType.SHARE),
        ),
    }


def name_of(each: ValueShare) -> str:
    return plain("{measure}: {value}", measure=each.measure.label, value=shown(each.value))


def values_table(found: Portrait) -> pa.Table:
    """Every value that was compared, with its counts."""
    values = found.values
    numbers = {
        plain("Share"): [each.share.value for each in values],
        plain("Share of everyone"): [each.base.value for each in values],
        plain("Difference"): [each.difference.value for each in values],
        plain("Interval from"): [each.difference.ci_low for each in values],
        plain("Interval to"): [each.difference.ci_high for each in values],
    }
    return pa.table(
        {
            plain("Measure"): [each.measure.label.in_language(language()) for each in values],
            plain("Value"): [shown(each.value) for each in values],
            plain("People"): pa.array([each.people for each in values], pa.int64()),
            plain("Of everyone"): pa.array([each.everyone for each in values], pa.int64()),
            **{name: pa.array(column, pa.float64()) for name, column in numbers.items()},
        }
    )
