"""Repurchase judged: what is kept back, what is named, and what chance explains."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from data.errors import BadParameter
from queries.audience import Audience
from queries.question import Asking
from queries.retention import (
    active_months,
    compare_repurchase,
    gaps,
    ladder,
    lifecycle,
    others,
    repurchase,
    repurchase_curve,
    window,
)
from queries.segments import parse_segment
from queries.stats import Status
from tests.queries.conftest import AskOf, orders, people

END = date(2025, 6, 30)
EVERYONE = Audience(END)


def tier(name: str, **rule: Any) -> Audience:
    condition = {"measure": "users.tier", "operator": "equals", "value": name}
    return Audience(END, parse_segment({"version": 1, "match": "all", "conditions": [condition], **rule}))


def brand(ask_of: AskOf, buyers: dict[int, list[str]], begins: str = "2025-01-01") -> Asking:
    return ask_of(users=people(len(buyers)), orders=orders(buyers), data_start=begins, data_end=str(END))


def test_any_number_of_days_is_judged_beside_the_usual_ones(ask_of: AskOf) -> None:
    ask = brand(ask_of, {number: ["2025-01-05", "2025-02-14"] for number in range(30)})
    found = {each.within_days: each.share.value for each in repurchase(ask, EVERYONE, days=40)}
    assert found == {30: 0, 40: 1, 60: 1, 90: 1, 180: None, 365: None}


def test_buyers_who_are_still_waiting_are_in_the_curve_and_not_in_the_eligible(ask_of: AskOf) -> None:
    """20 of 40 came back on day 10; 40 more have been watched for 5 days only."""
    old = {number: ["2025-01-05", "2025-01-15"] if number < 20 else ["2025-01-05"] for number in range(40)}
    ask = brand(ask_of, old | {number: ["2025-06-25"] for number in range(40, 80)})
    curve = repurchase_curve(ask, EVERYONE)
    assert (curve.waits, curve.ended_by(30).value, curve.ended_by(9).value) == (80, 0.5, 0)
    assert curve.quantile(0.5).value == 10


def test_the_three_rates_of_a_window_are_told_apart(ask_of: AskOf) -> None:
    """30 buyers: 10 buy on two days, 10 twice on one day, 10 once; 5 of the last had bought before the window."""
    twice = {number: ["2025-06-10", "2025-06-20"] for number in range(10)}
    one_day = {number: ["2025-06-10", "2025-06-10"] for number in range(10, 20)}
    once = {number: ["2025-06-10"] for number in range(20, 25)}
    old = {number: ["2025-02-01", "2025-06-10"] for number in range(25, 30)}
    found = window(brand(ask_of, twice | one_day | once | old), EVERYONE, days=30)
    every = found.everyone
    assert (every.by_users.n, every.by_purchase_days.n, every.by_orders.n) == (10, 10, 20)
    assert (every.by_users.denominator, every.by_purchase_days.denominator, every.by_orders.denominator) == (30, 40, 50)
    assert [every.by_users.value, every.by_purchase_days.value, every.by_orders.value] == pytest.approx(
        [1 / 3, 1 / 4, 2 / 5]
    )
    assert (found.new.buyers, found.returning.buyers, found.returning.repeat_buyers) == (25, 5, 0)
    assert (found.first, found.last, found.is_whole) == (date(2025, 6, 1), END, True)


def test_the_spread_of_orders_knows_whose_they_are(ask_of: AskOf) -> None:
    random = np.random.default_rng(2)
    counts = random.integers(1, 9, 60)
    days = {n: [str(date(2025, 5, 1) + timedelta(days=int(d))) for d in range(count)] for n, count in enumerate(counts)}
    found = window(brand(ask_of, days), EVERYONE, days=90).everyone.by_purchase_days
    share = (counts - 1).sum() / counts.sum()
    error = np.std(counts - 1 - share * counts, ddof=1) / np.sqrt(60) / counts.mean()
    assert (found.value, found.ci_low) == (pytest.approx(share), pytest.approx(share - 1.959964 * error))  # type: ignore[comparison-overlap]


def test_a_window_longer_than_the_data_says_so(ask_of: AskOf) -> None:
    found = window(brand(ask_of, {0: ["2025-06-10"]}), EVERYONE, days=365)
    assert (found.first, found.is_whole, found.everyone.by_users.status) == (date(2025, 1, 1), False, Status.TOO_SMALL)
    assert window(brand(ask_of, {0: ["2025-06-10"]}), EVERYONE, days=None).is_whole


def test_a_rung_knows_who_reached_it_who_went_on_and_when_half_had(ask_of: AskOf) -> None:
    often = {number: ["2025-01-05", "2025-01-25", "2025-03-01"] for number in range(40)}
    ask = brand(ask_of, often | {number: ["2025-01-05"] for number in range(40, 60)})
    first, second, third = ladder(ask, EVERYONE, steps=3)
    assert (first.reached, second.reached, third.reached) == (60, 40, 40)
    assert [each.share.value for each in first.within] == [2 / 3, 2 / 3, 2 / 3, None, None]
    assert (first.median_days.value, second.median_days.value) == (20, 35)
    assert (third.within[0].share.value, third.median_days.status) == (0, Status.INCOMPLETE)


def test_gaps_hold_finished_waits_and_the_curve_holds_all(ask_of: AskOf) -> None:
    ask = brand(
        ask_of, {n: ["2025-01-05", "2025-01-12", "2025-01-27"] if n < 30 else ["2025-01-05"] for n in range(100)}
    )
    found = gaps(ask, EVERYONE)
    assert [(bar.first_days, bar.last_days, bar.waits) for bar in found.bars] == [(1, 7, 30), (8, 14, 0), (15, 21, 30)]
    assert (found.finished, found.unfinished, found.finished_median_days) == (60, 100, 11)
    assert found.median_days.status is Status.INCOMPLETE
    assert "Only 160 purchases" in str(found.remarks[0])


def test_of_nobody_there_are_no_gaps(ask_of: AskOf) -> None:
    ask, before = brand(ask_of, {0: ["2025-06-10"]}), Audience(date(2025, 6, 9))
    found = gaps(ask, before)
    assert (found.bars, found.finished_median_days, found.median_days.status) == ((), None, Status.EMPTY)
    assert ladder(ask, before) == ()


def test_accounting_is_judged_between_two_whole_periods_only(ask_of: AskOf) -> None:
    buyers = {number: ["2025-02-03", "2025-03-05"] if number < 10 else ["2025-02-03"] for number in range(40)}
    ask = brand(ask_of, buyers, begins="2025-01-15")
    january, february, march, april, *_ = lifecycle(ask, EVERYONE)
    assert {january.repurchase.status, february.repurchase.status} == {Status.INCOMPLETE}
    assert (march.repurchase.value, march.churned, march.quick_ratio) == (0.25, 30, 0)
    assert (april.repurchase.status, april.quick_ratio) == (Status.TOO_SMALL, 0)


def test_the_quick_ratio_is_unknown_where_nobody_churned(ask_of: AskOf) -> None:
    ask = brand(ask_of, {number: ["2025-02-03", "2025-03-05"] for number in range(3)})
    assert [each.quick_ratio for each in lifecycle(ask, EVERYONE)][:4] == [None, None, None, 0]


def test_active_are_by_default_those_who_were_not_dormant(ask_of: AskOf) -> None:
    ask = brand(ask_of, {number: ["2025-01-05", "2025-05-10"] for number in range(40)})
    shares = {each.month_date.month: each.share for each in active_months(ask, EVERYONE)}
    assert (shares[3].status, shares[4].value, shares[5].status) == (Status.INCOMPLETE, 0, Status.EMPTY)
    assert shares[6].value == 0


def two_tiers(ask_of: AskOf, gold_waits: list[int], other_waits: list[int]) -> Asking:
    """Everybody first buys on 1 January; a wait of 999 never ends."""
    waits = [*gold_waits, *other_waits]
    first = date(2025, 1, 1)
    days = {n: [str(first), *([str(first + timedelta(days=w))] if w < 999 else [])] for n, w in enumerate(waits)}
    users = [{**each, "tier": "gold" if n < len(gold_waits) else None} for n, each in enumerate(people(len(waits)))]
    return ask_of(users=users, orders=orders(days), data_start="2025-01-01", data_end=str(END))


def test_groups_that_differ_are_told_apart_and_by_how_much(ask_of: AskOf) -> None:
    ask = two_tiers(ask_of, [20] * 40 + [999] * 10, [20] * 10 + [999] * 40)
    found = compare_repurchase(ask, (others(tier("gold")), tier("gold")), days=45)
    assert found.log_rank is not None
    assert found.log_rank.p_value < 1e-6
    assert [curve.waits for curve in found.curves] == [50, 50]
    assert [each.value for each in found.mean_days] == pytest.approx([0.2 * 20 + 0.8 * 45, 0.8 * 20 + 0.2 * 45])
    assert found.mean_days_apart[0].value == pytest.approx(-15)
    apart = {each.within_days: each for each in found.shares_apart}
    assert (apart[45].difference.value, apart[45].group) == (pytest.approx(0.6), 1)  # type: ignore[comparison-overlap]
    assert (apart[365].difference.status, apart[365].p_value) == (Status.EMPTY, None)


def test_p_values_of_many_shares_are_adjusted_together(ask_of: AskOf) -> None:
    ask = two_tiers(ask_of, [20] * 15 + [999] * 25, [20] * 7 + [999] * 33)
    found = compare_repurchase(ask, (others(tier("gold")), tier("gold")))
    tested = [each.p_value for each in found.shares_apart if each.p_value is not None]
    assert tested == pytest.approx([min(4 * 0.0447, 1)] * len(tested), abs=0.003)
    assert len(tested) == 4


def test_everyone_who_is_not_in_the_segment_is_the_rest_also_where_a_value_is_unknown(ask_of: AskOf) -> None:
    ask = two_tiers(ask_of, [10] * 3, [10] * 4)
    sizes = [repurchase_curve(ask, group).waits for group in (EVERYONE, tier("gold"), others(tier("gold")))]
    assert sizes == [7, 3, 4]


def test_a_segment_with_a_limit_cannot_be_divided_from_the_rest() -> None:
    with pytest.raises(BadParameter, match="at most 2 people"):
        others(tier("gold", limit={"count": 2, "by": "random"}))


def test_groups_with_people_in_common_are_refused(ask_of: AskOf) -> None:
    ask = two_tiers(ask_of, [10] * 3, [10] * 4)
    with pytest.raises(BadParameter, match="Groups 1 and 2 share 3 buyers"):
        compare_repurchase(ask, (EVERYONE, tier("gold")))
    with pytest.raises(BadParameter, match="Groups 2 and 3 share 3 buyers"):
        compare_repurchase(ask, (others(tier("gold")), tier("gold"), tier("gold")))
    with pytest.raises(BadParameter, match="needs two groups"):
        compare_repurchase(ask, (EVERYONE,))
