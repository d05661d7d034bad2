"""Counting what was planted: block by block while the demo is made, then told as `Truths`."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.demo.brand import CAMPAIGNS, FIRST_DAY, LAST_DAY, ORIGINS
from data.demo.effects import Assignment
from data.demo.people import INVITATIONS_ACCEPTED, People
from data.demo.purchases import Purchases, chance_within
from data.demo.seasons import DAY_SECONDS, DAYS
from data.demo.trade import Orders
from data.demo.truths import Buying, CampaignTruth, Churn, Effect, Referral, Repurchase, Truths

WITHIN_DAYS = (30, 60, 90, 180, 365)
SILENCE_FROM = (0, 31, 61, 91, 181, 366)
"""First days of the bands of silence in which churn is told."""
MATURED_DAYS = 30


@dataclass
class Tally:
    """Sums that grow block by block. Effects: campaign × origin × variant × the six counts of `Effect`."""

    chances: NDArray[np.float64]
    churn: NDArray[np.int64]
    effects: NDArray[np.int64]
    referral: NDArray[np.int64]

    @classmethod
    def empty(cls) -> Tally:
        return cls(
            np.zeros((len(ORIGINS), len(WITHIN_DAYS), 3)),
            np.zeros((len(SILENCE_FROM), 3), dtype=np.int64),
            np.zeros((len(CAMPAIGNS), len(ORIGINS), 2, 6), dtype=np.int64),
            np.zeros(2, dtype=np.int64),
        )

    def add(self, other: Tally) -> None:
        for sums in fields(self):
            mine: NDArray[Any] = getattr(self, sums.name)
            mine += getattr(other, sums.name)


def block_tally(people: People, purchases: Purchases, orders: Orders, assignments: list[Assignment]) -> Tally:
    block = Tally.empty()
    _tally_chances(block, people, purchases)
    _tally_churn(block, people, purchases, orders)
    _tally_effects(block, people, orders, assignments)
    inviter = people.inviter[(people.inviter >= 0) & people.is_member]
    matured = people.is_member & (people.joined_day < DAYS - MATURED_DAYS)
    block.referral += (int(matured.sum()), int(matured[inviter].sum()))
    return block


def _tally_chances(block: Tally, people: People, purchases: Purchases) -> None:
    for origin in range(len(ORIGINS)):
        first_days = purchases.first_day[people.is_member & (people.origin == origin)]
        for at, days in enumerate(WITHIN_DAYS):
            chances = chance_within(days, first_days[first_days + days < DAYS], origin)
            block.chances[origin, at] += (chances.size, chances.sum(), (chances * (1 - chances)).sum())


def _tally_churn(block: Tally, people: People, purchases: Purchases, orders: Orders) -> None:
    last_day = np.full(len(people), -1)
    counted = orders.is_counted & (orders.moments.person >= 0)
    last_day[orders.moments.person[counted]] = orders.moments.ordered_at[counted] // DAY_SECONDS  # orders are by time
    buys_next = np.zeros(len(people), dtype=bool)
    buys_next[purchases.person[purchases.day >= DAYS]] = True
    buyers = np.flatnonzero((last_day >= 0) & people.is_member)
    band = np.searchsorted(SILENCE_FROM, DAYS - 1 - last_day[buyers], side="right") - 1
    for at, flags in enumerate((np.ones(buyers.size, dtype=bool), purchases.has_left[buyers], buys_next[buyers])):
        block.churn[:, at] += np.bincount(band[flags], minlength=len(SILENCE_FROM))


def _tally_effects(block: Tally, people: People, orders: Orders, assignments: list[Assignment]) -> None:
    caused = np.flatnonzero(orders.moments.campaign >= 0)
    net_of = np.zeros((len(assignments), len(people)), dtype=np.int64)
    net_of[orders.moments.campaign[caused], orders.moments.person[caused]] = orders.net_cents[caused]
    for number, assignment in enumerate(assignments):
        cell = people.origin[assignment.person] * 2 + assignment.variant
        is_treated, is_caused = ~assignment.is_control, assignment.extra_at >= 0
        counts = (
            is_treated,
            assignment.is_control,
            is_treated & assignment.buys_anyway,
            is_caused & ~assignment.buys_anyway,
            is_caused,
            np.where(is_caused, net_of[number, assignment.person], 0),
        )
        for at, count in enumerate(counts):
            sums = np.bincount(cell, count.astype(np.float64), minlength=2 * len(ORIGINS))
            block.effects[number, :, :, at] += np.round(sums).astype(np.int64).reshape(len(ORIGINS), 2)


def told(tallied: Tally, *, seed: int, people: int, rows: dict[str, int]) -> Truths:
    """The truths in words and numbers a test can read."""
    return Truths(
        seed=seed,
        people=people,
        data_start=FIRST_DAY.isoformat(),
        data_end=LAST_DAY.isoformat(),
        timezone="Asia/Shanghai",
        currency="CNY",
        rows=rows,
        buying=tuple(
            Buying(kind.name, kind.rate_shape, kind.rate_scale, kind.leave_a, kind.leave_b) for kind in ORIGINS
        ),
        repurchase=tuple(
            Repurchase(origin.name, days, int(size), float(total / size), float(np.sqrt(spread) / size))
            for by_days, origin in zip(tallied.chances, ORIGINS, strict=True)
            for (size, total, spread), days in zip(by_days, WITHIN_DAYS, strict=True)
            if size
        ),
        churn=tuple(
            Churn(start, end, *(int(count) for count in counts))
            for counts, start, end in zip(
                tallied.churn, SILENCE_FROM, (*(start - 1 for start in SILENCE_FROM[1:]), None), strict=True
            )
        ),
        campaigns=tuple(_campaign_truth(number, tallied) for number in range(len(CAMPAIGNS))),
        referral=Referral(INVITATIONS_ACCEPTED, MATURED_DAYS, int(tallied.referral[0]), int(tallied.referral[1])),
    )


def _campaign_truth(number: int, tallied: Tally) -> CampaignTruth:
    campaign, effects = CAMPAIGNS[number], tallied.effects[number]
    return CampaignTruth(
        campaign_id=campaign.campaign_id,
        window_days=campaign.window_days,
        is_randomised=campaign.control_share > 0,
        has_broken_split=campaign.has_broken_split,
        is_window_open=(LAST_DAY - campaign.start).days < campaign.window_days,
        total=_effect(effects.sum(axis=(0, 1))),
        by_acquisition_channel={origin.name: _effect(effects[at].sum(axis=0)) for at, origin in enumerate(ORIGINS)},
        by_variant={name: _effect(effects[:, at].sum(axis=0)) for at, name in enumerate(campaign.variants)},
    )


def _effect(counts: NDArray[np.int64]) -> Effect:
    treated, control, anyway, because, caused, net = (int(count) for count in counts)
    return Effect(treated, control, anyway, because, caused, net, because / treated if treated else None)
