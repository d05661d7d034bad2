"""Small brands that answer, shared by the tests of questions and their doors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from data.settings import Settings
from queries.engines import DuckDBEngine
from queries.question import Asking
from tests.stores import store_from_rows

AskOf = Callable[..., Asking]


@pytest.fixture
def ask_of(tmp_path: Path) -> Iterator[AskOf]:
    """A store of these rows, ready to be asked."""
    opened: list[DuckDBEngine] = []

    def asking(**rows: Any) -> Asking:
        version = store_from_rows(tmp_path / f"brand{len(opened)}", **rows)
        opened.append(DuckDBEngine(version, Settings(home=tmp_path / "home", threads=1)))
        return Asking(opened[-1])

    yield asking
    for engine in opened:
        engine.close()


def people(count: int, **same: Any) -> list[dict[str, Any]]:
    return [{"user_id": f"u{number:05}", **same} for number in range(count)]


def orders(days: dict[int, list[str]], cents: int = 1000) -> list[dict[str, Any]]:
    """Orders of person number n on the given days."""
    return [
        {
            "order_id": f"o{number}-{place}",
            "user_id": f"u{number:05}",
            "ordered_date": date.fromisoformat(day),
            "paid_cents": cents,
        }
        for number, bought in days.items()
        for place, day in enumerate(bought)
    ]
