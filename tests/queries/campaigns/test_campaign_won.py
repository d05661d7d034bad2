"""First-time buyers a campaign won and those who came without it: counted again in plain Python."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.settings import Settings
from queries.audience import Audience
from queries.campaigns.won import AGAIN_DAYS, Won, won_by_campaign
from queries.engines import DuckDBEngine
from queries.stats import Status
from tests.queries.campaigns.assigned_people import SENT, EngineOf, assigned, order
from tests.stores import store_from_rows

ZONE, PEOPLE = ZoneInfo("Asia/Shanghai"), 24


def local(moment: datetime) -> date:
    return moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZONE).date()


@st.composite
def orders(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Around the moment of sending, its month's ends, and months later."""
    hours = st.sampled_from([-1, 0, 1, 24 * 7 + 11, 24 * 8 + 12]) | st.integers(-24 * 40, 24 * 130)
    return [
        {
            "order_id": str(number),
            "user_id": f"u{draw(st.integers(0, PEOPLE - 1)):05}",
            "ordered_at": SENT + timedelta(hours=draw(hours)),
            "paid_cents": draw(st.integers(1, 500)),
        }
        for number in range(draw(st.integers(5, 60)))
    ]


def by_hand(rows: list[dict[str, Any]], arms: dict[int, str], as_of: date) -> dict[tuple[date, bool], Any]:
    """People by month and side, and of each who is watched for 90 days whether they came again and what they spent."""
    own = defaultdict(list)
    for row in rows:
        if local(row["ordered_at"]) <= as_of:
            own[int(row["user_id"][1:])].append((row["ordered_at"], row["paid_cents"]))
    sides, cohorts = {}, defaultdict(list)
    for person, bought in own.items():
        first = min(moment for moment, _ in bought)
        is_sent = arms.get(person) == "A"
        is_inside = first >= SENT and local(first) <= local(SENT) + timedelta(days=7)
        sides[person] = "won" if is_sent and is_inside else "sent" if is_sent else "other"
    months = {local(min(own[person])[0]).replace(day=1) for person, side in sides.items() if side == "won"}
    for person, side in sides.items():
        day = local(min(own[person])[0])
        if side != "sent" and day.replace(day=1) in months:
            later = [(local(moment) - day, cents) for moment, cents in own[person] if local(moment) > day]
            cohorts[day.replace(day=1), side == "won"].append((day, later))
    return cohorts


@settings(max_examples=6)
@given(rows=orders(), as_of=st.dates(date(2025, 6, 1), date(2025, 10, 20)))
def test_newcomers_are_counted_as_by_hand(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, Any]], as_of: date
) -> None:
    folder = tmp_path_factory.mktemp("won")
    users = [{"user_id": f"u{number:05}", "joined_at": datetime(2024, 1, 1)} for number in range(PEOPLE)]
    version = store_from_rows(folder, users=users, orders=rows, data_start="2025-01-01", data_end="2025-12-31")
    engine = DuckDBEngine(version, Settings(home=folder / "home", threads=1))
    arms = {number: ("A", "control")[number % 2] for number in range(PEOPLE * 2 // 3)}
    found = won_by_campaign(engine, assigned(engine, arms), Audience(as_of), window_days=7)
    engine.close()
    expected = by_hand(rows, arms, as_of)
    assert {(one.month, one.is_won): one.people for one in found.cohorts} == {
        key: len(people) for key, people in expected.items()
    }
    for one in found.cohorts:
        assert_counted(one, expected[one.month, one.is_won], as_of)


def assert_counted(one: Any, people: list[Any], as_of: date) -> None:
    for days in AGAIN_DAYS:
        watched = [later for day, later in people if day + timedelta(days=days) <= as_of]
        came = [later for later in watched if any(after.days <= days for after, _ in later)]
        assert (one.again[days].n, one.again[days].denominator) == (len(came), len(watched))
        assert one.again[days].status is (Status.TOO_SMALL if watched else Status.INCOMPLETE)
    watched = [later for day, later in people if day + timedelta(days=90) <= as_of]
    assert (one.value.n, one.value.value) == (len(watched), None)


def newcomers(engine_of: EngineOf, as_of: date = date(2025, 12, 31)) -> Won:
    """40 won on 3 June, 10 of them come again after 20 days; 80 others on 20 June, 40 of them again after 50 days."""
    won = [order(n, "2025-06-03") for n in range(40)] + [order(n, "2025-06-23", 900) for n in range(10)]
    others = [order(n, "2025-06-20") for n in range(100, 180)] + [order(n, "2025-08-09", 300) for n in range(100, 140)]
    old = [order(n, "2025-05-20") for n in range(40, 60)] + [order(n, "2025-06-04") for n in range(40, 60)]
    engine = engine_of(200, [*won, *others, *old])
    return won_by_campaign(engine, assigned(engine, dict.fromkeys(range(100), "A")), Audience(as_of), window_days=7)


def test_those_won_stand_beside_the_others_of_the_month(engine_of: EngineOf) -> None:
    won, others = newcomers(engine_of).cohorts
    assert (won.month, won.is_won, won.people, others.is_won, others.people) == (date(2025, 6, 1), True, 40, False, 80)
    assert [won.again[days].value for days in AGAIN_DAYS] == [0.25, 0.25, 0.25]
    assert [others.again[days].value for days in AGAIN_DAYS] == [0.0, 0.5, 0.5]
    assert (won.value.value, others.value.value) == (225.0, 150.0)


def test_their_curves_are_of_the_wait_until_the_next_purchase_day(engine_of: EngineOf) -> None:
    waits = newcomers(engine_of).waits
    assert waits[True].ended_by(20).value == pytest.approx(0.25)
    assert waits[False].ended_by(49).value == pytest.approx(0.0)
    assert waits[False].ended_by(50).value == pytest.approx(0.5)


def test_days_that_are_not_over_are_blank_and_say_when_they_will_be(engine_of: EngineOf) -> None:
    _, others = newcomers(engine_of, date(2025, 8, 1)).cohorts
    assert (others.again[30].value, others.again[60].status) == (0.0, Status.INCOMPLETE)
    assert others.value.status is Status.INCOMPLETE
    assert others.complete_on[60] == date(2025, 8, 19)


def test_a_campaign_that_won_nobody_compares_nobody(engine_of: EngineOf) -> None:
    engine = engine_of(40, [order(n, "2025-06-20") for n in range(20)])
    found = won_by_campaign(engine, assigned(engine, {1: "A", 2: "control"}), Audience(date(2025, 8, 1)), window_days=7)
    assert found == Won((), {})
