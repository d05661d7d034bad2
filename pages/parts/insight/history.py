"""The past of the rule: its size from day to day, and who came and went between two of these days and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pyarrow as pa
import streamlit as st

from pages.charts.comings import ENTERED, LEFT, comings
from pages.charts.trend import trend, with_joins
from pages.charts.words import Words
from pages.locale import figures
from pages.parts.asking import watched
from pages.parts.controls import one_of
from pages.parts.drawing import Table, draw, theme
from pages.parts.insight.changes import show_changes
from pages.parts.insight.words import rule_of, short_days
from pages.parts.opened import store
from pages.parts.segments.session import measures
from pages.parts.session import language, plain, say, spoken
from queries.audience import Audience
from queries.insight import STEP_LABELS, Size, Step, past_days, sizes
from queries.segments import Segment, remarks

DAYS_SHOWN = {Step.DAY: 30, Step.WEEK: 26, Step.MONTH: 13}


def show_history(audience: Audience) -> None:
    rule = rule_of(audience)
    if rule is None:
        return
    step = Step(
        one_of(
            "history_step",
            {step.value: label.in_language(language()) for step, label in STEP_LABELS.items()},
            Step.MONTH.value,
            label=say("Which days"),
        )
    )
    days = past_days(step, first=store().manifest.data_start, last=audience.as_of, most=DAYS_SHOWN[step])
    found = watched(
        "segment_history",
        lambda cursor, progress: sizes(cursor, rule, days, progress=progress),
        audience,
        step=step.value,
    )
    _show_sizes(found)
    _show_remarks(rule)
    if len(days) > 1:
        show_changes(rule, audience, days)


def _show_sizes(found: Sequence[Size]) -> None:
    left, right = st.columns(2, gap="medium")
    with left:
        _draw_sizes(found)
    with right:
        _draw_comings(found)


def _draw_sizes(found: Sequence[Size]) -> None:
    title = say("People the rule selected on each day")
    draw(
        "insight_sizes",
        trend(Words(language(), x=plain("Day"), y=plain("People")), theme()),
        with_joins(pa.Table.from_pylist([_point(size) for size in found])),
        Table(sizes_table(found), {}, "history"),
        title=title,
        alt=title,
        note=say("Each day with what was known at its end, and nothing of what came later."),
    )


def _point(size: Size) -> dict[str, object]:
    text = figures.whole(size.people, language())
    day = figures.day(size.day, language())
    return {
        "when": size.day,
        "value": size.people,
        "is_running": False,
        "when_text": day,
        "value_text": text,
        "spoken": f"{day}: {text}",
    }


def _draw_comings(found: Sequence[Size]) -> None:
    title = say("Who came (up) and who went (down) since the day shown before it")
    whens = short_days([each.day for each in found])
    rows = [bar for size, when in zip(found, whens, strict=True) for bar in _bars(size, when)]
    if not rows:
        return
    draw(
        "insight_comings",
        comings(Words(language(), x=plain("Day"), y=plain("People")), theme()),
        pa.Table.from_pylist(rows),
        Table(sizes_table(found), {}, "history"),
        title=title,
        alt=title,
        note=say("Size = size on the day shown before + entered − left, to the person."),
    )


def _bars(size: Size, when: str) -> list[dict[str, object]]:
    if size.entered is None or size.left is None:
        return []
    entered = plain("{people} entered", people=size.entered)
    left = plain("{people} left", people=size.left)
    return [
        {"when_text": when, "role": ENTERED, "value": size.entered, "value_text": entered},
        {"when_text": when, "role": LEFT, "value": -size.left, "value_text": left},
    ]


def sizes_table(found: Sequence[Size]) -> pa.Table:
    counts = {
        plain("People"): [size.people for size in found],
        plain("Everyone"): [size.everyone for size in found],
        plain("Entered"): [size.entered for size in found],
        plain("Left"): [size.left for size in found],
    }
    days: list[date] = [size.day for size in found]
    return pa.table({plain("Day"): days, **{name: pa.array(column, pa.int64()) for name, column in counts.items()}})


def _show_remarks(rule: Segment) -> None:
    for remark in remarks(rule, catalog=measures()):
        st.caption(":material/history: " + spoken(remark))
