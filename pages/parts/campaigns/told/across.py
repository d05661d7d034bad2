"""Campaigns beside each other: effect, money, cost, return, power; and what to expect of the next one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import sqrt

from data.sentence import Sentence, Share
from pages.locale import figures
from pages.locale.reader import currency, language, plain
from pages.parts.campaigns.words import (
    SAID_BY,
    Columns,
    channel_of,
    interval_text,
    money,
    name_of,
    points,
    relative,
    short_money,
    value_text,
    why_unknown,
)
from queries.campaigns import CampaignEffect, Effect, Known, Standing
from queries.stats import Estimate, Status
from queries.stats.pooling import FEWEST_EFFECTS, Measured, Pooled, pooled
from queries.stats.power import detectable_difference, detectable_money

MOST_CAMPAIGNS = 20
Found = Sequence[tuple[Known, CampaignEffect]]
FAIR_ONLY = Sentence("Campaigns with a fair control group. Provisional ones have wider intervals (99.9%).")
READING = Sentence(
    "“Could have shown” is the smallest rise that a campaign of this size would find four times in five. "
    "“Without its luck” draws each difference to the mean of all, the more the smaller the campaign: the "
    "largest of many results is mostly a lucky one."
)
POOLING = Sentence(
    "Finished campaigns with a fair control group, pooled (DerSimonian and Laird, interval of Hartung and "
    "Knapp). Campaigns were not drawn by chance: another season or other people may differ more."
)


def newest(campaigns: Sequence[Known]) -> Sequence[Known]:
    """Those that are judged beside each other: somebody was assigned to them, and they are not too many to read."""
    return [one for one in reversed(campaigns) if one.arms][:MOST_CAMPAIGNS]


@dataclass(frozen=True)
class Across:
    """Campaigns with what each changed, the newest first; `margin` is what their returns count of net revenue."""

    found: Found
    margin: float

    @cached_property
    def differences(self) -> Sequence[tuple[str, Estimate]]:
        """Of those that can be judged."""
        return [(name_of(one), _difference(effect)) for one, effect in self.found if _difference(effect).is_known]

    @cached_property
    def final(self) -> Sequence[tuple[Known, Effect]]:
        """Judged, and over."""
        return [
            (one, effect.overall)
            for one, effect in self.found
            if effect.overall and effect.overall.difference.is_known and effect.gates.standing is Standing.FINAL
        ]

    @cached_property
    def pooled(self) -> Pooled:
        return pooled([_measured(effect) for _, effect in self.final])

    @cached_property
    def shrunk(self) -> Mapping[str, Estimate]:
        """The difference of each without its luck, by campaign; empty where they are too few to say."""
        return dict(zip((one.campaign_id for one, _ in self.final), self.pooled.shrunk, strict=False))


def _difference(effect: CampaignEffect) -> Estimate:
    shown = effect.overall
    return shown.difference if shown else Estimate(None, 0, 0, None, None, "", Status.NOT_RANDOMISED)


def _measured(effect: Effect) -> Measured:
    """The error of the difference from both shares, as the interval of Wald has it."""
    own, base = effect.conversion, effect.base_conversion
    variances = ((one.value or 0) * (1 - (one.value or 0)) / one.denominator for one in (own, base))
    return Measured(effect.difference.value or 0.0, sqrt(sum(variances)), own.denominator, base.denominator)


def beside_each_other(across: Across) -> Columns:
    found, shrunk = across.found, across.shrunk
    return {
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
        plain("Return at a margin of {margin}", margin=Share(across.margin)): [
            _of(effect.overall, "return_on_cost") for _, effect in found
        ],
        plain("Could have shown"): [_power(effect.overall) for _, effect in found],
        plain("Could have shown: a person’s money"): [_money_power(effect.overall) for _, effect in found],
    }


def _of(effect: Effect | None, name: str) -> str:
    if effect is None:
        return why_unknown(Status.NOT_RANDOMISED)
    found: Estimate = getattr(effect, name)
    if name == "return_on_cost" and found.status is Status.EMPTY:
        return plain("– (no cost given)")
    written = relative if name == "return_on_cost" else short_money
    value = value_text(found, written)
    if found.value is None:
        return value
    return plain("{value} ({interval})", value=value, interval=interval_text(found, written))


def _cost(known: Known) -> str:
    if known.cost is None or known.cost_from is None:
        return plain("– (not given)")
    cost = figures.short_money(known.cost, currency(), language())
    return plain("{cost}, {source}", cost=cost, source=SAID_BY[known.cost_from])


def _power(effect: Effect | None) -> str:
    if effect is None or effect.base_conversion.value is None:
        return "–"
    base = effect.base_conversion
    found = detectable_difference(base.value or 0.0, effect.complete, base.denominator)
    return "–" if found is None else points(found)


def _money_power(effect: Effect | None) -> str:
    if effect is None or effect.base_spread is None:
        return "–"
    found = detectable_money(effect.base_spread, effect.complete, effect.base_conversion.denominator)
    return "–" if found is None else money(found)


def too_few(across: Across) -> Sentence | None:
    """Why nothing can be expected of the next campaign, or None."""
    if across.pooled.mean.is_known:
        return None
    return Sentence(
        "It takes {needed} finished campaigns with a fair control group; there are {found}.",
        {"needed": FEWEST_EFFECTS, "found": len(across.final)},
    )


def expected(across: Across) -> Columns:
    """The house's own history, of all and of each channel and kind with four campaigns or more."""
    rows = [(plain("All campaigns"), len(across.final), across.pooled)]
    for name_in in (channel_of, lambda one: one.kind or ""):
        for name in sorted({name_in(one) for one, _ in across.final} - {"", "–"}):
            group = [_measured(effect) for one, effect in across.final if name_in(one) == name]
            if len(group) >= FEWEST_EFFECTS:
                rows.append((name, len(group), pooled(group)))
    return {
        plain("Campaigns"): [name for name, _, _ in rows],
        plain("Number"): [str(count) for _, count, _ in rows],
        plain("Mean difference in buyers"): [value_text(one.mean, points) for _, _, one in rows],
        plain("Interval, 95%"): [interval_text(one.mean, points) for _, _, one in rows],
        plain("How much they truly differ"): [
            "–" if one.between is None else points(one.between).lstrip("+") for _, _, one in rows
        ],
    }
