"""What each arm did after the assignment: counted again person by person, and judged by published formulae."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from math import sqrt
from statistics import mean, stdev
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.settings import Settings
from queries.audience import Audience
from queries.campaigns.by_arm import MONTH, WEEK, ByArm, by_arm
from queries.campaigns.gates import Standing
from queries.campaigns.result import campaign_effect
from queries.engines import DuckDBEngine
from queries.stats import Status, rate, rate_difference
from tests.queries.campaigns.assigned_people import SENT, EngineOf, assigned, order, split
from tests.stores import store_from_rows

ZONE, PEOPLE = ZoneInfo("Asia/Shanghai"), 40
ARMS = ("control", "A", "B")


def asked(engine: DuckDBEngine, told: Any, as_of: date, **given: Any) -> ByArm:
    gates = campaign_effect(engine, told, Audience(as_of), window_days=7).gates
    return by_arm(engine, told, Audience(as_of), gates, **given)


def local(moment: datetime) -> date:
    return moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZONE).date()


@st.composite
def brands(draw: st.DrawFn) -> tuple[list[datetime], list[dict[str, Any]]]:
    """Moments of assignment over some days, and orders around them."""
    spread = draw(st.sampled_from([0, 0, 40]))
    hours = st.integers(0, 24 * spread)
    moments = [SENT + timedelta(hours=draw(hours)) for _ in range(PEOPLE)]
    edges = st.sampled_from([-1, 0, 1, 24 * 7, 24 * 8, 24 * 30, 24 * 31, 24 * 90, 24 * 91]) | st.integers(-50, 24 * 95)
    found = []
    for number in range(draw(st.integers(30, 80))):
        person = draw(st.integers(0, PEOPLE - 1))
        at, paid = moments[person] + timedelta(hours=draw(edges)), draw(st.integers(1, 900))
        row = {"order_id": str(number), "user_id": f"u{person:05}", "ordered_at": at, "paid_cents": paid}
        found.append(row)
    return moments, found


def spent_by_hand(
    orders: list[dict[str, Any]], moment: datetime, person: int, as_of: date
) -> Iterator[tuple[int, int]]:
    """Day after the assignment and cents of each purchase since."""
    for one in orders:
        if one["user_id"] == f"u{person:05}" and one["ordered_at"] >= moment and local(one["ordered_at"]) <= as_of:
            yield (local(one["ordered_at"]) - local(moment)).days, one["paid_cents"]


@settings(max_examples=6)
@given(brand=brands(), as_of=st.dates(date(2025, 6, 1), date(2025, 10, 1)), days=st.sampled_from([7, 30, 90]))
def test_every_period_and_every_day_is_counted_as_by_hand(
    tmp_path_factory: pytest.TempPathFactory,
    brand: tuple[list[datetime], list[dict[str, Any]]],
    as_of: date,
    days: int,
) -> None:
    moments, orders = brand
    folder = tmp_path_factory.mktemp("by_arm")
    users = [{"user_id": f"u{number:05}", "joined_at": datetime(2024, 1, 1)} for number in range(PEOPLE)]
    version = store_from_rows(folder, users=users, orders=orders, data_start="2025-01-01", data_end="2025-12-31")
    engine = DuckDBEngine(version, Settings(home=folder / "home", threads=1))
    arms = {number: ARMS[number % 3] for number in range(PEOPLE)}
    found = asked(engine, assigned(engine, arms, moments), as_of, days=days)
    engine.close()
    there = [number for number in range(PEOPLE) if local(moments[number]) <= as_of]
    bought = {number: list(spent_by_hand(orders, moments[number], number, as_of)) for number in there}
    for length in (WEEK, MONTH) if there else ():
        for period in found.periods[length]:
            assert period.complete_on == max(local(moments[number]) for number in there) + timedelta(days=period.last)
            for arm, share in period.shares.items():
                over = [n for n in there if arms[n] == arm and local(moments[n]) + timedelta(period.last) <= as_of]
                came = [n for n in over if any(period.first <= day <= period.last for day, _ in bought[n])]
                expected = rate(len(came), len(over))
                assert (share.n, share.denominator, share.value) == (expected.n, expected.denominator, expected.value)
    assert_money(found, bought, {n: arms[n] for n in there if local(moments[n]) + timedelta(days) <= as_of}, days)


def assert_money(found: ByArm, bought: dict[int, list[tuple[int, int]]], arms: dict[int, str], days: int) -> None:
    if found.spent is None:
        assert not bought
        return
    for arm, curve in found.spent.cents.items():
        own = [number for number, its in arms.items() if its == arm]
        assert found.spent.people[arm] == len(own)
        for day, point in enumerate(curve):
            sums = [sum(cents for when, cents in bought[number] if when <= day) for number in own]
            if point.value is not None:
                assert point.value == pytest.approx(mean(sums))
                assert point.ci_high == pytest.approx(mean(sums) + 2.0 * stdev(sums) / sqrt(len(sums)), rel=0.05)
            else:
                assert len(own) < 30


def test_the_curve_of_money_has_the_mean_and_the_interval_of_student(engine_of: EngineOf) -> None:
    """Each of 30 people spends his number on the day after, half of them as much again on day 5."""
    orders = [order(n, "2025-06-02", 100 * n + 1) for n in range(30)]
    orders += [order(n, "2025-06-06", 100 * n + 1) for n in range(15)]
    engine = engine_of(90, orders)
    found = asked(engine, assigned(engine, split(30, 60)), date(2025, 6, 30), days=7).spent
    assert found is not None
    sums = [(100 * n + 1) * (2 if n < 15 else 1) for n in range(30)]
    day_0, *_, day_7 = found.cents["A"]
    assert (day_0.value, len(found.cents["A"])) == (0.0, 8)
    assert day_7.value == pytest.approx(mean(sums))
    assert day_7.ci_low == pytest.approx(mean(sums) - 2.04523 * stdev(sums) / sqrt(30))


def lifted(engine_of: EngineOf, as_of: date, **given: Any) -> ByArm:
    """300 of 400 recipients and 200 of 400 kept back buy on day 2; 100 of each again on day 20."""
    first = [order(n, "2025-06-03", 1_000) for n in (*range(300), *range(400, 600))]
    again = [order(n, "2025-06-21", 500) for n in (*range(100), *range(400, 500))]
    engine = engine_of(800, [*first, *again])
    return asked(engine, assigned(engine, split(400, 400)), as_of, **given)


def test_periods_are_compared_together(engine_of: EngineOf) -> None:
    weeks = lifted(engine_of, date(2025, 9, 30)).periods[WEEK]
    assert len(weeks) == 12
    assert [(one.first, one.last) for one in weeks[:3]] == [(0, 7), (8, 14), (15, 21)]
    assert weeks[0].difference == rate_difference(300, 400, 200, 400, confidence=1 - 0.05 / 12)
    assert (weeks[0].adjusted_p or 1) < 0.001
    assert (weeks[2].difference.value, weeks[2].adjusted_p) == (0.0, 1.0)


def test_a_period_that_is_not_over_is_blank_and_says_when_it_will_be(engine_of: EngineOf) -> None:
    weeks = lifted(engine_of, date(2025, 6, 14)).periods[WEEK]
    assert weeks[0].shares["A"].value == 0.75
    assert {one.status for one in weeks[1].shares.values()} == {Status.INCOMPLETE}
    assert (weeks[1].difference.value, weeks[1].difference.status) == (None, Status.INCOMPLETE)
    assert (weeks[1].begins_on, weeks[1].complete_on) == (date(2025, 6, 15), date(2025, 6, 15))


def test_money_at_a_day_fixed_before_is_read_at_95_percent(engine_of: EngineOf) -> None:
    spent = lifted(engine_of, date(2025, 9, 30), days=30).spent
    assert spent is not None
    assert spent.difference is not None
    assert spent.difference.difference.value == pytest.approx((350_000 - 250_000) / 400)
    assert spent.confidence == pytest.approx(0.95)
    assert spent.cents["control"][30].value == pytest.approx(250_000 / 400)


def test_money_so_far_is_a_look_before_the_end(engine_of: EngineOf) -> None:
    spent = lifted(engine_of, date(2025, 6, 14)).spent
    assert spent is not None
    assert (spent.days, len(spent.cents["A"])) == (13, 14)
    assert spent.confidence == pytest.approx(0.999, abs=0.0001)


def test_money_of_few_buyers_is_not_compared(engine_of: EngineOf) -> None:
    engine = engine_of(200, [order(n, "2025-06-03") for n in range(150)])
    spent = asked(engine, assigned(engine, split(100, 100)), date(2025, 9, 30)).spent
    assert spent is not None
    assert spent.difference is not None
    assert (spent.difference.difference.value, spent.difference.difference.status) == (None, Status.TOO_SMALL)


def test_without_a_control_an_arm_has_a_curve_and_no_difference(engine_of: EngineOf) -> None:
    engine = engine_of(40, [order(n, "2025-06-03") for n in range(20)])
    found = asked(engine, assigned(engine, split(40, 0)), date(2025, 9, 30))
    assert found.periods[MONTH][0].shares["A"].value == 0.5
    assert found.periods[MONTH][0].difference.status is Status.NOT_RANDOMISED
    assert found.spent is not None
    assert (found.spent.difference, found.spent.cents["A"][90].value) == (None, 500.0)


def test_before_anybody_is_assigned_there_is_nothing(engine_of: EngineOf) -> None:
    engine = engine_of(4, [order(1, "2025-06-03")])
    found = asked(engine, assigned(engine, split(2, 2)), date(2025, 5, 1))
    assert found == ByArm({WEEK: (), MONTH: ()}, None)


def test_who_enters_day_by_day_is_followed_as_long_as_enough_were(engine_of: EngineOf) -> None:
    at = [SENT + timedelta(days=number // 10) for number in range(800)]
    engine = engine_of(800, [order(n, at[n] + timedelta(hours=2)) for n in range(0, 800, 3)])
    told = assigned(engine, {n: "A" if n % 2 else "control" for n in range(800)}, at)
    found = asked(engine, told, date(2025, 8, 15))
    assert found.spent is not None
    assert (found.spent.days, sum(found.spent.people.values())) == (60, 160)
    assert found.spent.complete_on == date(2025, 8, 15) + timedelta(days=60)
    gates = campaign_effect(engine, told, Audience(date(2025, 8, 15))).gates
    assert gates.standing is Standing.ROLLING
