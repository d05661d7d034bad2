"""People by layer or attribute as they were before a campaign: what it did in each of them."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

from queries.catalog import Measure
from queries.engines.duck import DuckDBCursor, DuckDBEngine
from queries.segments.compile import Measuring
from queries.segments.rows import column

MOST_PARTS = 10


def parts_before(
    engine: DuckDBEngine | DuckDBCursor, measure: Measure, assignments: pa.Table, *, as_of: date
) -> pa.Table:
    """(user_no, part) of the people assigned, on the brand's day before the first of them was. What the store knows
    only as it is now, such as a city, is taken as of the day asked about. Parts beyond the ten largest are left out."""
    eve = _eve(assignments, ZoneInfo(engine.version.manifest.timezone)) if measure.has_history else None
    measuring = Measuring(eve or as_of)
    value = measuring.plain_value(measure)
    rows = measuring.people(column("user_no", "users").as_("user_no"), value.as_("part"))
    told = engine.query(rows.sql(engine.dialect))
    told = told.set_column(1, "part", told["part"].cast(pa.string()))
    told = told.filter(pc.and_(pc.is_in(told["user_no"], assignments["user_no"]), pc.is_valid(told["part"])))
    sizes = told.group_by("part").aggregate([("user_no", "count")])
    largest = sizes.sort_by([("user_no_count", "descending"), ("part", "ascending")])["part"][:MOST_PARTS]
    return told.filter(pc.is_in(told["part"], largest))


def _eve(assignments: pa.Table, zone: ZoneInfo) -> date | None:
    """Of the first assignment, by the brand's clock: by UTC it would be a day early for a list sent before eight in
    the morning in Shanghai."""
    first = pc.min(assignments["assigned_at"]).as_py()
    return None if first is None else first.astimezone(zone).date() - timedelta(days=1)
