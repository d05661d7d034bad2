"""Published small cases: `published_cases.json` is transcribed from the MIT-licensed test-suite of PostHog.

There a period that is not observed yet is 0, here it is blank; the counts of all others are the same.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from data.settings import Settings
from queries.audience import Audience
from queries.engines import DuckDBEngine
from queries.retention.retention import retention
from queries.retention.study import Cohorting, Happening, Period, Study, Weekday
from queries.segments import Filter
from tests.stores import store_from_rows

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parent / "published_cases.json").read_text("utf-8"))["cases"]


def happening(name: str) -> Happening:
    return Happening("interactions", (Filter("interaction_kind", "equals", name),))


def last_day(case: dict[str, Any]) -> date:
    """Of the last period that the case shows."""
    first, periods = date.fromisoformat(case["from"]), case["periods"]
    if case["period"] == "day":
        return first + timedelta(days=periods - 1)
    number = first.year * 12 + first.month - 1 + periods
    return date(number // 12, number % 12 + 1, 1) - timedelta(days=1)


def found_rows(case: dict[str, Any], folder: Path) -> list[list[int | None]]:
    rows = [{"user_id": who, "occurred_at": at, "interaction_kind": what} for who, at, what in case["events"]]
    people = [{"user_id": who} for who in sorted({who for who, _, _ in case["events"]})]
    first_row = min(row["occurred_at"][:10] for row in rows)
    end = last_day(case)
    version = store_from_rows(
        folder, users=people, interactions=rows, timezone="UTC", data_start=first_row, data_end=end
    )
    study = Study(
        happening(case["start"]),
        happening(case["return"]),
        cohort=Cohorting(case["mode"]),
        period=Period(case["period"]),
        week_starts=Weekday.SUNDAY,
        since=date.fromisoformat(case["from"]),
    )
    engine = DuckDBEngine(version, Settings(home=folder / "home", threads=1))
    found = retention(engine, study, Audience(end))
    engine.close()
    return [[cell.counted for cell in cohort.cells if cell.counted is not None] for cohort in found.cohorts]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_triangle_is_the_published_one(case: dict[str, Any], tmp_path: Path) -> None:
    assert found_rows(case, tmp_path) == case["expected"]
