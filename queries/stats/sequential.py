"""Looking before the end. Who stops at the first good day finds 16 % of useless campaigns good in 14 looks.

Two ways, one for each way of sending (METRICS §6.9):
- A list sent at once is read at the interim bound of Haybittle (1971) and Peto (1976), |z| > 3.29, and at the usual one
  when its window is over: 5.2 % false alarms in 14 looks.
- Where people enter one after the other there is no end. A confidence sequence (Waudby-Smith, Arbour, Sinha, Kennedy
  and Ramdas 2021) covers the effect on all days at once, at the price of a wider interval.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log, sqrt

from scipy.stats import norm

from queries.stats.estimate import Estimate, Significance, Status, unknown
from queries.stats.experiments import Sums, mean_difference

INTERIM_BOUND = 3.29
FINAL_CONFIDENCE = 0.95
SEQUENCE = "confidence sequence"


def confidence_of_look(*, is_final: bool) -> float:
    """Of the intervals of a look at a list sent at once: about 99.9 % while its window runs, 95 % after it."""
    return FINAL_CONFIDENCE if is_final else float(1 - 2 * norm.sf(INTERIM_BOUND))


@dataclass(frozen=True)
class AlwaysValid:
    """Holds on every day it is looked at."""

    difference: Estimate
    significance: Significance


def confidence_sequence(group: Sums, base: Sums, *, planned: int, alpha: float = 0.05) -> AlwaysValid:
    """Difference of the means of people who entered so far. `planned` is the number of people of both groups at which
    the sequence is tightest: fixed before the first look, or the promise is void."""
    plain = mean_difference(group, base)
    if not plain.is_known or plain.value is None:
        nothing = unknown(plain.status, n=group.n, denominator=base.n, method=SEQUENCE)
        return AlwaysValid(nothing, Significance(None, SEQUENCE))
    people, value = group.n + base.n, plain.value
    error = sqrt(group.variance / group.n + base.variance / base.n)
    tuning = (-2 * log(alpha) + log(1 - 2 * log(alpha))) / planned  # ρ²
    spread = people * tuning + 1
    half = error * sqrt(people) * sqrt(2 * spread / (people**2 * tuning) * log(sqrt(spread) / alpha))
    chance = sqrt(spread) * exp(-tuning * people * (value / error) ** 2 / (2 * spread))
    found = Estimate(value, group.n, base.n, value - half, value + half, SEQUENCE, Status.OK)
    return AlwaysValid(found, Significance(min(1.0, chance), SEQUENCE))
