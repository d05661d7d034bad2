"""Parts of the people are told apart as they were on the brand's day before the first assignment."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from queries.campaigns.parts import MOST_PARTS, parts_before
from queries.catalog import catalog
from tests.queries.campaigns.assigned_people import DAY, EngineOf, assigned, numbers, order

EARLY_IN_SHANGHAI = datetime(2025, 5, 31, 17)  # one in the morning of the first of June


@pytest.mark.parametrize(
    ("zone", "days"), [("Asia/Shanghai", {"u00000": "0", "u00001": "1"}), ("America/New_York", {"u00001": "0"})]
)
def test_the_day_before_is_that_of_the_brand(engine_of: EngineOf, zone: str, days: dict[str, str]) -> None:
    """One bought on the thirty-first of May, the other on the thirtieth, both at noon of the brand."""
    bought = [order(0, "2025-05-31"), order(1, "2025-05-30")]
    engine = engine_of(3, bought, timezone=zone)
    silence = catalog(engine.version).measures["orders.days_since_last"]
    told = assigned(engine, {0: "A", 1: "A", 2: "control"}, EARLY_IN_SHANGHAI)
    names = {number: name for name, number in numbers(engine).items()}
    found = parts_before(engine, silence, told, as_of=DAY).to_pylist()
    assert {names[row["user_no"]]: row["part"] for row in found} == days


def test_what_has_no_history_is_of_the_day_asked_about_and_only_of_those_assigned(engine_of: EngineOf) -> None:
    people = [{"user_id": f"u{number:05}", "city": f"city {number}"} for number in range(MOST_PARTS + 2)]
    engine = engine_of(0, [], users=people)
    city = catalog(engine.version).measures["users.city"]
    told = assigned(engine, dict.fromkeys(range(MOST_PARTS + 1), "A"))
    found = parts_before(engine, city, told, as_of=date(2025, 6, 2))["part"].to_pylist()
    assert len(found) == MOST_PARTS
    assert f"city {MOST_PARTS + 1}" not in found
