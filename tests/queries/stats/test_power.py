"""Sizes of campaigns: against published sizes, a second implementation of the criterion, and simulation."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from queries.stats.power import detectable_difference, people_needed


@pytest.mark.parametrize(("base", "expected", "per_group"), [(0.02, 0.022, 80_679), (0.05, 0.055, 31_231)])
def test_the_sizes_of_the_textbook_are_met(base: float, expected: float, per_group: int) -> None:
    assert people_needed(base, expected) == pytest.approx(2 * per_group, abs=2)


@pytest.mark.parametrize("share", [0.05, 0.1, 0.5])
def test_what_a_size_can_show_is_what_the_size_was_needed_for(share: float) -> None:
    people = people_needed(0.03, 0.036, control_share=share)
    found = detectable_difference(0.03, round(people * (1 - share)), round(people * share))
    assert found == pytest.approx(0.006, rel=1e-3)


def test_four_of_five_campaigns_find_the_difference_they_can_show() -> None:
    rise = detectable_difference(0.1, 9_000, 1_000)
    assert rise is not None
    rng = np.random.default_rng(3)
    treated, control = rng.binomial(9_000, 0.1 + rise, 20_000) / 9_000, rng.binomial(1_000, 0.1, 20_000) / 1_000
    error = np.sqrt(treated * (1 - treated) / 9_000 + control * (1 - control) / 1_000)
    assert np.mean((treated - control) / error > norm.ppf(0.975)) == pytest.approx(0.8, abs=0.02)


@pytest.mark.parametrize(("base", "treated", "control"), [(0.5, 10, 1), (0.1, 0, 10), (0.1, 10, 0)])
def test_groups_too_small_to_show_anything_say_so(base: float, treated: int, control: int) -> None:
    assert detectable_difference(base, treated, control) is None


def test_a_rise_from_nobody_can_be_seen() -> None:
    assert detectable_difference(0.0, 1_000, 1_000) == pytest.approx(7.849 / 1007.849, rel=0.01)


@pytest.mark.parametrize("given", [(1.0, 0.5, 0.5), (0.1, 0.1, 0.5), (0.1, 0.2, 0.0)])
def test_what_makes_no_sense_is_refused(given: tuple[float, float, float]) -> None:
    with pytest.raises(ValueError, match="0"):
        people_needed(given[0], given[1], control_share=given[2])
