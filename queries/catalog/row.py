"""One behaviour measure as a row of a table."""

from __future__ import annotations

from dataclasses import dataclass

from data.sentence import Label
from queries.catalog.declare import Aggregate, Event, ValueType


@dataclass(frozen=True)
class Row:
    """`column` is a stored column of the event or, as `products.category`, of a table that describes it."""

    name: str
    event: Event
    aggregate: Aggregate
    type: ValueType
    label: Label
    description: Label
    column: str | None = None
    out_of: str | None = None
    unit: str | None = None
    needs: tuple[str, ...] = ()
