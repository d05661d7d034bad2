"""A small store that answers, shared by the tests of engines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from data.settings import Settings
from data.store import Version
from queries.engines import DuckDBEngine
from tests.stores import store_from_rows


@pytest.fixture
def shop(tmp_path: Path) -> Version:
    return store_from_rows(
        tmp_path,
        users=[{"user_id": f"u{number}", "joined_at": "2025-01-01 00:00:00"} for number in range(50)],
        orders=[
            {"order_id": f"o{number}", "user_id": f"u{number % 50}", "ordered_date": "2025-02-01", "paid_cents": 100}
            for number in range(200)
        ],
    )


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", threads=2, memory_limit="500MB")


@pytest.fixture
def duck(shop: Version, settings: Settings) -> Iterator[DuckDBEngine]:
    engine = DuckDBEngine(shop, settings)
    yield engine
    engine.close()
