"""What campaigns cost: as booked in the export, as lists planned, or as entered here, which stands in the link."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import quote, unquote

import streamlit as st

from pages.locale import figures
from pages.parts.campaigns.words import SAID_BY, name_of
from pages.parts.session import currency, language, say
from queries.audience import Audience
from queries.campaigns import CostFrom, Known, Terms

COSTS_KEY, COST_KEY, MARGIN_KEY = "camp_costs", "camp_cost", "camp_margin"
HELD, WRITTEN = f"held:{COSTS_KEY}", f"in_link:{COSTS_KEY}"
MOST_DIGITS = 12


def asked_terms(known: Known, audience: Audience) -> Terms:
    """What the campaign cost and what of the revenue stays. A cost is of everybody: a segment alone has no return."""
    with st.popover(say("Cost and margin"), icon=":material/sell:"):
        _enter_cost(known)
        margin = st.number_input(
            say("What stays of net revenue after the cost of goods, in percent"),
            min_value=1,
            max_value=100,
            value=100,
            key=MARGIN_KEY,
            bind="query-params",
            persist_state="session",
        )
        (used,) = with_costs([known], audience)
        st.caption(_used(used, audience))
    return Terms(used.cost, margin / 100)


def with_costs(campaigns: Sequence[Known], audience: Audience) -> list[Known]:
    """With the cost to reckon with: an entered one goes before what the export and the lists say."""
    if audience.segment is not None:
        return [replace(one, cost=None, cost_from=None) for one in campaigns]
    entered = _entered()
    return [
        replace(one, cost=entered[one.campaign_id], cost_from=CostFrom.ENTERED) if one.campaign_id in entered else one
        for one in campaigns
    ]


def _enter_cost(known: Known) -> None:
    """Emptied, what the export or the lists say counts again."""
    key = f"{COST_KEY}_{known.campaign_id}"
    entered = dict(_entered())
    if key not in st.session_state:
        st.session_state[key] = entered[known.campaign_id] / 100 if known.campaign_id in entered else None
    st.number_input(
        say("Cost of {campaign} in {currency}", campaign=name_of(known), currency=currency()),
        min_value=0.0,
        step=100.0,
        key=key,
        placeholder="–" if known.cost is None else figures.whole(known.cost / 100, language(), 2),
    )
    cost = st.session_state[key]
    entered.pop(known.campaign_id, None)
    _hold(entered if cost is None else {**entered, known.campaign_id: round(cost * 100)})


def _used(used: Known, audience: Audience) -> str:
    if audience.segment is not None:
        return say("A cost is of everybody the campaign was sent to, so a segment alone has no return on it.")
    if used.cost is None or used.cost_from is None:
        return say("With a cost the page says what came back of it. Messages and discounts given belong to it.")
    return say(
        "Reckoned with {cost}: {source}.",
        cost=figures.money(used.cost, currency(), language()),
        source=SAID_BY[used.cost_from],
    )


def _entered() -> Mapping[str, int]:
    """Minor units by campaign: what the link says where it changed, else what was entered before."""
    in_link = st.query_params.get(COSTS_KEY)
    if in_link is not None and in_link != st.session_state.get(WRITTEN):
        st.session_state[HELD] = dict(_read(in_link))
        st.session_state[WRITTEN] = in_link
        for campaign, cents in st.session_state[HELD].items():
            st.session_state[f"{COST_KEY}_{campaign}"] = cents / 100
    held: Mapping[str, int] = st.session_state.get(HELD, {})
    return held


def _read(written: str) -> Mapping[str, int]:
    """`campaign:minor units`, parted by commas; what is not written so is left out."""
    found = {}
    for part in written.split(","):
        campaign, _, cents = part.rpartition(":")
        if campaign and cents.isascii() and cents.isdecimal() and len(cents) <= MOST_DIGITS:
            found[unquote(campaign)] = int(cents)
    return found


def _hold(entered: Mapping[str, int]) -> None:
    st.session_state[HELD] = dict(entered)
    written = ",".join(f"{quote(campaign, safe='')}:{cents}" for campaign, cents in entered.items())
    st.session_state[WRITTEN] = written or None
    if written and st.query_params.get(COSTS_KEY) != written:
        st.query_params[COSTS_KEY] = written
    elif not written and COSTS_KEY in st.query_params:
        del st.query_params[COSTS_KEY]
