"""Door of the overview: one span of days ending on the day asked about, and the span before it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from data.errors import NotDelivered
from data.sentence import Sentence
from queries.audience import Audience
from queries.question import Ask
from queries.stats import Estimate, rate


@dataclass(frozen=True)
class Trade:
    """Orders and money of a span, as known at its end. Refunds stand on the day of their order."""

    orders: int
    gross_cents: int
    refunded_cents: int
    net_cents: int
    refunded_orders: int
    unattributed_orders: int
    unattributed_net_cents: int

    @property
    def average_order_cents(self) -> float | None:
        return self.net_cents / self.orders if self.orders else None


@dataclass(frozen=True)
class People:
    """People at the end of a span. None where the export does not hold what is needed to know."""

    people: int
    buyers: int
    first_time_buyers: int
    new_members: int | None
    active: int | None
    repurchase: Estimate


@dataclass(frozen=True)
class Span:
    """`people` is None, with the reasons, where orders name no person."""

    first: date
    last: date
    trade: Trade
    people: People | None
    people_missing: tuple[Sentence, ...] = ()


@dataclass(frozen=True)
class Overview:
    """Like with like: the span before is answered as it was known at its own end, its segment as it was then.

    `before` is None where the data begin within it: a part never looks like a rise.
    """

    span: Span
    before: Span | None


def overview(ask: Ask, audience: Audience, *, days: int = 30, repurchase_days: int = 90) -> Overview:
    """The `days` ending with the audience's day, and as many before; one repurchase rate per span.

    The rate is of first-time buyers whose `repurchase_days` ended within the span.
    """
    earlier = replace(audience, as_of=audience.as_of - timedelta(days=days))
    starts = earlier.as_of - timedelta(days=days - 1)
    return Overview(
        span=_span(ask, audience, days=days, repurchase_days=repurchase_days),
        before=_span(ask, earlier, days=days, repurchase_days=repurchase_days)
        if starts >= ask.version.manifest.data_start
        else None,
    )


def _span(ask: Ask, audience: Audience, *, days: int, repurchase_days: int) -> Span:
    first = audience.as_of - timedelta(days=days - 1)
    trade = _trade(ask, audience, days=days)
    try:
        people = _people(ask, audience, days=days, repurchase_days=repurchase_days)
    except NotDelivered as missing:
        return Span(first, audience.as_of, trade, None, missing.faults)
    return Span(first, audience.as_of, trade, people)


def _trade(ask: Ask, audience: Audience, *, days: int) -> Trade:
    counted = ask("overview/trade", audience, days=days).rows[0]
    del counted["net_cents_squared"]
    return Trade(**counted)


def _people(ask: Ask, audience: Audience, *, days: int, repurchase_days: int) -> People:
    counted = ask("overview/people", audience, days=days, repurchase_days=repurchase_days).rows[0]
    repurchase = rate(counted.pop("repurchased"), counted.pop("eligible"))
    return People(**counted, repurchase=repurchase)
