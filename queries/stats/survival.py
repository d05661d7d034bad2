"""How long it takes until something happens, when many are still waiting: Kaplan-Meier and what is read from it.

Kaplan and Meier (1958). Waits that have not ended yet are censored: leaving them out would take only those who did come
back for everybody, and call buyers lost much too early. It supposes that a wait ends for no other reason than the
event, and that people of past and of today behave alike; it fails where seasons or campaigns move purchases.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import exp, inf, log, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from queries.stats.estimate import ENOUGH_PEOPLE, Estimate, Status, unknown

LEAST_AT_RISK = 10  # with fewer still waiting a curve is noise, and ends
KAPLAN_MEIER = "Kaplan-Meier, log(-log)"
RESTRICTED_MEAN = "restricted mean"
_ROUNDING = 1e-12  # by so much may a product of shares that should be 0.5 miss it

Counts = NDArray[np.int64]
Shares = NDArray[np.float64]


@dataclass(frozen=True)
class Waits:
    """Waits of one length in days: `ended` with the event on that day, `unfinished` were watched no longer."""

    days: int
    ended: int
    unfinished: int


@dataclass(frozen=True, eq=False)
class Survival:
    """Arrays by day, from 0 to the last day on which enough were still at risk.

    `still[d]` is the share that waits longer than d days, `spread[d]` Greenwood's sum up to d: the variance of `still`
    is still² · spread. Who is censored on a day was at risk on it. `waits` are all, also those of after the last day.
    """

    at_risk: Counts
    ended: Counts
    still: Shares
    spread: Shares
    waits: int

    @property
    def observed_days(self) -> int:
        return len(self.still) - 1

    def waiting_after(self, days: int) -> Estimate:
        """The share that waits longer than so many days. `n` were seen to end by then, of all waits."""
        found = int(self.ended[: days + 1].sum())
        if not 0 <= days <= self.observed_days:
            return unknown(Status.INCOMPLETE, n=found, denominator=self.waits, method=KAPLAN_MEIER)
        return _judged(float(self.still[days]), float(self.spread[days]), found, self.waits)

    def ended_by(self, days: int) -> Estimate:
        """The share whose wait has ended by that day: 1 - `waiting_after`."""
        return _turned(self.waiting_after(days))

    def chance(self, waited: int, *, within: int) -> Estimate:
        """That it happens in the next days to those who have waited so many; `n` of the `denominator` were seen to.

        It is the curve begun anew after `waited` days, with a Greenwood sum of its own.
        """
        end = waited + within
        if waited < 0 or within < 1 or end > self.observed_days or self.still[waited] <= 0:
            return unknown(Status.INCOMPLETE, method=KAPLAN_MEIER)
        found, at_risk = int(self.ended[waited + 1 : end + 1].sum()), int(self.at_risk[waited + 1])
        share = float(self.still[end] / self.still[waited])
        return _turned(_judged(share, float(self.spread[end] - self.spread[waited]), found, at_risk))

    def first_below(self, chance: float, *, within: int) -> int | None:
        """The first day of waiting after which that chance is smaller; None where it never is, as far as observed."""
        before = self.still[: max(len(self.still) - within, 0)]
        happens = 1 - np.divide(self.still[within:], before, out=np.zeros_like(before), where=before > 0)
        return _first(happens < chance)

    def quantile(self, share: float) -> Estimate:
        """The day by which so large a share has ended: of 0.5 the median. Unknown where the curve does not get there.

        Interval of Brookmeyer and Crowley (1982); an end that lies beyond the curve is None.
        """
        found, left = int(self.ended.sum()), 1 - share + _ROUNDING
        day = _first(self.still <= left)
        if self.waits < ENOUGH_PEOPLE or day is None:
            return unknown(_why_not(self.waits), n=found, denominator=self.waits, method=KAPLAN_MEIER)
        low, high = _band(self.still, self.spread)
        return Estimate(day, found, self.waits, _first(low <= left), _first(high <= left), KAPLAN_MEIER, Status.OK)

    def restricted_mean(self, days: int) -> Estimate:
        """Mean days waited of the first so many: the area under the curve (Irwin 1949), with Greenwood's variance."""
        found = int(self.ended[:days].sum())
        if self.waits < ENOUGH_PEOPLE or not 0 < days <= self.observed_days:
            return unknown(_why_not(self.waits), n=found, denominator=self.waits, method=RESTRICTED_MEAN)
        area, half = float(self.still[:days].sum()), _z() * sqrt(self.area_variance(days))
        ends = max(area - half, 0.0), min(area + half, float(days))
        return Estimate(area, found, self.waits, *ends, RESTRICTED_MEAN, Status.OK)

    def area_variance(self, days: int) -> float:
        """Of the restricted mean."""
        left = self.still[:days][::-1].cumsum()[::-1]
        steps = _greenwood(self.ended[:days], self.at_risk[:days])
        return float((left[left > 0] ** 2 * steps[left > 0]).sum())


def survival(waits: Iterable[Waits], *, least_at_risk: int = LEAST_AT_RISK) -> Survival:
    """The curve of all waits together."""
    known = tuple(waits)
    length = max((one.days for one in known), default=0) + 1
    ended, gone = np.zeros(length, np.int64), np.zeros(length, np.int64)
    for one in known:
        ended[one.days] += one.ended
        gone[one.days] += one.ended + one.unfinished
    at_risk = gone[::-1].cumsum()[::-1]
    kept = max(int((at_risk >= least_at_risk).sum()), 1)
    at_risk, ended = at_risk[:kept], ended[:kept]
    steps = np.divide(ended, at_risk, out=np.zeros(kept), where=at_risk > 0)
    return Survival(at_risk, ended, np.cumprod(1 - steps), _greenwood(ended, at_risk).cumsum(), int(gone.sum()))


def restricted_mean_difference(group: Survival, base: Survival, *, days: int) -> Estimate:
    """Mean days waited of the first so many, minus those of the base. It holds where curves cross."""
    own, other = group.restricted_mean(days), base.restricted_mean(days)
    if own.value is None or other.value is None:
        status = own.status if own.value is None else other.status
        return unknown(status, n=group.waits, denominator=base.waits, method=RESTRICTED_MEAN)
    value = own.value - other.value
    half = _z() * sqrt(group.area_variance(days) + base.area_variance(days))
    return Estimate(value, group.waits, base.waits, value - half, value + half, RESTRICTED_MEAN, Status.OK)


def _greenwood(ended: Counts, at_risk: Counts) -> Shares:
    """Infinite where all that were at risk ended."""
    width = at_risk * (at_risk - ended)
    return np.divide(ended, width, out=np.where(ended > 0, inf, 0.0), where=width > 0)


def _judged(share: float, spread: float, n: int, denominator: int) -> Estimate:
    """A share that waits on. Where all or none do, there is no interval: the formula knows none."""
    if denominator < ENOUGH_PEOPLE:
        return unknown(_why_not(denominator), n=n, denominator=denominator, method=KAPLAN_MEIER)
    if not 0 < share < 1:
        return Estimate(share, n, denominator, None, None, KAPLAN_MEIER, Status.OK)
    width = exp(_z() * sqrt(spread) / -log(share))
    return Estimate(share, n, denominator, share**width, share ** (1 / width), KAPLAN_MEIER, Status.OK)


def _turned(waiting: Estimate) -> Estimate:
    """From the share that waits to the share that has ended."""
    low, high = waiting.ci_high, waiting.ci_low
    return replace(
        waiting,
        value=None if waiting.value is None else 1 - waiting.value,
        ci_low=None if low is None else 1 - low,
        ci_high=None if high is None else 1 - high,
    )


def _band(still: Shares, spread: Shares) -> tuple[Shares, Shares]:
    """Both ends for every day; 1 before the first event and 0 after the last."""
    inside = (still > 0) & (still < 1)
    logs = np.log(still, out=np.full_like(still, -1.0), where=inside)
    widths = np.exp(_z() * np.sqrt(np.where(inside, spread, 0.0)) / -logs)
    return still**widths, still ** (1 / widths)


def _first(found: NDArray[np.bool_]) -> int | None:
    return int(found.argmax()) if found.any() else None


def _why_not(people: int) -> Status:
    if people == 0:
        return Status.EMPTY
    return Status.TOO_SMALL if people < ENOUGH_PEOPLE else Status.INCOMPLETE


def _z() -> float:
    return float(norm.ppf(0.975))
