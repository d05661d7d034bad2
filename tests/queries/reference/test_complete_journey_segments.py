"""Segments of a real retailer's year have as many people, orders and as much revenue as published."""

from __future__ import annotations

from typing import Any

import pytest

from queries.segments import Segment, condition_counts, parse_segment

Condition = dict[str, Any]

# age group: households, orders, revenue in cents; None is not known
AGES: dict[str | None, tuple[int, int, int]] = {
    None: (1_668, 74_031, 197_105_994),
    "19-24": (46, 4_829, 12_567_305),
    "25-34": (142, 13_084, 45_337_246),
    "35-44": (194, 21_326, 72_435_740),
    "45-54": (288, 30_152, 97_182_219),
    "55-64": (59, 5_801, 17_315_370),
    "65+": (72, 6_625, 17_660_084),
}
ORDER_COUNTS = {(1, 1): 31, (2, 2): 32, (3, 5): 86, (6, 10): 164, (11, 10_000): 2_156}
SILENCES = {(0, 30): 2_062, (31, 60): 192, (61, 90): 73, (91, 180): 86, (181, 400): 56}


def all_of(*conditions: Condition) -> Segment:
    return parse_segment({"version": 1, "match": "all", "conditions": list(conditions)})


def between(measure: str, low: int, high: int) -> Segment:
    return all_of(
        {"measure": measure, "operator": "at_least", "value": low},
        {"measure": measure, "operator": "at_most", "value": high},
    )


def aged(age: str | None) -> Segment:
    condition: Condition = {"measure": "users.age"}
    return all_of(condition | ({"operator": "is_not_set"} if age is None else {"operator": "equals", "value": age}))


def people(journey: Any, segment: Segment) -> int:
    return condition_counts(journey.engine, segment, as_of=journey.version.manifest.data_end).people


@pytest.mark.parametrize("age", AGES)
def test_age_groups_have_their_orders_and_revenue(journey: Any, age: str | None) -> None:
    households, orders, revenue_cents = AGES[age]
    [trade] = journey.rows("overview/trade", segment=aged(age), days=365)
    assert people(journey, aged(age)) == households
    assert (trade["orders"], trade["net_cents"]) == (orders, revenue_cents)


@pytest.mark.parametrize("band", ORDER_COUNTS)
def test_people_by_number_of_orders(journey: Any, band: tuple[int, int]) -> None:
    assert people(journey, between("orders.count", *band)) == ORDER_COUNTS[band]


@pytest.mark.parametrize("band", SILENCES)
def test_people_by_days_since_the_last_order(journey: Any, band: tuple[int, int]) -> None:
    assert people(journey, between("orders.days_since_last", *band)) == SILENCES[band]


def test_buyers_above_an_amount_are_the_ten_best_of_the_year(journey: Any) -> None:
    segment = all_of({"measure": "orders.net_revenue", "operator": "at_least", "value": 10_963.69})
    rows = journey.rows("overview/members", segment=segment)
    assert {row["user_id"]: (row["orders"], row["net_cents"]) for row in rows} == {
        "1023": (375, 2_487_975),
        "1609": (245, 1_658_136),
        "1453": (502, 1_337_623),
        "2322": (178, 1_318_754),
        "1430": (202, 1_284_931),
        "1111": (162, 1_236_836),
        "400": (191, 1_180_164),
        "707": (295, 1_149_156),
        "1653": (338, 1_119_039),
        "1489": (348, 1_096_369),
    }
