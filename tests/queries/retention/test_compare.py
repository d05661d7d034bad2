"""Groups against each other, and how many periods were active."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from scipy.stats import norm

from data.errors import BadParameter
from queries.audience import Audience
from queries.question import Asking
from queries.retention import active_periods, before_and_after, by_values, compare, in_and_out, retention
from queries.retention.compare import both
from queries.retention.study import Cohorting, Measure, Period, Study
from queries.segments import Condition, Group, Match, Segment
from queries.stats import newcombe
from tests.queries.conftest import orders, people
from tests.queries.retention.oracle import StudyOracle, WorldHistory
from tests.queries.segments.conftest import Brand
from tests.queries.segments.saved import BEST, rule_of
from tests.queries.segments.worlds import LAST_DAY

AskOf = Callable[..., Asking]
END = date(2025, 4, 30)
GOLD = Segment(Group(Match.ALL, (Condition("users.tier", "equals", "gold"),)))


@pytest.fixture
def asking(ask_of: AskOf) -> Asking:
    """60 gold members of whom 30 return in the next month, 100 others of whom 20 do."""
    users = people(160, tier="other")
    for user in users[:60]:
        user["tier"] = "gold"
    bought = {n: ["2025-01-03", *(["2025-02-05"] if n < 30 or 60 <= n < 80 else [])] for n in range(160)}
    return ask_of(users=users, orders=orders(bought), data_end=END)


def test_a_difference_has_newcombes_interval_and_a_test(asking: Asking) -> None:
    groups = in_and_out("gold", "others", GOLD, Study(), Audience(END), as_of_start=False)
    found = compare(asking.engine, groups, [1])
    [difference] = found.differences
    assert difference.difference.value == pytest.approx(0.5 - 0.2)
    assert (difference.difference.ci_low, difference.difference.ci_high) == newcombe(30, 60, 20, 100)
    z = 0.3 / (50 / 160 * 110 / 160 * (1 / 60 + 1 / 100)) ** 0.5
    assert difference.test.p_value == pytest.approx(2 * norm.sf(z))


def test_many_comparisons_are_judged_together(asking: Asking) -> None:
    groups = in_and_out("gold", "others", GOLD, Study(), Audience(END), as_of_start=False)
    found = compare(asking.engine, groups, [1, 2, 3])
    tested = [one for one in found.differences if one.test.p_value is not None]
    strongest = min(tested, key=lambda one: one.test.p_value or 0)
    assert strongest.p_together == pytest.approx(len(tested) * (strongest.test.p_value or 0))


def test_groups_by_value_as_of_the_start_and_as_of_today(asking: Asking) -> None:
    now = by_values("users.tier", ["other", "gold"], Study(), Audience(END), as_of_start=False)
    then = by_values("users.tier", ["other", "gold"], Study(), Audience(END), as_of_start=True)
    sizes = [[one.cohorts[0].size for one in compare(asking.engine, groups, [1]).found] for groups in (now, then)]
    assert sizes == [[100, 60], [100, 60]]
    assert [group.study.segment is None for group in (*now, *then)] == [True, True, False, False]


def test_before_and_after_a_day_share_no_start(asking: Asking) -> None:
    groups = before_and_after("before", "after", date(2025, 1, 3), Study(period=Period.DAY), Audience(END))
    found = compare(asking.engine, groups, [1]).found
    assert [sum(cohort.size for cohort in one.cohorts) for one in found] == [0, 160]


def test_a_group_that_is_not_observed_is_not_compared(asking: Asking) -> None:
    groups = in_and_out("gold", "others", GOLD, Study(), Audience(END), as_of_start=False)
    [difference] = compare(asking.engine, groups, [12]).differences
    assert difference.difference.value is None
    assert difference.p_together is None


def test_people_in_many_cohorts_are_compared_as_people(asking: Asking) -> None:
    study = Study(cohort=Cohorting.RECURRING)
    groups = in_and_out("gold", "others", GOLD, study, Audience(END), as_of_start=False)
    [difference] = compare(asking.engine, groups, [1]).differences
    assert difference.difference.method == "delta method"
    assert difference.difference.value == pytest.approx(30 / 90 - 20 / 120)
    assert difference.test.p_value is not None


def test_money_is_compared_and_not_tested(asking: Asking) -> None:
    groups = in_and_out("gold", "others", GOLD, Study(measure=Measure.VALUE), Audience(END), as_of_start=False)
    [difference] = compare(asking.engine, groups, [1]).differences
    assert difference.difference.value == pytest.approx(1500 - 1200)
    assert difference.test.p_value is None


def test_a_segment_with_a_limit_is_not_divided() -> None:
    with pytest.raises(BadParameter, match="cannot be divided"):
        both(GOLD, rule_of(BEST))


def test_active_periods_are_those_of_each_person(brand: Brand) -> None:
    document: dict[str, Any] = {
        "version": 1,
        "start": {"event": "orders"},
        "return": {"event": "orders"},
        "period": "week",
    }
    oracle = StudyOracle(WorldHistory(brand.oracle), document, LAST_DAY)
    expected = [0] * 6
    for start in oracle.returns:
        if oracle.complete_on(start.cohort, 5) <= LAST_DAY:
            expected[sum(oracle.holds(start, index) for index in range(1, 6))] += 1
    found = active_periods(brand.engine, Study(period=Period.WEEK), Audience(LAST_DAY), periods=5)
    assert [one.share.n for one in found] == expected
    assert {one.share.denominator for one in found} == {sum(expected)}


def test_active_periods_need_one_start_per_person(brand: Brand) -> None:
    with pytest.raises(BadParameter, match="one start"):
        active_periods(brand.engine, Study(cohort=Cohorting.RECURRING), Audience(LAST_DAY), periods=3)


def test_nobody_watched_for_so_long_has_no_bars(asking: Asking) -> None:
    assert active_periods(asking.engine, Study(), Audience(END), periods=12) == ()


def test_recurring_curves_are_wider_than_if_every_start_were_somebody_else(asking: Asking) -> None:
    [point, *_] = retention(asking.engine, Study(cohort=Cohorting.RECURRING), Audience(END)).curve
    assert point.share.method == "delta method, clustered by person"
    assert (point.share.n, point.share.denominator) == (50, 210)
