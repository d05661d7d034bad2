"""When members buy: BG/NBD in seasonal time, so that the chance of a repurchase has a closed form.

Seasonal time runs at the pace of `seasons.busyness`: S(d) is its sum up to day d. After a purchase on day d a
member either leaves for good (chance p) or buys next on the first day d' with S(d') − S(d) ≥ E, E ~ Exp(λ).
With λ ~ Gamma(r, rate α) and E[p] = m, the chance of a second purchase day within N days of day d is exactly
(1 − m) · (1 − (α / (α + S(d+N) − S(d)))^r). Fader, Hardie, Lee (2005) give the model in plain time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.demo.brand import ORIGINS
from data.demo.seasons import DAYS, FUTURE_DAYS, busyness

SAME_DAY_FIRST = 0.5
NEVER_BUYS = 0.15
FIRST_ORDER_DAYS = 25.0

ELAPSED = np.cumsum(busyness())
"""S(d), future days included."""


@dataclass(frozen=True)
class Purchases:
    """Purchase days sorted by (person, day), those after the export included."""

    person: NDArray[np.int64]
    day: NDArray[np.int64]
    first_day: NDArray[np.int64]  # per person; DAYS + FUTURE_DAYS if none
    has_left: NDArray[np.bool_]  # per person: bought at least once by the last day and will never buy again


def chance_within(days: int, first_days: NDArray[np.int64], origin: int) -> NDArray[np.float64]:
    """Closed form: the chance that a member who first bought on such a day has a second purchase day within `days`."""
    kind = ORIGINS[origin]
    passed = ELAPSED[first_days + days] - ELAPSED[first_days]
    survived = (kind.rate_scale / (kind.rate_scale + passed)) ** kind.rate_shape
    return np.asarray((1.0 - kind.leave_mean) * (1.0 - survived))


def draw_purchases(
    generator: np.random.Generator, *, joined_day: NDArray[np.int64], origin: NDArray[np.int64]
) -> Purchases:
    people = len(joined_day)
    shape = np.array([kind.rate_shape for kind in ORIGINS])[origin]
    scale = np.array([kind.rate_scale for kind in ORIGINS])[origin]
    rate = generator.gamma(shape) / scale
    leave = generator.beta(
        np.array([kind.leave_a for kind in ORIGINS])[origin], np.array([kind.leave_b for kind in ORIGINS])[origin]
    )
    first_day = _first_days(generator, joined_day)
    buyers = np.flatnonzero(first_day < DAYS + FUTURE_DAYS)
    day = first_day[buyers]
    has_left = np.zeros(people, dtype=bool)
    persons, days = [buyers], [day]
    while buyers.size:
        leaves = generator.random(buyers.size) < leave[buyers]
        has_left[buyers[leaves & (day < DAYS)]] = True
        buyers, day = buyers[~leaves], day[~leaves]
        day = _next_days(day, generator.standard_exponential(buyers.size) / rate[buyers])
        within = day < DAYS + FUTURE_DAYS
        buyers, day = buyers[within], day[within]
        persons.append(buyers)
        days.append(day)
    person, purchase_day = np.concatenate(persons), np.concatenate(days)
    by_person = np.argsort(person, kind="stable")  # days of a person were appended in order
    return Purchases(person[by_person], purchase_day[by_person], first_day, has_left)


def _first_days(generator: np.random.Generator, joined_day: NDArray[np.int64]) -> NDArray[np.int64]:
    people = len(joined_day)
    later = _next_days(joined_day, generator.exponential(FIRST_ORDER_DAYS, people))
    first = np.where(generator.random(people) < SAME_DAY_FIRST, joined_day, later)
    return np.where(generator.random(people) < NEVER_BUYS, DAYS + FUTURE_DAYS, first)


def _next_days(day: NDArray[np.int64], seasonal_gap: NDArray[np.float64]) -> NDArray[np.int64]:
    reached = np.searchsorted(ELAPSED, ELAPSED[day] + seasonal_gap, side="left")
    return np.maximum(reached, day + 1)  # a gap lost to rounding still takes a day
