"""From month to month: who of last month's buyers bought again (回购率), and who of the active bought."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pyarrow as pa

from data.sentence import Label
from pages.charts.cohort_trend import cohort_trend
from pages.charts.words import Unit, Words
from pages.locale import figures
from pages.parts.cards import evidence_of
from pages.parts.definition_texts import how_counted
from pages.parts.drawing import Table, draw, theme
from pages.parts.files import file_name_of
from pages.parts.session import language, plain, say
from queries.audience import Audience
from queries.retention import Accounted, ActiveMonth
from queries.stats import Estimate

HEADERS = {
    "month": Label("Month", "月份", "月份"),
    "rate": Label("Rate", "指标", "指標"),
    "people": Label("Out of", "分母人数", "分母人數"),
    "bought": Label("Bought", "购买人数", "購買人數"),
    "share": Label("Share", "比例", "比例"),
    "ci_low": Label("95% from", "95%下限", "95%下限"),
    "ci_high": Label("95% to", "95%上限", "95%上限"),
}
OF_BUYERS = Label("Buyers of the month before", "回购率（上月购买者本月再购）", "回購率（上月購買者本月再購）")
OF_ACTIVE = Label("Active buyers at the month's start", "活跃购买者当月购买率", "活躍購買者當月購買率")


def show_months(accounted: Sequence[Accounted], active: Sequence[ActiveMonth], audience: Audience) -> None:
    """Months that still run have no rate and no point."""
    found = [(OF_BUYERS, month.period_date, month.repurchase) for month in accounted]
    found += [(OF_ACTIVE, month.month_date, month.share) for month in active]
    judged = [one for one in found if one[2].is_known]
    if not judged:
        return
    names = tuple(label.in_language(language()) for label in dict.fromkeys(label for label, _, _ in judged))
    title = say("From month to month")
    words = Words(language(), x=plain("Month"), y=plain("Bought in the month"), unit=Unit.SHARE)
    draw(
        "repurchase_months",
        cohort_trend(words, theme(), evidence=plain("Rests on"), groups=names, by_month=True),
        pa.Table.from_pylist([_point(*one) for one in judged], schema=_POINTS),
        _table(found),
        title=title,
        alt=title,
        note=say("Whole months only; bands are 95% intervals."),
        definition=how_counted("monthly_rates", audience.as_of),
    )


_POINTS = pa.schema(
    [("group", pa.string()), ("when", pa.date32())]
    + [(name, pa.float64()) for name in ("rate", "low", "high")]
    + [(name, pa.string()) for name in ("when_text", "rate_text", "evidence")]
)


def _point(label: Label, month: date, share: Estimate) -> dict[str, object]:
    return {
        "group": label.in_language(language()),
        "when": month,
        "rate": share.value,
        "low": share.ci_low,
        "high": share.ci_high,
        "when_text": figures.month(month, language()),
        "rate_text": figures.share(share.value or 0.0, language()),
        "evidence": evidence_of(share),
    }


def _table(found: Sequence[tuple[Label, date, Estimate]]) -> Table:
    columns = {
        "month": pa.array([month for _, month, _ in found], pa.date32()),
        "rate": [label.in_language(language()) for label, _, _ in found],
        "people": [share.denominator for _, _, share in found],
        "bought": [share.n for _, _, share in found],
        "share": pa.array([share.value for _, _, share in found], pa.float64()),
        "ci_low": pa.array([share.ci_low for _, _, share in found], pa.float64()),
        "ci_high": pa.array([share.ci_high for _, _, share in found], pa.float64()),
    }
    headers = {name: label.in_language(language()) for name, label in HEADERS.items()}
    return Table(pa.table(columns), headers, file_name_of(plain("Repurchase from month to month")))
