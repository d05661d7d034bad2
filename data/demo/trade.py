"""Orders and their lines: moments filled with products, discounts and late refunds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from data.demo.brand import CAMPAIGNS, CATEGORIES, PLACES, SALES_CHANNELS
from data.demo.catalogue import PRICE_CENTS, PRODUCT_IDS, favourites, picked_products
from data.demo.files import NEVER, money, numbered, only, times, words
from data.demo.moments import END, LATEST_REFUND, Moments, Why
from data.demo.people import People
from data.demo.seasons import DAY_SECONDS, DAYS

PARTLY_REFUNDED_SHARE = 0.03
HOME_CHANNEL_SHARE = 0.6
_HOME_CHANNEL = np.array([0, 1, 2, 3, 2, 2])  # the sales channel nearest to each of ORIGINS
_COUPONS = np.array([0, 0, 0, 0, 0, 0, 5, 10, 15, 20])  # percent
CAMPAIGN_COUPON = 10


@dataclass(frozen=True)
class Orders:
    """Orders of one block in order of time, with their lines one after another."""

    moments: Moments
    lines: NDArray[np.int64]
    discount_percent: NDArray[np.int64]
    gross_cents: NDArray[np.int64]
    discount_cents: NDArray[np.int64]
    refunded_cents: NDArray[np.int64]
    refunded_at: NDArray[np.int64]
    item_order: NDArray[np.int64]
    item_product: NDArray[np.int64]
    item_quantity: NDArray[np.int64]
    item_cents: NDArray[np.int64]
    item_discount_cents: NDArray[np.int64]

    @property
    def is_counted(self) -> NDArray[np.bool_]:
        why = self.moments.why
        return np.asarray((why <= Why.CAUSED) | (why == Why.WITHOUT_MEMBER))

    @property
    def net_cents(self) -> NDArray[np.int64]:
        """As of the last day; 0 for orders that do not count."""
        paid = self.gross_cents - self.discount_cents
        return np.where(self.is_counted, paid - self.refunded_cents, 0)


@dataclass(frozen=True)
class _Baskets:
    """Lines per order, and for each line its order and its product."""

    lines: NDArray[np.int64]
    item_order: NDArray[np.int64]
    product: NDArray[np.int64]


@dataclass(frozen=True)
class _Refunds:
    cents: NDArray[np.int64]
    at: NDArray[np.int64]


def draw_orders(generator: np.random.Generator, people: People, moments: Moments) -> Orders:
    """Fill orders with lines. Line discounts add up to the order's discount."""
    baskets = _baskets(generator, people, moments)
    size, item_order = baskets.item_order.size, baskets.item_order
    quantity = 1 + (generator.random(size) < 0.18) + (generator.random(size) < 0.05)
    item_cents = PRICE_CENTS[baskets.product] * quantity
    percent = _COUPONS[generator.integers(0, len(_COUPONS), baskets.lines.size)]
    percent = np.where(moments.campaign >= 0, CAMPAIGN_COUPON, percent)
    item_discount = item_cents * percent[item_order] // 100
    gross, discount = _per_order(item_cents, baskets.lines), _per_order(item_discount, baskets.lines)
    refunds = _refunds(generator, moments, gross - discount)
    return Orders(
        moments=moments,
        lines=baskets.lines,
        discount_percent=percent,
        gross_cents=gross,
        discount_cents=discount,
        refunded_cents=refunds.cents,
        refunded_at=refunds.at,
        item_order=item_order,
        item_product=baskets.product,
        item_quantity=quantity,
        item_cents=item_cents,
        item_discount_cents=item_discount,
    )


def _per_order(of_lines: NDArray[np.int64], lines: NDArray[np.int64]) -> NDArray[np.int64]:
    """Sums over the lines of each order; every order has one at least."""
    return np.add.reduceat(of_lines, np.cumsum(lines) - lines) if lines.size else lines


def _baskets(generator: np.random.Generator, people: People, moments: Moments) -> _Baskets:
    """Big baskets and favourite categories belong to members."""
    known = moments.person >= 0
    appetite = generator.gamma(2.0, 0.35, len(people))
    favourite = favourites(generator, len(people))
    wanted = np.where(known, appetite[moments.person], 0.7)
    lines = 1 + np.minimum(generator.poisson(wanted), 5)
    item_order = np.repeat(np.arange(lines.size), lines)
    liked = np.where(known, favourite[moments.person], generator.integers(0, len(CATEGORIES), lines.size))
    return _Baskets(lines, item_order, picked_products(generator, liked[item_order]))


def _refunds(generator: np.random.Generator, moments: Moments, paid: NDArray[np.int64]) -> _Refunds:
    """Returned orders wholly, a few others in part; none after the export."""
    is_counted = moments.why <= Why.CAUSED
    at = moments.ordered_at + generator.integers(DAY_SECONDS, LATEST_REFUND, paid.size)
    is_partly = is_counted & (at < END) & (generator.random(paid.size) < PARTLY_REFUNDED_SHARE)
    part = (paid * generator.uniform(0.1, 0.6, paid.size)).astype(np.int64)
    cents = np.where(moments.why == Why.RETURNED, paid, np.where(is_partly, part, 0))
    return _Refunds(cents, np.where(cents > 0, np.minimum(at, END - 1), NEVER))


def order_columns(
    generator: np.random.Generator, people: People, orders: Orders, ids: pl.Series
) -> dict[str, pl.Series]:
    moments, size = orders.moments, orders.lines.size
    known, person = moments.person >= 0, np.maximum(moments.person, 0)
    is_failed = moments.why == Why.FAILED
    paid_at = np.minimum(moments.ordered_at + generator.integers(5, 600, size), END - 1)
    home = np.where(known, _HOME_CHANNEL[people.origin[person]], 0)
    at_home = generator.random(size) < HOME_CHANNEL_SHARE
    channel = np.where(at_home, home, generator.integers(0, len(SALES_CHANNELS), size))
    place = np.where(known, people.place[person], generator.integers(0, len(PLACES), size))
    coupons = tuple(f"Q{percent:02d}" for percent in range(21)) + tuple(f"Q-{c.campaign_id}" for c in CAMPAIGNS)
    coupon = np.where(moments.campaign >= 0, 21 + moments.campaign, orders.discount_percent)
    campaign_ids = tuple(campaign.campaign_id for campaign in CAMPAIGNS)
    return {
        "order_id": ids,
        "user_id": only(people.ids.gather(person), known),
        "ordered_at": times(moments.ordered_at),
        "paid_at": times(np.where(is_failed, NEVER, paid_at)),
        "status": _statuses(orders),
        "gross_amount": money(orders.gross_cents),
        "discount_amount": money(orders.discount_cents),
        "paid_amount": money(np.where(is_failed, 0, orders.gross_cents - orders.discount_cents)),
        "refunded_amount": money(orders.refunded_cents),
        "refunded_at": times(orders.refunded_at),
        "currency": words(("CNY",), np.zeros(size, dtype=np.int64)),
        "channel": words(SALES_CHANNELS, channel),
        "coupon_id": only(words(coupons, coupon), orders.discount_percent > 0),
        "campaign_id": only(words(campaign_ids, np.maximum(moments.campaign, 0)), moments.campaign >= 0),
        "province": words(tuple(name for name, *_ in PLACES), place),
        "is_test": pl.Series(known & people.is_test[person]),
    }


def _statuses(orders: Orders) -> pl.Series:
    """Young orders are still on their way."""
    age = DAYS - 1 - orders.moments.ordered_at // DAY_SECONDS
    why = orders.moments.why
    going = np.where(age < 3, 1, np.where(age < 8, 2, 0))
    status = np.where(why == Why.FAILED, np.where(age < 1, 3, 4), np.where(why == Why.RETURNED, 5, going))
    return words(("completed", "paid", "shipped", "unpaid", "cancelled", "refunded"), status)


def item_columns(orders: Orders, ids: pl.Series) -> dict[str, pl.Series]:
    starts = np.cumsum(orders.lines) - orders.lines
    return {
        "order_id": ids.gather(orders.item_order),
        "line_no": pl.Series(1 + np.arange(orders.item_order.size) - starts[orders.item_order]),
        "product_id": PRODUCT_IDS.gather(orders.item_product),
        "quantity": pl.Series(orders.item_quantity.astype(np.float64)),
        "item_amount": money(orders.item_cents),
        "discount_amount": money(orders.item_discount_cents),
    }


def order_ids(block: int, size: int) -> pl.Series:
    """Twelve digits, apart for every block."""
    return numbered("D", block * 10_000_000 + 1 + np.arange(size), 12)
