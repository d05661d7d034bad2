"""Curves pooled over cohorts: what share returns, and how far cohorts differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import fmean
from types import MappingProxyType

import numpy as np

from queries.stats.estimate import Estimate
from queries.stats.rates import rate


@dataclass(frozen=True)
class Observed:
    """One cohort fully observed at one age: `returned` of `at_risk` people, or so many minor units of money."""

    age: int
    at_risk: int
    returned: int


@dataclass(frozen=True)
class CurvePoint:
    """The pooled share at one age. `cohorts` contribute; the middle 80 % of their own shares lie between p10 and p90.

    `simple_mean` is the mean of their shares, where a cohort of one person weighs as much as one of ten thousand.

    The set of cohorts changes with age, so a bump may be a change of mix. Wilson's interval of the pooled count does
    not hold the variation from cohort to cohort; p10 to p90 shows it. They need three cohorts.
    """

    age: int
    share: Estimate
    cohorts: int
    cohort_p10: float | None
    cohort_p90: float | None
    simple_mean: float


def pooled_curve(
    observed: Iterable[Observed], pooled: Mapping[int, Estimate] = MappingProxyType({})
) -> tuple[CurvePoint, ...]:
    """For each age the people who returned over the people at risk: large cohorts weigh more (METRICS §2).

    `pooled` says it by age where the sums of the cells do not suffice: a person in many cohorts, money.
    """
    by_age = sorted((cell for cell in observed if cell.at_risk > 0), key=lambda cell: cell.age)
    grouped = ((age, list(cells)) for age, cells in groupby(by_age, key=lambda cell: cell.age))
    return tuple(_point(age, cells, pooled.get(age) or _rate_of(cells)) for age, cells in grouped)


def _rate_of(cells: Sequence[Observed]) -> Estimate:
    return rate(sum(cell.returned for cell in cells), sum(cell.at_risk for cell in cells))


def _point(age: int, cells: Sequence[Observed], share: Estimate) -> CurvePoint:
    shares = [cell.returned / cell.at_risk for cell in cells]
    spread = np.quantile(shares, [0.1, 0.9]) if len(cells) > 2 else None
    low, high = (None, None) if spread is None else (float(spread[0]), float(spread[1]))
    return CurvePoint(age, share, len(cells), low, high, fmean(shares))
