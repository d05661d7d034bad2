"""Looking before the end: the published formula, and false alarms of many looks."""

from __future__ import annotations

from math import exp, log, sqrt

import numpy as np
import pytest

from queries.stats import Status, Sums, mean_difference
from queries.stats.rates import rate_difference
from queries.stats.sequential import confidence_of_look, confidence_sequence


def test_the_interim_bound_is_haybittles_and_petos() -> None:
    assert confidence_of_look(is_final=False) == pytest.approx(0.998998, abs=1e-6)
    assert confidence_of_look(is_final=True) == 0.95


def test_the_sequence_is_the_formula_of_the_publication() -> None:
    """METRICS §6.9, written out anew at one point; the p-value in gbstats' own form."""
    group, base = Sums(3_461, 242_270, 1_346_982_900), Sums(3_407, 139_687, 523_779_767)
    found, plain = confidence_sequence(group, base, planned=5_000), mean_difference(group, base)
    n, rho2 = 6_868, (-2 * log(0.05) + log(1 - 2 * log(0.05))) / 5_000
    error = sqrt(group.variance / group.n + base.variance / base.n)
    s2 = error**2 * n
    half = sqrt(s2) * sqrt(2 * (n * rho2 + 1) / (n**2 * rho2) * log(sqrt(n * rho2 + 1) / 0.05))
    assert found.difference.value == plain.value
    assert (found.difference.ci_high or 0) - (found.difference.value or 0) == pytest.approx(half)
    evidence = exp(rho2 * n * n * (plain.value or 0) ** 2 / s2 / (2 * (n * rho2 + 1))) / sqrt(n * rho2 + 1)
    assert found.significance.p_value == pytest.approx(min(1, 1 / evidence))


def test_the_sequence_excludes_zero_exactly_when_its_p_value_is_below_five_percent() -> None:
    for lift in range(0, 40):
        group = Sums(4_000, 400 + lift * 4, 400 + lift * 4)
        found = confidence_sequence(group, Sums(4_000, 400, 400), planned=6_000)
        assert ((found.difference.ci_low or 0) > 0) is found.significance.is_below(0.05)


def looks(campaigns: int, days: int, per_day: int, control_share: float) -> np.ndarray:
    """Buyers so far by campaign, day and group (treated, control), of a campaign that changes nobody."""
    draws, kept = np.random.default_rng(14), round(per_day * control_share)
    daily = [draws.binomial(people, 0.1, (campaigns, days)) for people in (per_day - kept, kept)]
    return np.stack([one.cumsum(axis=1) for one in daily], axis=2)


@pytest.mark.parametrize("control_share", [0.5, 0.1])
def test_people_who_enter_by_the_day_raise_no_false_alarm_on_any_of_28_days(control_share: float) -> None:
    """METRICS §0.3: 1.6 %, where looking without care finds 27 %."""
    kept, alarms, careless = round(400 * control_share), 0, 0
    found = looks(150, 28, 400, control_share)
    for campaign in found:
        groups = [
            (Sums((400 - kept) * day, int(a), int(a)), Sums(kept * day, int(b), int(b)))
            for day, (a, b) in enumerate(campaign, start=1)
        ]
        alarms += any(
            confidence_sequence(group, base, planned=11_200).significance.is_below(0.05) for group, base in groups
        )
        careless += any(not _holds_zero(mean_difference(group, base)) for group, base in groups)
    assert alarms / 150 < 0.05
    assert careless / 150 > 0.15


@pytest.mark.parametrize("control_share", [0.5, 0.1])
def test_fourteen_looks_at_a_list_sent_at_once_raise_one_false_alarm_in_twenty(control_share: float) -> None:
    """METRICS §0.3: 5.2 %, where looking without care finds 16 %."""
    draws, kept, alarms, campaigns = np.random.default_rng(7), round(6_000 * control_share), 0, 400
    for _ in range(campaigns):
        daily = [draws.multinomial(people, [0.1 / 14] * 14 + [0.9])[:14] for people in (6_000 - kept, kept)]
        bought = np.cumsum(daily, axis=1).T.tolist()
        alarms += any(
            not _holds_zero(
                rate_difference(a, 6_000 - kept, b, kept, confidence=confidence_of_look(is_final=day == 14))
            )
            for day, (a, b) in enumerate(bought, start=1)
        )
    assert alarms / campaigns == pytest.approx(0.052, abs=0.033)


def _holds_zero(found: object) -> bool:
    low, high = getattr(found, "ci_low", None), getattr(found, "ci_high", None)
    return low is None or high is None or low <= 0 <= high


def test_before_anybody_entered_nothing_is_said() -> None:
    found = confidence_sequence(Sums(0, 0, 0), Sums(5, 1, 1), planned=100)
    assert (found.difference.status, found.significance.p_value) == (Status.EMPTY, None)
