"""Scores of 1 to 5 by the quintiles of the day's own buyers, and the groups of our grid over them (METRICS §3).

A cut is a quantile of type 7 (Hyndman and Fan 1996): between the two nearest of n ordered values, at place
1 + (n - 1) k / 5. Everything is five times as large here, so that it stays in whole numbers and equal values compare
equal on every engine. Equal values always have one score, which NTILE does not promise.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby

from sqlglot import exp

from data.schemes import QuintileScheme
from queries.catalog.declare import Layer, LayerPart
from queries.segments.layers.rfm import buyers_of
from queries.segments.layers.scored import named
from queries.segments.measured import Grouped
from queries.segments.rows import column
from queries.segments.values import literal

VALUES = ("recency_days", "purchase_days", "spend_cents")
RANKED, CUTS, SCORED = "ranked_buyers", "buyer_cuts", "scored_buyers"
SCORES = {
    LayerPart.QUINTILE_RECENCY: "recency_days",
    LayerPart.QUINTILE_FREQUENCY: "purchase_days",
    LayerPart.QUINTILE_MONETARY: "spend_cents",
}
FIFTHS = range(1, 5)


def quintile_rows(layer: Layer, as_of: date) -> Grouped:
    """One row per buyer of the lookback; without scores while there are too few buyers or days of data."""
    scored = _scored(layer, as_of).subquery(SCORED)
    rows = exp.select(column("user_no", SCORED).as_("user_no")).from_(scored)
    if layer.part is LayerPart.RFM_GROUP:
        return Grouped(rows, _group(layer.schemes.quintiles))
    return Grouped(rows, column(SCORES[layer.part], SCORED))


def _scored(layer: Layer, as_of: date) -> exp.Select:
    scheme = layer.schemes.quintiles
    enough = exp.GTE(this=column("buyers", CUTS), expression=literal(scheme.least_buyers))
    enough_days = layer.data_start + timedelta(days=scheme.least_history_days - 1)
    long_enough = exp.GTE(this=literal(as_of), expression=literal(enough_days))
    scores = (
        exp.Case().when(exp.and_(enough.copy(), long_enough.copy()), _score(value)).as_(value) for value in VALUES
    )
    return (
        exp.select(column("user_no", RANKED).as_("user_no"), *scores)
        .with_(RANKED, as_=_ranked(scheme, as_of))
        .with_(CUTS, as_=_cuts())
        .from_(RANKED)
        .join(CUTS, join_type="cross")
    )


def _ranked(scheme: QuintileScheme, as_of: date) -> exp.Select:
    """Each buyer's values and their places among all."""
    person = column("user_no", "buyers")
    places = (
        exp.Window(
            this=exp.RowNumber(),
            order=exp.Order(expressions=[exp.Ordered(this=column(value, "buyers")), exp.Ordered(this=person.copy())]),
        ).as_(f"{value}_place")
        for value in VALUES
    )
    values = (column(value, "buyers").as_(value) for value in VALUES)
    everyone = exp.Window(this=exp.Count(this=exp.Star())).as_("buyers")
    buyers = buyers_of(scheme.lookback_days, as_of).subquery("buyers")
    return exp.select(person.as_("user_no"), *values, *places, everyone).from_(buyers)


def _cuts() -> exp.Select:
    """The four cuts of each value, five times as large."""
    buyers = exp.Max(this=column("buyers", RANKED))
    return exp.select(buyers.as_("buyers"), *(cut for value in VALUES for cut in _cuts_of(value))).from_(RANKED)


def _cuts_of(value: str) -> Iterator[exp.Expr]:
    for fifth in FIFTHS:
        # 5 (place - 1) <= k (n - 1) for the value below the cut; the next place is the one above it.
        below, above = _at(value, fifth, later=0), _at(value, fifth, later=1)
        reach = exp.Paren(this=exp.Sub(this=exp.func("coalesce", above, below.copy()), expression=below.copy()))
        part = exp.Mod(this=_reach(fifth, exp.Max(this=column("buyers", RANKED))), expression=literal(5))
        fraction = exp.Mul(this=exp.Paren(this=part), expression=reach)
        yield exp.Add(this=exp.Mul(this=literal(5), expression=below), expression=fraction).as_(_cut(value, fifth))


def _at(value: str, fifth: int, *, later: int) -> exp.Expr:
    """The value at the last place not beyond the cut, or one later."""
    place = exp.Paren(this=exp.Sub(this=column(f"{value}_place", RANKED), expression=literal(1 + later)))
    reach = _reach(fifth, column("buyers", RANKED))
    is_there = exp.Between(
        this=exp.Mul(this=literal(5), expression=place),
        low=exp.Sub(this=reach, expression=literal(4)),
        high=reach.copy(),
    )
    return exp.Max(this=exp.Case().when(is_there, column(value, RANKED)))


def _reach(fifth: int, buyers: exp.Expr) -> exp.Expr:
    others = exp.Paren(this=exp.Sub(this=buyers, expression=literal(1)))
    return exp.Paren(this=exp.Mul(this=literal(fifth), expression=others))


def _score(value: str) -> exp.Expr:
    fivefold = exp.Mul(this=literal(5), expression=column(value, RANKED))
    above = [
        (exp.GT(this=fivefold.copy(), expression=column(_cut(value, fifth), CUTS)), fifth) for fifth in reversed(FIFTHS)
    ]
    if value == "recency_days":
        return named(*((beyond, 5 - fifth) for beyond, fifth in above), otherwise=5)
    return named(*((beyond, fifth + 1) for beyond, fifth in above), otherwise=1)


def _cut(value: str, fifth: int) -> str:
    return f"{value}_cut_{fifth}"


def _group(scheme: QuintileScheme) -> exp.Expr:
    """Recency picks the row, (F + M) / 2 rounded up the column of the grid."""
    recency = column("recency_days", SCORED)
    total = exp.Add(this=column("purchase_days", SCORED), expression=column("spend_cents", SCORED))
    case = exp.Case()
    for score, groups in enumerate(scheme.grid, 1):
        row = exp.EQ(this=recency.copy(), expression=literal(score))
        for name, cells in groupby(enumerate(groups, 1), key=lambda cell: cell[1]):
            last_column = max(number for number, _ in cells)
            within = exp.LTE(this=total.copy(), expression=literal(2 * last_column))
            case = case.when(exp.and_(row.copy(), within), literal(name))
    return case
