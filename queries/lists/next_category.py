"""The category to speak of next: what people bought after their last one, shrunk towards what everyone buys.

P(c | a) = (n(a→c) + κ·P(c)) / (n(a) + κ), with κ = 50 (METRICS §9). On days held out it must foresee more than the
most bought category alone does; else that one is recommended to everybody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlglot import exp

from data.sentence import Label
from queries.audience import Audience
from queries.catalog import Catalog, Measure, ValueType
from queries.header import literal
from queries.question import Ask, Row
from queries.segments.compile import Measuring

SHRINKAGE = 50.0
ENOUGH_HELD_OUT = 100  # purchases that must test it before it is believed

LAST_CATEGORY = "items.last_category"
NEXT_CATEGORY = Measure(
    key="items.next_category",
    type=ValueType.TEXT,
    label=Label("Recommended category", "推荐品类", "推薦品類"),
    description=Label(
        "What people most often buy next after their last category, drawn towards what everyone buys; the most bought "
        "category for those who bought nothing yet, and for everybody where this foresees no better",
        "买过上一品类的人下次最常购买的品类，并向整体购买比例收缩；没有购买记录的人、以及预测不优于热门品类时，取最畅销品类",
        "買過上一品類的人下次最常購買的品類，並向整體購買比例收縮；沒有購買紀錄的人、以及預測不優於熱門品類時，取最暢銷品類",
    ),
    topic=Label("Products bought", "购买商品", "購買商品"),
)


@dataclass(frozen=True)
class NextCategory:
    """`after` holds only last categories whose recommendation is not the `popular` one; empty where it foresees no
    better. Of `tested` purchases held out, `foreseen` and `foreseen_by_popular` had the category in question."""

    popular: str | None
    after: Mapping[str, str]
    tested: int
    foreseen: int
    foreseen_by_popular: int

    @property
    def is_better(self) -> bool:
        return self.tested >= ENOUGH_HELD_OUT and self.foreseen > self.foreseen_by_popular


def next_category(ask: Ask, as_of: date) -> NextCategory:
    """From everyone's purchases by the day. Raises `NotDelivered` where products have no category."""
    rows = ask("lists/next_category", Audience(as_of)).rows
    learnt = _best_after(row for row in rows if not row["is_held_out"])
    everything = _best_after(rows)
    held_out = _times(row for row in rows if row["is_held_out"])
    froms = {start: times for (start, end), times in held_out.items() if start is not None and end is None}
    found = NextCategory(
        everything.get(None),
        {start: best for start, best in everything.items() if start is not None and best != everything.get(None)},
        sum(froms.values()),
        sum(held_out[start, learnt.get(start, learnt.get(None))] for start in froms),
        sum(held_out[start, learnt.get(None)] for start in froms),
    )
    return found if found.is_better else replace(found, after={})


_Times = Counter[tuple[str | None, str | None]]


def _times(rows: Iterable[Row]) -> _Times:
    times: _Times = Counter()
    for row in rows:
        times[row["category"], row["next_category"]] += row["times"]
    return times


def _best_after(rows: Iterable[Row]) -> Mapping[str | None, str]:
    """The likeliest next category after each, the first by name of equally likely ones; after None, whatever it was."""
    times = _times(rows)
    purchases = times[None, None]
    popular = {end: n / purchases for (start, end), n in times.items() if start is None and end is not None}

    def likely(start: str | None, end: str) -> float:
        return (times[start, end] + SHRINKAGE * popular[end]) / (times[start, None] + SHRINKAGE)

    starts = {start for start, _ in times}
    return {start: min(popular, key=lambda end: (-likely(start, end), end)) for start in starts if popular}


def is_offered(catalog: Catalog) -> bool:
    return LAST_CATEGORY in catalog.measures and catalog.measures[LAST_CATEGORY].is_available


def recommended(found: NextCategory, measuring: Measuring, catalog: Catalog) -> exp.Expr:
    """The recommendation in a person's row."""
    popular = exp.null() if found.popular is None else literal(found.popular)
    if not found.after:
        return exp.cast(popular, exp.DataType.Type.TEXT)
    last = measuring.plain_value(catalog.measures[LAST_CATEGORY])
    case = exp.Case()
    for start, best in sorted(found.after.items()):
        case = case.when(exp.EQ(this=last.copy(), expression=literal(start)), literal(best))
    return case.else_(popular)
