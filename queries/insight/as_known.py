"""The store as it stood at the end of a past day: what was recorded later is not there, and later refunds are unknown.

A rule asked so, but as of a later day, says what the passing of time alone would have changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlglot import exp

from data.contract import table
from queries.segments.rows import TOLD, column
from queries.segments.values import literal

# The day from which on a row is known.
RECORDED_ON = {
    "orders": "ordered_date",
    "order_items": "ordered_date",
    "interactions": "occurred_date",
    "touches": "assigned_date",
    "surveys": "answered_date",
    "referrals": "invited_date",
    "user_snapshots": "snapshot_date",
    TOLD: "assigned_date",
}

COUNTED_UNTIL = frozenset({"orders", "order_items"})
WITHOUT_END = date(2299, 12, 31)  # as the store has it


def as_known(query: exp.Query, day: date) -> exp.Query:
    """The query, now of only what was recorded by the end of the day. For DuckDB alone: `* replace`."""
    for found in tuple(_records(query)):
        found.replace(_known_rows(found, day).subquery(found.alias_or_name))
    return query


def reads_records(query: exp.Query) -> bool:
    """Whether it reads anything that was recorded on a day: else every past day knew as much as today."""
    return any(_records(query))


def _records(tree: exp.Query) -> Iterator[exp.Table]:
    own = {cte.alias for cte in tree.find_all(exp.CTE)}
    return (
        found
        for found in tree.find_all(exp.Table)
        if _kind(found) in RECORDED_ON and found.name not in own and not found.db
    )


def _kind(found: exp.Table) -> str:
    """Its name; messages beside the store lie in a file without one."""
    return TOLD if found.alias == TOLD else found.name


def _known_rows(found: exp.Table, day: date) -> exp.Select:
    name = _kind(found)
    known = exp.LTE(this=column(RECORDED_ON[name], name), expression=literal(day))
    later = [] if name == TOLD else [*_later_columns(name, day), *_counted_until(name, day)]
    everything = exp.Star(**({"replace": later} if later else {}))
    return exp.select(everything).from_(found.copy() if name == TOLD else name).where(known)


def _counted_until(name: str, day: date) -> Iterator[exp.Expr]:
    """An order counts without end until it is known that all of it went back."""
    if name in COUNTED_UNTIL:
        until = column("counted_until", name)
        still = exp.GTE(this=until, expression=literal(day))
        yield exp.Case().when(still, literal(WITHOUT_END)).else_(until.copy()).as_("counted_until")


def _later_columns(name: str, day: date) -> Iterator[exp.Expr]:
    """Moments that come to a row after it is there, a refund or a click, each with its day: unknown until then."""
    for found in table(name).columns:
        if found.date_name is None or found.date_name == RECORDED_ON[name]:
            continue
        happened = exp.LTE(this=column(found.date_name, name), expression=literal(day))
        for moment in (found.name, found.date_name):
            yield exp.Case().when(happened.copy(), column(moment, name)).as_(moment)
