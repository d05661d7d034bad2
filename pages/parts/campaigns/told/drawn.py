"""The charts of a campaign's result: a specification and its rows, with texts in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

import pyarrow as pa

from data.ledger import CONTROL
from data.sentence import Label
from pages.charts import forest as drawn
from pages.charts.curves import curves
from pages.charts.forest import EFFECT, TREATED, forest
from pages.charts.words import Spec, Unit, Words
from pages.locale import figures
from pages.locale.reader import currency, language, plain
from pages.parts.campaigns.words import (
    Written,
    arm_name,
    arm_names,
    confidence_text,
    interval_text,
    points,
    recipients_first,
    share,
    short_money,
)
from pages.reports.document import Chart
from queries.campaigns import CampaignEffect
from queries.campaigns.afterwards import Afterwards
from queries.campaigns.result import ALL_ARMS
from queries.stats import Estimate, Survival, rate

DAYS_SINCE = Label("Days since the assignment", "距分配天数", "距分配天數")
ORDERED = Label("Ordered by then", "累计下单率", "累計下單率")
_FOREST = pa.schema(
    [("name", pa.string()), ("place", pa.int64()), ("role", pa.string())]
    + [(name, pa.float64()) for name in ("value", "low", "high")]
    + [("value_text", pa.string()), ("interval_text", pa.string())]
)
POINTS = pa.schema(
    [("group", pa.string()), ("since", pa.int64())]
    + [(name, pa.float64()) for name in ("rate", "low", "high")]
    + [(name, pa.string()) for name in ("since_text", "rate_text", "evidence")]
)
Named = Sequence[tuple[str, Estimate]]


@dataclass(frozen=True)
class Drawing:
    """A chart and what is drawn in it."""

    spec: Spec
    rows: pa.Table

    def chart(self, alt: str) -> Chart:
        """The same as a block of a report."""
        return Chart(self.spec, self.rows.to_pylist(), alt)


def conversions(found: CampaignEffect) -> Mapping[str, Estimate]:
    return {arm: rate(found.buyers[arm], people) for arm, people in found.people.items()}


def groups(found: CampaignEffect, theme: str) -> Drawing | None:
    """Conversion of each group as assigned, recipients first; groups of fewer than 30 people are counts, not shares."""
    known = {arm: one for arm, one in conversions(found).items() if one.is_known}
    if not known:
        return None
    names = arm_names(found.people)
    rows = [
        _row(names[arm], place, drawn.CONTROL if arm == CONTROL else TREATED, known[arm], share)
        for place, arm in enumerate(sorted(known, key=lambda arm: (arm == CONTROL, arm)))
    ]
    days = found.gates.observed_days
    bought = plain("Bought within {days} day", plural="Bought within {days} days", count="days", days=days)
    chart = forest(
        Words(language(), x=plain("Group"), y=bought, unit=Unit.SHARE),
        theme,
        interval=plain("95% interval"),
        highest=_room([*known.values()]),
        rows=len(rows),
    )
    return Drawing(chart, pa.Table.from_pylist(rows, schema=_FOREST))


def own_differences(found: CampaignEffect) -> Named:
    """Of all recipients together and, where there are several, of each variant."""
    assert found.overall is not None
    many = found.variants if len(found.variants) > 1 else ()
    named = [(arm_name(ALL_ARMS), found.overall.difference), *((arm_name(one.arm), one.difference) for one in many)]
    return [(name, one) for name, one in named if one.is_known]


def differences(named: Named, confidence: float, theme: str, *, is_money: bool = False) -> Drawing:
    """Against a line at zero: of shares, or of money in minor units."""
    interval = plain("{confidence} interval", confidence=confidence_text(confidence))
    y = plain("Net revenue per person") if is_money else plain("Percentage points")
    sign = figures.currency_sign(currency(), language()) if is_money else ""
    words = Words(language(), x=plain("Difference"), y=y, unit=Unit.MONEY if is_money else Unit.POINTS, sign=sign)
    written: Written = short_money if is_money else points
    rows = [_row(name, place, EFFECT, one, written, 100 if is_money else 1) for place, (name, one) in enumerate(named)]
    chart = forest(words, theme, interval=interval, rows=len(rows))
    return Drawing(chart, pa.Table.from_pylist(rows, schema=_FOREST))


def _room(conversions: Sequence[Estimate]) -> float:
    """Where the axis of shares ends: room for the texts beside the points, in steps of 5 points."""
    return min(1.0, ceil(max(found.ci_high or 0.0 for found in conversions) * 1.35 * 20) / 20)


def _row(name: str, place: int, role: str, estimate: Estimate, written: Written, scale: int = 1) -> dict[str, object]:
    value, low, high = estimate.value or 0.0, estimate.ci_low or 0.0, estimate.ci_high or 0.0
    return {
        "name": name,
        "place": place,
        "role": role,
        "value": value / scale,
        "low": low / scale,
        "high": high / scale,
        "value_text": written(value),
        "interval_text": interval_text(estimate, written),
    }


def waits_drawn(found: Afterwards) -> Mapping[str, Survival]:
    """The curves that can be drawn, by the group's name."""
    names = arm_names(found.waits)
    curves = {arm: found.waits[arm] for arm in recipients_first(found.waits)}
    return {names[arm]: curve for arm, curve in curves.items() if curve.ended_by(0).is_known}


def waits(drawn: Mapping[str, Survival], theme: str, *, since: Label = DAYS_SINCE, ended: Label = ORDERED) -> Drawing:
    """Share of each group that has ordered by so many days."""
    words = Words(language(), x=since.in_language(language()), y=ended.in_language(language()), unit=Unit.SHARE)
    last = max(curve.observed_days for curve in drawn.values())
    chart = curves(words, theme, evidence=plain("Rests on"), first=0, last=last, groups=tuple(drawn), is_step=True)
    return Drawing(chart, pa.Table.from_pylist(_points(drawn), schema=POINTS))


def _points(drawn: Mapping[str, Survival]) -> list[dict[str, object]]:
    return [
        {
            "group": name,
            "since": day,
            "rate": share.value,
            "low": share.value if share.ci_low is None else share.ci_low,
            "high": share.value if share.ci_high is None else share.ci_high,
            "since_text": figures.whole(day, language()),
            "rate_text": figures.share(share.value or 0.0, language()),
            "evidence": plain("{people} still waiting", people=int(curve.at_risk[day])),
        }
        for name, curve in drawn.items()
        for day in range(curve.observed_days + 1)
        for share in [curve.ended_by(day)]
    ]
