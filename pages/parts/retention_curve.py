"""The pooled curve: every cohort that can be observed so far, large ones weigh more."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from data.sentence import Label
from pages.charts.curves import curves
from pages.charts.words import Unit, Words
from pages.locale import figures
from pages.parts.drawing import Table, draw, theme
from pages.parts.files import file_name_of
from pages.parts.session import language, plain, say
from queries.stats import CurvePoint

HEADERS = {
    "months_since": Label("Months since", "距首单月数", "距首單月數"),
    "at_risk": Label("People", "人数", "人數"),
    "returned": Label("Bought again", "复购人数", "複購人數"),
    "share": Label("Repurchase rate", "复购率", "複購率"),
    "ci_low": Label("95% from", "95%下限", "95%下限"),
    "ci_high": Label("95% to", "95%上限", "95%上限"),
    "cohorts": Label("Cohorts", "同期群数", "同期群數"),
    "cohort_p10": Label("Cohorts from (p10)", "同期群10%分位", "同期群10%分位"),
    "cohort_p90": Label("Cohorts to (p90)", "同期群90%分位", "同期群90%分位"),
}


def show_curve(points: Sequence[CurvePoint]) -> None:
    """Nothing is drawn where fewer than 30 people could be observed; the table still counts them."""
    judged = [point for point in points if point.share.is_known]
    if not judged:
        return
    words = Words(
        language(), x=plain("Months since first purchase"), y=plain("Bought again in that month"), unit=Unit.SHARE
    )
    title = say("All cohorts together")
    draw(
        "retention_curve",
        curves(words, theme(), evidence=plain("Rests on"), last=judged[-1].age),
        pa.Table.from_pylist([_point(point) for point in judged], schema=_POINTS),
        _table(points),
        title=title,
        alt=title,
        note=say(
            "The band is the 95% interval of the pooled share. Later months rest on fewer, older cohorts: "
            "a bump may be another mix of cohorts."
        ),
    )


_POINTS = pa.schema(
    [("group", pa.string()), ("since", pa.int64())]
    + [(name, pa.float64()) for name in ("rate", "low", "high")]
    + [(name, pa.string()) for name in ("since_text", "rate_text", "evidence")]
)


def _point(point: CurvePoint) -> dict[str, object]:
    share = point.share
    return {
        "group": "",
        "since": point.age,
        "rate": share.value,
        "low": share.ci_low,
        "high": share.ci_high,
        "since_text": figures.whole(point.age, language()),
        "rate_text": figures.share(share.value or 0.0, language()),
        "evidence": plain(
            "{returned} of {people} people, {cohorts} cohort; 95% {low}–{high}",
            plural="{returned} of {people} people, {cohorts} cohorts; 95% {low}–{high}",
            count="cohorts",
            returned=share.n,
            people=share.denominator,
            cohorts=point.cohorts,
            low=figures.share(share.ci_low or 0.0, language()),
            high=figures.share(share.ci_high or 0.0, language()),
        ),
    }


def _table(points: Sequence[CurvePoint]) -> Table:
    columns = {
        "months_since": [point.age for point in points],
        "at_risk": [point.share.denominator for point in points],
        "returned": [point.share.n for point in points],
        "share": pa.array([point.share.value for point in points], pa.float64()),
        "ci_low": pa.array([point.share.ci_low for point in points], pa.float64()),
        "ci_high": pa.array([point.share.ci_high for point in points], pa.float64()),
        "cohorts": [point.cohorts for point in points],
        "cohort_p10": pa.array([point.cohort_p10 for point in points], pa.float64()),
        "cohort_p90": pa.array([point.cohort_p90 for point in points], pa.float64()),
    }
    headers = {name: label.in_language(language()) for name, label in HEADERS.items()}
    return Table(pa.table(columns), headers, file_name_of(plain("Retention curve")))
