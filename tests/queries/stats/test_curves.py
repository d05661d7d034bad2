"""The pooled curve: who weighs how much, and how far cohorts differ."""

from __future__ import annotations

import pytest

from queries.stats import Observed, Status, pooled_curve


def test_large_cohorts_weigh_more() -> None:
    (point,) = pooled_curve([Observed(1, 900, 90), Observed(1, 100, 50)])
    assert point.share.value == pytest.approx(140 / 1000)


def test_cohorts_count_where_they_are_observed() -> None:
    first, second = pooled_curve([Observed(1, 100, 40), Observed(2, 100, 30), Observed(1, 100, 20)])
    assert (first.cohorts, second.cohorts) == (2, 1)
    assert (first.share.denominator, second.share.denominator) == (200, 100)


def test_the_spread_is_of_cohort_values_and_needs_three() -> None:
    (point,) = pooled_curve([Observed(1, 100, returned) for returned in range(0, 110, 10)])
    assert (point.cohort_p10, point.cohort_p90) == pytest.approx((0.1, 0.9))
    (point,) = pooled_curve([Observed(1, 100, 10), Observed(1, 100, 20)])
    assert (point.cohort_p10, point.cohort_p90) == (None, None)


def test_empty_cohorts_are_no_cohorts() -> None:
    assert pooled_curve([Observed(1, 0, 0)]) == ()


def test_few_people_at_risk_hide_the_share() -> None:
    (point,) = pooled_curve([Observed(6, 20, 9)])
    assert point.share.status is Status.TOO_SMALL
