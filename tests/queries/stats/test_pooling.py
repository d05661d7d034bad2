"""Many campaigns together: against statsmodels, by the variance that chance makes, and coverage."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.stats.meta_analysis import combine_effects

from queries.stats import Status
from queries.stats.pooling import Measured, pooled


def measured(values: list[float], errors: list[float]) -> list[Measured]:
    return [Measured(value, error, 900, 100) for value, error in zip(values, errors, strict=True)]


EFFECTS, ERRORS = [0.9, 0.1, 0.6, -0.4, 1.4], [0.2, 0.3, 0.25, 0.3, 0.4]


def test_mean_and_variance_between_are_those_of_statsmodels() -> None:
    second = combine_effects(np.array(EFFECTS), np.array(ERRORS) ** 2, method_re="dl", use_t=True)
    found = pooled(measured(EFFECTS, ERRORS))
    assert found.mean.value == pytest.approx(second.mean_effect_re)
    assert (found.between or 0) ** 2 == pytest.approx(second.tau2)
    hartung_knapp = second.mean_effect_re + np.array([-1, 1]) * 2.776445 * second.sd_eff_w_re_hksj
    assert (found.mean.ci_low, found.mean.ci_high) == pytest.approx(tuple(hartung_knapp), rel=1e-5)


def test_effects_that_differ_by_chance_alone_are_drawn_to_their_mean() -> None:
    """By 9/11 of the way with twelve of them: that they do not differ is an estimate too."""
    found = pooled(measured([0.1, 0.3] * 6, [0.5] * 12))
    assert found.between == 0
    assert [one.value for one in found.shrunk[:2]] == pytest.approx([0.2 - 0.1 * 2 / 11, 0.2 + 0.1 * 2 / 11])


def test_the_less_is_known_of_an_effect_the_nearer_it_comes_to_the_mean() -> None:
    found = pooled(measured([*EFFECTS, 2.0, 2.0], [*ERRORS, 0.1, 2.0]))
    sure, unsure = found.shrunk[-2:]
    assert (sure.value or 0) > 1.9
    assert (unsure.value or 9) < 1.5


def test_intervals_cover_the_effects_and_their_mean() -> None:
    draws, means, own = np.random.default_rng(4), [], []
    for _ in range(600):
        truths = draws.normal(1.0, 0.5, 12)
        errors = draws.uniform(0.2, 0.6, 12)
        found = pooled(measured(draws.normal(truths, errors).tolist(), errors.tolist()))
        means.append((found.mean.ci_low or 9) <= 1.0 <= (found.mean.ci_high or -9))
        own += [
            (one.ci_low or 0) <= truth <= (one.ci_high or 0) for one, truth in zip(found.shrunk, truths, strict=True)
        ]
    assert np.mean(means) == pytest.approx(0.95, abs=0.027)
    assert np.mean(own) == pytest.approx(0.95, abs=0.02)


@pytest.mark.parametrize(("count", "status"), [(0, Status.EMPTY), (3, Status.TOO_SMALL)])
def test_three_campaigns_say_nothing_of_the_next(count: int, status: Status) -> None:
    found = pooled(measured(EFFECTS[:count], ERRORS[:count]))
    assert (found.mean.status, found.between, found.shrunk) == (status, None, ())
