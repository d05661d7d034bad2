"""Campaigns beside each other, by time: effect, money, cost, return, power; and what to expect of the next one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import sqrt

import streamlit as st

from pages.locale import figures
from pages.parts.campaigns.asked import asked_effect
from pages.parts.campaigns.choice import channel_of, name_of
from pages.parts.campaigns.conversion import draw_differences
from pages.parts.campaigns.words import interval_text, points, relative, short_money, value_text, why_unknown
from pages.parts.definitions import definition_line
from pages.parts.drawing import chart_card
from pages.parts.session import currency, language, plain, say
from pages.parts.tables import plain_table
from queries.audience import Audience
from queries.campaigns import CampaignEffect, Effect, Known, Standing, Terms
from queries.stats import Estimate, Status
from queries.stats.pooling import FEWEST_EFFECTS, Measured, Pooled, pooled
from queries.stats.power import detectable_difference

ACROSS_KEY = "camp_across"
MOST_CAMPAIGNS = 20
Found = Sequence[tuple[Known, CampaignEffect]]


def show_across(campaigns: Sequence[Known], audience: Audience, margin: float) -> None:
    """Asked only when switched on: it judges every campaign."""
    label = say("Judge all campaigns beside each other")
    if not st.toggle(label, key=ACROSS_KEY, bind="query-params", persist_state="session"):
        return
    newest = list(reversed([one for one in campaigns if one.arms]))[:MOST_CAMPAIGNS]
    found = [(one, asked_effect(one, audience, Terms(one.cost, margin))) for one in newest]
    judged = [(one, effect) for one, effect in found if _difference(effect).is_known]
    if judged:
        draw_differences(
            "campaigns_timeline",
            say("Difference in buyers, campaign by campaign, the newest first"),
            [(name_of(one), _difference(effect)) for one, effect in judged],
            plain("all"),
            0.95,
            note=say("Campaigns with a fair control group. Provisional ones have wider intervals (99.9%)."),
            definition=definition_line("campaign_difference", audience.as_of),
        )
    together = _pooled(judged)
    with chart_card("campaigns_across", say("Campaigns beside each other")):
        _table(found, together)
        st.caption(
            say(
                "“Could have shown” is the smallest rise that a campaign of this size would find four times in five. "
                "“Without its luck” draws each difference to the mean of all, the more the smaller the campaign: the "
                "largest of many results is mostly a lucky one."
            )
        )
    _expected(judged, together[0])


def _difference(effect: CampaignEffect) -> Estimate:
    shown = effect.overall
    return shown.difference if shown else Estimate(None, 0, 0, None, None, "", Status.NOT_RANDOMISED)


def _final(judged: Found) -> list[tuple[Known, Effect]]:
    return [
        (one, effect.overall)
        for one, effect in judged
        if effect.gates.standing is Standing.FINAL and effect.overall is not None
    ]


def _measured(effect: Effect) -> Measured:
    """The error of the difference from both shares, as the interval of Wald has it."""
    own, base = effect.conversion, effect.base_conversion
    variances = ((one.value or 0) * (1 - (one.value or 0)) / one.denominator for one in (own, base))
    return Measured(effect.difference.value or 0.0, sqrt(sum(variances)), own.denominator, base.denominator)


def _pooled(judged: Found) -> tuple[Pooled, Mapping[str, Estimate]]:
    final = _final(judged)
    together = pooled([_measured(effect) for _, effect in final])
    return together, dict(zip((one.campaign_id for one, _ in final), together.shrunk, strict=False))


def _table(found: Found, together: tuple[Pooled, Mapping[str, Estimate]]) -> None:
    shrunk = together[1]
    plain_table(
        {
            plain("Campaign"): [name_of(one) for one, _ in found],
            plain("Start"): [figures.day(one.start_date, language()) if one.start_date else "–" for one, _ in found],
            plain("Recipients"): [figures.whole(one.recipients, language()) for one, _ in found],
            plain("Difference in buyers"): [value_text(_difference(effect), points) for _, effect in found],
            plain("Interval"): [interval_text(_difference(effect), points) for _, effect in found],
            plain("Without its luck"): [
                value_text(shrunk[one.campaign_id], points) if one.campaign_id in shrunk else "–" for one, _ in found
            ],
            plain("More net revenue"): [_of(effect.overall, "net") for _, effect in found],
            plain("Cost"): [_cost(one) for one, _ in found],
            plain("Return"): [_of(effect.overall, "return_on_cost") for _, effect in found],
            plain("Could have shown"): [_power(effect.overall) for _, effect in found],
        },
        download=plain("Campaigns beside each other"),
    )


def _of(effect: Effect | None, name: str) -> str:
    if effect is None:
        return why_unknown(Status.NOT_RANDOMISED)
    found: Estimate = getattr(effect, name)
    if name == "return_on_cost" and found.status is Status.EMPTY:
        return "–"
    written = relative if name == "return_on_cost" else short_money
    value = value_text(found, written)
    if found.value is None:
        return value
    return plain("{value} ({interval})", value=value, interval=interval_text(found, written))


def _cost(known: Known) -> str:
    return "–" if known.cost is None else figures.short_money(known.cost, currency(), language())


def _power(effect: Effect | None) -> str:
    if effect is None or effect.base_conversion.value is None:
        return "–"
    base = effect.base_conversion
    found = detectable_difference(base.value or 0.0, effect.complete, base.denominator)
    return "–" if found is None else points(found)


def _expected(judged: Found, whole: Pooled) -> None:
    """The house's own history, of all and of each channel and kind with four campaigns or more."""
    with chart_card("campaigns_expected", say("What to expect of the next campaign, by one’s own history")):
        final = _final(judged)
        if not whole.mean.is_known:
            st.caption(
                say(
                    "It takes {needed} finished campaigns with a fair control group; there are {found}.",
                    needed=FEWEST_EFFECTS,
                    found=len(final),
                )
            )
            return
        rows = [(plain("All campaigns"), len(final), whole)]
        for name_in in (channel_of, lambda one: one.kind or ""):
            for name in sorted({name_in(one) for one, _ in final} - {"", "–"}):
                group = [_measured(effect) for one, effect in final if name_in(one) == name]
                if len(group) >= FEWEST_EFFECTS:
                    rows.append((name, len(group), pooled(group)))
        plain_table(
            {
                plain("Campaigns"): [name for name, _, _ in rows],
                plain("Number"): [str(count) for _, count, _ in rows],
                plain("Mean difference in buyers"): [value_text(one.mean, points) for _, _, one in rows],
                plain("Interval, 95%"): [interval_text(one.mean, points) for _, _, one in rows],
                plain("How much they truly differ"): [
                    "–" if one.between is None else points(one.between).lstrip("+") for _, _, one in rows
                ],
            },
            download=plain("What to expect"),
        )
        st.caption(
            say(
                "Finished campaigns with a fair control group, pooled (DerSimonian and Laird, interval of Hartung and "
                "Knapp). Campaigns were not drawn by chance: another season or other people may differ more."
            )
        )
