"""When orders happen and why: by themselves, because of a message, or beside another and never counted."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from data.demo.effects import Assignment
from data.demo.people import People
from data.demo.purchases import Purchases
from data.demo.seasons import DAY_SECONDS, DAYS, busyness, seconds_of_day

SECOND_ORDER_SAME_DAY = 0.03
FAILED_SHARE = 0.05
RETURNED_SHARE = 0.012
WITHOUT_MEMBER_SHARE = 0.012
LATEST_REFUND = 20 * DAY_SECONDS
END = DAYS * DAY_SECONDS


class Why(IntEnum):
    """Why an order exists. The first three are counted orders of a member."""

    BY_ITSELF = 0
    SAME_DAY_AGAIN = 1
    CAUSED = 2
    FAILED = 3  # cancelled, or not paid yet
    RETURNED = 4  # paid, and refunded in full before the export
    WITHOUT_MEMBER = 5


@dataclass(frozen=True)
class Moments:
    """Orders before they have content."""

    person: NDArray[np.int64]  # −1: nobody known
    ordered_at: NDArray[np.int64]
    why: NDArray[np.int64]
    campaign: NDArray[np.int64]  # position in CAMPAIGNS that caused it, −1 if none


def moments_by_themselves(generator: np.random.Generator, people: People, purchases: Purchases) -> Moments:
    """What members would do without any message: their purchase days, some with a second order the same day."""
    seen = purchases.day < DAYS
    person, day = purchases.person[seen], purchases.day[seen]
    ordered_at = day * DAY_SECONDS + seconds_of_day(generator, person.size)
    just_joined = people.joined_at[person] + generator.integers(60, 1500, person.size)
    ordered_at = np.where(people.joined_day[person] == day, np.maximum(ordered_at, just_joined), ordered_at)
    again = np.flatnonzero(generator.random(person.size) < SECOND_ORDER_SAME_DAY)
    return Moments(
        np.concatenate([person, person[again]]),
        np.concatenate([ordered_at, _later_that_day(generator, ordered_at[again])]),
        np.repeat([Why.BY_ITSELF, Why.SAME_DAY_AGAIN], [person.size, again.size]),
        np.full(person.size + again.size, -1),
    )


def all_moments(generator: np.random.Generator, by_themselves: Moments, assignments: list[Assignment]) -> Moments:
    """With the orders that messages caused, and those that never count, in order of time."""
    parts = [by_themselves, *(_caused(number, assignment) for number, assignment in enumerate(assignments))]
    could_return = by_themselves.ordered_at < END - LATEST_REFUND  # its money is back before the export ends
    for why, share, could in ((Why.FAILED, FAILED_SHARE, True), (Why.RETURNED, RETURNED_SHARE, could_return)):
        beside = np.flatnonzero((generator.random(by_themselves.person.size) < share) & could)
        parts.append(
            Moments(
                by_themselves.person[beside],
                _later_that_day(generator, by_themselves.ordered_at[beside]),
                np.full(beside.size, why),
                np.full(beside.size, -1),
            )
        )
    unknown = int(generator.binomial(by_themselves.person.size, WITHOUT_MEMBER_SHARE))
    days = generator.choice(DAYS, unknown, p=busyness()[:DAYS] / DAYS)
    at = days * DAY_SECONDS + seconds_of_day(generator, unknown)
    parts.append(Moments(np.full(unknown, -1), at, np.full(unknown, Why.WITHOUT_MEMBER), np.full(unknown, -1)))
    ordered_at = np.concatenate([part.ordered_at for part in parts])
    by_time = np.argsort(ordered_at, kind="stable")
    return Moments(
        np.concatenate([part.person for part in parts])[by_time],
        ordered_at[by_time],
        np.concatenate([part.why for part in parts])[by_time],
        np.concatenate([part.campaign for part in parts])[by_time],
    )


def _caused(number: int, assignment: Assignment) -> Moments:
    caused = np.flatnonzero(assignment.extra_at >= 0)
    return Moments(
        assignment.person[caused],
        assignment.extra_at[caused],
        np.full(caused.size, Why.CAUSED),
        np.full(caused.size, number),
    )


def _later_that_day(generator: np.random.Generator, at: NDArray[np.int64]) -> NDArray[np.int64]:
    left = DAY_SECONDS - 1 - at % DAY_SECONDS
    return at + (left * generator.random(at.size)).astype(np.int64)
