"""Studies of brands in zones whose clocks change, over a leap day and the end of a year, in the middle of periods."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.settings import Settings
from queries.audience import Audience
from queries.catalog import catalog
from queries.engines import DuckDBEngine
from queries.retention.read import parse_study
from queries.retention.retention import retention
from tests.queries.retention.oracle import PURCHASES, Happened, StudyOracle
from tests.queries.retention.studies import studies
from tests.queries.retention.test_retention_against_oracle import check_cohort
from tests.queries.segments.test_against_oracle import FIXED
from tests.stores import store_from_rows

Row = dict[str, Any]
FIRST, LAST = date(2023, 10, 20), date(2024, 4, 10)
DAYS = st.integers(0, (LAST - FIRST).days).map(lambda days: FIRST + timedelta(days=days))
EVENTS = ("orders", "interactions")
# Around midnight in each zone, on days on which the clocks are changed, and one second before 24 hours are over.
ZONES = ("America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu")


@dataclass(frozen=True)
class ZoneHistory:
    """Orders and interactions of a few people, all of whom are known from the first day on."""

    zone: ZoneInfo
    rows_of: dict[str, list[Row]]
    data_start: date = FIRST
    names: set[str] = field(default_factory=set)

    def people(self, as_of: date) -> set[str]:
        return self.names

    def members(self, document: dict[str, Any], as_of: date) -> set[str]:
        raise NotImplementedError

    def saved(self, name: str, as_of: date) -> set[str]:
        raise NotImplementedError

    def rows(self, event: str, where: list[dict[str, Any]], user_id: str, as_of: date) -> list[Happened]:
        found = []
        for row in self.rows_of[event]:
            at = row["ordered_at" if event in PURCHASES else "occurred_at"]
            day = at.replace(tzinfo=UTC).astimezone(self.zone).date()
            if row["user_id"] == user_id and day <= as_of:
                found.append(Happened(day, at, row.get("paid_cents", 0)))
        return found


def moments(chance: random.Random, zone: ZoneInfo, count: int) -> list[datetime]:
    """In UTC; many lie whole days after another, give or take a second."""
    found: list[datetime] = []
    for _ in range(count):
        if found and chance.random() < 0.5:
            late = timedelta(days=chance.choice((1, 2, 7, 30)), seconds=chance.choice((-1, 0, 1, 3600, -3600)))
            at = chance.choice(found) + late
        else:
            day = FIRST + timedelta(days=chance.randrange((LAST - FIRST).days))
            local = datetime(day.year, day.month, day.day, *chance.choice(((0, 0, 0), (23, 59, 59), (2, 30, 0))))
            at = local.replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None)
        found.append(min(at, datetime(LAST.year, LAST.month, LAST.day)))
    return found


@pytest.fixture(scope="module", params=ZONES)
def brand(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[DuckDBEngine, ZoneHistory]:
    name: str = request.param
    chance, zone, folder = random.Random(name), ZoneInfo(name), tmp_path_factory.mktemp("zone")
    joined = {"joined_at": datetime(2023, 1, 1)}
    users = [{"user_id": f"u{number:02}", **joined} for number in range(12)]
    orders: list[Row] = []
    touched: list[Row] = []
    for user in users:
        for at in moments(chance, zone, 9):
            order = {"order_id": f"o{len(orders):03}", "ordered_at": at, "paid_cents": chance.choice((500, 700))}
            orders.append({"user_id": user["user_id"], **order})
        touched += [
            {"user_id": user["user_id"], "occurred_at": at, "interaction_kind": "view"}
            for at in moments(chance, zone, 5)
        ]
    version = store_from_rows(
        folder, users=users, orders=orders, interactions=touched, data_start=FIRST, data_end=LAST, timezone=name
    )
    history = ZoneHistory(
        zone, {"orders": orders, "interactions": touched}, names={str(one["user_id"]) for one in users}
    )
    return DuckDBEngine(version, Settings(home=folder / "home", threads=1)), history


def test_every_cell_is_the_oracles_whatever_the_clocks_do(brand: tuple[DuckDBEngine, ZoneHistory]) -> None:
    engine, history = brand

    @settings(FIXED, max_examples=12)
    @given(studies(FIRST, LAST, plain=EVENTS), DAYS)
    def check(document: dict[str, Any], as_of: date) -> None:
        found = retention(engine, parse_study(document, catalog(engine.version)), Audience(as_of))
        oracle = StudyOracle(history, document, as_of)
        for place, cohort in enumerate(found.cohorts, oracle.first):
            check_cohort(oracle, place, cohort)

    check()
