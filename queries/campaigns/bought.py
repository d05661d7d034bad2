"""What `measures/behaviour.sql` and `discounts.sql` say of each person, in one pass over the orders.

People are numbers, so a row finds its person by place instead of by a join: at 100M orders a third of the time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from typing import TypeAlias

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray
from sqlglot import exp

from queries.engines.duck import DuckDBCursor, DuckDBEngine
from queries.header import literal
from queries.stats.exact import Numbers

Moments: TypeAlias = NDArray[np.datetime64]

EARLY_DAYS = 7  # of the pull-forward check, stated in the SQL too


@dataclass(frozen=True)
class Days:
    """`first` and `last` day that can matter to anybody, and how many around each person's assignment count."""

    first: date
    last: date
    before: int
    window: int
    follow: int


@dataclass(frozen=True, eq=False)
class _Orders:
    """Counted orders of people assigned: whose (a place in the table of people), and what is known of each."""

    place: NDArray[np.int32]
    elapsed: Numbers  # days since the assignment
    is_since: NDArray[np.bool_]
    paid: Numbers
    refunded: Numbers
    discount: Numbers


def bought(engine: DuckDBEngine | DuckDBCursor, people: pa.Table, days: Days, *, as_of: date) -> dict[str, Numbers]:
    """Columns beside `people` (user_no, assigned_at, assigned_date; each person once), in its order.

    Raises `Cancelled` once the cursor is.
    """
    cursor = engine.cursor() if isinstance(engine, DuckDBEngine) else engine
    places = np.full(engine.version.manifest.people, -1, np.int32)
    places[people["user_no"].to_numpy()] = np.arange(people.num_rows, dtype=np.int32)
    moments = people["assigned_at"].to_numpy().astype("datetime64[us]")
    dates = people["assigned_date"].to_numpy().astype("datetime64[D]")
    with cursor.scan(_selection(days, as_of).sql(engine.dialect)) as frames:
        found = _united(_of(frame, places, moments, dates, days) for frame in frames)
    return _facts(found, people.num_rows, days.window)


def _selection(days: Days, as_of: date) -> exp.Select:
    day, known = exp.column("ordered_date"), exp.column("refunded_date") <= literal(as_of)
    refunded = exp.Case().when(known, exp.column("refunded_cents")).else_(literal(0))
    return (
        exp.select("user_no", "ordered_at", "ordered_date", "paid_cents", refunded.as_("refunded_cents"))
        .select(exp.Coalesce(this=exp.column("discount_cents"), expressions=[literal(0)]).as_("discount_cents"))
        .from_("orders")
        .where(exp.column("is_counted"), exp.column("user_no").is_(exp.null()).not_())
        .where(day >= literal(days.first), day <= literal(min(days.last, as_of)))
    )


def _of(frame: pl.DataFrame, places: NDArray[np.int32], moments: Moments, dates: Moments, days: Days) -> _Orders:
    place = places[frame["user_no"].to_numpy()]
    kept = np.flatnonzero(place >= 0)
    place = place[kept]
    elapsed = (frame["ordered_date"].to_numpy()[kept] - dates[place]).astype(np.int64)
    is_near = (elapsed >= -days.before) & (elapsed <= days.follow)
    if not is_near.all():
        kept, place, elapsed = kept[is_near], place[is_near], elapsed[is_near]
    is_since = frame["ordered_at"].to_numpy()[kept] >= moments[place]
    amounts = (frame[f"{name}_cents"].to_numpy()[kept] for name in ("paid", "refunded", "discount"))
    return _Orders(place, elapsed, is_since, *amounts)


def _united(parts: Iterator[_Orders]) -> _Orders:
    none = np.empty(0, np.int64)
    found = [_Orders(none.astype(np.int32), none, none.astype(np.bool_), none, none, none), *parts]
    return _Orders(*(np.concatenate([getattr(part, one.name) for part in found]) for one in fields(_Orders)))


def _facts(orders: _Orders, people: int, window_days: int) -> dict[str, Numbers]:
    net = np.maximum(orders.paid - orders.refunded, 0)
    is_order = (orders.refunded == 0) | (orders.refunded < orders.paid)
    is_past, is_new = is_order & ~orders.is_since, is_order & orders.is_since
    is_just_before = is_past & (orders.elapsed >= -window_days)
    is_inside = orders.is_since & (orders.elapsed <= window_days)
    is_early = orders.elapsed <= EARLY_DAYS
    one, whose = np.ones_like(net), _Whose(orders.place, people)
    return {
        "before_cents": whose.sums(net, is_past),
        "before_orders": whose.sums(one, is_past),
        "before_days": -whose.last(orders.elapsed, is_past, nothing=1),
        "bought_just_before": np.minimum(whose.sums(one, is_just_before), 1),
        "just_before_cents": whose.sums(net, is_just_before),
        "orders": whose.sums(one, is_new & is_inside),
        "net_cents": whose.sums(net, is_new & is_inside),
        "refunded_cents": whose.sums(orders.refunded, is_inside),
        "discount_cents": whose.sums(orders.discount, is_inside),
        "early_cents": whose.sums(net, is_new & is_early),
        "late_cents": whose.sums(net, is_new & ~is_early),
        "first_days": -whose.last(-orders.elapsed, is_new, nothing=1),
        "last_days": whose.last(orders.elapsed, is_new, nothing=-1),
    }


@dataclass(frozen=True, eq=False)
class _Whose:
    """Gathers rows by person. Sums are of whole numbers: as floats they would lose cents."""

    place: NDArray[np.int32]
    people: int

    def sums(self, values: Numbers, chosen: NDArray[np.bool_]) -> Numbers:
        found = np.zeros(self.people, np.int64)
        np.add.at(found, self.place[chosen], values[chosen])
        return found

    def last(self, values: Numbers, chosen: NDArray[np.bool_], *, nothing: int) -> Numbers:
        least = np.iinfo(np.int64).min
        found = np.full(self.people, least, np.int64)
        np.maximum.at(found, self.place[chosen], values[chosen])
        found[found == least] = nothing
        return found
