"""The first look: people, buyers, money and repurchase of a span of days, trade over time, and who these people are."""

from __future__ import annotations

from queries.overview.members import MemberFacts, member_facts
from queries.overview.overview import Overview, People, Span, Trade, overview
from queries.overview.trade import TradeOfDay, TradeOfMonth, daily_trade, monthly_trade

__all__ = [
    "MemberFacts",
    "Overview",
    "People",
    "Span",
    "Trade",
    "TradeOfDay",
    "TradeOfMonth",
    "daily_trade",
    "member_facts",
    "monthly_trade",
    "overview",
]
