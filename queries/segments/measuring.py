"""The values of a pass: one row per person who has such an event."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import polars as pl
import pyarrow as pa

from queries.engines.duck import DuckDBCursor, DuckDBEngine
from queries.segments.gathered import gathered
from queries.segments.gathering import GATHERED, Gathering, gathering
from queries.segments.passes import Pass


def measured_values(engine: DuckDBEngine | DuckDBCursor, one: Pass) -> pa.Table:
    """`user_no` and the values of the pass by their names. Raises `Cancelled` once the cursor is."""
    asked = gathering(one)
    if asked is None:
        return engine.query(one.query().sql(engine.dialect))
    with _rows(engine, asked) as frames:
        found = gathered(frames, asked.gathers, people=engine.version.manifest.people)
    return engine.query(asked.query.sql(engine.dialect), {GATHERED: found})


@contextmanager
def _rows(engine: DuckDBEngine | DuckDBCursor, asked: Gathering) -> Iterator[Iterator[pl.DataFrame]]:
    cursor = engine.cursor() if isinstance(engine, DuckDBEngine) else engine
    sql = asked.rows.sql(engine.dialect)
    if asked.is_plain:
        with cursor.scan(sql) as frames:
            yield frames
    else:
        with cursor.stream(sql) as batches:
            yield (pl.DataFrame(batch) for batch in batches)
