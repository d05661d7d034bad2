"""Recency, frequency and spend inside the lookback, their scores by fixed cuts, and the eight types (METRICS §3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sqlglot import exp

from data.schemes import RfmScheme
from queries.catalog.declare import Layer, LayerPart
from queries.catalog.events import ORDERS
from queries.segments.layers.scored import named, reversed_score, score
from queries.segments.measured import Grouped, distinct, whole
from queries.segments.rows import EventRows, column, days_since
from queries.segments.spans import Span, back
from queries.segments.values import literal

# Recency, frequency and spend: True is high. The names are the usual Chinese ones, in the same order.
TYPES: dict[tuple[bool, bool, bool], str] = {
    (True, True, True): "important_value",
    (False, True, True): "important_keep",
    (True, False, True): "important_develop",
    (False, False, True): "important_win_back",
    (True, True, False): "general_value",
    (False, True, False): "general_keep",
    (True, False, False): "general_develop",
    (False, False, False): "general_win_back",
}
RECENCY, PURCHASES, SPEND = (
    column("recency_days", "buyers"),
    column("purchase_days", "buyers"),
    column("spend_cents", "buyers"),
)


def rfm_rows(layer: Layer, as_of: date) -> Grouped:
    """One row per buyer of the lookback."""
    buyers = buyers_of(layer.schemes.rfm.lookback_days, as_of).subquery("buyers")
    person = column("user_no", "buyers").as_("user_no")
    return Grouped(exp.select(person).from_(buyers), _PARTS[layer.part](layer.schemes.rfm))


def buyers_of(lookback_days: int, as_of: date) -> exp.Select:
    """Each buyer's days since the last purchase, purchase days and net spend inside the lookback."""
    rows = EventRows(ORDERS, Span(back(as_of, lookback_days - 1), as_of), as_of)
    day = rows.value_of("ordered_date")
    values = (
        days_since(exp.Max(this=day), as_of).as_("recency_days"),
        distinct(day.copy()).as_("purchase_days"),
        whole(exp.Sum(this=rows.value_of("net_cents"))).as_("spend_cents"),
    )
    return rows.select(*values, where=(), tables=()).group_by(rows.value_of("user_no"))


def _type(scheme: RfmScheme) -> exp.Expr:
    most_days, less_days, less_cents = (literal(cut) for cut in scheme.high_cuts)
    high = (
        exp.LTE(this=RECENCY, expression=most_days),
        exp.GT(this=PURCHASES, expression=less_days),
        exp.GT(this=SPEND, expression=less_cents),
    )
    kinds = [
        (
            exp.and_(*(test.copy() if is_high else exp.not_(test) for test, is_high in zip(high, sides, strict=True))),
            name,
        )
        for sides, name in TYPES.items()
    ]
    return named(*kinds[:-1], otherwise=kinds[-1][1])


_PARTS: dict[LayerPart, Callable[[RfmScheme], exp.Expr]] = {
    LayerPart.RFM_RECENCY_DAYS: lambda scheme: RECENCY.copy(),
    LayerPart.RFM_PURCHASE_DAYS: lambda scheme: PURCHASES.copy(),
    LayerPart.RFM_SPEND: lambda scheme: SPEND.copy(),
    LayerPart.RFM_RECENCY: lambda scheme: reversed_score(RECENCY, scheme.recency_days),
    LayerPart.RFM_FREQUENCY: lambda scheme: score(PURCHASES, scheme.purchase_days),
    LayerPart.RFM_MONETARY: lambda scheme: score(SPEND, scheme.spend_cents),
    LayerPart.RFM_TYPE: _type,
}
