"""Rates of messages, each with its own denominator (METRICS §7), and what the next message in a row does (§8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from queries.stats.estimate import Estimate, Status, unknown
from queries.stats.rates import rate


@dataclass(frozen=True)
class MessageCounts:
    """People, each counted once. None where the export does not hold it. `opened` are opens of people: machine opens
    are counted apart, and where nobody tells them apart `opened` holds both and decides nothing."""

    recipients: int
    sent: int | None
    delivered: int | None
    opened: int | None
    clicked: int | None
    converted: int
    unsubscribed: int | None
    complained: int | None


@dataclass(frozen=True)
class MessageRates:
    """`reached_of` names what opens, clicks, unsubscribes and complaints are divided by: `delivered`, or `sent` where
    deliveries are not known, or `recipients`."""

    bounced: Estimate
    opened: Estimate
    clicked: Estimate
    clicked_of_opened: Estimate
    converted: Estimate
    unsubscribed: Estimate
    complained: Estimate
    reached_of: str


def message_rates(counts: MessageCounts) -> MessageRates:
    """Bounced of sent; opened, clicked, unsubscribed, complained of delivered; clicked of opened; converted of
    recipients."""
    names = ("delivered", "sent", "recipients")
    reached_of = next(name for name in names if getattr(counts, name) is not None)
    reached: int = getattr(counts, reached_of)
    is_bounce_known = counts.sent is not None and counts.delivered is not None
    bounced = (counts.sent or 0) - (counts.delivered or 0) if is_bounce_known else None
    return MessageRates(
        _rate(bounced, counts.sent),
        _rate(counts.opened, reached),
        _rate(counts.clicked, reached),
        _rate(counts.clicked, counts.opened),
        _rate(counts.converted, counts.recipients),
        _rate(counts.unsubscribed, reached),
        _rate(counts.complained, reached),
        reached_of,
    )


def _rate(people: int | None, of: int | None) -> Estimate:
    """More people than it is a share of: the events contradict each other (a click without an open), so no rate."""
    if people is None or of is None:
        return unknown(Status.EMPTY)
    if not 0 <= people <= of:
        return unknown(Status.CONTRADICTED, n=people, denominator=of)
    return rate(people, of)


@dataclass(frozen=True)
class TouchCounts:
    """People who got their so-manieth message in the period, and of them who unsubscribed or bought after it."""

    people: int
    unsubscribed: int | None
    converted: int


@dataclass(frozen=True)
class Touch:
    number: int
    unsubscribed: Estimate
    converted: Estimate


def fatigue(by_number: Mapping[int, TouchCounts]) -> tuple[Touch, ...]:
    """By message number. Not a cause: people who get many messages differ, and who unsubscribed gets no more."""
    return tuple(
        Touch(number, _rate(counts.unsubscribed, counts.people), rate(counts.converted, counts.people))
        for number, counts in sorted(by_number.items())
    )
