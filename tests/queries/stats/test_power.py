"""Sizes of campaigns: against published sizes, a second implementation of the criterion, and simulation."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm
from statsmodels.stats.power import NormalIndPower

from queries.stats.power import detectable_difference, detectable_money, people_needed, people_needed_for_money


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


@pytest.mark.parametrize("variants", [1, 3])
def test_what_a_size_can_show_of_money_is_what_the_size_was_needed_for(variants: int) -> None:
    people = people_needed_for_money(5_000, 120, control_share=0.2, variants=variants)
    found = detectable_money(5_000, round(people * 0.8 / variants), round(people * 0.2), variants=variants)
    assert found == pytest.approx(120, rel=1e-3)


def test_money_needs_as_many_as_statsmodels_says() -> None:
    """Two-sided z-test of a standardised difference of 0.05, per group."""
    per_group = NormalIndPower().solve_power(effect_size=0.05, alpha=0.05, power=0.8)
    assert people_needed_for_money(2_000, 100) == pytest.approx(2 * per_group, abs=3)


def test_several_variants_need_more_people_each() -> None:
    one, three = (people_needed(0.05, 0.06, control_share=share, variants=k) for share, k in ((0.5, 1), (0.25, 3)))
    assert three > 2 * one


def test_three_variants_find_what_they_can_show_in_four_of_five_campaigns() -> None:
    rise, rng = detectable_difference(0.1, 3_000, 3_000, variants=3), np.random.default_rng(3)
    assert rise is not None
    treated, control = rng.binomial(3_000, 0.1 + rise, 20_000) / 3_000, rng.binomial(3_000, 0.1, 20_000) / 3_000
    error = np.sqrt((treated * (1 - treated) + control * (1 - control)) / 3_000)
    assert np.mean((treated - control) / error > norm.ppf(1 - 0.025 / 3)) == pytest.approx(0.8, abs=0.02)


def test_money_of_nobody_shows_nothing() -> None:
    assert detectable_money(100, 0, 10) is None


@pytest.mark.parametrize(("deviation", "rise", "share", "variants"), [(0, 1, 0.5, 1), (1, 0, 0.5, 1), (1, 1, 0.5, 0)])
def test_money_that_makes_no_sense_is_refused(deviation: float, rise: float, share: float, variants: int) -> None:
    with pytest.raises(ValueError, match="0"):
        people_needed_for_money(deviation, rise, control_share=share, variants=variants)


def test_where_everybody_buys_already_no_rise_can_be_found() -> None:
    assert detectable_difference(1.0, 200, 200) is None
