"""What a list can show before it leaves: how many of these people bought anyway, and which rise would be seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from queries.engines.duck import DuckDBCursor, DuckDBEngine
from queries.lists.draw import Draw
from queries.segments.leaves import Leaves, evaluate
from queries.segments.people import count
from queries.segments.tree import Condition, Group, Match, Segment, Window
from queries.stats.estimate import Estimate
from queries.stats.power import detectable_difference
from queries.stats.rates import rate

RESULT_DAYS = 7
LARGEST_SEEN = 0.5  # relative. Of 663 randomised ad campaigns the median lower-funnel lift was 5 % (METRICS §0.4)


@dataclass(frozen=True)
class Outlook:
    """`base`: of the people whom the rule selected on `day`, those who bought in the `days` after it. `difference`
    would be found in four of five such campaigns; None where there is no control group or no base."""

    day: date
    days: int
    base: Estimate
    difference: float | None

    @property
    def relative(self) -> float | None:
        return self.difference / self.base.value if self.difference is not None and self.base.value else None

    @property
    def is_hopeless(self) -> bool:
        """Only a rise larger than campaigns have would be seen."""
        return self.relative is None or self.relative > LARGEST_SEEN


def outlook(engine: DuckDBEngine | DuckDBCursor, found: Draw, *, days: int = RESULT_DAYS) -> Outlook:
    """From the segment's own history: the rule as of so many days before the list's day, complete windows only.

    Raises `SegmentError`, and `Cancelled` once the cursor is.
    """
    plan = found.plan
    day = plan.as_of - timedelta(days=days)
    segment, leaves = plan.segment, Leaves(engine, day)
    then = leaves.everyone if segment is None else evaluate(engine, segment, as_of=day).bits
    window = Window("dates", (day + timedelta(days=1)).isoformat(), plan.as_of.isoformat())
    bought = Condition("orders.count", "at_least", 1, window=window)
    buyers = evaluate(engine, Segment(Group(Match.ALL, (bought,))), as_of=plan.as_of)
    base = rate(count(then & buyers.bits), count(then))
    rise = None if base.value is None else detectable_difference(base.value, found.listed, len(found.control))
    return Outlook(day, days, base, rise)
