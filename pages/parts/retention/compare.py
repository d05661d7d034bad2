"""Groups beside each other: their pooled curves, and how far each lies from the first at a few periods."""

from __future__ import annotations

import pyarrow as pa
import streamlit as st

from pages.charts.curves import curves
from pages.locale import figures
from pages.parts.asking import computed
from pages.parts.chance import p_text
from pages.parts.compare_choice import group_names, groups_of
from pages.parts.definition_texts import HowCounted
from pages.parts.drawing import Table, chart_card, draw_in_card, theme
from pages.parts.files import file_name_of
from pages.parts.retention.curve import POINTS, curve_point, curve_words
from pages.parts.retention.words import column_text, is_money, value_text
from pages.parts.session import currency, language, plain, say
from pages.parts.studies.words import COLUMNS
from pages.parts.tables import plain_table
from queries.audience import Audience
from queries.retention import Retention, Study
from queries.retention.compare import Comparison, Difference, compare
from queries.stats import CurvePoint

INDEXES = (1, 2, 3, 6, 12)  # chosen beforehand: every further one costs all others certainty


def show_comparison(chosen: str, study: Study, audience: Audience, definition: HowCounted) -> None:
    """In place of the one curve of everybody. Nothing where fewer than two groups have anybody."""
    title = say("Groups beside each other")
    with chart_card("retention_groups", title):
        groups = groups_of("retention", chosen, study, audience)
        if len(groups) < 2:
            st.info(say("There are not two groups to compare."))
            return
        found = computed(
            "retention/compared",
            lambda cursor: compare(cursor, groups, INDEXES),
            audience,
            study=study.key,
            groups=[[group.study.key, group.audience.key] for group in groups],
        )
        names = group_names(groups, chosen)
        _curves(found, names, title, definition)
        _differences(found, names)
        if any(group.study.segment != study.segment for group in groups):
            st.caption(say("Each is in the group that it belonged to at the end of the period of its start."))


def _curves(found: Comparison, names: tuple[str, ...], title: str, definition: HowCounted) -> None:
    points = [
        (name, one, point)
        for name, one in zip(names, found.found, strict=True)
        for point in one.curve
        if point.age > 0 and point.share.is_known
    ]
    if not points:
        st.info(say("No point of the curve rests on 30 people yet."))
        return
    drawn = tuple(name for name in names if name in {name for name, _, _ in points})
    last = max(point.age for _, _, point in points)
    study = found.found[0].study
    draw_in_card(
        "retention_groups",
        curves(curve_words(study), theme(), evidence=plain("Rests on"), last=last, groups=drawn),
        pa.Table.from_pylist([curve_point(one.study, point, name) for name, one, point in points], schema=POINTS),
        _table(points),
        alt=title,
        note=say(
            "Groups are compared as they are, not by chance: a difference says nothing of its cause. Who is in both of "
            "two segments makes its interval wider than it need be."
        ),
        definition=definition,
    )


def _table(points: list[tuple[str, Retention, CurvePoint]]) -> Table:
    per = 100 if points and is_money(points[0][1].study) else 1
    columns = {
        plain("Group"): [name for name, _, _ in points],
        plain("Period"): [column_text(one.study, point.age) for _, one, point in points],
        plain("Counted"): [point.share.n for _, _, point in points],
        plain("Out of"): [point.share.denominator for _, _, point in points],
        plain("Value"): pa.array([(point.share.value or 0.0) / per for _, _, point in points], pa.float64()),
        plain("95% from"): pa.array([_per(point.share.ci_low, per) for _, _, point in points], pa.float64()),
        plain("95% to"): pa.array([_per(point.share.ci_high, per) for _, _, point in points], pa.float64()),
    }
    return Table(pa.table(columns), file_name=file_name_of(plain("Groups beside each other")))


def _per(value: float | None, units: int) -> float | None:
    return None if value is None else value / units


def _differences(found: Comparison, names: tuple[str, ...]) -> None:
    """With intervals; the p-values are adjusted for all of them together."""
    known = [one for one in found.differences if one.difference.is_known]
    if not known:
        st.caption(
            say("No difference can be judged yet: too few people, or no period that both groups have behind them.")
        )
        return
    study = found.found[0].study
    plain_table(
        {
            plain("Group"): [names[one.group] for one in known],
            COLUMNS[study.period].in_language(language()): [column_text(study, one.index) for one in known],
            plain("Value"): [_value(found.found[one.group], one.index) for one in known],
            plain("Of “{base}”", base=names[0]): [_value(found.found[0], one.index) for one in known],
            plain("Difference, 95%"): [_difference(study, one) for one in known],
            plain("p (Holm)"): [p_text(one.p_together) for one in known],
        },
        download=plain("Differences between groups"),
    )


def _value(found: Retention, index: int) -> str:
    share = next((point.share for point in found.curve if point.age == index), None)
    return value_text(found.study, share.value if share else None)


def _difference(study: Study, one: Difference) -> str:
    value, low, high = one.difference.value, one.difference.ci_low, one.difference.ci_high
    written = [_apart(study, end) for end in (value, low, high)]
    return plain("{difference} ({low} to {high})", difference=written[0], low=written[1], high=written[2])


def _apart(study: Study, value: float | None) -> str:
    if value is None:
        return "–"
    return figures.money(round(value), currency(), language()) if is_money(study) else figures.points(value, language())
