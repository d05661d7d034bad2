"""Who they are: counts by value as plain loops give them, and what may be said of the differences."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings

from data.errors import Cancelled
from data.sentence import Sentence
from queries.insight import portrait, telling
from queries.insight.bands import BANDS, Counted, banded
from queries.stats import Status
from tests.queries.conftest import AskOf, orders, people
from tests.queries.segments.conftest import Brand
from tests.queries.segments.saved import rule_of
from tests.queries.segments.test_against_oracle import AS_OF_DAYS, FIXED
from tests.queries.segments.trees import Rules

CITY = "users.city"


def test_values_are_counted_in_the_segment_and_in_everyone(brand: Brand) -> None:
    measures = (CITY, "users.tags", "items.categories")

    @settings(FIXED, max_examples=15)
    @given(Rules(brand.catalog).documents(), AS_OF_DAYS)
    def check(document: dict[str, Any], as_of: date) -> None:
        inside = brand.oracle.members(document, as_of)
        everyone = {user_id for user_id in brand.ids if brand.oracle.is_known(user_id, as_of)}
        found = portrait(brand.engine, rule_of(document), as_of=as_of, measures=measures)
        assert (found.people, found.everyone) == (len(inside), len(everyone))
        shown = {(value.measure.key, str(value.value)): (value.people, value.everyone) for value in found.values}
        expected = Counter(held for user_id in everyone for held in values_held(brand, user_id, as_of))
        theirs = Counter(held for user_id in inside for held in values_held(brand, user_id, as_of))
        assert shown == {held: (theirs[held], of) for held, of in expected.items()}

    check()


def values_held(brand: Brand, user_id: str, as_of: date) -> list[tuple[str, str]]:
    city = brand.oracle.attribute("city", user_id, as_of)
    categories = {row["category"] for _, row in brand.oracle.rows("items", user_id, as_of) if row.get("category")}
    tags: Any = brand.oracle.attribute("tags", user_id, as_of)
    return [
        (CITY, "without a value" if city is None else city),
        *(("users.tags", tag) for tag in tags),
        *(("items.categories", category) for category in categories),
    ]


def test_every_measure_that_is_shown_by_itself_can_be_counted(brand: Brand) -> None:
    found = portrait(brand.engine, rule_of(rule("orders.count", "at_least", 1)), as_of=date(2025, 3, 10))
    assert {value.measure.key for value in found.values} == set(telling(brand.catalog))
    who_somebody_is = {
        "users.birth_date",
        "users.phone",
        "users.user_id",
        "people.segment",
        "people.list",
        "people.draw",
    }
    assert not who_somebody_is & set(telling(brand.catalog))


def rule(measure: str, operator: str, value: object) -> dict[str, Any]:
    condition = {"measure": measure, "operator": operator, "value": value}
    return {"version": 1, "match": "all", "conditions": [condition]}


def test_what_is_far_more_frequent_is_over_represented_and_comes_first(ask_of: AskOf) -> None:
    users = [
        {**user, "tier": "gold" if number < 100 else "silver", "city": f"c{number % 4}"}
        for number, user in enumerate(people(400, joined_at="2025-01-01 04:00:00"))
    ]
    bought = orders({number: ["2025-02-01"] for number in range(120)})
    ask = ask_of(users=users, orders=bought, data_start="2025-01-01", data_end="2025-06-30")
    buyers = rule_of(rule("orders.count", "at_least", 1))
    found = portrait(ask.engine, buyers, as_of=date(2025, 6, 30), measures=("users.tier", CITY))  # type: ignore[arg-type]
    first, last = found.values[0], found.values[-1]
    assert (first.value, first.people, first.everyone, first.is_over) == ("gold", 100, 100, True)
    assert (last.value, last.is_under) == ("silver", True)
    assert first.difference.value == pytest.approx(100 / 120 - 100 / 400)
    assert not any(value.is_over or value.is_under for value in found.values if value.measure.key == CITY)


def test_of_few_people_the_counts_are_shown_and_nothing_is_said(brand: Brand) -> None:
    found = portrait(brand.engine, rule_of(rule("orders.count", "at_least", 1)), as_of=date(2025, 4, 30))
    assert 0 < found.people < 30
    assert {value.difference.status for value in found.values} <= {Status.TOO_SMALL, Status.EMPTY}


def test_bands_hold_everyone_once_and_never_divide_equal_values() -> None:
    values = [Counted(number, number, 1, 1 if number else 500) for number in range(400)]
    bands = banded(values)
    assert 1 < len(bands) <= BANDS
    assert sum(band.everyone for band in bands) == 899
    assert (bands[0].low, bands[0].high) == (0, 0)
    assert banded(values[:5]) == values[:5]


def test_stopping_between_two_measures_stops_the_portrait(brand: Brand) -> None:
    def stop(step: str, done: float, sentence: Sentence) -> None:
        if done > 0:
            raise Cancelled(Sentence("stopped"))

    with pytest.raises(Cancelled):
        portrait(brand.engine, rule_of(rule("orders.count", "at_least", 1)), as_of=date(2025, 4, 30), progress=stop)
