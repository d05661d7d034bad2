"""Without a control group: against the known truth of NSW, and in worlds where people were chosen for what they did."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest
from causaldata import cps_mixtape, nsw_mixtape

from queries.stats import Status
from queries.stats.cuped import PairedSums
from queries.stats.observational import (
    Alike,
    Grade,
    WithoutControl,
    grade,
    like_with_like,
    weighted_by_chance,
    without_control,
)
from queries.stats.propensity import chance_to_be_chosen

NOBODY = PairedSums(0, 0, 0, 0, 0, 0)


def sums(after: np.ndarray, before: np.ndarray) -> PairedSums:
    parts = (after.sum(), before.sum(), (after**2).sum(), (before**2).sum(), (after * before).sum())
    return PairedSums(len(after), *(int(part) for part in parts))


@pytest.fixture(scope="module")
def nsw() -> pd.DataFrame:
    """The 185 trainees of NSW and 15,992 people of a survey: training raised earnings by 1,794 (SE 671)."""
    trainees = nsw_mixtape.load_pandas().data
    people = pd.concat([trainees[trainees.treat == 1], cps_mixtape.load_pandas().data])
    people["after"] = (100 * people.re78.astype(float)).round().astype(int)
    people["before"] = (100 * people.re75.astype(float)).round().astype(int)
    return people.assign(idle74=people.re74 == 0, idle75=people.re75 == 0)


def one_by_one(people: pd.DataFrame) -> list[Alike]:
    alone = [
        sums(np.array([after]), np.array([before])) for after, before in zip(people.after, people.before, strict=True)
    ]
    return [Alike((), own if t else NOBODY, NOBODY if t else own) for t, own in zip(people.treat, alone, strict=True)]


def by_traits(people: pd.DataFrame, traits: list[str]) -> list[Alike]:
    found = []
    for key, alike in people.groupby(traits):
        sides = [alike[alike.treat == side] for side in (1, 0)]
        found.append(Alike(tuple(key), *(sums(one.after.to_numpy(), one.before.to_numpy()) for one in sides)))
    return found


def test_weighting_gives_the_figure_of_nsw(nsw: pd.DataFrame) -> None:
    """METRICS §0.4: +1,375."""
    traits = ["age", "educ", "black", "hisp", "marr", "nodegree", "re74", "re75", "idle74", "idle75"]
    chosen = nsw.treat.to_numpy(float)
    share = chance_to_be_chosen(nsw[traits].to_numpy(float), chosen, 1 - chosen)
    found = weighted_by_chance(one_by_one(nsw), share / (1 - share))
    assert found.value == pytest.approx(137_500, abs=300)
    assert (found.ci_low or 0) < 179_400 < (found.ci_high or 0)


def test_all_readings_of_nsw_stand_side_by_side(nsw: pd.DataFrame) -> None:
    """METRICS §0.4: plainly −8,498, by differences +3,621; who compares like with like comes near +1,794."""
    nsw = nsw.assign(young=nsw.age < 25, years=np.digitize(nsw.educ, [9, 12]))
    traits = ["young", "years", "black", "hisp", "marr", "idle74", "idle75"]
    found = without_control(by_traits(nsw, traits))
    assert [found.naive.value, found.differences.value] == pytest.approx([-849_752, 362_123], abs=60)
    assert 0 < (found.stratified.value or 0) < 362_123
    assert (found.low, found.high) == (found.naive.value, found.differences.value)
    assert 0.8 < (found.matched_share or 0) < 1
    assert (found.effective_people or 0) < 300 < 15_992
    assert (found.imbalance_before or 0) > 1
    assert (found.imbalance or 1) < 0.15


def chosen_for_what_they_spend(seed: int, *, lift: float, hidden: float = 0.0) -> tuple[list[Alike], list[Alike]]:
    """Layers of habit decide who is sent to and what they spend; `hidden` shifts both beyond the layers. The campaign
    adds `lift`. Answers the campaign's time, and the same people a time before."""
    draws = np.random.default_rng(seed)
    habit, secret = draws.integers(0, 4, 6_000), draws.random(6_000) < 0.5
    is_sent = draws.random(6_000) < 0.1 + 0.15 * habit + 0.2 * hidden * secret
    early, before, after = (draws.poisson(20 + 10 * habit + 8 * hidden * secret * scale) for scale in (1, 2, 3))
    after = after + np.where(is_sent, draws.poisson(lift, 6_000), 0)

    def alike(outcome: np.ndarray, known: np.ndarray) -> list[Alike]:
        sides = [[(habit == h) & (is_sent == side) for side in (True, False)] for h in range(4)]
        return [Alike((h,), *(sums(outcome[who], known[who]) for who in pair)) for h, pair in enumerate(sides)]

    return alike(after, before), alike(before, early)


def test_careful_readings_find_the_truth_where_the_traits_tell_who_was_chosen() -> None:
    covered = []
    for seed in range(60):
        found = without_control(chosen_for_what_they_spend(seed, lift=3)[0])
        careful = (found.stratified, found.weighted, found.differences)
        covered.append([(one.ci_low or 9) <= 3 <= (one.ci_high or -9) for one in careful])
        assert (found.naive.ci_low or 0) > 3
    assert np.mean(covered, axis=0) == pytest.approx([0.95] * 3, abs=0.085)


def test_a_placebo_that_stays_silent_is_grade_b() -> None:
    found, placebo = (without_control(people) for people in chosen_for_what_they_spend(1, lift=3))
    assert grade(found, placebo, is_rule_known=True) is Grade.B


def test_nobody_who_knows_how_people_were_chosen_is_grade_c() -> None:
    found, placebo = (without_control(people) for people in chosen_for_what_they_spend(1, lift=3))
    assert grade(found, placebo, is_rule_known=False) is Grade.C


def test_a_placebo_that_sees_an_effect_before_the_campaign_is_grade_c() -> None:
    found, placebo = (without_control(people) for people in chosen_for_what_they_spend(1, lift=0, hidden=1))
    assert (found.stratified.ci_low or 0) > 0
    assert grade(found, placebo, is_rule_known=True) is Grade.C


def test_people_unlike_anybody_are_left_out_and_counted() -> None:
    one, many = sums(np.array([5, 7, 9]), np.zeros(3, int)), sums(np.arange(40), np.zeros(40, int))
    found = without_control([Alike(("a",), many, many), Alike(("b",), one, NOBODY), Alike(("c",), NOBODY, many)])
    assert found.matched_share == pytest.approx(40 / 43)
    assert (found.stratified.n, found.stratified.denominator, found.stratified.value) == (40, 40, 0.0)


def test_like_with_like_is_the_mean_difference_by_those_sent_to() -> None:
    draws, people, by_hand = np.random.default_rng(1), [], 0.0
    for trait, (n, base_n) in enumerate(product((30, 50), (40, 90))):
        after, base = draws.integers(0, 99, n), draws.integers(0, 50, base_n)
        people.append(Alike((trait,), sums(after, after), sums(base, base)))
        by_hand += n / 160 * (after.mean() - base.mean())
    assert like_with_like(people).value == pytest.approx(by_hand)


def test_chance_recovers_shares_by_trait_and_stays_finite_where_a_trait_decides() -> None:
    traits = np.array([[1.0, 0.0], [0.0, 1.0]])
    assert chance_to_be_chosen(traits, np.array([300.0, 50.0]), np.array([100.0, 450.0])) == pytest.approx(
        [0.75, 0.1], abs=1e-3
    )
    assert chance_to_be_chosen(traits, np.array([300.0, 0.0]), np.array([100.0, 450.0]))[1] < 0.001


@pytest.mark.parametrize(("n", "status"), [(0, Status.EMPTY), (29, Status.TOO_SMALL)])
def test_few_people_are_not_compared(n: int, status: Status) -> None:
    few, many = sums(np.arange(n), np.arange(n)), sums(np.arange(90), np.arange(90))
    found: WithoutControl = without_control([Alike((), few, many)])
    assert {one.status for one in found.estimates} == {status}
    assert (found.low, found.matched_share, found.imbalance) == (None, None, None)
