"""Balance of the two groups and the outlook of a list, against the same figures in plain Python."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from statistics import mean, variance

import numpy as np
import pytest

from data.settings import Settings
from queries.engines import DuckDBEngine
from queries.lists.assigned import Earlier
from queries.lists.balance import balance, chance_limit
from queries.lists.draw import Salts, draw
from queries.lists.outlook import outlook
from queries.lists.plan import Control, ListPlan, Step
from tests.queries.lists import drawn
from tests.stores import store_from_rows

PLAN = ListPlan(
    "n",
    "w",
    "sms",
    drawn.DAY,
    drawn.SEND_ON,
    drawn.SEND_ON,
    control=Control(0.3),
    skipped={Step.NO_CONSENT: "t", Step.DUPLICATE: "t"},
)


@pytest.fixture
def house(tmp_path: Path) -> tuple[DuckDBEngine, list[drawn.Row], list[drawn.Row]]:
    rng = random.Random(1)
    members = [{**row, "is_test": False, "points": rng.choice([None, *range(50)])} for row in drawn.people(rng, 400)]
    orders = [
        {
            "order_id": f"O{number}",
            "user_id": rng.choice(members)["user_id"],
            "ordered_at": datetime(2025, 1, 1) + timedelta(hours=rng.randrange(24 * 66)),
            "status": "completed",
            "paid_amount": rng.randrange(1, 900),
        }
        for number in range(600)
    ]
    version = store_from_rows(tmp_path, data_end=drawn.DAY, users=members, orders=orders)
    return DuckDBEngine(version, Settings(home=tmp_path / "home")), members, orders


def test_each_measure_differs_by_what_plain_python_says(
    house: tuple[DuckDBEngine, list[drawn.Row], list[drawn.Row]],
) -> None:
    engine, members, _ = house
    found = draw(engine, PLAN, salts=Salts("a", "b"), earlier=Earlier([], drawn.KEY))
    numbers = engine.query("select user_no, user_id from users").to_pylist()
    by_id = {row["user_id"]: row for row in members}
    rows = {row["user_no"]: by_id[row["user_id"]] for row in numbers}
    listed, held = [rows[n] for n in found.arms["A"].tolist()], [rows[n] for n in found.control.tolist()]
    told = {each.measure.key: each for each in balance(engine, found)}
    assert set(told) == {"orders.count", "orders.net_revenue", "orders.days_since_last", "users.points", "users.city"}
    sides = [[row["points"] for row in side if row["points"] is not None] for side in (listed, held)]
    spread = ((variance(sides[0]) + variance(sides[1])) / 2) ** 0.5
    assert told["users.points"].smd == pytest.approx((mean(sides[0]) - mean(sides[1])) / spread)
    by_city = {}
    for city in ("上海", "北京", None):
        shares = [mean(row["city"] == city for row in side) for side in (listed, held)]
        pooled = (sum(share * (1 - share) for share in shares) / 2) ** 0.5
        by_city[city] = (shares[0] - shares[1]) / pooled
    worst = max(by_city, key=lambda city: abs(by_city[city]))
    assert told["users.city"].value == worst
    assert told["users.city"].smd == pytest.approx(by_city[worst])
    engine.close()


def test_the_base_is_what_these_people_did_the_week_before(
    house: tuple[DuckDBEngine, list[drawn.Row], list[drawn.Row]],
) -> None:
    engine, members, orders = house
    found = draw(engine, PLAN, salts=Salts("a", "b"), earlier=Earlier([], drawn.KEY))
    told = outlook(engine, found)
    first = drawn.DAY - timedelta(days=6)
    days = {row["order_id"]: (row["ordered_at"] + timedelta(hours=8)).date() for row in orders}
    known = {row["user_id"] for row in members if row["joined_at"].date() <= told.day}
    known |= {row["user_id"] for row in orders if days[row["order_id"]] <= told.day}
    buyers = {row["user_id"] for row in orders if first <= days[row["order_id"]] <= drawn.DAY}
    assert (told.base.n, told.base.denominator) == (len(known & buyers), len(known))
    assert told.difference is not None
    assert told.relative == pytest.approx(told.difference / (len(known & buyers) / len(known)))
    spent = dict.fromkeys(known, 0)
    for row in orders:
        if row["user_id"] in known and first <= days[row["order_id"]] <= drawn.DAY:
            spent[row["user_id"]] += 100 * row["paid_amount"]
    groups = 1 / found.listed + 1 / len(found.control)
    assert told.difference_cents == pytest.approx(2.8016 * (variance(spent.values()) * groups) ** 0.5, rel=1e-4)
    engine.close()


def test_without_a_control_group_there_is_nothing_to_compare(
    house: tuple[DuckDBEngine, list[drawn.Row], list[drawn.Row]],
) -> None:
    engine, _, _ = house
    found = draw(engine, replace(PLAN, control=Control(0)), salts=Salts("a", "b"), earlier=Earlier([], drawn.KEY))
    assert balance(engine, found) == ()
    assert outlook(engine, found).is_hopeless
    engine.close()


def test_a_fair_draw_of_small_groups_is_called_unlike_in_at_most_one_of_twenty() -> None:
    """Thirty attributes of different frequency, 1,000 people, 5,000 draws."""
    rng = np.random.default_rng(7)
    people = rng.random((1_000, 30)) < np.linspace(0.05, 0.5, 30)
    alarms = 0
    for _ in range(5_000):
        held = rng.permutation(1_000) < 100
        shares = [people[group].mean(axis=0) for group in (~held, held)]
        spread = np.sqrt(sum(share * (1 - share) for share in shares) / 2)
        smd = np.divide(shares[0] - shares[1], spread, out=np.zeros(30), where=spread > 0)
        alarms += int(np.abs(smd).max() >= chance_limit(900, 100, 30))
    assert alarms / 5_000 < 0.08
