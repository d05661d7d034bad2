"""Whether waits differ between groups: the log-rank test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import chi2

from queries.stats.survival import Waits


@dataclass(frozen=True)
class LogRank:
    """`expected[g]` are the ends of group g had all groups one curve; `ended[g]` were seen. Degrees are groups - 1.

    It sees curves that stay apart and may miss curves that cross: then compare restricted means.
    """

    statistic: float
    degrees: int
    p_value: float
    ended: tuple[int, ...]
    expected: tuple[float, ...]


def log_rank(groups: Sequence[Sequence[Waits]]) -> LogRank | None:
    """Mantel (1966), with the hypergeometric variance. The groups may share nobody. None where nothing can be compared:
    fewer than two groups, or no event while two of them were at risk.
    """
    length = 1 + max((one.days for waits in groups for one in waits), default=0)
    ended, gone = np.zeros((len(groups), length)), np.zeros((len(groups), length))
    for group, waits in enumerate(groups):
        for one in waits:
            ended[group, one.days] += one.ended
            gone[group, one.days] += one.ended + one.unfinished
    at_risk = gone[:, ::-1].cumsum(axis=1)[:, ::-1]
    days = ended.sum(axis=0) > 0
    ended, at_risk = ended[:, days], at_risk[:, days]
    events, people = ended.sum(axis=0), at_risk.sum(axis=0)
    shares = at_risk / people
    expected = (shares * events).sum(axis=1)
    spread = events * np.divide(people - events, people - 1, out=np.zeros_like(people), where=people > 1)
    variance = np.diag((shares * spread).sum(axis=1)) - (shares * spread) @ shares.T
    if np.linalg.matrix_rank(variance) < len(groups) - 1 or len(groups) < 2:
        return None
    apart = (ended.sum(axis=1) - expected)[:-1]
    statistic = float(apart @ np.linalg.solve(variance[:-1, :-1], apart))
    degrees = len(groups) - 1
    totals = tuple(int(total) for total in ended.sum(axis=1))
    return LogRank(statistic, degrees, float(chi2.sf(statistic, degrees)), totals, tuple(expected.tolist()))
