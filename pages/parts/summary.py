"""The six numbers of the overview as cards."""

from __future__ import annotations

import streamlit as st

from pages.locale import figures
from pages.parts.cards import Shown, amount, cards, count, rate
from pages.parts.session import currency, language, say
from pages.parts.states import show_nothing
from queries.overview import Overview, People, Trade
from queries.stats import Estimate, rate_difference


def show_summary(found: Overview) -> None:
    """Six numbers; their changes stand against as many days before, when the data reach that far back."""
    people, before = found.span.people, found.before.people if found.before else None
    trade_before = found.before.trade if found.before else None
    cards(
        {
            "people": _of(people, before, "people"),
            "buyers": _of(people, before, "buyers", _share_of_people(people)),
            "active": _of(people, before, "active"),
            "new": _of(people, before, "new_members", _first_time(people)),
            "revenue": _revenue(found.span.trade, trade_before),
            "repurchase": rate(people.repurchase, _difference(people, before)) if people else None,
        }
    )
    _say_spans(found)
    for reason in found.span.people_missing:
        show_nothing(reason)


def _say_spans(found: Overview) -> None:
    if found.before is None:
        st.caption(
            say(
                "{first} to {last}. No change is shown: the data do not hold the whole span before.",
                first=found.span.first,
                last=found.span.last,
            )
        )
        return
    st.caption(
        say(
            "{first} to {last}, against {first_before} to {last_before}. Grey changes may be chance.",
            first=found.span.first,
            last=found.span.last,
            first_before=found.before.first,
            last_before=found.before.last,
        )
    )


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
