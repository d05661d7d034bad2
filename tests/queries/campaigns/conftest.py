"""Brands that a campaign was sent to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from data.settings import Settings
from queries.engines import DuckDBEngine
from tests.queries.campaigns.assigned_people import EngineOf
from tests.stores import store_from_rows

DATA = {"data_start": "2025-01-01", "data_end": "2025-12-31"}


@pytest.fixture
def engine_of(tmp_path: Path) -> Iterator[EngineOf]:
    opened: list[DuckDBEngine] = []

    def engine(people: int, orders: list[dict[str, Any]], *, tiers: bool = False, **others: Any) -> DuckDBEngine:
        users: list[dict[str, Any]] = [{"user_id": f"u{number:05}"} for number in range(people)]
        if tiers:
            users = [{**user, "tier": ("gold", "silver")[number % 2]} for number, user in enumerate(users)]
        rows = {"users": users, "orders": orders, **DATA, **others}
        version = store_from_rows(tmp_path / f"brand{len(opened)}", **rows)
        opened.append(DuckDBEngine(version, Settings(home=tmp_path / "home", threads=1)))
        return opened[-1]

    yield engine
    for one in opened:
        one.close()
