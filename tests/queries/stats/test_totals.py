"""Totals and return: intervals travel with their values."""

from __future__ import annotations

import pytest

from queries.stats import Estimate, Status, unknown
from queries.stats.totals import incremental, return_on_cost

PER_PERSON = Estimate(150.0, 9_000, 1_000, 50.0, 250.0, "Welch", Status.OK)


def test_an_effect_per_person_adds_up_over_everybody_addressed() -> None:
    total = incremental(PER_PERSON, 9_000)
    assert (total.value, total.ci_low, total.ci_high) == (1_350_000.0, 450_000.0, 2_250_000.0)


def test_the_return_is_what_is_left_of_the_margin_per_unit_of_cost() -> None:
    found = return_on_cost(incremental(PER_PERSON, 9_000), cost=270_000, margin=0.4)
    assert (found.value, found.ci_low, found.ci_high) == pytest.approx((1.0, -1 / 3, 7 / 3))


def test_no_cost_has_no_return() -> None:
    assert return_on_cost(PER_PERSON, cost=0, margin=1).status is Status.NO_BASE


def test_what_is_not_known_per_person_is_not_known_in_total() -> None:
    nothing = unknown(Status.NOT_RANDOMISED)
    assert incremental(nothing, 9_000) is nothing
    assert return_on_cost(nothing, cost=5, margin=1).value is None


@pytest.mark.parametrize(("cost", "margin"), [(-1, 0.5), (1, 0.0), (1, 1.5)])
def test_costs_and_margins_that_make_no_sense_are_refused(cost: int, margin: float) -> None:
    with pytest.raises(ValueError, match=str(cost)):
        return_on_cost(PER_PERSON, cost=cost, margin=margin)
