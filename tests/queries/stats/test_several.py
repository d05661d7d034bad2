"""Several comparisons at once: Holm's own arithmetic, and intervals that hold together."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.stats.multitest import multipletests

from queries.stats.estimate import Significance
from queries.stats.several import confidence_of_each, holm, holm_of


def measured(**values: float | None) -> dict[str, Significance]:
    return {name: Significance(value, "") for name, value in values.items()}


def test_holm_gives_his_steps() -> None:
    """The smallest counts three times, the next twice, and none falls below the one before it."""
    assert holm_of(measured(a=0.01, b=0.04, c=0.03)) == pytest.approx({"a": 0.03, "b": 0.06, "c": 0.06})


def test_holm_equals_statsmodels() -> None:
    p_values = [0.2, 0.001, 0.013, 0.04, 0.9, 0.0101]
    assert holm(p_values) == pytest.approx(tuple(multipletests(p_values, method="holm")[1]))


def test_what_was_not_tested_costs_the_others_nothing() -> None:
    assert holm_of(measured(a=0.02, b=None)) == {"a": 0.02}


def test_nothing_tested_is_nothing_found() -> None:
    assert holm_of(measured(a=None)) == {}


def test_useless_variants_raise_one_alarm_in_twenty_campaigns_together() -> None:
    p_values = np.random.default_rng(2).random((3_000, 4))
    alarms = [min(holm(row)) < 0.05 for row in p_values.tolist()]
    assert np.mean(alarms) == pytest.approx(0.05, abs=0.012)


@pytest.mark.parametrize(("comparisons", "confidence"), [(0, 0.95), (1, 0.95), (5, 0.99)])
def test_intervals_share_the_error(comparisons: int, confidence: float) -> None:
    assert confidence_of_each(comparisons) == pytest.approx(confidence)
