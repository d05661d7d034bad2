"""Doors of trade by day and by month: a calendar, so that days without orders are 0 and days outside absent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from queries.audience import Audience
from queries.question import Ask


@dataclass(frozen=True)
class TradeOfDay:
    """One local day. People are None where orders name nobody. Provisional: refunds of it may still arrive."""

    day_date: date
    orders: int
    buyers: int | None
    first_time_buyers: int | None
    gross_cents: int
    refunded_cents: int
    net_cents: int
    is_provisional: bool


@dataclass(frozen=True)
class TradeOfMonth:
    """One calendar month. `is_complete` is false for a running month and for one in which the data begin."""

    month_date: date
    orders: int
    buyers: int | None
    first_time_buyers: int | None
    gross_cents: int
    refunded_cents: int
    net_cents: int
    days_covered: int
    is_complete: bool
    is_provisional: bool


def daily_trade(ask: Ask, audience: Audience, *, days: int = 90, refund_days: int = 15) -> tuple[TradeOfDay, ...]:
    """The last `days` up to the audience's day; refunds stand on the day of their order."""
    answered = ask("overview/daily", audience, days=days, refund_days=refund_days)
    return tuple(TradeOfDay(**row) for row in answered.rows)


def monthly_trade(ask: Ask, audience: Audience, *, months: int = 24, refund_days: int = 15) -> tuple[TradeOfMonth, ...]:
    """The last `months`, the running one included and marked; never compare it with a whole one."""
    answered = ask("overview/monthly", audience, months=months, refund_days=refund_days)
    return tuple(TradeOfMonth(**row) for row in answered.rows)
