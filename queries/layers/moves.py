"""Who moved from which layer to which between two days, and how many of them did nothing for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlglot import exp

from queries.catalog import Measure, catalog
from queries.engines.duck import DuckDBCursor, DuckDBEngine
from queries.insight.as_known import as_known
from queries.layers.sizes import layer_of_everyone
from queries.segments.rows import column

NOT_KNOWN_YET = "not_known_yet"


@dataclass(frozen=True)
class Move:
    """`people` who were in `before` and are in `after`; None is no layer. Of those who moved, `by_time_alone` would
    have moved had nothing been recorded between the days: they only grew older."""

    before: str | None
    after: str | None
    people: int
    by_time_alone: int

    @property
    def is_stay(self) -> bool:
        return self.before == self.after


@dataclass(frozen=True)
class Moves:
    """Everyone known on the last day, once; who was not known on the first comes from `NOT_KNOWN_YET`."""

    measure: Measure
    first: date
    last: date
    moves: tuple[Move, ...]


def moves(engine: DuckDBEngine | DuckDBCursor, key: str, *, first: date, last: date) -> Moves:
    """Exact. Both days by the schemes in force now, so no move comes from other cuts."""
    measure = catalog(engine.version).measures[key]
    before, after = layer_of_everyone(measure, first), layer_of_everyone(measure, last)
    aged = as_known(layer_of_everyone(measure, last), first)
    rows = engine.query(_counted(before, after, aged).sql(engine.dialect)).to_pylist()
    found = (Move(row["layer_before"], row["layer_after"], row["people"], row["by_time_alone"]) for row in rows)
    return Moves(measure, first, last, tuple(found))


def _counted(before: exp.Select, after: exp.Select, aged: exp.Query) -> exp.Select:
    was_known = exp.not_(exp.Is(this=column("user_no", "layers_before"), expression=exp.null()))
    came_from = exp.Case().when(was_known, column("layer", "layers_before")).else_(exp.Literal.string(NOT_KNOWN_YET))
    now = column("layer", "layers_after")
    moved_alone = exp.and_(
        was_known.copy(),
        exp.NullSafeNEQ(this=column("layer", "layers_before"), expression=now.copy()),
        exp.NullSafeEQ(this=column("layer", "layers_aged"), expression=now.copy()),
    )
    alone = exp.Sum(this=exp.Case().when(moved_alone, exp.Literal.number(1)).else_(exp.Literal.number(0)))
    query = exp.select(
        came_from.as_("layer_before"),
        now.as_("layer_after"),
        exp.Count(this=exp.Star()).as_("people"),
        exp.cast(alone, exp.DataType.Type.BIGINT).as_("by_time_alone"),
    ).from_(after.subquery("layers_after"))
    for name, layers in (("layers_before", before), ("layers_aged", aged)):
        on = exp.EQ(this=column("user_no", "layers_after"), expression=column("user_no", name))
        query = query.join(layers.subquery(name), on=on, join_type="left")
    return query.group_by("layer_before", "layer_after")
