"""Questions counted by days give what their SQL gives, whatever is asked, and leave to it what days cannot tell."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from data.errors import Cancelled
from data.settings import Settings
from queries.audience import Audience, Picked
from queries.days import blocks
from queries.days.answers import BY_DAYS, answer_by_days
from queries.engines import DuckDBEngine
from queries.question import answer, question
from tests.queries.retention.test_retention_against_oracle import ABOUT, DAYS, Document, audience_of
from tests.queries.segments.conftest import Brand
from tests.queries.segments.test_against_oracle import FIXED
from tests.stores import store_from_rows

NUMBERS = some.integers(1, 130)
STEPS = some.integers(1, 30)
PERIODS = some.sampled_from(("week", "month", "quarter"))
ASKED: dict[str, dict[str, some.SearchStrategy[Any]]] = {
    "retention/active_monthly": {"active_days": NUMBERS},
    "retention/ladder": {"days": NUMBERS, "steps": STEPS},
    "retention/lifecycle": {"period": PERIODS, "week_starts": some.integers(1, 7)},
    "retention/repurchase": {"days": NUMBERS},
    "retention/waits": {"steps": STEPS},
    "retention/window": {"days": NUMBERS},
    "value/cohorts": {"refund_days": some.integers(0, 60)},
}
ORDER: dict[str, Any] = {"user_id": "A", "order_id": "1", "paid_amount": 1}
PURCHASES = [ORDER | {"ordered_at": f"2025-0{month}-05 03:00:00", "order_id": f"{month}"} for month in (1, 2, 4)]


def test_every_question_counted_by_days_is_held_to_its_sql() -> None:
    assert set(ASKED) == set(BY_DAYS)


@pytest.mark.parametrize("name", BY_DAYS)
def test_days_give_what_sql_gives(name: str, brand: Brand, monkeypatch: pytest.MonkeyPatch) -> None:
    """In blocks of eight people, so that there are many."""
    monkeypatch.setattr(blocks, "BLOCK", 8)

    @settings(FIXED, max_examples=10)
    @given(some.fixed_dictionaries(ASKED[name]), DAYS, ABOUT)
    def search(params: dict[str, Any], as_of: date, about: Document | None) -> None:
        audience = audience_of(as_of, about)
        answered = answer(question(name), brand.engine, audience=audience, **params)
        assert answer_by_days(name, brand.engine, audience, answered.params) is not None
        assert answered.rows == brand.engine.query(answered.sql).to_pylist()

    search()


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[DuckDBEngine]:
    version = store_from_rows(tmp_path, users=[{"user_id": "A"}], orders=PURCHASES, data_end=date(2025, 6, 30))
    engine = DuckDBEngine(version, Settings(home=tmp_path / "home", threads=1))
    yield engine
    engine.close()


def test_people_named_one_by_one_are_left_to_sql(shop: DuckDBEngine) -> None:
    picked = Picked(date(2025, 6, 30), numbers=(0,))
    assert answer_by_days("retention/waits", shop, picked, {"steps": 5}) is None
    assert len(answer(question("retention/waits"), shop, audience=picked).rows) == 3


def test_days_that_two_bytes_do_not_hold_are_left_to_sql(tmp_path: Path) -> None:
    orders = [ORDER | {"ordered_at": "1915-01-05 03:00:00"}]
    version = store_from_rows(tmp_path, users=[{"user_id": "A"}], orders=orders, data_end=date(2025, 6, 30))
    engine, everyone = DuckDBEngine(version, Settings(home=tmp_path / "home", threads=1)), Audience(date(2025, 6, 30))
    assert answer_by_days("retention/waits", engine, everyone, {"steps": 5}) is None
    assert [row["unfinished"] for row in answer(question("retention/waits"), engine, audience=everyone).rows] == [1]
    engine.close()


def test_counting_stops_once_it_is_cancelled(shop: DuckDBEngine) -> None:
    cursor = shop.cursor()
    cursor.cancel()
    with pytest.raises(Cancelled):
        answer(question("retention/waits"), cursor, audience=Audience(date(2025, 6, 30)))
