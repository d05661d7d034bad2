"""The repurchase page in one sentence, and the states in which there is none."""

from __future__ import annotations

from collections.abc import Sequence

from data.sentence import Share
from pages.parts.session import say
from pages.parts.verdict import verdict
from queries.retention import Repurchase
from queries.stats import Estimate

WITHIN_DAYS = 90


def show_verdict(repurchased: Sequence[Repurchase]) -> None:
    """90-day repurchase; counts alone where people are too few."""
    verdict(_within(next((found.share for found in repurchased if found.within_days == WITHIN_DAYS), None)))


def _within(share: Estimate | None) -> str:
    if share is None or share.denominator == 0:
        return say("No first-time buyer has been watched for {days} days yet.", days=WITHIN_DAYS)
    if share.value is None or share.ci_low is None or share.ci_high is None:
        return say(
            "{n} of {people} first-time buyers bought again within {days} days: too few to judge.",
            n=share.n,
            people=share.denominator,
            days=WITHIN_DAYS,
        )
    return say(
        "**{share}** of first-time buyers bought again within {days} days (95% interval {low} to {high}).",
        share=Share(share.value),
        days=WITHIN_DAYS,
        low=Share(share.ci_low),
        high=Share(share.ci_high),
    )
