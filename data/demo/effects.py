"""Planted campaigns: who was chosen, who was held out, and the orders that only the message caused.

The cause is known because the order is added here: without the message it would not exist. So the true effect on
the treated is counted, not estimated.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.demo.brand import CAMPAIGNS, ORIGINS, Campaign
from data.demo.people import People
from data.demo.seasons import DAY_SECONDS, DAYS, day_number, seconds_of_day

SEND_HOUR, SEND_SECONDS = 10, 1800
UNSUBSCRIBED = 0.004
CONTROLS_SENT_ANYWAY = 0.50
"""Share of control members with a purchase in the 30 days before whom the broken split moves to the treated."""


@dataclass(frozen=True)
class Assignment:
    """One campaign in one block: the chosen members, their arm, and the orders that the message caused."""

    campaign: Campaign
    person: NDArray[np.int64]
    assigned_at: NDArray[np.int64]
    variant: NDArray[np.int64]
    is_control: NDArray[np.bool_]
    is_unsubscribed: NDArray[np.bool_]
    buys_anyway: NDArray[np.bool_]  # without the message, in the result window
    extra_at: NDArray[np.int64]  # one per chosen member: when the caused order happens, or −1


def assign_campaigns(
    generator: np.random.Generator, people: People, *, person: NDArray[np.int64], ordered_at: NDArray[np.int64]
) -> list[Assignment]:
    """Campaigns in order of time. Each sees the orders that earlier ones caused, and takes consent away itself.

    `person` and `ordered_at` are the counted orders that come by themselves.
    """
    assignments: list[Assignment] = []
    for campaign in CAMPAIGNS:
        assignment = _assign(generator, campaign, people, person=person, ordered_at=ordered_at)
        caused = assignment.extra_at >= 0
        person = np.concatenate([person, assignment.person[caused]])
        ordered_at = np.concatenate([ordered_at, assignment.extra_at[caused]])
        people.consents[campaign.channel][assignment.person[assignment.is_unsubscribed]] = False
        assignments.append(assignment)
    return assignments


def _assign(
    generator: np.random.Generator,
    campaign: Campaign,
    people: People,
    *,
    person: NDArray[np.int64],
    ordered_at: NDArray[np.int64],
) -> Assignment:
    start = day_number(campaign.start)
    chosen = _chosen(generator, campaign, people, person=person, day=ordered_at // DAY_SECONDS)
    assigned_at = start * DAY_SECONDS + SEND_HOUR * 3600 + generator.integers(0, SEND_SECONDS, chosen.size)
    is_control = generator.random(chosen.size) < campaign.control_share
    if campaign.has_broken_split:
        lately = (ordered_at >= (start - 30) * DAY_SECONDS) & (ordered_at < start * DAY_SECONDS)
        is_recent = _marked(people, person[lately])[chosen]
        is_control &= ~(is_recent & (generator.random(chosen.size) < CONTROLS_SENT_ANYWAY))
    variant = generator.integers(0, len(campaign.variants), chosen.size)
    assigned = np.full(len(people), np.iinfo(np.int64).max)
    assigned[chosen] = assigned_at
    in_window = (ordered_at >= assigned[person]) & (ordered_at // DAY_SECONDS <= start + campaign.window_days)
    return Assignment(
        campaign=campaign,
        person=chosen,
        assigned_at=assigned_at,
        variant=variant,
        is_control=is_control,
        is_unsubscribed=~is_control & (generator.random(chosen.size) < UNSUBSCRIBED),
        buys_anyway=_marked(people, person[in_window])[chosen],
        extra_at=_extra_at(generator, campaign, people.origin[chosen], variant=variant, is_control=is_control),
    )


def _extra_at(
    generator: np.random.Generator,
    campaign: Campaign,
    origin: NDArray[np.int64],
    *,
    variant: NDArray[np.int64],
    is_control: NDArray[np.bool_],
) -> NDArray[np.int64]:
    """When the message causes an order: on days 1 to 5, inside the window however its edges are read. −1: never."""
    chance = np.array([campaign.chance_for(kind.name) for kind in ORIGINS])[origin]
    chance = chance * np.array(campaign.variant_factors)[variant]
    day = day_number(campaign.start) + generator.integers(1, 6, origin.size)
    at = day * DAY_SECONDS + seconds_of_day(generator, origin.size)
    is_caused = ~is_control & (generator.random(origin.size) < chance) & (at < DAYS * DAY_SECONDS)
    return np.where(is_caused, at, -1)


def _chosen(
    generator: np.random.Generator,
    campaign: Campaign,
    people: People,
    *,
    person: NDArray[np.int64],
    day: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Members with consent and two purchase days before, of whom the campaign takes a share by lot."""
    start = day_number(campaign.start)
    before = day < start
    first, last = np.full(len(people), start), np.full(len(people), -1)
    np.minimum.at(first, person[before], day[before])
    np.maximum.at(last, person[before], day[before])
    is_open = people.consents[campaign.channel] & (people.deleted_at < 0) & ~people.is_test
    by_lot = generator.random(len(people)) < campaign.audience_share
    return np.flatnonzero((last > first) & is_open & by_lot)


def _marked(people: People, person: NDArray[np.int64]) -> NDArray[np.bool_]:
    marked = np.zeros(len(people), dtype=bool)
    marked[person] = True
    return marked
