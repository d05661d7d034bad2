"""What the people assigned to a campaign did: one array per fact, one place per person."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from sqlglot import exp

from queries.audience import Audience
from queries.campaigns.bought import Days, bought
from queries.campaigns.members import Members
from queries.engines.duck import DuckDBCursor, DuckDBEngine
from queries.header import literal, statement_in
from queries.relations import with_relations
from queries.stats import RatioSums, Sums
from queries.stats.cuped import PairedSums
from queries.stats.exact import Numbers, dot
from queries.stats.money import Spending

MEASURES = Path(__file__).parent / "measures"
BEFORE_DAYS = 90  # of own spending, for CUPED and the check of the time before (METRICS §6.7)
FOLLOW_DAYS = 90


@dataclass(frozen=True, eq=False)
class Behaviour:
    """Facts of people, columns of `measures/behaviour.sql`, and the discount that `discounts.sql` sums.

    `arm` is the place in the members' arms, 0 the control.
    """

    user_no: Numbers
    arm: Numbers
    assigned: NDArray[np.datetime64]
    before_cents: Numbers
    before_orders: Numbers
    before_days: Numbers
    bought_just_before: Numbers
    just_before_cents: Numbers
    orders: Numbers
    net_cents: Numbers
    refunded_cents: Numbers
    discount_cents: Numbers
    early_cents: Numbers
    late_cents: Numbers
    first_days: Numbers
    last_days: Numbers

    def __len__(self) -> int:
        return len(self.user_no)

    @property
    def buyers(self) -> int:
        return int((self.orders > 0).sum())

    @property
    def spending(self) -> Spending:
        return Spending(len(self), self.net_cents[self.orders > 0])

    @property
    def net(self) -> Sums:
        return self.sums_of("net_cents")

    @property
    def net_and_before(self) -> PairedSums:
        return PairedSums(*paired(self.net_cents, self.before_cents))

    @property
    def net_per_order(self) -> RatioSums:
        return RatioSums(*paired(self.net_cents, self.orders))

    def sums_of(self, name: str) -> Sums:
        return sums(getattr(self, name))

    def where(self, chosen: NDArray[np.bool_]) -> Behaviour:
        if chosen.all():
            return self  # a million people are not copied for nothing
        kept = np.flatnonzero(chosen)
        return replace(self, **{one.name: getattr(self, one.name).take(kept) for one in fields(self)})

    def in_arm(self, place: int) -> Behaviour:
        return self.control if place == 0 else self.where(self.arm == place)

    @cached_property
    def control(self) -> Behaviour:
        return self.where(self.arm == 0)

    @cached_property
    def recipients(self) -> Behaviour:
        return self.where(self.arm > 0)

    @staticmethod
    def day(day: date) -> np.datetime64:
        return np.datetime64(day, "D")

    def watched(self, days: int, *, begins: date, as_of: date) -> Behaviour:
        """Those whose days after assignment, so many, all lie within the data and are over on the day."""
        until = self.day(as_of) - np.timedelta64(days, "D")
        return self.where((self.assigned >= self.day(begins)) & (self.assigned <= until))


def behaviour(
    engine: DuckDBEngine | DuckDBCursor, members: Members, audience: Audience, *, window_days: int
) -> Behaviour:
    """Of those in the audience, by number. `measures/behaviour.sql` says what is counted, `bought` counts it faster.

    Asks the engine in the calling thread. Raises what it raises.
    """
    present = members.only(measured(engine, "present", members, audience)["user_no"].to_numpy()).table
    people = present.take(np.argsort(present["user_no"].to_numpy(), kind="stable"))
    between = days_between(members, before=BEFORE_DAYS, after=FOLLOW_DAYS)
    days = Days(between["first_date"], between["last_date"], BEFORE_DAYS, window_days, FOLLOW_DAYS)
    return Behaviour(
        user_no=people["user_no"].to_numpy(),
        arm=people["arm"].to_numpy(),
        assigned=people["assigned_date"].to_numpy().astype("datetime64[D]"),
        **bought(engine, people, days, as_of=audience.as_of),
    )


def days_between(members: Members, *, before: int, after: int) -> dict[str, date]:
    """The first and the last day that can matter to anybody."""
    first, last = members.first_date or date.min, members.last_date or date.min
    return {
        "first_date": date.fromordinal(max(first.toordinal() - before, 1)),
        "last_date": last + timedelta(days=after),
    }


def measured(
    engine: DuckDBEngine | DuckDBCursor, name: str, members: Members, audience: Audience, **values: int | str | date
) -> pa.Table:
    """One statement of `measures`, about these members."""
    tree = measure_statement(name, engine, audience, **values)
    return engine.query(tree.sql(engine.dialect, pretty=True), beside={"members": members.table})


def measure_statement(
    name: str, engine: DuckDBEngine | DuckDBCursor, audience: Audience, **values: int | str | date
) -> exp.Query:
    """Complete but for the relation `members`."""
    tree = with_relations(statement_in(MEASURES / f"{name}.sql").copy(), audience, engine)
    given: dict[str, int | str | date] = {**values, "as_of": audience.as_of}
    for placeholder in tuple(tree.find_all(exp.Placeholder)):
        placeholder.replace(literal(given[placeholder.name]))
    return tree


def sums(values: Numbers) -> Sums:
    return Sums(len(values), int(values.sum()), dot(values, values))


def paired(one: Numbers, other: Numbers) -> tuple[int, int, int, int, int, int]:
    return len(one), int(one.sum()), int(other.sum()), dot(one, one), dot(other, other), dot(one, other)
