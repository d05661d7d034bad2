"""The pooled curve of a study: every cohort that can be observed so far, large ones weigh more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import streamlit as st

from data.sentence import Label
from pages.charts.curves import curves
from pages.charts.words import Unit, Words
from pages.locale import figures
from pages.parts.controls import one_of
from pages.parts.definition_texts import HowCounted
from pages.parts.drawing import Table, chart_card, draw_in_card, theme
from pages.parts.files import file_name_of
from pages.parts.retention.words import column_text, evidence_text, is_money, value_text
from pages.parts.session import currency, language, plain, say
from pages.parts.studies.words import COLUMNS, RATES
from queries.retention.found import Retention
from queries.retention.study import Study
from queries.stats import CurvePoint

ALL, SAME = "all", "same"
HEADERS = {
    "period": Label("Period", "期数", "期數"),
    "at_risk": Label("Out of", "分母人数", "分母人數"),
    "counted": Label("Counted", "计入人数", "計入人數"),
    "value": Label("Pooled over all people", "按人数加权", "按人數加權"),
    "ci_low": Label("95% from", "95%下限", "95%下限"),
    "ci_high": Label("95% to", "95%上限", "95%上限"),
    "simple_mean": Label("Mean of the cohorts", "各同期群简单平均", "各同期群簡單平均"),
    "cohorts": Label("Cohorts", "同期群数", "同期群數"),
    "cohort_p10": Label("Cohorts from (p10)", "同期群10%分位", "同期群10%分位"),
    "cohort_p90": Label("Cohorts to (p90)", "同期群90%分位", "同期群90%分位"),
}


def show_curve(found: Retention, definition: HowCounted) -> None:
    """Nothing is drawn where fewer than 30 people could be observed; the table still counts them."""
    title = say("All cohorts together")
    with chart_card("retention_curve", title):
        which = one_of(
            "retention_cohorts",
            {ALL: say("All cohorts so far"), SAME: say("The same cohorts at every point")},
            ALL,
            label=say("Which cohorts the curve pools"),
        )
        points = [point for point in (found.same_cohorts if which == SAME else found.curve) if point.age > 0]
        judged = [point for point in points if point.share.is_known]
        if not judged:
            st.info(say("No point of the curve rests on 30 people yet."))
            return
        draw_in_card(
            "retention_curve",
            curves(curve_words(found.study), theme(), evidence=plain("Rests on"), last=judged[-1].age),
            pa.Table.from_pylist([curve_point(found.study, point) for point in judged], schema=POINTS),
            curve_table(found.study, points),
            alt=title,
            note=say(
                "The band is the 95% interval of the pooled value. Later points rest on fewer, older cohorts, "
                "unless the same cohorts are pooled everywhere."
            ),
            definition=definition,
        )


def curve_words(study: Study) -> Words:
    return Words(
        language(),
        x=COLUMNS[study.period].in_language(language()),
        y=RATES[study.measure].in_language(language()),
        unit=Unit.MONEY if is_money(study) else Unit.SHARE,
        sign=figures.currency_sign(currency(), language()) if is_money(study) else "",
    )


POINTS = pa.schema(
    [("group", pa.string()), ("since", pa.int64())]
    + [(name, pa.float64()) for name in ("rate", "low", "high")]
    + [(name, pa.string()) for name in ("since_text", "rate_text", "evidence")]
)


def curve_point(study: Study, point: CurvePoint, group: str = "") -> dict[str, object]:
    share, per = point.share, 100 if is_money(study) else 1
    return {
        "group": group,
        "since": point.age,
        "rate": _per(share.value, per),
        "low": _per(share.ci_low, per),
        "high": _per(share.ci_high, per),
        "since_text": column_text(study, point.age),
        "rate_text": value_text(study, share.value),
        "evidence": plain(
            "{evidence}; {cohorts} cohort",
            plural="{evidence}; {cohorts} cohorts",
            count="cohorts",
            evidence=evidence_text(study, share),
            cohorts=point.cohorts,
        ),
    }


def _per(value: float | None, units: int) -> float | None:
    return None if value is None else value / units


def curve_table(study: Study, points: Sequence[CurvePoint]) -> Table:
    per = 100 if is_money(study) else 1
    numbers: dict[str, Sequence[float | None]] = {
        "value": [point.share.value for point in points],
        "ci_low": [point.share.ci_low for point in points],
        "ci_high": [point.share.ci_high for point in points],
        "simple_mean": [point.simple_mean for point in points],
        "cohort_p10": [point.cohort_p10 for point in points],
        "cohort_p90": [point.cohort_p90 for point in points],
    }
    columns: dict[str, Any] = {
        "period": [column_text(study, point.age) for point in points],
        "at_risk": [point.share.denominator for point in points],
        "counted": [point.share.n for point in points],
        "cohorts": [point.cohorts for point in points],
        **{name: pa.array([_per(one, per) for one in values], pa.float64()) for name, values in numbers.items()},
    }
    rows = pa.table({name: columns[name] for name in HEADERS})
    headers = {name: label.in_language(language()) for name, label in HEADERS.items()}
    return Table(rows, headers, file_name_of(plain("Retention curve")))
