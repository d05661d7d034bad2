"""The retention page in one sentence, and the states in which there is none."""

from __future__ import annotations

from collections.abc import Sequence

from data.sentence import Share
from pages.locale import figures
from pages.parts.session import language, say
from pages.parts.verdict import verdict
from queries.retention import Repurchase, Triangle
from queries.stats import Estimate

WITHIN_DAYS = 90
MANY = 0.1


def show_verdict(repurchased: Sequence[Repurchase], found: Triangle) -> None:
    """90-day repurchase first, then the month after the first; counts alone where people are too few."""
    within = next((found.share for found in repurchased if found.within_days == WITHIN_DAYS), None)
    next_month = next((point.share for point in found.curve if point.age == 1), None)
    remarks = [_next_month(next_month)] if next_month else []
    verdict(_within(within), [*remarks, *_doubt(found)])


def _doubt(found: Triangle) -> list[str]:
    """Data that begin amid people's lives make old buyers look new; where they are many, it is said here."""
    first, people = found.cohorts[0], sum(cohort.size for cohort in found.cohorts)
    if not first.may_hold_earlier_buyers or first.size < MANY * people:
        return []
    return [
        say(
            "{share} of them first appear in {month}, when the data begin: many of these may be old buyers, "
            "who come back more often.",
            share=Share(first.size / people),
            month=figures.month(first.cohort_date, language()),
        )
    ]


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


def _next_month(share: Estimate) -> str:
    if share.value is None or share.ci_low is None or share.ci_high is None:
        return say(
            "In the month after their first, {n} of {people} bought again: too few to judge.",
            n=share.n,
            people=share.denominator,
        )
    return say(
        "In the month after their first, {share} bought again (95% interval {low} to {high}, {n} of {people}).",
        share=Share(share.value),
        low=Share(share.ci_low),
        high=Share(share.ci_high),
        n=share.n,
        people=share.denominator,
    )
