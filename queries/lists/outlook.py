"""What a list can show before it leaves: how many of these people bought anyway, and which rise would be seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt

from queries.audience import Audience
from queries.engines.duck import DuckDBCursor, DuckDBEngine
from queries.lists.draw import Draw
from queries.question import Asking
from queries.stats.estimate import Estimate
from queries.stats.experiments import Sums
from queries.stats.power import detectable_difference, detectable_money
from queries.stats.rates import rate

RESULT_DAYS = 7
LARGEST_SEEN = 0.5  # relative. Of 663 randomised ad campaigns the median lower-funnel lift was 5 % (METRICS §0.4)


@dataclass(frozen=True)
class Outlook:
    """`base`: of the people whom the rule selected on `day`, those who bought in the `days` after it. `difference`
    (shares) and `difference_cents` (a person's money) would be found in four of five such campaigns; None where there
    is no control group or no base. Money is skewed, so its number is the least it takes."""

    day: date
    days: int
    base: Estimate
    difference: float | None
    difference_cents: float | None

    @property
    def relative(self) -> float | None:
        return self.difference / self.base.value if self.difference is not None and self.base.value else None

    @property
    def is_hopeless(self) -> bool:
        """Only a rise larger than campaigns have would be seen."""
        return self.relative is None or self.relative > LARGEST_SEEN


def outlook(engine: DuckDBEngine | DuckDBCursor, found: Draw, *, days: int = RESULT_DAYS) -> Outlook:
    """From the segment's own history: the rule as of so many days before the list's day, complete windows only.

    Raises `BadParameter` where the data begin later, `SegmentError`, `NotDelivered`, `Cancelled` once the cursor is.
    """
    plan, groups = found.plan, (found.listed, len(found.control))
    day = plan.as_of - timedelta(days=days)
    (then,) = Asking(engine)("insight/bought", Audience(day, plan.segment), days=days, days_before=0).rows
    base = rate(then["buyers"], then["people"])
    if base.value is None:
        return Outlook(day, days, base, None, None)
    spent = Sums(then["people"], then["net_cents"], int(then["net_cents_squared"]))
    rise = detectable_difference(base.value, *groups) if base.value < 1 else None
    return Outlook(day, days, base, rise, detectable_money(sqrt(spent.variance), *groups) if spent.total else None)
