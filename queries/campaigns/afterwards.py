"""Beyond the window: when people came back, whether purchases were only pulled forward, who bought twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from queries.campaigns.behaviour import FOLLOW_DAYS, Behaviour
from queries.stats import (
    Estimate,
    LogRank,
    Status,
    Survival,
    Waits,
    log_rank,
    mean_difference,
    rate_difference,
    restricted_mean_difference,
    survival,
)

HORIZONS = (30, 60, 90)


@dataclass(frozen=True)
class Afterwards:
    """By arm as assigned, never among buyers only: whom a campaign made buy differ from who would have.

    `waits` are the curves until the next order, `log_rank` compares those of all arms, `days_saved` is how many days
    sooner recipients ordered within 30, 60 and 90 days (positive: sooner). `early` and `late` are differences of money
    per person in days 0–7 and 8–90: a plus that a minus follows was only pulled forward. `second_order` is the
    difference of the shares who bought on two days or more within 90 days.
    """

    waits: Mapping[str, Survival]
    log_rank: LogRank | None
    days_saved: Mapping[int, Estimate]
    early: Estimate
    late: Estimate
    second_order: Estimate


def afterwards(behaviour: Behaviour, arms: tuple[str, ...], *, begins: date, as_of: date) -> Afterwards:
    """All arms against the control group (place 0)."""
    known = behaviour.watched(0, begins=begins, as_of=as_of)
    waits = {arm: _waits(known.in_arm(place), as_of) for place, arm in enumerate(arms)}
    treated, control = survival(_waits(known.recipients, as_of)), survival(waits[arms[0]])
    followed = known.watched(FOLLOW_DAYS, begins=begins, as_of=as_of)
    group, base = followed.recipients, followed.in_arm(0)
    twice = [int((side.last_days > side.first_days).sum()) for side in (group, base)]
    followed_up = (
        mean_difference(group.sums_of("early_cents"), base.sums_of("early_cents")),
        mean_difference(group.sums_of("late_cents"), base.sums_of("late_cents")),
        rate_difference(twice[0], len(group), twice[1], len(base)),
    )
    return Afterwards(
        {arm: survival(found) for arm, found in waits.items()},
        log_rank([found for found in waits.values() if found]),
        {days: restricted_mean_difference(control, treated, days=days) for days in HORIZONS},
        *(_still_to_come(found, known) for found in followed_up),
    )


def _still_to_come(found: Estimate, known: Behaviour) -> Estimate:
    """Nobody was followed for so long yet, though people were assigned: a matter of time, not of the data."""
    return replace(found, status=Status.INCOMPLETE) if found.status is Status.EMPTY and len(known) else found


def _waits(people: Behaviour, as_of: date) -> list[Waits]:
    """Days from the assignment to the next order; unfinished on the day asked about, or after 90 days."""
    watched = np.minimum((people.day(as_of) - people.assigned).astype(np.int64), FOLLOW_DAYS)
    has_ended = people.first_days >= 0
    days = np.where(has_ended, people.first_days, watched)
    ended, unfinished = (np.bincount(days[chosen], minlength=FOLLOW_DAYS + 1) for chosen in (has_ended, ~has_ended))
    counted = zip(ended.tolist(), unfinished.tolist(), strict=True)
    return [Waits(day, *counts) for day, counts in enumerate(counted) if any(counts)]
