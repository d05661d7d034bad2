"""Who entered and left, and why: the same said by plain loops over two worlds, the whole one and the one until then."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.errors import Cancelled
from data.sentence import Sentence
from queries.insight import Cause, Changes, Moved, changes, past_days, sizes
from queries.insight.history import Step
from queries.segments import People
from tests.queries.conftest import AskOf, orders, people
from tests.queries.insight.past_worlds import PastOracle, conditions
from tests.queries.segments.conftest import Brand
from tests.queries.segments.saved import rule_of
from tests.queries.segments.test_against_oracle import AS_OF_DAYS, FIXED
from tests.queries.segments.trees import Rules
from tests.queries.segments.worlds import FIRST_DAY, LAST_DAY

Document = dict[str, Any]
PAIRS = st.lists(AS_OF_DAYS, min_size=2, max_size=2, unique=True).map(sorted)


def ids(brand: Brand, people: People) -> set[str]:
    return {brand.ids[number] for number in people.user_numbers()}


def changed(brand: Brand, document: Document, first: date, last: date, edited: Document | None = None) -> Changes:
    rule = rule_of(document, brand.catalog)
    other = rule_of(edited, brand.catalog) if edited else None
    return changes(brand.engine, rule, first=first, last=last, edited=other)


@pytest.mark.parametrize("number", range(2))
def test_everyone_who_came_or_went_has_the_one_cause_that_plain_loops_find(
    brands: tuple[Brand, ...], number: int
) -> None:
    brand = brands[number]

    @settings(FIXED, max_examples=12)
    @given(Rules(brand.catalog).documents(), Rules(brand.catalog).documents(), PAIRS)
    def check(document: Document, edited: Document, days: list[date]) -> None:
        first, last = days
        oracle, past = brand.oracle, PastOracle(brand.world, first, brand.oracle.schemes)
        before, kept = oracle.members(document, first), oracle.members(document, last)
        after, aged = oracle.members(edited, last), past.members(document, last)
        found = changed(brand, document, first, last, edited)
        for moved, expected in ((found.entered, after - before), (found.left, before - after)):
            causes = {cause: ids(brand, people) for cause, people in moved.by_cause.items()}
            assert ids(brand, moved.people) == expected
            for person in expected:
                known = oracle.is_known(person, first)
                cause = cause_of(person in before ^ kept, known, (person in aged) == (person in kept))
                assert [name for name, people in causes.items() if person in people] == [cause]

    check()


def cause_of(by_time: bool, known: bool, nothing_new: bool) -> Cause:
    if not by_time:
        return Cause.EDIT
    if not known:
        return Cause.JOINED
    return Cause.AGEING if nothing_new else Cause.EVENTS


@pytest.mark.parametrize("number", range(2))
def test_the_conditions_behind_it_are_those_whose_truth_changed(brands: tuple[Brand, ...], number: int) -> None:
    brand = brands[number]

    @settings(FIXED, max_examples=5)
    @given(Rules(brand.catalog).documents(), PAIRS)
    def check(document: Document, days: list[date]) -> None:
        first, last = days
        past = PastOracle(brand.world, first, brand.oracle.schemes)
        found = changed(brand, document, first, last)
        moved = ids(brand, found.entered.people) | ids(brand, found.left.people)
        expected: set[tuple[str, str, bool, Cause]] = set()
        for place, condition in conditions(document) if moved else ():
            alone = {"match": "all", "conditions": [condition]}
            before, after = brand.oracle.members(alone, first), brand.oracle.members(alone, last)
            people = (before ^ after) & moved
            aged = past.members(alone, last) if people else set()
            for person in people:
                nothing_new = (person in aged) == (person in after)
                cause = cause_of(True, brand.oracle.is_known(person, first), nothing_new)
                expected.add((person, place, person in after, cause))
        assert turned(brand, found.entered) | turned(brand, found.left) == expected

    check()


def turned(brand: Brand, moved: Moved) -> set[tuple[str, str, bool, Cause]]:
    return {
        (person, found.place, found.holds, found.cause)
        for found in moved.turned
        for person in ids(brand, found.people) & ids(brand, moved.people)
        if found.place
    }


@pytest.mark.parametrize("number", range(2))
def test_whom_the_limit_let_in_or_pushed_out_is_told_apart_from_whose_conditions_turned(
    brands: tuple[Brand, ...], number: int
) -> None:
    brand = brands[number]
    bought: Document = {"measure": "orders.count", "operator": "at_least", "value": 1}
    rule: Document = {"version": 1, "match": "all", "conditions": [bought]}
    most: Document = {**rule, "limit": {"count": 3, "by": "orders.net_revenue", "order": "top"}}

    @settings(FIXED, max_examples=8)
    @given(PAIRS)
    def check(days: list[date]) -> None:
        found = changed(brand, most, days[0], days[1])
        shut_out = [brand.oracle.members(rule, day) - brand.oracle.members(most, day) for day in days]
        assert by_limit(brand, found.entered) == ids(brand, found.entered.people) & shut_out[0]
        assert by_limit(brand, found.left) == ids(brand, found.left.people) & shut_out[1]

    check()


def by_limit(brand: Brand, moved: Moved) -> set[str]:
    return {person for found in moved.turned if not found.place for person in ids(brand, found.people)}


def test_a_refund_is_something_new_and_the_end_of_a_window_is_not(ask_of: AskOf) -> None:
    """The first bought long before the window's end moved on, the second had all of it back, the third bought again,
    the fourth joined only then."""
    bought = orders({0: ["2025-03-02"], 1: ["2025-03-20"], 2: ["2025-03-02", "2025-04-05"], 3: ["2025-04-06"]})
    refunded = {"refunded_cents": 1000, "refunded_at": "2025-04-02 04:00:00"}
    ask = ask_of(
        users=people(4),
        orders=[order | (refunded if order["user_id"] == "u00001" else {}) for order in bought],
        data_start="2025-01-01",
        data_end="2025-04-30",
    )
    month = {"kind": "last_days", "days": 30}
    rule = {"measure": "orders.count", "operator": "at_least", "value": 1, "window": month}
    found = changes(
        ask.engine,  # type: ignore[arg-type]
        rule_of({"version": 1, "match": "all", "conditions": [rule]}),
        first=date(2025, 3, 31),
        last=date(2025, 4, 10),
    )
    left = {cause: people.user_numbers().tolist() for cause, people in found.left.by_cause.items()}
    assert left == {Cause.EDIT: [], Cause.JOINED: [], Cause.AGEING: [0], Cause.EVENTS: [1]}
    entered = {cause: people.user_numbers().tolist() for cause, people in found.entered.by_cause.items()}
    assert entered == {Cause.EDIT: [], Cause.JOINED: [3], Cause.AGEING: [], Cause.EVENTS: []}


def test_each_size_is_the_one_before_plus_entered_minus_left(brand: Brand) -> None:
    @settings(FIXED, max_examples=12)
    @given(Rules(brand.catalog).documents(), st.lists(AS_OF_DAYS, min_size=1, max_size=5, unique=True))
    def check(document: Document, days: list[date]) -> None:
        found = sizes(brand.engine, rule_of(document), days)
        assert [size.day for size in found] == sorted(days)
        assert [size.people for size in found] == [len(brand.oracle.members(document, day)) for day in sorted(days)]
        for before, after in pairwise(found):
            assert after.people == before.people + (after.entered or 0) - (after.left or 0)

    check()


def test_past_days_are_ends_of_months_and_of_weeks() -> None:
    months = past_days(Step.MONTH, first=date(2025, 1, 10), last=date(2025, 3, 12), most=9)
    assert months == (date(2025, 1, 31), date(2025, 2, 28), date(2025, 3, 12))
    weeks = past_days(Step.WEEK, first=FIRST_DAY, last=date(2025, 3, 12), most=3)
    assert weeks == (date(2025, 3, 2), date(2025, 3, 9), date(2025, 3, 12))


def test_stopping_between_two_days_stops_the_history(brand: Brand) -> None:
    rule = rule_of({"version": 1, "match": "all", "conditions": [{"measure": "users.city", "operator": "is_set"}]})
    seen: list[float] = []

    def stop_at_once(step: str, done: float, sentence: Sentence) -> None:
        seen.append(done)
        if len(seen) == 2:
            raise Cancelled(Sentence("stopped"))

    with pytest.raises(Cancelled):
        sizes(brand.engine, rule, past_days(Step.DAY, first=FIRST_DAY, last=LAST_DAY, most=9), progress=stop_at_once)
    assert seen == [0.0, 1 / 9]


def test_a_cancelled_cursor_finds_no_changes(brand: Brand) -> None:
    rule = rule_of(
        {"version": 1, "match": "all", "conditions": [{"measure": "orders.count", "operator": "at_least", "value": 9}]}
    )
    cursor = brand.engine.cursor()
    cursor.cancel()
    with pytest.raises(Cancelled):
        changes(cursor, rule, first=FIRST_DAY, last=LAST_DAY)
