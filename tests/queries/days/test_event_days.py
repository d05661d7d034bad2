"""Days are read in the order in which rows lie, sorted where they do not, and kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from data.settings import Settings
from queries.catalog import catalog
from queries.days import event_days
from queries.days.event_days import EventDays, OutOfReach, Rows, gathered
from queries.engines import DuckDBEngine
from tests.stores import store_from_rows

FIRST = (date(1920, 1, 1) - date(1970, 1, 1)).days
PEOPLE = 5
Written = list[tuple[int, int]]


def of_batches(batches: list[Written]) -> EventDays:
    """Of people and days since 1920."""

    @contextmanager
    def reader() -> Iterator[Iterator[Rows]]:
        columns = (np.array(batch, np.int32).reshape(-1, 2).T for batch in batches)
        yield ((numbers, days + np.int32(FIRST), days.astype(np.int64)) for numbers, days in columns)

    return gathered(reader, people=PEOPLE, most=sum(map(len, batches)))


def found_in(days: EventDays) -> Written:
    """The amounts of these rows are their days."""
    assert days.cents.tolist() == days.days.tolist()
    return [(who, int(day)) for who in range(PEOPLE) for day in days.days[days.begins[who] : days.begins[who + 1]]]


ROWS = some.lists(some.tuples(some.integers(0, PEOPLE - 1), some.integers(0, 9)), max_size=12)


@given(some.lists(ROWS, max_size=4))
def test_days_are_those_of_the_rows_however_they_lie(batches: list[Written]) -> None:
    assert found_in(of_batches(batches)) == sorted(row for batch in batches for row in batch)


@given(ROWS, some.integers(1, 4))
def test_rows_in_order_are_read_once(rows: Written, size: int) -> None:
    rows.sort()
    batches = [rows[first : first + size] for first in range(0, len(rows), size)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(event_days, "_sorted", None)
        assert found_in(of_batches(batches)) == rows


@pytest.mark.parametrize("day", [-1, 2**16 - 1])
def test_days_that_two_bytes_do_not_hold_are_refused(day: int) -> None:
    with pytest.raises(OutOfReach):
        of_batches([[(1, day)]])


def test_what_was_read_once_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    order: dict[str, Any] = {"user_id": "A", "order_id": "1", "ordered_at": "2025-01-05 03:00:00", "paid_amount": 1}
    version = store_from_rows(tmp_path, users=[{"user_id": "A"}], orders=[order], timezone="UTC")
    engine = DuckDBEngine(version, Settings(home=tmp_path / "home", threads=1))
    orders = catalog(version).events["orders"].event
    first = event_days.event_days(engine, orders, (), version.manifest.data_end)
    monkeypatch.setattr(event_days, "_rows", None)
    assert event_days.event_days(engine, orders, (), version.manifest.data_end) is first
    engine.close()
