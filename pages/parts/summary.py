"""The six numbers of the overview as cards."""

from __future__ import annotations

from pages.locale import figures
from pages.parts.cards import Shown, amount, card, card_grid, count, rate
from pages.parts.session import currency, language, say
from queries.overview import Overview, People, Trade
from queries.stats import Estimate, rate_difference


def show_summary(found: Overview, days: int) -> None:
    """The cards; changes stand against the same number of days before, when the data reach that far back."""
    against = say("vs the {days} days before", days=days)
    people, before = found.span.people, found.before.people if found.before else None
    trade_before = found.before.trade if found.before else None
    with card_grid():
        for key, shown in {
            "people": _of(people, before, "people"),
            "buyers": _of(people, before, "buyers", _share_of_people(people)),
            "active": _of(people, before, "active"),
            "new": _of(people, before, "new_members", _first_time(people)),
            "revenue": _revenue(found.span.trade, trade_before),
            "repurchase": rate(people.repurchase, _difference(people, before)) if people else None,
        }.items():
            card(key, shown, against=against)


def _of(people: People | None, before: People | None, name: str, evidence: str | None = None) -> Shown | None:
    return count(getattr(people, name, None), getattr(before, name, None), evidence)


def _share_of_people(people: People | None) -> str | None:
    if not people or not people.people:
        return None
    return say("{share} of all members", share=figures.share(people.buyers / people.people, language()))


def _first_time(people: People | None) -> str | None:
    return say("{buyers} bought for the first time", buyers=people.first_time_buyers) if people else None


def _revenue(trade: Trade, before: Trade | None) -> Shown:
    evidence = None
    if trade.average_order_cents is not None:
        evidence = say(
            "{orders} orders · {each} each",
            orders=trade.orders,
            each=figures.money(round(trade.average_order_cents), currency(), language()),
        )
    return amount(trade.net_cents, before.net_cents if before else None, evidence)


def _difference(now: People | None, before: People | None) -> Estimate | None:
    if not now or not before:
        return None
    new, old = now.repurchase, before.repurchase
    return rate_difference(new.n, new.denominator, old.n, old.denominator)
