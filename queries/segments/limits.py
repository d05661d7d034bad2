"""The limit of a rule: the first so many of its people, by a measure or by chance, never two on one place."""

from __future__ import annotations

from sqlglot import exp

from queries.segments.bound import BoundLimit
from queries.segments.draws import hashed
from queries.segments.rows import column
from queries.segments.tree import Order
from queries.segments.values import literal


def place_in(limit: BoundLimit, by: exp.Expr | None, per: exp.Expr | None) -> exp.Expr:
    """The person's place: by the measure, people without a value last; equals by a hash that never changes."""
    order = exp.Order(expressions=order_of(limit, by))
    return exp.Window(this=exp.RowNumber(), partition_by=[per] if per else None, order=order)


def order_of(limit: BoundLimit, by: exp.Expr | None) -> list[exp.Expr]:
    user_id = column("user_id", "users")
    first = [exp.Ordered(this=by, desc=limit.order is Order.TOP, nulls_first=False)] if by else []
    return [*first, last_if_unknown(hashed(limit.name, user_id)), last_if_unknown(user_id)]


def last_if_unknown(x: exp.Expr) -> exp.Ordered:
    return exp.Ordered(this=x, desc=False, nulls_first=False)


def first_places(placed: exp.Select, places: int) -> exp.Select:
    """`placed` has `user_no` and `place`."""
    within = exp.LTE(this=column("place", "placed"), expression=literal(places))
    return exp.select(column("user_no", "placed").as_("user_no")).from_(placed.subquery("placed")).where(within)
