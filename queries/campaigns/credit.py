"""Which campaigns are credited with which orders: credited, not caused. Every order counts once, and sums are whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from sqlglot import exp

from data.errors import BadParameter
from data.sentence import Label, Sentence
from queries.audience import Audience
from queries.campaigns.assignments import asked_of_ledger
from queries.engines.duck import DuckDBCursor, DuckDBEngine
from queries.question import check_day, check_delivered
from queries.segments.rows import column

CLICK_DAYS = 5  # Klaviyo's default for a click (METRICS §6.11); opens credit nothing
DELIVERY_DAYS = 1  # of the way that lets a delivery count
LONGEST_DAYS = 365


class Way(StrEnum):
    """How an order finds its campaign; the first is the default."""

    LAST_CLICK = "last_click"
    FIRST_CLICK = "first_click"
    LAST_CONTACT = "last_contact"
    EVEN = "even"


WAY_LABELS = {
    Way.LAST_CLICK: Label("Last click", "末次点击", "末次點擊"),
    Way.FIRST_CLICK: Label("First click", "首次点击", "首次點擊"),
    Way.LAST_CONTACT: Label("Last click or delivery", "末次点击或送达", "末次點擊或送達"),
    Way.EVEN: Label("Shared evenly", "平均分配", "平均分配"),
}
CREDITED = Sentence(
    "Credited, not caused: many of these orders would have come anyway. What a campaign changed, only its control "
    "group can tell."
)


@dataclass(frozen=True)
class CreditWindows:
    """Days for which a contact may be credited, for channels that are not in `by_channel` (its days are for both)."""

    click_days: int = CLICK_DAYS
    delivery_days: int = DELIVERY_DAYS
    by_channel: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        days = (self.click_days, self.delivery_days, *self.by_channel.values())
        if not all(1 <= found <= LONGEST_DAYS for found in days):
            raise BadParameter(
                Sentence(
                    "A contact can be credited for 1 to {longest} days, not for {days}.",
                    {"longest": LONGEST_DAYS, "days": ", ".join(map(str, days))},
                )
            )

    @property
    def longest(self) -> int:
        return max(self.click_days, self.delivery_days, *self.by_channel.values())


@dataclass(frozen=True)
class Credited:
    """What one campaign is credited with; `campaign_id` None is the orders of no campaign. `orders` is a fraction
    where campaigns share an order."""

    campaign_id: str | None
    orders: Fraction
    net_cents: int


@dataclass(frozen=True)
class CreditLedger:
    """Orders placed from `since` to the day asked about. Of every way the parts add up to `orders` and `net_cents`
    exactly. A way is missing where the export does not tell what it rests on."""

    since: date
    orders: int
    net_cents: int
    ways: Mapping[Way, tuple[Credited, ...]]


def credit_ledger(
    engine: DuckDBEngine | DuckDBCursor,
    audience: Audience,
    *,
    since: date,
    windows: CreditWindows | None = None,
) -> CreditLedger:
    """The ways side by side; the largest first, no campaign last. Only messages that the export tells of can be
    clicked. Raises `BadParameter`, `NotDelivered`, and what the engine raises."""
    manifest, lasting = engine.version.manifest, windows or CreditWindows()
    check_day(audience, manifest)
    check_delivered(("touches.clicked_at", "orders.user_id"), manifest)
    rows = asked_of_ledger(
        "credit",
        engine,
        audience,
        since=since,
        contacts_since=since - timedelta(days=lasting.longest + 1),
        click_lasts_until=_lasts_until("clicked_at", lasting.click_days, lasting.by_channel),
        delivery_lasts_until=_lasts_until("delivered_at", lasting.delivery_days, lasting.by_channel),
    ).to_pylist()
    (whole,) = [row for row in rows if row["way"] == "all"] or [{"orders": 0, "whole_cents": 0}]
    orders, net_cents = whole["orders"], whole["whole_cents"]
    ways = [way for way in Way if way is not Way.LAST_CONTACT or manifest.delivers("touches", "delivered_at")]
    found = {way: _credited([row for row in rows if row["way"] == way], orders, net_cents) for way in ways}
    return CreditLedger(since, orders, net_cents, found)


def _credited(rows: list[dict[str, Any]], orders: int, net_cents: int) -> tuple[Credited, ...]:
    counts: dict[str, Fraction] = defaultdict(Fraction)
    cents: dict[str, int] = defaultdict(int)
    for row in rows:
        counts[row["campaign_id"]] += Fraction(row["orders"], row["shared_by"])
        cents[row["campaign_id"]] += row["whole_cents"] // row["shared_by"] + row["odd_cents"]
    found = [Credited(campaign, counts[campaign], cents[campaign]) for campaign in counts]
    none = Credited(None, orders - sum(counts.values(), Fraction()), net_cents - sum(cents.values()))
    return (*sorted(found, key=lambda credited: (-credited.net_cents, credited.campaign_id or "")), none)


def _lasts_until(name: str, days: int, by_channel: Mapping[str, int]) -> exp.Expr:
    if not by_channel:
        return _later(name, days)
    until = exp.Case()
    for channel, its_days in sorted(by_channel.items()):
        is_it = exp.EQ(this=column("channel", "touches"), expression=exp.Literal.string(channel))
        until = until.when(is_it, _later(name, its_days))
    return until.else_(_later(name, days))


def _later(name: str, days: int) -> exp.Expr:
    span = exp.Interval(this=exp.Literal.string(str(days)), unit=exp.var("DAY"))
    return exp.Add(this=column(name, "touches"), expression=span)
