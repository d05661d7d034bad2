"""Effects against tea-tasting, an independent library for A/B tests: the same sums in, the same answers out."""

from __future__ import annotations

import numpy as np
import pytest
from tea_tasting import Mean, Proportion, RatioOfMeans, SampleRatio
from tea_tasting.aggr import Aggregates

from queries.stats import RatioSums, Sums, mean_difference, srm
from queries.stats.cuped import PairedSums, cuped
from queries.stats.experiments import mean_test
from queries.stats.rates import rate_test
from queries.stats.ratios import ratio_difference


class Group:
    """A group of people with what they spent, their orders, and what they spent before."""

    def __init__(self, n: int, *, lift: float, seed: int) -> None:
        draws = np.random.default_rng(seed)
        habit = draws.gamma(2.0, 1.0, n)
        self.before = draws.poisson(40 * habit)
        self.orders = draws.poisson(1.5 * habit)
        self.spent = draws.poisson(50 * habit * lift)

    @property
    def aggregates(self) -> Aggregates:
        columns = {"spent": self.spent, "orders": self.orders, "before": self.before}
        pairs = [("orders", "spent"), ("before", "spent")]
        return Aggregates(
            count_=len(self.spent),
            mean_={name: float(values.mean()) for name, values in columns.items()},
            var_={name: float(values.var(ddof=1)) for name, values in columns.items()},
            cov_={(x, y): float(np.cov(columns[x], columns[y])[0, 1]) for x, y in pairs},
        )

    @property
    def sums(self) -> Sums:
        return Sums(len(self.spent), int(self.spent.sum()), int((self.spent**2).sum()))

    def paired(self, other: np.ndarray) -> tuple[int, ...]:
        y, x = self.spent, other
        return tuple(int(part) for part in (len(y), y.sum(), x.sum(), (y * y).sum(), (x * x).sum(), (x * y).sum()))


TREATED, CONTROL = Group(4_000, lift=1.1, seed=1), Group(500, lift=1.0, seed=2)


def test_the_difference_of_means_is_the_same() -> None:
    second = Mean("spent").analyze_aggregates(CONTROL.aggregates, TREATED.aggregates)
    found = mean_difference(TREATED.sums, CONTROL.sums)
    assert (found.value, found.ci_low, found.ci_high) == pytest.approx(
        (second.effect_size, second.effect_size_ci_lower, second.effect_size_ci_upper)
    )
    assert mean_test(TREATED.sums, CONTROL.sums).p_value == pytest.approx(second.pvalue)


def test_cuped_is_the_same_but_for_the_pooling_of_theta() -> None:
    """Theirs pools the groups' people, so that an effect bends θ a little; ours the deviations within the groups."""
    second = Mean("spent", covariate="before").analyze_aggregates(CONTROL.aggregates, TREATED.aggregates)
    found = cuped(PairedSums(*TREATED.paired(TREATED.before)), PairedSums(*CONTROL.paired(CONTROL.before))).difference
    assert (found.value, found.ci_low, found.ci_high) == pytest.approx(
        (second.effect_size, second.effect_size_ci_lower, second.effect_size_ci_upper), rel=2e-3
    )


def test_the_difference_of_ratios_is_the_same() -> None:
    metric = RatioOfMeans("spent", "orders", use_t=False)
    second = metric.analyze_aggregates(CONTROL.aggregates, TREATED.aggregates)
    groups = (RatioSums(*group.paired(group.orders)) for group in (TREATED, CONTROL))
    found = ratio_difference(*groups)
    assert (found.value, found.ci_low, found.ci_high) == pytest.approx(
        (second.effect_size, second.effect_size_ci_lower, second.effect_size_ci_upper)
    )


def test_the_test_of_rates_is_the_same() -> None:
    metric = Proportion("bought", method="norm", correction=False)
    groups = (Aggregates(count_=n, mean_={"bought": bought / n}) for n, bought in ((2_000, 40), (18_000, 430)))
    second = metric.analyze_aggregates(*groups)
    assert rate_test(430, 18_000, 40, 2_000).p_value == pytest.approx(second.pvalue)


def test_the_sample_ratio_is_the_same() -> None:
    metric = SampleRatio(9, method="norm", correction=False)
    second = metric.analyze({0: Aggregates(count_=1_050), 1: Aggregates(count_=9_000)}, 0, 1)
    assert srm((9_000, 1_050), (0.9, 0.1)).p_value == pytest.approx(second.pvalue)
