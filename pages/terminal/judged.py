"""Estimates in words: the value with its interval and the people behind it, or what is known without it."""

from __future__ import annotations

from data.sentence import Gap, Money, Sentence, Share
from queries.stats import Estimate

NOT_KNOWN = Sentence("not known")


def share_of(found: Estimate) -> Gap:
    """Of a plain rate, with the people who did it of those who could."""
    counts: dict[str, Gap] = {"n": found.n, "people": found.denominator}
    if found.value is None:
        return Sentence("{n} of {people}", counts) if found.denominator else NOT_KNOWN
    if found.ci_low is None or found.ci_high is None:
        return Share(found.value)
    ends: dict[str, Gap] = {"share": Share(found.value), "low": Share(found.ci_low), "high": Share(found.ci_high)}
    return Sentence("{share} ({low} to {high}), {n} of {people}", {**ends, **counts})


def curve_share_of(found: Estimate) -> Gap:
    """Of a curve with people still waiting: those seen to do it, divided by all, would be another share."""
    if found.value is None:
        return NOT_KNOWN
    low, high = (None if end is None else Share(end) for end in (found.ci_low, found.ci_high))
    return Sentence("{share} ({low} to {high})", {"share": Share(found.value), "low": low, "high": high})


def days_of(found: Estimate) -> Gap:
    """A day of a median is whole; a mean has a decimal. An end of the interval that is not reached is a dash."""
    if found.value is None:
        return NOT_KNOWN
    days, low, high = (None if each is None else _day(each) for each in (found.value, found.ci_low, found.ci_high))
    return Sentence("{days} ({low} to {high})", {"days": days, "low": low, "high": high})


def _day(value: float) -> int | float:
    return int(value) if value == int(value) else round(value, 1)


def money_of(found: Estimate) -> Gap:
    if found.value is None or found.ci_low is None or found.ci_high is None:
        return NOT_KNOWN
    low, high = Money(round(found.ci_low)), Money(round(found.ci_high))
    return Sentence("{value} ({low} to {high})", {"value": Money(round(found.value)), "low": low, "high": high})
