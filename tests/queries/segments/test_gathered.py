"""What is gathered of rows in batches is what a group-by finds, however the rows lie."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.segments.gathered import gathered
from queries.segments.gathering import Gather, How

GATHERS = (
    Gather("is_large", How.COUNT, "BIGINT"),
    Gather("spend", How.SUM, "BIGINT"),
    Gather("least", How.LEAST, "BIGINT"),
    Gather("last", How.GREATEST, "DATE"),
)
SCHEMA = {"user_no": pl.Int32, "is_large": pl.Boolean, "spend": pl.Int64, "least": pl.Int64, "last": pl.Date}
DAYS = st.integers(0, 40).map(lambda days: date(2025, 1, 1) + timedelta(days))
AMOUNTS = st.integers(-(10**12), 10**12)
ROWS = st.tuples(
    st.integers(0, 9),
    *(st.none() | values for values in (st.booleans(), AMOUNTS, AMOUNTS, DAYS)),
)


def by_hand(rows: list[tuple[Any, ...]], person: int) -> dict[str, Any]:
    own = [row for row in rows if row[0] == person]
    known = [[row[place] for row in own if row[place] is not None] for place in range(1, 5)]
    return {
        "user_no": person,
        "row_count": len(own),
        "is_large": sum(known[0]),
        "spend": sum(known[1]) if known[1] else None,
        "least": min(known[2], default=None),
        "last": max(known[3], default=None),
    }


@pytest.mark.parametrize("lie_by_person", [True, False])
@given(st.lists(st.lists(ROWS, max_size=12), max_size=6))
def test_batches_are_gathered_as_if_all_rows_were_grouped(
    lie_by_person: bool, batches: list[list[tuple[Any, ...]]]
) -> None:
    rows = [row for batch in batches for row in batch]
    if lie_by_person:
        rows.sort(key=lambda row: row[0])
        taken = iter(rows)
        batches = [[next(taken) for _ in batch] for batch in batches]
    frames = [pl.DataFrame(batch, SCHEMA, orient="row") for batch in batches]
    found = gathered(frames, GATHERS, people=10).to_pylist()
    assert found == [by_hand(rows, person) for person in range(10)]


def test_days_stay_days_where_nobody_has_any() -> None:
    assert str(gathered([], GATHERS, people=10).schema.field("last").type) == "date32[day]"
