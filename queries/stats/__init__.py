"""Counts in, judged numbers out: rates, differences, curves, checks of experiments."""

from __future__ import annotations

from queries.stats.estimate import ENOUGH_PEOPLE, Estimate, Status, unknown
from queries.stats.rates import newcombe, rate, rate_difference, wilson

__all__ = ["ENOUGH_PEOPLE", "Estimate", "Status", "newcombe", "rate", "rate_difference", "unknown", "wilson"]
