"""What a campaign must not cost: people who leave, complaints, refunds, discounts nobody had to be given."""

from __future__ import annotations

from data.sentence import Money, Sentence
from pages.locale.reader import plain
from pages.parts.campaigns.words import Columns, interval_text, money, points, value_text
from queries.campaigns.guardrails import Guardrails
from queries.stats import Estimate


def guardrails_table(found: Guardrails) -> Columns:
    """Each with a word on how to read it: colour alone says nothing."""
    lines = (
        (plain("Unsubscribed"), found.unsubscribed, points),
        (plain("Complained"), found.complained, points),
        (plain("Refunded per person"), found.refunded, money),
    )
    return {
        plain("Measure"): [name for name, _, _ in lines],
        plain("Difference"): [value_text(one, written) for _, one, written in lines],
        plain("Interval, 95%"): [interval_text(one, written) for _, one, written in lines],
        plain("Reading"): [_reading(one) for _, one, _ in lines],
    }


def _reading(found: Estimate) -> str:
    if found.ci_low is None or found.ci_high is None:
        return plain("cannot be judged")
    if found.ci_low > 0:
        return plain("⚠ more than without the campaign")
    return plain("✓ less than without it") if found.ci_high < 0 else plain("✓ no difference shown")


def discount(found: Guardrails) -> Sentence | None:
    """None where no discount is in the data."""
    if found.discount is None:
        return None
    given = Money(found.discount)
    if not found.discount or found.needless_discount is None:
        return Sentence("Discounts on the recipients’ orders: {given}.", {"given": given})
    return Sentence(
        "Discounts on the recipients’ orders: {given}. About {needless} of it went to people who would have bought "
        "anyway, by the share of buyers in the control group.",
        {"given": given, "needless": Money(found.needless_discount)},
    )
