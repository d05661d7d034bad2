"""Whether later cohorts return more or less: one column of the heat map, cohort by cohort."""

from __future__ import annotations

import pyarrow as pa

from data.sentence import Label
from pages.charts.cohort_trend import cohort_trend
from pages.parts.controls import several_of
from pages.parts.definition_texts import HowCounted
from pages.parts.drawing import Table, chart_card, draw_in_card, theme
from pages.parts.files import file_name_of
from pages.parts.retention.curve import curve_words
from pages.parts.retention.words import cohort_text, column_text, evidence_text, is_money, value_text
from pages.parts.session import language, plain, say
from pages.parts.studies.words import COLUMNS
from queries.retention.found import Retention, TrendPoint, trend
from queries.retention.study import Period

WORTH_FOLLOWING = (1, 2, 3, 4, 5, 6, 7, 9, 12, 14, 18, 21, 24, 28, 30, 36, 60, 90)
FIRST_COLUMNS = (1, 3, 6)
MOST_COLUMNS = 4
LEAST_COHORTS = 3
HEADERS = {
    "cohort_date": Label("Cohort from", "同期群起始日", "同期群起始日"),
    "period": Label("Period", "期数", "期數"),
    "at_risk": Label("Out of", "分母人数", "分母人數"),
    "counted": Label("Counted", "计入人数", "計入人數"),
    "value": Label("Value", "数值", "數值"),
    "ci_low": Label("95% from", "95%下限", "95%下限"),
    "ci_high": Label("95% to", "95%上限", "95%上限"),
}


def show_trend(found: Retention, definition: HowCounted) -> None:
    """Only complete cells; nothing where fewer than three cohorts can be judged."""
    offered = [index for index in WORTH_FOLLOWING if _can_be_followed(found, index)]
    if not offered:
        return
    title = say("From cohort to cohort")
    with chart_card("retention_trend", title):
        chosen = _columns(found, offered)
        points = [(index, point) for index in chosen for point in trend(found, index)]
        by_month = found.study.period in (Period.MONTH, Period.QUARTER)
        groups = tuple(_name(found, index) for index in chosen)
        draw_in_card(
            "retention_trend",
            cohort_trend(
                curve_words(found.study), theme(), evidence=plain("Rests on"), groups=groups, by_month=by_month
            ),
            pa.Table.from_pylist(
                [_point(found, index, point) for index, point in points if point.cell.share.is_known], schema=_POINTS
            ),
            _table(found, points),
            alt=title,
            note=say("A line ends with the last cohort that could be observed to the end; bands are 95% intervals."),
            definition=definition,
        )


def _can_be_followed(found: Retention, index: int) -> bool:
    return sum(point.cell.share.is_known for point in trend(found, index)) >= LEAST_COHORTS


def _columns(found: Retention, offered: list[int]) -> list[int]:
    first = [index for index in FIRST_COLUMNS if index in offered] or offered[:1]
    chosen = several_of(
        "retention_trend",
        offered,
        first,
        label=COLUMNS[found.study.period].in_language(language()),
        text=lambda index: column_text(found.study, index),
    )
    return chosen[:MOST_COLUMNS]


def _name(found: Retention, index: int) -> str:
    columns = COLUMNS[found.study.period].in_language(language())
    return f"{columns} {column_text(found.study, index)}"


_POINTS = pa.schema(
    [("group", pa.string()), ("when", pa.date32())]
    + [(name, pa.float64()) for name in ("rate", "low", "high")]
    + [(name, pa.string()) for name in ("when_text", "rate_text", "evidence")]
)


def _point(found: Retention, index: int, point: TrendPoint) -> dict[str, object]:
    study, share, per = found.study, point.cell.share, 100 if is_money(found.study) else 1
    numbers = {"rate": share.value, "low": share.ci_low, "high": share.ci_high}
    return {
        "group": _name(found, index),
        "when": point.start_date,
        **{name: None if value is None else value / per for name, value in numbers.items()},
        "when_text": cohort_text(study, point.start_date),
        "rate_text": value_text(study, share.value),
        "evidence": evidence_text(study, share),
    }


def _table(found: Retention, points: list[tuple[int, TrendPoint]]) -> Table:
    per = 100 if is_money(found.study) else 1
    shares = [point.cell.share for _, point in points]
    numbers = {
        "value": [share.value for share in shares],
        "ci_low": [share.ci_low for share in shares],
        "ci_high": [share.ci_high for share in shares],
    }
    columns = {
        "cohort_date": [point.start_date for _, point in points],
        "period": [column_text(found.study, index) for index, _ in points],
        "at_risk": [share.denominator for share in shares],
        "counted": [share.n for share in shares],
        **{
            name: pa.array([None if one is None else one / per for one in values], pa.float64())
            for name, values in numbers.items()
        },
    }
    headers = {name: label.in_language(language()) for name, label in HEADERS.items()}
    return Table(pa.table(columns), headers, file_name_of(plain("Retention from cohort to cohort")))
