"""What people bought, against everyone: the sums of two answers, judged."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from data.sentence import Label
from queries.audience import Audience
from queries.catalog import ValueType
from queries.question import Ask, Row
from queries.stats import (
    Estimate,
    RatioSums,
    Sums,
    mean,
    mean_against_whole,
    rate,
    ratio,
    ratio_against_whole,
    share_against_whole,
)


class Figure(StrEnum):
    """A number of a group of people."""

    BOUGHT = "bought"
    ORDERS = "orders"
    NET_REVENUE = "net_revenue"
    ORDER_VALUE = "order_value"
    REPURCHASE = "repurchase"
    RECENCY = "recency"


FIGURE_LABELS = {
    Figure.BOUGHT: Label("Bought", "购买率", "購買率"),
    Figure.ORDERS: Label("Orders per person", "人均订单数", "人均訂單數"),
    Figure.NET_REVENUE: Label("Net revenue per person", "人均净收入", "人均淨收入"),
    Figure.ORDER_VALUE: Label("Net revenue per order", "笔单价（净）", "每單淨收入"),
    Figure.REPURCHASE: Label("Buyers with a second purchase day", "复购率（按购买日）", "複購率（按購買日）"),
    Figure.RECENCY: Label("Days since last order", "距最近一次下单天数", "距最近一次下單天數"),
}
FIGURE_TYPES = {
    Figure.BOUGHT: ValueType.SHARE,
    Figure.ORDERS: ValueType.NUMBER,
    Figure.NET_REVENUE: ValueType.MONEY,
    Figure.ORDER_VALUE: ValueType.MONEY,
    Figure.REPURCHASE: ValueType.SHARE,
    Figure.RECENCY: ValueType.NUMBER,
}


@dataclass(frozen=True)
class Compared:
    """One figure of the segment, of everyone, and their difference (segment minus everyone). Money in minor units."""

    figure: Figure
    segment: Estimate
    everyone: Estimate
    difference: Estimate


@dataclass(frozen=True)
class Bought:
    """The sums of what some people bought in a span."""

    people: int
    buyers: int
    repurchased: int
    orders: Sums
    net_cents: Sums
    value: RatioSums


def bought(ask: Ask, audience: Audience, *, days: int, days_before: int = 0) -> Bought:
    """In the `days` that follow the day `days_before` the audience's day: 0, what they did afterwards."""
    row = ask("insight/bought", audience, days=days, days_before=days_before).rows[0]
    orders = Sums(row["people"], row["orders"], int(row["orders_squared"]))
    net = Sums(row["people"], row["net_cents"], int(row["net_cents_squared"]))
    return Bought(row["people"], row["buyers"], row["repurchased"], orders, net, _order_value(row))


def _order_value(row: Row) -> RatioSums:
    return RatioSums(
        row["people"],
        row["net_cents"],
        row["orders"],
        int(row["net_cents_squared"]),
        int(row["orders_squared"]),
        int(row["net_cents_times_orders"]),
    )


def compared(segment: Bought, everyone: Bought) -> tuple[Compared, ...]:
    """Every figure that one span gives. The segment's people must be among everyone."""
    return (
        _shares(Figure.BOUGHT, segment.buyers, segment.people, everyone.buyers, everyone.people),
        _means(Figure.ORDERS, segment.orders, everyone.orders),
        _means(Figure.NET_REVENUE, segment.net_cents, everyone.net_cents),
        Compared(
            Figure.ORDER_VALUE,
            ratio(segment.value),
            ratio(everyone.value),
            ratio_against_whole(segment.value, everyone.value),
        ),
        _shares(Figure.REPURCHASE, segment.repurchased, segment.buyers, everyone.repurchased, everyone.buyers),
    )


def recency(ask: Ask, segment: Audience, everyone: Audience) -> Compared:
    """Mean days since the last purchase day, of those who ever bought."""
    return _means(Figure.RECENCY, _waits(ask, segment), _waits(ask, everyone))


def _waits(ask: Ask, audience: Audience) -> Sums:
    row = ask("insight/recency", audience).rows[0]
    return Sums(row["buyers"], row["days_since_last"], int(row["days_since_last_squared"]))


def _shares(figure: Figure, own: int, n: int, every: int, of: int) -> Compared:
    return Compared(figure, rate(own, n), rate(every, of), share_against_whole(own, n, every, of))


def _means(figure: Figure, own: Sums, every: Sums) -> Compared:
    return Compared(figure, mean(own), mean(every), mean_against_whole(own, every))
