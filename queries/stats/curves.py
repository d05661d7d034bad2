"""Curves pooled over cohorts: what share returns, and how far cohorts differ."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from queries.stats.estimate import Estimate
from queries.stats.rates import rate


@dataclass(frozen=True)
class Observed:
    """One cohort fully observed at one age: `returned` of `at_risk` people."""

    age: int
    at_risk: int
    returned: int


@dataclass(frozen=True)
class CurvePoint:
    """The pooled share at one age. `cohorts` contribute; the middle 80 % of their own shares lie between p10 and p90.

    The set of cohorts changes with age, so a bump may be a change of mix. Wilson's interval of the pooled count does
    not hold the variation from cohort to cohort; p10 to p90 shows it. They need three cohorts.
    """

    age: int
    share: Estimate
    cohorts: int
    cohort_p10: float | None
    cohort_p90: float | None


def pooled_curve(observed: Iterable[Observed]) -> tuple[CurvePoint, ...]:
    """For each age the people who returned over the people at risk: large cohorts weigh more (METRICS §2)."""
    by_age = sorted((cell for cell in observed if cell.at_risk > 0), key=lambda cell: cell.age)
    return tuple(_point(age, list(cells)) for age, cells in groupby(by_age, key=lambda cell: cell.age))


def _point(age: int, cells: list[Observed]) -> CurvePoint:
    share = rate(sum(cell.returned for cell in cells), sum(cell.at_risk for cell in cells))
    spread = np.quantile([cell.returned / cell.at_risk for cell in cells], [0.1, 0.9]) if len(cells) > 2 else None
    low, high = (None, None) if spread is None else (float(spread[0]), float(spread[1]))
    return CurvePoint(age, share, len(cells), low, high)
