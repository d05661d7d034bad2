"""The six numbers of the overview as cards."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from data.sentence import Share
from pages.locale import figures
from pages.parts.cards import Shown, amount, cards, count, rate
from pages.parts.people import active_in_last_days, bought_in_last_days, joined_in_last_days
from pages.parts.session import currency, language, say
from pages.parts.states import show_nothing
from queries.audience import Audience
from queries.overview import Overview, People, Trade
from queries.segments import Segment
from queries.stats import Estimate, rate_difference


def show_summary(found: Overview, audience: Audience, days: int) -> None:
    """Six numbers; their changes stand against as many days before, when the data reach that far back."""
    people, before = found.span.people, found.before.people if found.before else None
    trade_before = found.before.trade if found.before else None
    cards(
        {
            "people": count(*_both(people, before, "people"), None, audience, is_drawn_anew=False),
            "buyers": count(
                *_both(people, before, "buyers"), _share_of_people(people), _who(audience, bought_in_last_days(days))
            ),
            "active": count(
                *_both(people, before, "active"),
                _share_of_people(people, "active"),
                _who(audience, active_in_last_days(days)),
            ),
            "new": count(
                *_both(people, before, "new_members"), _first_time(people), _who(audience, joined_in_last_days(days))
            ),
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
            "{first} to {last}, against {first_before} to {last_before}. Grey: the change may be chance. "
            "Changes of revenue are not tested against chance.",
            first=found.span.first,
            last=found.span.last,
            first_before=found.before.first,
            last_before=found.before.last,
        )
    )


def _both(people: People | None, before: People | None, name: str) -> tuple[int | None, int | None]:
    return getattr(people, name, None), getattr(before, name, None)


def _share_of_people(people: People | None, name: str = "buyers") -> str | None:
    counted = getattr(people, name, None)
    if not people or not people.people or counted is None:
        return None
    return say("{share} of all members", share=Share(counted / people.people))


def _who(audience: Audience, segment: Segment) -> Audience | None:
    """The counted people as an audience of their own; the overview of a segment does not open yet."""
    return replace(audience, segment=segment) if audience.segment is None else None


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
