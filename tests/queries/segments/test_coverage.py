"""Coverage: of how many people a measure has a value."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from data.settings import Settings
from queries.engines import DuckDBEngine
from queries.segments.coverage import Coverage, coverage
from tests.stores import store_from_rows


@pytest.fixture
def found(tmp_path: Path) -> Coverage:
    version = store_from_rows(
        tmp_path,
        users=[
            {"user_id": "1", "city": "上海", "tags": ["a"], "joined_at": "2025-01-01 04:00:00"},
            {"user_id": "2", "city": None, "tags": [], "joined_at": "2025-01-01 04:00:00"},
            {"user_id": "3", "city": "杭州", "tags": None, "joined_at": "2025-01-01 04:00:00"},
            {"user_id": "4", "city": "杭州", "tags": ["b"], "joined_at": "2025-09-01 04:00:00"},
        ],
        orders=[
            {"order_id": "a", "user_id": "1", "ordered_date": "2025-02-01", "paid_cents": 100, "status": "completed"},
            {"order_id": "b", "user_id": "1", "ordered_date": "2025-02-02", "paid_cents": 100, "status": "completed"},
            {"order_id": "c", "user_id": "2", "ordered_date": "2025-07-02", "paid_cents": 100, "status": "completed"},
        ],
        data_start="2025-01-01",
        data_end="2025-12-31",
    )
    return coverage(DuckDBEngine(version, Settings(home=tmp_path / "home", threads=1)), as_of=date(2025, 6, 30))


def test_people_with_a_value_are_counted_among_those_known_by_the_day(found: Coverage) -> None:
    assert (found.everyone, found.known["users.city"]) == (3, 2)


def test_an_empty_set_of_tags_is_no_value(found: Coverage) -> None:
    assert found.known["users.tags"] == 1


def test_behaviour_counts_people_who_did_it_by_the_day_once(found: Coverage) -> None:
    assert found.known["orders.count"] == found.known["orders.net_revenue"] == 1


def test_a_share_needs_a_value_that_was_delivered(found: Coverage) -> None:
    assert found.share("users.city") == pytest.approx(2 / 3)
    assert found.share("users.phone") is None
