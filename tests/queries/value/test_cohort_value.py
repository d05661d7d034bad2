"""What cohorts brought in, what they cost, and when that came back; and what is not said."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from queries.audience import Audience
from queries.question import Asking
from queries.segments import parse_segment
from queries.stats import Status
from queries.value import Payback, cohort_value, complete_on
from tests.queries.conftest import AskOf, orders, people

END = date(2025, 6, 30)
EVERYONE = Audience(END)
GOLD = parse_segment(
    {"version": 1, "match": "all", "conditions": [{"measure": "users.tier", "operator": "equals", "value": "gold"}]}
)


def brand(ask_of: AskOf, *, cost_cents: int | None = 100_000, kind: str = "获客投放", **tables: Any) -> Asking:
    """40 people buy for 10.00 in January, 20 of them again in March; the goods cost 4.00 an order."""
    bought = orders({number: ["2025-01-05", "2025-03-10"] if number < 20 else ["2025-01-05"] for number in range(40)})
    given: dict[str, Any] = {
        "order_items": [{"order_id": each["order_id"], "product_id": "tea", "quantity": 2} for each in bought],
        "products": [{"product_id": "tea", "unit_cost_cents": 200}],
        "costs": [{"cost_date": "2025-01-01", "cost_kind": kind, "cost_cents": cost_cents}],
        **tables,
    }
    if cost_cents is None:
        del given["costs"]
    return ask_of(users=people(40, tier="gold"), orders=bought, data_start="2025-01-01", data_end=str(END), **given)


@pytest.mark.parametrize(
    ("months", "day"), [(0, "2024-11-30"), (1, "2024-12-31"), (3, "2025-02-28"), (12, "2025-11-30"), (13, "2025-12-31")]
)
def test_a_cell_is_complete_with_the_last_day_of_its_month(months: int, day: str) -> None:
    assert complete_on(date(2024, 11, 1), months) == date.fromisoformat(day)


def test_value_and_margin_grow_per_original_member(ask_of: AskOf) -> None:
    (cohort,) = cohort_value(brand(ask_of), EVERYONE).cohorts
    assert [cell.value.value for cell in cohort.cells] == [1000, 1000, 1500, 1500, 1500, 1500]
    assert [cell.margin.value for cell in cohort.cells] == pytest.approx([600, 600, 900, 900, 900, 900])
    assert [cell.value.n for cell in cohort.cells] == [40] * 6


def test_the_interval_is_that_of_the_persons_sums(ask_of: AskOf) -> None:
    cell = cohort_value(brand(ask_of), EVERYONE).cohorts[0].cells[-1]
    sums = np.array([2000] * 20 + [1000] * 20)
    half = 2.0226909 * sums.std(ddof=1) / np.sqrt(40)  # Student, 39 degrees
    assert (cell.value.ci_low, cell.value.ci_high) == pytest.approx((1500 - half, 1500 + half))
    assert (cell.margin.ci_low, cell.margin.ci_high) == pytest.approx((900 - half * 0.6, 900 + half * 0.6))


def test_payback_is_the_first_month_that_covers_the_cost(ask_of: AskOf) -> None:
    """800.00 for 40 new buyers are 20.00 each; 240.00 are 6.00, which January brought in."""
    assert cohort_value(brand(ask_of, cost_cents=24_000), EVERYONE).cohorts[0].payback == Payback(0, 1.0, 0)
    assert cohort_value(brand(ask_of, cost_cents=36_000), EVERYONE).cohorts[0].payback == Payback(2, 1.0, 2)


def test_a_cost_that_is_not_back_yet_says_how_much_is(ask_of: AskOf) -> None:
    found = cohort_value(brand(ask_of, cost_cents=72_000), EVERYONE)
    assert found.cohorts[0].cost_cents == 1800
    assert found.cohorts[0].payback == Payback(None, 0.5, 5)
    assert found.acquisition is not None
    assert (found.acquisition.cost_per_buyer_cents, found.acquisition.new_buyers) == (1800, 40)


def test_only_kinds_that_won_buyers_count_unless_others_are_chosen(ask_of: AskOf) -> None:
    costs = [
        {"cost_date": "2025-01-01", "cost_kind": "获客投放", "cost_cents": 40_000},
        {"cost_date": "2025-01-09", "cost_kind": "活动", "cost_cents": 4_000},
    ]
    ask = brand(ask_of, costs=costs)
    found, chosen = (cohort_value(ask, EVERYONE, acquisition_kinds=kinds) for kinds in (None, {"活动"}))
    assert found.acquisition is not None
    assert (found.acquisition.kinds, found.acquisition.other_kinds, found.cohorts[0].cost_cents) == (
        ("获客投放",),
        ("活动",),
        1000,
    )
    assert chosen.cohorts[0].cost_cents == 100


def test_costs_of_no_known_purpose_are_not_guessed(ask_of: AskOf) -> None:
    found = cohort_value(brand(ask_of, kind="房租"), EVERYONE)
    assert (found.acquisition, found.cohorts[0].payback) == (None, None)
    assert "The kinds are: 房租" in str(found.cost_missing[0])


def test_what_is_not_delivered_is_said(ask_of: AskOf) -> None:
    bought = orders({number: ["2025-01-05"] for number in range(40)})
    found = cohort_value(ask_of(users=people(40), orders=bought, data_start="2025-01-01", data_end=str(END)), EVERYONE)
    cell = found.cohorts[0].cells[0]
    assert (cell.value.value, cell.margin.value, cell.margin.status) == (1000, None, Status.INCOMPLETE)
    assert "unit_cost_amount" in str(found.margin_missing)
    assert "costs" in str(found.cost_missing[0])


def test_a_segment_has_value_and_no_cost(ask_of: AskOf) -> None:
    found = cohort_value(brand(ask_of), Audience(END, GOLD))
    assert (found.cohorts[0].cells[0].value.value, found.cohorts[0].cost_cents) == (1000, None)
    assert "known for everyone only" in str(found.cost_missing[0])


def test_a_margin_without_the_cost_of_some_goods_is_not_a_number(ask_of: AskOf) -> None:
    found = cohort_value(brand(ask_of, products=[{"product_id": "cup", "unit_cost_cents": 200}]), EVERYONE)
    cell = found.cohorts[0].cells[-1]
    assert (cell.margin.value, cell.orders_without_cost, found.cohorts[0].payback) == (None, 60, None)


def test_one_customer_who_is_the_cohort_is_warned_of(ask_of: AskOf) -> None:
    """Of 40 equal buyers nobody stands out; with one of a hundred times the amount the interval is a fiction."""
    assert not cohort_value(brand(ask_of), EVERYONE).cohorts[0].cells[-1].is_skewed
    bought = orders({number: ["2025-01-05"] for number in range(40)})
    bought[0] |= {"paid_cents": 100_000}
    ask = ask_of(users=people(40), orders=bought, data_start="2025-01-01", data_end=str(END))
    assert cohort_value(ask, EVERYONE).cohorts[0].cells[0].is_skewed


def test_the_curve_pools_the_cohorts_that_are_old_enough(ask_of: AskOf) -> None:
    bought = orders({n: ["2025-04-05"] for n in range(30)}) + orders({n: ["2025-06-05"] for n in range(30, 90)}, 400)
    found = cohort_value(ask_of(users=people(90), orders=bought, data_start="2025-01-01", data_end=str(END)), EVERYONE)
    assert [(point.months_since, point.cohorts, point.value.n) for point in found.curve] == [
        (0, 2, 90),
        (1, 1, 30),
        (2, 1, 30),
    ]
    assert found.curve[0].value.value == pytest.approx((30 * 1000 + 60 * 400) / 90)
    assert [point.is_provisional for point in found.curve] == [True, False, True]


def test_under_thirty_members_there_are_counts_only(ask_of: AskOf) -> None:
    bought = orders({0: ["2025-01-05"]})
    found = cohort_value(ask_of(users=people(1), orders=bought, data_start="2025-01-01", data_end=str(END)), EVERYONE)
    cell = found.cohorts[0].cells[0]
    assert (cell.value.value, cell.value.n, cell.value.status) == (None, 1, Status.TOO_SMALL)
