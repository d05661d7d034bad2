"""What a campaign must not cost: people who leave, complaints, refunds, discounts nobody had to be given."""

from __future__ import annotations

import streamlit as st

from pages.locale import figures
from pages.parts.campaigns.words import interval_text, money, points, value_text
from pages.parts.drawing import chart_card
from pages.parts.session import currency, language, plain, say
from pages.parts.tables import plain_table
from queries.campaigns.guardrails import Guardrails
from queries.stats import Estimate


def show_guardrails(found: Guardrails) -> None:
    """Each with a word on how to read it: colour alone says nothing."""
    lines = (
        (plain("Unsubscribed"), found.unsubscribed, points),
        (plain("Complained"), found.complained, points),
        (plain("Refunded per person"), found.refunded, money),
    )
    with chart_card("campaign_guardrails", say("What it may have cost: recipients less control group")):
        plain_table(
            {
                plain("Measure"): [name for name, _, _ in lines],
                plain("Difference"): [value_text(one, written) for _, one, written in lines],
                plain("Interval, 95%"): [interval_text(one, written) for _, one, written in lines],
                plain("Reading"): [_reading(one) for _, one, _ in lines],
            },
            download=plain("Guardrails"),
        )
        if found.discount is not None:
            st.caption(_discount(found))


def _reading(found: Estimate) -> str:
    if found.ci_low is None or found.ci_high is None:
        return plain("cannot be judged")
    if found.ci_low > 0:
        return plain("⚠ more than without the campaign")
    return plain("✓ less than without it") if found.ci_high < 0 else plain("✓ no difference shown")


def _discount(found: Guardrails) -> str:
    given = figures.money(found.discount or 0, currency(), language())
    if not found.discount or found.needless_discount is None:
        return say("Discounts on the recipients’ orders: {given}.", given=given)
    return say(
        "Discounts on the recipients’ orders: {given}. About {needless} of it went to people who would have bought "
        "anyway, by the share of buyers in the control group.",
        given=given,
        needless=figures.money(found.needless_discount, currency(), language()),
    )
