"""How likely a buyer who has been silent so long is to buy again: Kaplan-Meier over finished and unfinished silences.

Kaplan and Meier (1958). The unfinished silences are censored: leaving them out would take only those who did come
back for everybody, and call buyers lost much too early. It supposes that a silence ends for no other reason than a
purchase, and that buyers of past and of today behave alike; it fails where seasons or campaigns move purchases.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Silences:
    """Silences of one length in days: `bought` ended with a purchase, `unfinished` still last."""

    days: int
    bought: int
    unfinished: int


@dataclass(frozen=True, eq=False)
class Returning:
    """`still_silent[d]` is the share of silences that last longer than d days, for every day that was observed."""

    still_silent: NDArray[np.float64]
    silences: int

    @property
    def observed_days(self) -> int:
        return len(self.still_silent) - 1

    def chance(self, silent_days: int, *, within: int) -> float | None:
        """Of buying in the next days after so many without; None where nobody was observed so long."""
        end = silent_days + within
        if silent_days < 0 or end > self.observed_days or self.still_silent[silent_days] <= 0:
            return None
        return 1 - float(self.still_silent[end] / self.still_silent[silent_days])

    def first_below(self, chance: float, *, within: int) -> int | None:
        """The first day of silence after which that chance is smaller; None where it never is, as far as observed."""
        for days in range(self.observed_days - within + 1):
            found = self.chance(days, within=within)
            if found is not None and found < chance:
                return days
        return None


def returning(silences: Iterable[Silences]) -> Returning:
    """The curve of all silences together."""
    known = sorted(silences, key=lambda one: one.days)
    longest = known[-1].days if known else 0
    bought, ended = np.zeros(longest + 1), np.zeros(longest + 1)
    for one in known:
        bought[one.days] += one.bought
        ended[one.days] += one.bought + one.unfinished
    at_risk = ended[::-1].cumsum()[::-1]
    steps = np.divide(bought, at_risk, out=np.zeros_like(bought), where=at_risk > 0)
    return Returning(np.cumprod(1 - steps), int(ended.sum()))
