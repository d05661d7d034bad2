"""Repurchase within 30 to 365 days, by purchase days and by single orders, never without their names."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import streamlit as st

from data.sentence import Label
from pages.locale import figures
from pages.parts.cards import evidence_of
from pages.parts.definition_texts import definition_text
from pages.parts.drawing import Table, table_underneath
from pages.parts.files import file_name_of
from pages.parts.session import language, plain, say
from queries.retention import Repurchase
from queries.stats import Estimate

HEADERS = {
    "within_days": Label("Within days", "N日内", "N日內"),
    "definition": Label("Definition", "口径", "口徑（定義）"),
    "eligible": Label("First-time buyers", "首购人数", "首購人數"),
    "repurchased": Label("Bought again", "复购人数", "複購人數"),
    "share": Label("Repurchase rate", "复购率", "複購率"),
    "ci_low": Label("95% from", "95%下限", "95%下限"),
    "ci_high": Label("95% to", "95%上限", "95%上限"),
}
BY_DAYS = Label("By purchase days", "按购买日（同日合并）", "按購買日（同日合併）")
BY_ORDERS = Label("By single orders", "按订单（同日不合并）", "按訂單（同日不合併）")


def show_cards(by_days: Sequence[Repurchase], by_orders: Sequence[Repurchase]) -> None:
    """A card per span: the share by purchase days with its interval, and below it the share by single orders."""
    with st.container(border=True, key="chart_repurchase_within"):
        st.markdown(f"**{say('Bought again within so many days of the first purchase')}**")
        grid = st.grid(len(by_days), min_column_width=156, gap=12, key="repurchase_cards")
        for found, by_order in zip(by_days, by_orders, strict=True):
            with grid.cell():
                _card(found, by_order.share)
        st.caption(
            say("Only people watched for the whole span count. Purchases of one day are one, except by single orders.")
        )
        table_underneath("repurchase_within", _table(by_days, by_orders))


def _card(found: Repurchase, by_orders: Estimate) -> None:
    share = found.share
    st.metric(
        say("{days} days", days=found.within_days),
        "–" if share.value is None else figures.share(share.value, language()),
        help=definition_text("n_day_repurchase"),
    )
    st.caption(evidence_of(share))
    if by_orders.value is not None:
        st.caption(say("By single orders: {share}", share=figures.share(by_orders.value, language())))


def _table(by_days: Sequence[Repurchase], by_orders: Sequence[Repurchase]) -> Table:
    named = [(BY_DAYS, found) for found in by_days] + [(BY_ORDERS, found) for found in by_orders]
    columns = {
        "within_days": [found.within_days for _, found in named],
        "definition": [label.in_language(language()) for label, _ in named],
        "eligible": [found.share.denominator for _, found in named],
        "repurchased": [found.share.n for _, found in named],
        "share": pa.array([found.share.value for _, found in named], pa.float64()),
        "ci_low": pa.array([found.share.ci_low for _, found in named], pa.float64()),
        "ci_high": pa.array([found.share.ci_high for _, found in named], pa.float64()),
    }
    headers = {name: label.in_language(language()) for name, label in HEADERS.items()}
    return Table(pa.table(columns), headers, file_name_of(plain("Repurchase within N days")))
