"""The overview in one sentence: what came in and against what, then who bought and came back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from data.sentence import Share
from pages.locale import figures
from pages.parts.opened import store
from pages.parts.session import currency, language, say
from pages.parts.verdict import verdict
from queries.overview import Overview, People, Trade
from queries.stats import Estimate


def show_overview_verdict(found: Overview, days: int) -> None:
    """Money first, since every export holds it; what people did stands below, where orders name people."""
    money = _money(found.span.trade, found.before.trade if found.before else None, days)
    verdict(money, [*_partly_covered(found.span.first, days), *_people(found.span.people)])


def _partly_covered(first: date, days: int) -> Iterator[str]:
    """A span that the data do not fill is said to be one: its sum is of fewer days."""
    data_start = store().manifest.data_start
    if first < data_start:
        yield say(
            "The data begin on {day}, so this is of {covered} of the {days} days.",
            day=data_start,
            covered=days - (data_start - first).days,
            days=days,
        )


def _money(now: Trade, before: Trade | None, days: int) -> str:
    """Against nothing, or against a span that brought nothing, there is no change to speak of."""
    came = figures.short_money(now.net_cents, currency(), language())
    if before is None or before.net_cents <= 0:
        return say(
            "**{money}** net revenue in the last {days} days, from {orders} orders.",
            money=came,
            days=days,
            orders=now.orders,
        )
    change = now.net_cents / before.net_cents - 1
    if change == 0:
        return say(
            "**{money}** net revenue in the last {days} days, as much as in the {days} days before, "
            "from {orders} orders.",
            money=came,
            days=days,
            orders=now.orders,
        )
    if change > 0:
        return say(
            "**{money}** net revenue in the last {days} days, {share} more than in the {days} days before, "
            "from {orders} orders.",
            money=came,
            days=days,
            share=Share(change),
            orders=now.orders,
        )
    return say(
        "**{money}** net revenue in the last {days} days, {share} less than in the {days} days before, "
        "from {orders} orders.",
        money=came,
        days=days,
        share=Share(-change),
        orders=now.orders,
    )


def _people(people: People | None) -> Iterator[str]:
    if people is None:
        return
    yield say(
        "{buyers} of {people} members bought; {first_time} of them for the first time.",
        buyers=people.buyers,
        people=people.people,
        first_time=people.first_time_buyers,
    )
    if people.repurchase.is_known:
        yield _came_back(people.repurchase)


def _came_back(share: Estimate) -> str:
    """Of this span alone: the page Repurchase says it of everyone, and the two must not pass for one number."""
    return say(
        "Of the first-time buyers whose 90 days ended in this span, {share} bought again within them (95% interval "
        "{low} to {high}, {n} of {people}).",
        share=Share(share.value or 0.0),
        low=Share(share.ci_low or 0.0),
        high=Share(share.ci_high or 0.0),
        n=share.n,
        people=share.denominator,
    )
