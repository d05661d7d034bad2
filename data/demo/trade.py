"""Orders and their lines: purchases at an hour, in a channel, with products, discounts and late refunds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import polars as pl
from numpy.typing import NDArray

from data.demo.brand import CAMPAIGNS, PLACES, SALES_CHANNELS
from data.demo.catalogue import PRICE_CENTS, PRODUCT_IDS, favourites, picked_products
from data.demo.effects import Assignment
from data.demo.files import NEVER, money, numbered, only, times, words
from data.demo.people import People
from data.demo.purchases import Purchases
from data.demo.seasons import DAY_SECONDS, DAYS, busyness, seconds_of_day

SECOND_ORDER_SAME_DAY = 0.03
FAILED_SHARE = 0.05
RETURNED_SHARE = 0.012
PARTLY_REFUNDED_SHARE = 0.03
WITHOUT_MEMBER_SHARE = 0.012
HOME_CHANNEL_SHARE = 0.6
_HOME_CHANNEL = np.array([0, 1, 2, 3, 2, 2])
_COUPONS = np.array([0, 0, 0, 0, 0, 0, 5, 10, 15, 20])
END = DAYS * DAY_SECONDS


class Why(IntEnum):
    """Why an order exists. The first three are counted orders of a member."""

    BY_ITSELF = 0
    SAME_DAY_AGAIN = 1
    CAUSED = 2
    FAILED = 3  # cancelled, or not paid yet
    RETURNED = 4  # paid, and refunded in full before the export
    WITHOUT_MEMBER = 5


@dataclass(frozen=True)
class Moments:
    """Orders before they have content."""

    person: NDArray[np.int64]  # −1: nobody known
    ordered_at: NDArray[np.int64]
    why: NDArray[np.int64]
    campaign: NDArray[np.int64]  # position in CAMPAIGNS that caused it, −1 if none


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


def moments_by_themselves(generator: np.random.Generator, people: People, purchases: Purchases) -> Moments:
    """What members would do without any message: their purchase days, some with a second order the same day."""
    seen = purchases.day < DAYS
    person, day = purchases.person[seen], purchases.day[seen]
    ordered_at = day * DAY_SECONDS + seconds_of_day(generator, person.size)
    just_joined = people.joined_at[person] + generator.integers(60, 1500, person.size)
    ordered_at = np.where(people.joined_day[person] == day, np.maximum(ordered_at, just_joined), ordered_at)
    again = np.flatnonzero(generator.random(person.size) < SECOND_ORDER_SAME_DAY)
    return Moments(
        np.concatenate([person, person[again]]),
        np.concatenate([ordered_at, _later_that_day(generator, ordered_at[again])]),
        np.repeat([Why.BY_ITSELF, Why.SAME_DAY_AGAIN], [person.size, again.size]),
        np.full(person.size + again.size, -1),
    )


def all_moments(generator: np.random.Generator, by_themselves: Moments, assignments: list[Assignment]) -> Moments:
    """With the orders that messages caused, and those that never count, in order of time."""
    parts = [by_themselves, *(_caused(number, assignment) for number, assignment in enumerate(assignments))]
    for why, share in ((Why.FAILED, FAILED_SHARE), (Why.RETURNED, RETURNED_SHARE)):
        beside = np.flatnonzero(generator.random(by_themselves.person.size) < share)
        parts.append(
            Moments(
                by_themselves.person[beside],
                _later_that_day(generator, by_themselves.ordered_at[beside]),
                np.full(beside.size, why),
                np.full(beside.size, -1),
            )
        )
    unknown = int(generator.binomial(by_themselves.person.size, WITHOUT_MEMBER_SHARE))
    days = generator.choice(DAYS, unknown, p=busyness()[:DAYS] / DAYS)
    at = days * DAY_SECONDS + seconds_of_day(generator, unknown)
    parts.append(Moments(np.full(unknown, -1), at, np.full(unknown, Why.WITHOUT_MEMBER), np.full(unknown, -1)))
    ordered_at = np.concatenate([part.ordered_at for part in parts])
    by_time = np.argsort(ordered_at, kind="stable")
    return Moments(
        np.concatenate([part.person for part in parts])[by_time],
        ordered_at[by_time],
        np.concatenate([part.why for part in parts])[by_time],
        np.concatenate([part.campaign for part in parts])[by_time],
    )


def _caused(number: int, assignment: Assignment) -> Moments:
    caused = np.flatnonzero(assignment.extra_at >= 0)
    return Moments(
        assignment.person[caused],
        assignment.extra_at[caused],
        np.full(caused.size, Why.CAUSED),
        np.full(caused.size, number),
    )


def _later_that_day(generator: np.random.Generator, at: NDArray[np.int64]) -> NDArray[np.int64]:
    left = DAY_SECONDS - 1 - at % DAY_SECONDS
    return at + (left * generator.random(at.size)).astype(np.int64)


def draw_orders(generator: np.random.Generator, people: People, moments: Moments) -> Orders:
    """Fill orders with lines. Line discounts add up to the order's discount."""
    lines, item_order, product = _baskets(generator, people, moments)
    quantity = 1 + (generator.random(item_order.size) < 0.18) + (generator.random(item_order.size) < 0.05)
    item_cents = PRICE_CENTS[product] * quantity
    percent = _COUPONS[generator.integers(0, len(_COUPONS), lines.size)]
    percent = np.where(moments.campaign >= 0, 10, percent)
    item_discount = item_cents * percent[item_order] // 100
    starts = np.cumsum(lines) - lines
    gross = np.add.reduceat(item_cents, starts) if lines.size else lines
    discount = np.add.reduceat(item_discount, starts) if lines.size else lines
    refunded, refunded_at, moments = _refunds(generator, moments, gross - discount)
    return Orders(
        moments=moments,
        lines=lines,
        discount_percent=percent,
        gross_cents=gross,
        discount_cents=discount,
        refunded_cents=refunded,
        refunded_at=refunded_at,
        item_order=item_order,
        item_product=product,
        item_quantity=quantity,
        item_cents=item_cents,
        item_discount_cents=item_discount,
    )


def _baskets(
    generator: np.random.Generator, people: People, moments: Moments
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Lines per order, and for each line its order and its product. Big baskets and favourites belong to members."""
    known = moments.person >= 0
    appetite = generator.gamma(2.0, 0.35, len(people))
    favourite = favourites(generator, len(people))
    wanted = np.where(known, appetite[moments.person], 0.7)
    lines = 1 + np.minimum(generator.poisson(wanted), 5)
    item_order = np.repeat(np.arange(lines.size), lines)
    liked = np.where(known, favourite[moments.person], generator.integers(0, 8, lines.size))
    return lines, item_order, picked_products(generator, liked[item_order])


def _refunds(
    generator: np.random.Generator, moments: Moments, paid: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], Moments]:
    """A return whose money would come after the export is left as a failed order: nothing is promised ahead."""
    size = paid.size
    refunded_at = moments.ordered_at + generator.integers(DAY_SECONDS, 20 * DAY_SECONDS, size)
    in_time = refunded_at < END
    why = np.where((moments.why == Why.RETURNED) & ~in_time, Why.FAILED, moments.why)
    is_partly = (why <= Why.CAUSED) & in_time & (generator.random(size) < PARTLY_REFUNDED_SHARE)
    part = (paid * generator.uniform(0.1, 0.6, size)).astype(np.int64)
    refunded = np.where(why == Why.RETURNED, paid, np.where(is_partly, part, 0))
    moments = Moments(moments.person, moments.ordered_at, why, moments.campaign)
    return refunded, np.where(refunded > 0, refunded_at, NEVER), moments


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
