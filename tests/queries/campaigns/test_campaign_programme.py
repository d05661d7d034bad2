"""The programme's effect by quarter: who was in the global control group, who was not, and what may be said when."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from data.ledger import keep_list
from data.sealed import make_salt
from data.settings import Settings
from queries.campaigns.programme import Quarter, programme_effect, quarter_start
from queries.engines import DuckDBEngine
from queries.lists.chance import WHOLE, person_hash
from queries.lists.leave import GLOBAL_SALT
from queries.segments import Condition, Group, Match, Segment
from queries.stats import Status, rate_difference
from tests.stores import store_from_rows

NUMBER = 400
GOLD = Segment(Group(Match.ALL, (Condition("users.tier", "equals", "gold"),)))
Effect = Callable[..., tuple[Quarter, ...]]
ROWS: dict[str, list[dict[str, Any]]] = {"users": [], "orders": []}
_rng = random.Random(5)
for _number in range(NUMBER):
    _joined = datetime(2025, 1, 10) + timedelta(days=_rng.randrange(120))
    ROWS["users"].append({"user_id": f"u{_number}", "joined_at": _joined, "tier": _rng.choice(["gold", "silver"])})
    for _place in range(_rng.choice([0, 0, 1, 2])):
        _day = max(_joined, datetime(2025, 3, 25)) + timedelta(days=_rng.randrange(130))
        _order = {"order_id": f"o{_number}-{_place}", "user_id": f"u{_number}", "paid_cents": _rng.randrange(1, 9000)}
        ROWS["orders"].append({**_order, "ordered_date": _day.date()})


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", threads=1)


@pytest.fixture
def engine(tmp_path: Path, settings: Settings) -> Iterator[DuckDBEngine]:
    users, orders = ROWS["users"], ROWS["orders"]
    version = store_from_rows(tmp_path, users=users, orders=orders, data_start="2025-01-05", data_end="2025-08-31")
    opened = DuckDBEngine(version, settings)
    yield opened
    opened.close()


def leave(settings: Settings, send_on: str, share: float, number: int = 0, **plan: Any) -> None:
    manifest = {"plan": {"send_on": send_on, **plan}, "global_control_share": share}
    keep_list(settings, f"20250301-00000{number}-abcdef", manifest, pa.table({"person": [], "arm": []}))


def spent_by(settings: Settings, low: float, high: float, *, gold_only: bool) -> dict[bool, list[int]]:
    """Of April to June, what everyone spent who had joined or ordered by the end of March, by whether held back."""
    found: dict[bool, list[int]] = {True: [], False: []}
    for user in ROWS["users"]:
        chance = person_hash(user["user_id"], make_salt(settings, GLOBAL_SALT))
        own = [order for order in ROWS["orders"] if order["user_id"] == user["user_id"]]
        days = [user["joined_at"].date(), *(order["ordered_date"] for order in own)]
        is_gold = user["tier"] == "gold" or not gold_only
        if min(days) <= date(2025, 3, 31) and is_gold and not low * WHOLE <= chance < high * WHOLE:
            within = [order for order in own if date(2025, 4, 1) <= order["ordered_date"] <= date(2025, 6, 30)]
            found[chance < low * WHOLE].append(sum(order["paid_cents"] for order in within))
    return found


@pytest.mark.parametrize(("segment", "shares"), [(None, (0.3,)), (GOLD, (0.3,)), (None, (0.2, 0.5))])
def test_a_quarter_compares_members_of_the_group_with_everyone_else(
    engine: DuckDBEngine, settings: Settings, segment: Segment | None, shares: tuple[float, ...]
) -> None:
    for number, share in enumerate(shares):
        leave(settings, "2025-05-02", share, number)
    (quarter,) = programme_effect(engine, settings, as_of=date(2025, 8, 20), segment=segment)
    spent = spent_by(settings, min(shares), max(shares), gold_only=segment is not None)
    held, others = spent[True], spent[False]
    assert (quarter.people, quarter.held_back, quarter.shares) == (len(others), len(held), shares)
    bought = [sum(cents > 0 for cents in side) for side in (others, held)]
    assert quarter.difference == rate_difference(bought[0], len(others), bought[1], len(held))
    assert quarter.money is not None
    assert quarter.money.difference.value == pytest.approx(sum(others) / len(others) - sum(held) / len(held))


def test_a_quarter_that_runs_or_began_before_the_data_says_so(engine: DuckDBEngine, settings: Settings) -> None:
    leave(settings, "2025-02-02", 0.1, 1)
    leave(settings, "2025-08-02", 0.1, 2, skipped={"global_control": "the law asks for it"})
    running, early = programme_effect(engine, settings, as_of=date(2025, 8, 20))
    assert (running.difference, running.past_it, str(running.remark)) == (None, 1, "The quarter ends on 2025-09-30.")
    assert (early.difference, str(early.remark)) == (None, "The quarter begins before the data.")


def test_without_a_group_there_is_no_programme_to_judge(engine: DuckDBEngine, settings: Settings) -> None:
    leave(settings, "2025-05-02", 0.0)
    assert programme_effect(engine, settings, as_of=date(2025, 8, 20)) == ()


def test_a_group_of_nobody_gives_no_number(engine: DuckDBEngine, settings: Settings) -> None:
    leave(settings, "2025-05-02", 1e-12)
    (quarter,) = programme_effect(engine, replace(settings), as_of=date(2025, 8, 20))
    assert quarter.difference is not None
    assert (quarter.held_back, quarter.difference.value, quarter.difference.status) == (0, None, Status.EMPTY)


@pytest.mark.parametrize(("day", "first"), [("2025-01-01", "2025-01-01"), ("2025-12-31", "2025-10-01")])
def test_quarters_are_those_of_the_calendar(day: str, first: str) -> None:
    assert quarter_start(date.fromisoformat(day)) == date.fromisoformat(first)
