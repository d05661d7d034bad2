"""The Kaplan-Meier curve against published tables, two other reckonings, and truths that are known."""

from __future__ import annotations

from math import sqrt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.duration
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.duration.survfunc import SurvfuncRight

from queries.stats import Estimate, Status
from queries.stats.survival import Survival, Waits, restricted_mean_difference, survival
from tests.queries.stats.waits import MAINTAINED, NONMAINTAINED, PLACEBO, SIX_MP, counted, published, times_over

BMT = Path(statsmodels.duration.__file__).parent / "tests/results"

people = st.lists(st.tuples(st.integers(0, 40), st.booleans()), min_size=30, max_size=80)


def whole(waits: list[Waits]) -> Survival:
    """To the last day, however few are left, as books print it."""
    return survival(waits, least_at_risk=1)


# week: share in remission, its standard error, and the ends of the interval as Stata prints them (log(-log))
FREIREICH = {
    6: (0.8571, 0.0764, 0.6197, 0.9516),
    7: (0.8067, 0.0869, 0.5631, 0.9228),
    10: (0.7529, 0.0963, 0.5032, 0.8894),
    13: (0.6902, 0.1068, 0.4316, 0.8491),
    16: (0.6275, 0.1141, 0.3675, 0.8049),
    22: (0.5378, 0.1282, 0.2678, 0.7468),
    23: (0.4482, 0.1346, 0.1881, 0.6801),
}


@pytest.mark.parametrize("week", FREIREICH)
def test_freireich_6_mp_is_reproduced_with_greenwood_and_its_interval(week: int) -> None:
    share, error, low, high = FREIREICH[week]
    curve = whole(published(SIX_MP))
    assert (curve.still[week], curve.still[week] * sqrt(curve.spread[week])) == pytest.approx((share, error), abs=6e-5)
    # under 30 people the interval is not shown, so the spread of 21 is given to the formula by a copy of the curve
    shown = Survival(curve.at_risk, curve.ended, curve.still, curve.spread, 30).waiting_after(week)
    assert (shown.ci_low, shown.ci_high) == pytest.approx((low, high), abs=6e-5)


def test_freireich_medians_are_23_and_8_weeks() -> None:
    drugged, placebo = (times_over(published(text), 2) for text in (SIX_MP, PLACEBO))
    assert (whole(drugged).quantile(0.5).value, whole(placebo).quantile(0.5).value) == (23, 8)


def test_bone_marrow_transplants_are_as_sas_prints_them() -> None:
    rows = pd.read_csv(BMT / "bmt.csv").query("Group == 'ALL'")
    curve = whole(counted(rows["T"].tolist(), (rows["Status"] == 1).tolist()))
    expected = pd.read_csv(BMT / "bmt_results.csv").dropna()
    found = [(curve.still[day], curve.still[day] * sqrt(curve.spread[day])) for day in expected["t"]]
    assert np.array(found) == pytest.approx(expected[["s", "se"]].to_numpy(), abs=6e-6)


def test_restricted_means_of_the_remissions_are_as_r_prints_them() -> None:
    """`print(survfit(Surv(time, status) ~ x, aml), rmean = 161)` of R's survival package."""
    maintained, not_maintained = whole(published(MAINTAINED)), whole(published(NONMAINTAINED))
    areas = [float(curve.still[:161].sum()) for curve in (maintained, not_maintained)]
    errors = [sqrt(curve.area_variance(161)) for curve in (maintained, not_maintained)]
    assert areas == pytest.approx([52.6, 22.7], abs=0.06)
    assert errors == pytest.approx([19.83, 4.18], abs=0.006)


@settings(max_examples=50)
@given(people=people)
def test_statsmodels_gives_the_same_curve_and_quantiles(people: list[tuple[int, bool]]) -> None:
    days, ended = zip(*people, strict=True)
    if not any(ended):
        return
    curve = whole(counted(days, ended))
    with np.errstate(all="ignore"):
        other = SurvfuncRight(np.array(days) + 1.0, np.array(ended, int))  # it takes no time of 0
        at = [int(time) - 1 for time in other.surv_times]
        assert curve.still[at] == pytest.approx(other.surv_prob)
        inside = other.surv_prob > 0
        errors = curve.still[at] * np.sqrt(np.where(np.isfinite(curve.spread[at]), curve.spread[at], 0))
        assert errors[inside] == pytest.approx(other.surv_prob_se[inside])


@settings(max_examples=50)
@given(people=people, days=st.integers(0, 40))
def test_the_curve_is_the_product_over_days_that_the_definition_says(people: list[tuple[int, bool]], days: int) -> None:
    curve, share, spread = whole(counted(*zip(*people, strict=True))), 1.0, 0.0
    for day in range(days + 1):
        at_risk = sum(lasted >= day for lasted, _ in people)
        ended = sum(lasted == day and over for lasted, over in people)
        share *= 1 - ended / at_risk if at_risk else 1
        spread += ended / (at_risk * (at_risk - ended)) if 0 < ended < at_risk else 0
    if days > curve.observed_days:
        assert curve.waiting_after(days).status is Status.INCOMPLETE
        return
    found = curve.waiting_after(days)
    assert found.value == pytest.approx(share)
    assert found.n == sum(day <= days and over for day, over in people)
    if 0 < share < 1:
        theta = np.log(-np.log(share)) + np.array([1.959963984540054, -1.959963984540054]) * sqrt(spread) / np.log(
            share
        )
        ends = np.exp(-np.exp(theta))
        assert (found.ci_low, found.ci_high) == pytest.approx((min(ends), max(ends)))


@settings(max_examples=50)
@given(people=people, days=st.integers(1, 40))
def test_without_censoring_the_restricted_mean_is_the_mean(people: list[tuple[int, bool]], days: int) -> None:
    lasted = np.minimum([day for day, _ in people], days)
    curve = whole(counted([day for day, _ in people], [True] * len(people)))
    if days <= curve.observed_days:
        assert curve.restricted_mean(days).value == pytest.approx(float(lasted.mean()))
        assert curve.area_variance(days) == pytest.approx(float(lasted.var()) / len(lasted))


def test_a_curve_ends_where_fewer_than_ten_are_still_at_risk() -> None:
    curve = survival([Waits(5, 20, 10), Waits(9, 5, 5), Waits(20, 3, 0)])
    assert curve.observed_days == 9
    assert curve.ended_by(9).value == pytest.approx(1 - 23 / 43 * 8 / 13)
    assert curve.ended_by(10).status is Status.INCOMPLETE


def test_where_nobody_or_everybody_ended_there_is_no_interval() -> None:
    curve = whole([Waits(3, 40, 0), Waits(2, 0, 5)])
    assert [(found.value, found.ci_low, found.ci_high) for found in (curve.ended_by(2), curve.ended_by(3))] == [
        (0, None, None),
        (1, None, None),
    ]


def test_the_median_is_unknown_where_the_curve_stays_above_a_half() -> None:
    curve = survival([Waits(10, 49, 0), Waits(100, 0, 51)])
    assert (curve.quantile(0.5).status, curve.quantile(0.49).value) == (Status.INCOMPLETE, 10)
    assert survival([Waits(10, 50, 0), Waits(100, 0, 50)]).quantile(0.5).value == 10


def test_the_interval_of_a_median_may_be_open() -> None:
    found = survival([Waits(10, 20, 0), Waits(20, 31, 0), Waits(100, 0, 49)]).quantile(0.5)
    assert (found.value, found.ci_low, found.ci_high) == (20, 20, None)


def test_under_thirty_waits_there_are_counts_only() -> None:
    curve = survival([Waits(3, 14, 0), Waits(9, 0, 15)])
    for found in (curve.ended_by(3), curve.quantile(0.2), curve.restricted_mean(5), curve.chance(0, within=3)):
        assert (found.value, found.status, found.n) == (None, Status.TOO_SMALL, 14)


def test_of_nobody_nothing_is_known() -> None:
    curve = survival([])
    assert {curve.ended_by(0).status, curve.quantile(0.5).status} == {Status.EMPTY}
    assert curve.chance(0, within=90).status is Status.INCOMPLETE


def test_the_chance_is_of_those_still_waiting() -> None:
    curve = whole(times_over([Waits(1, 2, 0), Waits(3, 1, 0), Waits(4, 0, 1)], 20))
    assert [curve.chance(*span, within=within).value for span, within in (((0,), 1), ((1,), 2))] == [0.5, 0.5]
    assert (curve.chance(1, within=2).n, curve.chance(1, within=2).denominator) == (20, 40)


def test_the_chance_and_its_interval_are_those_of_a_curve_begun_anew() -> None:
    random = np.random.default_rng(5)
    people = [
        (int(day), bool(over)) for day, over in zip(random.integers(1, 60, 400), random.random(400) < 0.6, strict=True)
    ]
    later = [(day - 20, over) for day, over in people if day > 20]
    old, anew = (whole(counted(*zip(*rows, strict=True))) for rows in (people, later))
    found, expected = old.chance(20, within=15), anew.ended_by(15)
    assert (found.value, found.ci_low, found.ci_high) == pytest.approx(
        (expected.value, expected.ci_low, expected.ci_high)
    )
    assert (found.n, found.denominator) == (expected.n, expected.denominator)


def test_beyond_what_was_observed_there_is_no_chance() -> None:
    curve = whole([Waits(5, 30, 30)])
    assert curve.chance(0, within=5).value == pytest.approx(0.5)
    assert {curve.chance(1, within=5).status, curve.chance(-1, within=5).status} == {Status.INCOMPLETE}


def test_once_everybody_ended_there_is_nobody_to_ask_about() -> None:
    curve = whole([Waits(2, 30, 0), Waits(9, 0, 0)])
    assert curve.chance(2, within=1).status is Status.INCOMPLETE


def test_the_first_day_below_a_chance_is_found_as_plain_loops_find_it() -> None:
    random = np.random.default_rng(7)
    curve = whole([Waits(day, int(n), int(m)) for day, (n, m) in enumerate(random.integers(0, 60, (400, 2)))])
    for limit in (0.3, 0.2, 0.1, 0.0):
        below = [day for day in range(310) if 1 - curve.still[day + 90] / curve.still[day] < limit]
        assert curve.first_below(limit, within=90) == (below[0] if below else None)
    assert curve.first_below(0.5, within=1000) is None


def test_a_known_chance_is_found_again_although_most_waits_are_unfinished() -> None:
    """Buyers of whom 40 % never return, the others after exponential times of 60 days, watched for 300 days."""
    random, watched, mean = np.random.default_rng(1), 300, 60
    waits = np.where(random.random(60_000) < 0.4, 10_000, np.ceil(random.exponential(mean, 60_000))).astype(int)
    seen = random.integers(1, watched, 60_000)
    curve = survival(counted(np.minimum(waits, seen).tolist(), (waits <= seen).tolist()))
    for silent in (0, 30, 90, 150):
        still = 0.4 + 0.6 * np.exp(-silent / mean)
        truth = 1 - (0.4 + 0.6 * np.exp(-(silent + 90) / mean)) / still
        assert curve.chance(silent, within=90).value == pytest.approx(truth, abs=0.02)


def drawn(random: np.random.Generator, people: int, mean: float) -> Survival:
    """People whose waits are geometric with that mean, watched for a time of their own of up to 120 days."""
    waits, seen = random.geometric(1 / mean, people), random.integers(20, 120, people)
    return survival(counted(np.minimum(waits, seen).tolist(), (waits <= seen).tolist()))


def covers(found: Estimate, truth: float) -> bool:
    """An open end covers all beyond it."""
    assert found.ci_low is not None
    return found.ci_low <= truth and (found.ci_high is None or truth <= found.ci_high)


def test_intervals_cover_the_truth_as_often_as_they_say() -> None:
    """600 brands of 300 people, 95 % within 4 standard errors: a share, a chance, a restricted mean, a difference."""
    random, stay = np.random.default_rng(11), 1 - 1 / 40
    truths = (1 - stay**30, 1 - stay**20, (1 - stay**60) * 40, 0.0)
    covered = np.zeros(4)
    for _ in range(600):
        curve, other = drawn(random, 300, 40), drawn(random, 300, 40)
        found = (
            curve.ended_by(30),
            curve.chance(30, within=20),
            curve.restricted_mean(60),
            restricted_mean_difference(curve, other, days=60),
        )
        covered += [covers(one, truth) for one, truth in zip(found, truths, strict=True)]
    assert covered / 600 == pytest.approx(0.95, abs=4 * sqrt(0.95 * 0.05 / 600))


def test_the_median_is_covered_as_often_as_its_interval_says() -> None:
    random, truth, covered = np.random.default_rng(12), 28, 0  # 1 - (1 - 1/40)^28 is the first to pass a half
    for _ in range(400):
        covered += covers(drawn(random, 200, 40).quantile(0.5), truth)
    assert covered / 400 > 0.95 - 4 * sqrt(0.95 * 0.05 / 400)
