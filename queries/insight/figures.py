"""Figures of a segment against everyone's: what they bought in the days up to the day, and how long ago."""

from __future__ import annotations

from dataclasses import dataclass

from queries.audience import Audience
from queries.insight.trade import Compared, bought, compared, recency
from queries.question import Ask

DAYS = 365


@dataclass(frozen=True)
class Figures:
    """`days` up to the audience's day, fewer where the data begin later."""

    days: int
    figures: tuple[Compared, ...]


def figures(ask: Ask, audience: Audience, *, days: int = DAYS) -> Figures:
    """Raises `NotDelivered` where orders name no buyers."""
    everyone = Audience(audience.as_of)
    covered = (audience.as_of - ask.version.manifest.data_start).days + 1
    span = max(1, min(days, covered))
    own, every = (bought(ask, about, days=span, days_before=span) for about in (audience, everyone))
    return Figures(span, (*compared(own, every), recency(ask, audience, everyone)))
