"""Door of N-day repurchase, by purchase days (default) and by elapsed hours of single orders."""

from __future__ import annotations

from dataclasses import dataclass

from queries.audience import Audience
from queries.question import Answer, Ask
from queries.stats import Estimate, rate


@dataclass(frozen=True)
class Repurchase:
    """Share of first-time buyers, watched at least so many days, who bought again within them."""

    within_days: int
    share: Estimate


def repurchase(ask: Ask, audience: Audience, *, days: int = 90) -> tuple[Repurchase, ...]:
    """N-day repurchase: first purchase day is day 0, a second purchase day lies in days 1 to N.

    Of 30, 60, 90, 180 and 365 days, and of the number asked for.
    """
    return _judged(ask("retention/repurchase", audience, days=days))


def repurchase_elapsed(ask: Ask, audience: Audience, *, days: int = 90) -> tuple[Repurchase, ...]:
    """The same by orders: the second order comes within N times 24 hours, even in the minute of the first.

    It reads higher than `repurchase`; never put the two side by side without their names.
    """
    return _judged(ask("retention/repurchase_elapsed", audience, days=days))


def _judged(answered: Answer) -> tuple[Repurchase, ...]:
    return tuple(Repurchase(row["within_days"], rate(row["repurchased"], row["eligible"])) for row in answered.rows)
