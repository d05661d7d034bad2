"""The rates of a window: of its buyers, who bought again in it, new and returning apart; never without their names."""

from __future__ import annotations

import streamlit as st

from data.sentence import Label
from pages.locale import figures
from pages.parts.cards import evidence_of
from pages.parts.controls import one_of
from pages.parts.definition_texts import how_counted
from pages.parts.drawing import show_how_counted
from pages.parts.session import currency, language, plain, say
from pages.parts.tables import plain_table
from queries.audience import Audience
from queries.retention import Buyers, Window
from queries.stats import Estimate

SPANS = (30, 90, 180, 365)
FIRST_SPAN = 365
ROWS = {
    "everyone": Label("All buyers", "全部购买者", "全部購買者"),
    "new": Label("New: first purchase in the window", "新客（窗口内首购）", "新客（窗口內首購）"),
    "returning": Label("Returning: bought before it", "老客（窗口前已购）", "老客（窗口前已購）"),
}


def asked_window() -> int:
    """Days of the window; it stands in the link."""
    return one_of(
        "repurchase_window",
        {days: say("last {days} days", days=days) for days in SPANS},
        FIRST_SPAN,
        label=say("Window"),
    )


def show_window(found: Window, audience: Audience) -> None:
    """New and returning buyers, and three rates that differ by what they count."""
    buyers = {"everyone": found.everyone, "new": found.new, "returning": found.returning}
    plain_table(
        {
            plain("Buyers"): [ROWS[name].in_language(language()) for name in buyers],
            plain("People"): [figures.whole(one.buyers, language()) for one in buyers.values()],
            plain("Repurchase rate by users"): [_rate(one.by_users) for one in buyers.values()],
            plain("by purchase days"): [_rate(one.by_purchase_days) for one in buyers.values()],
            plain("by orders"): [_rate(one.by_orders) for one in buyers.values()],
            plain("Net revenue"): [_money(one) for one in buyers.values()],
        },
        download=plain("Repurchase in a window"),
    )
    if not found.is_whole:
        st.caption(say("The data do not reach back so far: the window begins on {first}.", first=found.first))
    show_how_counted(how_counted("window_rates", audience.as_of))


def _rate(share: Estimate) -> str:
    if share.value is None:
        return evidence_of(share)
    return f"{figures.share(share.value, language())} · {evidence_of(share)}"


def _money(buyers: Buyers) -> str:
    return figures.money(buyers.net_cents, currency(), language())
