"""Sample ratio and mean differences: against publications, a second implementation and simulation."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

from queries.stats import Status, Sums, mean_difference, srm
from queries.stats.experiments import is_contaminated, mean_test

# GrowthBook's published case (METRICS §6), in hundredths so that sums are whole.
CONTROL, TREATMENT = Sums(3407, 139_687, 523_779_767), Sums(3461, 242_270, 1_346_982_900)


def test_a_group_planned_empty_takes_no_part() -> None:
    """GrowthBook's TypeScript expects 2.0e-5 where its Python counts the third arm and says 3e-60."""
    p_value = srm((1000, 1200, 900), (0.5, 0.5, 0)).p_value
    assert p_value == pytest.approx(2.0e-5, rel=0.03)


def test_a_split_as_planned_is_sound() -> None:
    assert not srm((9000, 1000), (0.9, 0.1)).is_broken


def test_a_split_off_by_chance_alone_raises_an_alarm_in_one_of_a_thousand() -> None:
    control = np.random.default_rng(7).binomial(10_000, 0.1, 20_000)
    alarms = np.mean([srm((10_000 - int(kept), int(kept)), (0.9, 0.1)).is_broken for kept in control])
    assert 0.0004 < alarms < 0.0018


def test_a_broken_split_is_found() -> None:
    assert srm((9000, 1500), (0.9, 0.1)).is_broken


@pytest.mark.parametrize("counts", [(70, 7), (0, 0), (7, 0)])
def test_under_eight_expected_people_nothing_is_said(counts: tuple[int, int]) -> None:
    assert srm(counts, (0.9, 0.1)).p_value is None


def test_the_mean_difference_gives_the_published_case() -> None:
    difference = mean_difference(TREATMENT, CONTROL)
    assert difference.value == pytest.approx(29.0, abs=0.05)
    assert (difference.ci_low, difference.ci_high) == pytest.approx((4.538, 53.462), abs=0.002)


def test_the_test_of_means_gives_the_published_p_value() -> None:
    assert mean_test(TREATMENT, CONTROL).p_value == pytest.approx(0.02016, abs=0.00001)


def test_the_mean_difference_equals_statsmodels() -> None:
    draws = np.random.default_rng(3)
    spend, base = draws.poisson(40, 900), draws.poisson(35, 150)
    difference = mean_difference(*(Sums(len(x), int(x.sum()), int((x * x).sum())) for x in (spend, base)))
    second = CompareMeans(DescrStatsW(spend), DescrStatsW(base)).tconfint_diff(usevar="unequal")
    assert (difference.ci_low, difference.ci_high) == pytest.approx(second, abs=1e-9)


def test_the_mean_difference_covers_the_truth_of_even_groups() -> None:
    draws = np.random.default_rng(11)
    covered = []
    for _ in range(1500):
        x, y = draws.poisson(12, 200), draws.poisson(10, 200)
        difference = mean_difference(*(Sums(len(z), int(z.sum()), int((z * z).sum())) for z in (x, y)))
        assert difference.ci_low is not None
        assert difference.ci_high is not None
        covered.append(difference.ci_low <= 2 <= difference.ci_high)
    assert 0.935 <= np.mean(covered) <= 0.965


def test_variance_is_exact_where_floats_cancel() -> None:
    amounts = [10**9 + 1, 10**9 + 2, 10**9 + 3]
    assert Sums(3, sum(amounts), sum(amount**2 for amount in amounts)).variance == 1.0


@pytest.mark.parametrize(
    ("group", "base", "status"),
    [
        (Sums(0, 0, 0), Sums(10, 5, 5), Status.EMPTY),
        (Sums(1, 3, 9), Sums(10, 5, 5), Status.TOO_SMALL),
        (Sums(40, 0, 0), Sums(40, 0, 0), Status.ZERO_VARIANCE),
    ],
)
def test_what_cannot_be_compared_has_no_value(group: Sums, base: Sums, status: Status) -> None:
    difference = mean_difference(group, base)
    assert (difference.value, difference.status) == (None, status)
    assert mean_test(group, base).p_value is None


@pytest.mark.parametrize(("in_both", "is_too_many"), [(0, False), (10, False), (11, True)])
def test_more_than_one_person_in_a_hundred_in_two_groups_is_too_many(in_both: int, is_too_many: bool) -> None:
    assert is_contaminated(in_both, 1000) is is_too_many
