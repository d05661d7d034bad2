"""What campaigns are credited with, each order at most once, and what many messages meet with: not caused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction

import streamlit as st

from pages.locale import figures
from pages.parts.asking import computed
from pages.parts.campaigns.windows import asked_windows, windows_told
from pages.parts.campaigns.words import interval_text, name_of, share, value_text
from pages.parts.controls import one_of, span_of_days
from pages.parts.drawing import chart_card
from pages.parts.opened import store
from pages.parts.session import currency, in_a_row, language, plain, say, spoken
from pages.parts.tables import plain_table
from queries.audience import Audience
from queries.campaigns import Known
from queries.campaigns.credit import CREDITED, WAY_LABELS, Credited, CreditLedger, CreditWindows, Way, credit_ledger
from queries.campaigns.fatigue import Fatigue, message_fatigue

SPANS = (30, 90, 365)


def show_credit(campaigns: Sequence[Known], audience: Audience) -> None:
    """The ways side by side; every column adds up to all orders of the span."""
    names = {one.campaign_id: name_of(one) for one in campaigns}
    with chart_card("campaign_credit", say("Credited to campaigns, not caused by them")):
        days = span_of_days("camp_credit_days", SPANS, 90)
        since = max(store().manifest.data_start, audience.as_of - timedelta(days=days - 1))
        windows = asked_windows(campaigns)
        found = _asked_ledger(audience, since, windows)
        way = _asked_way(found)
        _ledger(found, names, way)
        st.caption(spoken(CREDITED))
        st.caption(windows_told(windows, found, audience))


def _asked_ledger(audience: Audience, since: date, windows: CreditWindows) -> CreditLedger:
    return computed(
        "credit_ledger",
        lambda cursor: credit_ledger(cursor, audience, since=since, windows=windows),
        audience,
        since=str(since),
        windows=[windows.click_days, windows.delivery_days, sorted(windows.by_channel.items())],
    )


def _asked_way(found: CreditLedger) -> Way:
    """Of the ways that the export lets one reckon: the one that sorts the campaigns and counts their orders."""
    labels = {way.value: WAY_LABELS[way].in_language(language()) for way in found.ways}
    return Way(one_of("camp_way", labels, Way.LAST_CLICK.value, label=say("Way of crediting")))


def _ledger(found: CreditLedger, names: Mapping[str, str], chosen: Way) -> None:
    by_way = {way: {one.campaign_id: one for one in credited} for way, credited in found.ways.items()}
    order = [one.campaign_id for one in found.ways[chosen] if one.campaign_id is not None]
    order += sorted({key for ways in by_way.values() for key in ways if key is not None} - set(order))
    below = [plain("No campaign"), plain("Added up"), plain("All orders")]
    columns = {plain("Campaign"): [names.get(key, key) for key in order] + below}
    whole = Credited(None, Fraction(found.orders), found.net_cents)
    for way, credited in sorted(by_way.items(), key=lambda one: one[0] is not chosen):
        label = WAY_LABELS[way].in_language(language())
        told = [*(credited.get(key) for key in order), credited[None], _added_up(credited.values()), whole]
        if way is chosen:
            columns[plain("Orders: {way}", way=label)] = [_orders(one) for one in told]
        columns[plain("Net revenue: {way}", way=label)] = [_net(one) for one in told]
    plain_table(columns, download=plain("Credited to campaigns"))


def _added_up(credited: Iterable[Credited]) -> Credited:
    """To be held against all orders: what campaigns are credited with, and what none is."""
    parts = tuple(credited)
    return Credited(None, sum((one.orders for one in parts), Fraction()), sum(one.net_cents for one in parts))


def _orders(one: Credited | None) -> str:
    return "–" if one is None else figures.whole(float(one.orders), language(), 1)


def _net(one: Credited | None) -> str:
    return "–" if one is None else figures.short_money(one.net_cents, currency(), language())


def show_fatigue(audience: Audience) -> None:
    """What the so-manieth message to one person met with, and how many messages people got lately."""
    found: Fatigue = computed("message_fatigue", lambda cursor: message_fatigue(cursor, audience), audience)
    if not found.touches:
        return
    with chart_card("campaign_fatigue", say("Message by message: unsubscribed and bought")):
        plain_table(
            {
                plain("Message to one person"): [str(one.number) for one in found.touches],
                plain("People"): [figures.whole(one.converted.denominator, language()) for one in found.touches],
                plain("Unsubscribed"): [value_text(one.unsubscribed, share) for one in found.touches],
                plain("Unsubscribed, 95%"): [interval_text(one.unsubscribed, share) for one in found.touches],
                plain("Bought after it"): [value_text(one.converted, share) for one in found.touches],
                plain("Bought, 95%"): [interval_text(one.converted, share) for one in found.touches],
            },
            download=plain("Message by message"),
        )
        for one in found.pressure:
            st.caption(
                say(
                    "In the {days} days up to {day}, {people} of {everyone} people got more than 4 messages.",
                    days=one.days,
                    day=audience.as_of,
                    people=one.over(4),
                    everyone=one.everyone,
                )
            )
        st.caption(in_a_row(found.remarks))
