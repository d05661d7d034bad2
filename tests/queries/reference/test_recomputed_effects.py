"""Results of the demo's campaigns recomputed from its stored tables with pandas, scipy and statsmodels alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportions_ztest

from data.demo.brand import CAMPAIGNS
from data.settings import Settings
from queries.audience import Audience
from queries.campaigns import CampaignEffect, campaign_effect
from queries.campaigns.assignments import decided_assignments
from queries.campaigns.effect import Terms
from queries.stats import Estimate

DAYS, COST, MARGIN = 7, 500_000, 0.4
Ends = tuple[float, float, float]


@dataclass(frozen=True, eq=False)
class Recomputed:
    """People of both groups whose days are over, with `net`, `orders`, `before` and what was `refunded`; and ours."""

    people: pd.DataFrame
    sent: int
    ours: CampaignEffect

    @property
    def treated(self) -> pd.DataFrame:
        return self.people[self.people.arm != "control"]

    @property
    def control(self) -> pd.DataFrame:
        return self.people[self.people.arm == "control"]

    def means(self, values: pd.Series) -> Ends:
        """Of all people by their place: difference and Welch's interval."""
        own, other = values[self.treated.index], values[self.control.index]
        found = stats.ttest_ind(own, other, equal_var=False).confidence_interval(0.95)
        return own.mean() - other.mean(), found.low, found.high

    def error(self, values: pd.Series) -> float:
        return float(sum(values[side.index].var() / len(side) for side in (self.treated, self.control)))


def counted_orders(version: Any, end: pd.Timestamp) -> pd.DataFrame:
    orders = pd.read_parquet(version.path("orders"))
    orders = orders[orders.is_counted & orders.user_no.notna()].copy()
    for day in ("ordered_date", "refunded_date"):
        orders[day] = pd.to_datetime(orders[day])
    orders = orders[orders.ordered_date <= end]
    orders["refunded"] = np.where(orders.refunded_date <= end, orders.refunded_cents.fillna(0), 0)
    orders["net"] = (orders.paid_cents - orders.refunded).clip(lower=0)
    orders["is_order"] = (orders.refunded == 0) | (orders.refunded < orders.paid_cents)
    return orders


def assigned_people(version: Any, campaign: str) -> pd.DataFrame:
    touches = pd.read_parquet(version.path("touches"))
    touches = touches[touches.campaign_id == campaign].copy()
    touches["arm"] = np.where(touches.is_control.fillna(False), "control", touches.variant.fillna("A"))
    found = touches.groupby("user_no").agg(arm=("arm", "min"), at=("assigned_at", "min"), day=("assigned_date", "min"))
    return found.assign(day=pd.to_datetime(found.day))


@pytest.fixture(scope="module", params=["C2511", "C2606"])
def recomputed(request: pytest.FixtureRequest, planted: Any, tmp_path_factory: pytest.TempPathFactory) -> Recomputed:
    version, end = planted.version, pd.Timestamp(planted.version.manifest.data_end)
    kind = next(one for one in CAMPAIGNS if one.campaign_id == request.param)
    users = pd.read_parquet(version.path("users"))
    known = users[users.is_member & (pd.to_datetime(users.known_date) <= end)].user_no
    people = assigned_people(version, kind.campaign_id)
    sent = int((people.arm != "control").sum())
    people = people[people.index.isin(known)]
    own = people.merge(counted_orders(version, end), left_index=True, right_on="user_no")
    elapsed, is_since = (own.ordered_date - own.day).dt.days, own.ordered_at >= own["at"]
    window, before = own[is_since & (elapsed <= DAYS)], own[~is_since & (elapsed >= -90) & own.is_order]
    bought = window[window.is_order].groupby("user_no").net
    facts = {"net": bought.sum(), "orders": bought.size(), "before": before.groupby("user_no").net.sum()}
    facts["refunded"] = window.groupby("user_no").refunded.sum()
    ours = campaign_effect(
        planted.engine,
        decided_assignments(planted.engine, Settings(home=tmp_path_factory.mktemp("again")), kind.campaign_id).rows,
        Audience(version.manifest.data_end),
        window_days=DAYS,
        planned={"control": kind.control_share, "A": 1 - kind.control_share} if len(kind.variants) == 1 else None,
        terms=Terms(COST, MARGIN),
    )
    return Recomputed(people.assign(**facts).fillna(dict.fromkeys(facts, 0)), sent, ours)


def same(found: Estimate, expected: Any) -> bool:
    return (found.value, found.ci_low, found.ci_high) == pytest.approx(tuple(expected), rel=1e-9)


def shares(recomputed: Recomputed) -> tuple[np.ndarray, np.ndarray]:
    sides = recomputed.treated, recomputed.control
    return np.array([(side.orders > 0).sum() for side in sides]), np.array([len(side) for side in sides])


def test_buyers_are_those_of_newcombe_and_the_pooled_test(recomputed: Recomputed) -> None:
    (own, other), (n, base) = shares(recomputed)
    difference = own / n - other / base, *confint_proportions_2indep(own, n, other, base, method="newcomb")
    found = recomputed.ours.overall
    assert found is not None
    assert same(found.difference, difference)
    assert same(found.buyers, np.array(difference) * n)
    assert found.significance.p_value == pytest.approx(proportions_ztest([own, other], [n, base])[1])


def test_the_relative_lift_is_that_of_logarithms_with_welch_s_freedom(recomputed: Recomputed) -> None:
    found, sides = recomputed.ours.overall, (recomputed.treated, recomputed.control)
    assert found is not None
    for relative, column in ((found.relative, "bought"), (found.relative_money, "net")):
        values = [(side.orders > 0).astype(float) if column == "bought" else side.net for side in sides]
        parts = [one.var() / len(one) / one.mean() ** 2 for one in values]
        freedom = sum(parts) ** 2 / sum(part**2 / (len(one) - 1) for part, one in zip(parts, values, strict=True))
        half = stats.t.ppf(0.975, freedom) * sum(parts) ** 0.5
        ratio = values[0].mean() / values[1].mean()
        assert same(relative, (ratio - 1, ratio * np.exp(-half) - 1, ratio * np.exp(half) - 1))


def test_money_its_total_and_its_return_are_welch_s(recomputed: Recomputed) -> None:
    found, money = recomputed.ours.overall, np.array(recomputed.means(recomputed.people.net))
    assert found is not None
    assert same(found.money.difference, money)
    assert same(found.net, money * len(recomputed.treated))
    assert same(found.return_on_cost, (money * MARGIN * recomputed.sent - COST) / COST)
    assert recomputed.ours.guardrails is not None
    assert same(recomputed.ours.guardrails.refunded, recomputed.means(recomputed.people.refunded))


def test_the_permutation_agrees_with_shuffling_everybody(recomputed: Recomputed) -> None:
    draws, n = np.random.default_rng(5), len(recomputed.treated)
    spent, happened = recomputed.people.net.to_numpy(), recomputed.treated.net.sum()
    dealt = np.array([draws.permutation(spent)[:n].sum() for _ in range(4_000)])
    p_value = 2 * min((dealt >= happened).mean(), (dealt <= happened).mean())
    assert recomputed.ours.overall is not None
    error = 2 * (p_value / 2 / 4_000) ** 0.5
    assert recomputed.ours.overall.money.significance.p_value == pytest.approx(p_value, abs=4 * error)


def test_cuped_is_a_regression_on_what_was_spent_before(recomputed: Recomputed) -> None:
    people, found = recomputed.people, recomputed.ours.overall
    arm = people.arm == "control"
    spent, before = (people[name] - people.groupby(arm)[name].transform("mean") for name in ("net", "before"))
    adjusted = people.net - (spent @ before) / (before @ before) * people.before
    assert found is not None
    assert same(found.adjusted.difference, recomputed.means(adjusted))
    saved = 1 - recomputed.error(adjusted) / recomputed.error(people.net)
    assert found.adjusted.variance_saved == pytest.approx(saved)


def test_strata_are_compared_each_and_weighed_by_their_people(recomputed: Recomputed) -> None:
    people, found = recomputed.people, recomputed.ours.overall
    cuts = np.quantile(people.before[people.before > 0], [0.25, 0.5, 0.75])
    layer = np.where(people.before < 1, 0, 1 + np.digitize(people.before, cuts))
    value, variance = 0.0, 0.0
    for _, own in people.groupby(layer):
        sides = [side.net for _, side in own.groupby(own.arm == "control")]
        weight = len(own) / len(people)
        value += weight * (sides[0].mean() - sides[1].mean())
        variance += weight**2 * sum(side.var() / len(side) for side in sides)
    assert found is not None
    assert found.stratified.difference.value == pytest.approx(value)
    assert found.stratified.variance_saved == pytest.approx(1 - variance / recomputed.error(people.net))


def test_decisions_over_variants_and_goals_are_holm_s(recomputed: Recomputed) -> None:
    ours = recomputed.ours.variants
    alone = [p for one in ours for p in (one.significance.p_value, one.money.significance.p_value)]
    together = [p for one in ours for p in (one.adjusted_p, one.adjusted_money_p)]
    assert together == pytest.approx(multipletests(alone, method="holm")[1])
    own = [recomputed.people[recomputed.people.arm == one.arm] for one in ours]
    (_, other), (_, base) = shares(recomputed)
    for one, people in zip(ours, own, strict=True):
        bought, alpha = int((people.orders > 0).sum()), 0.05 / len(ours)
        ends = confint_proportions_2indep(bought, len(people), other, base, method="newcomb", alpha=alpha)
        assert same(one.difference, (bought / len(people) - other / base, *ends))
