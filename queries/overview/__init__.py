"""The first look: people, buyers, money and repurchase of a span of days, beside the span before."""

from __future__ import annotations

from queries.overview.overview import Overview, People, Span, Trade, overview

__all__ = ["Overview", "People", "Span", "Trade", "overview"]
