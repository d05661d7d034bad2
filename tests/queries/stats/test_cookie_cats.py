"""A real A/B test, Cookie Cats (90,189 players, a gate at level 30 against one at 40), from its published counts."""

from __future__ import annotations

import pytest

from queries.stats import Sums, mean_difference, rate_difference, srm
from queries.stats.rates import rate_test
from queries.stats.relative import relative_rate

GATE_30, GATE_40 = 44_700, 45_489


def test_its_split_is_a_warning_and_no_alarm() -> None:
    ratio = srm((GATE_40, GATE_30), (0.5, 0.5))
    assert ratio.p_value == pytest.approx(0.008607987811)
    assert (ratio.is_doubtful, ratio.is_broken) == (True, False)


@pytest.mark.parametrize(
    ("late", "early", "difference", "low", "high", "p_value", "relative"),
    [
        (20_119, 20_034, -0.005905169787, -0.01239251139, 0.0005821718175, 0.07441107497, -0.01317565586),
        (8_279, 8_502, -0.008201298315, -0.01328160877, -0.003120987865, 0.001556013187, -0.0431190349),
    ],
    ids=["back after a day", "back after seven days"],
)
def test_its_retention_differs_as_published(
    late: int, early: int, difference: float, low: float, high: float, p_value: float, relative: float
) -> None:
    """Published with the plain normal interval and an unpooled error; ours are Newcombe's and pooled."""
    found = rate_difference(late, GATE_40, early, GATE_30)
    assert found.value == pytest.approx(difference, abs=1e-9)
    assert (found.ci_low, found.ci_high) == pytest.approx((low, high), abs=2e-6)
    assert rate_test(late, GATE_40, early, GATE_30).p_value == pytest.approx(p_value, rel=3e-3)
    assert relative_rate(late, GATE_40, early, GATE_30).value == pytest.approx(relative)


def test_its_game_rounds_do_not_differ() -> None:
    found = mean_difference(_sums(GATE_40, 2_333_530, 103.2944162), _sums(GATE_30, 2_344_795, 256.7164231))
    assert found.value == pytest.approx(-1.157488454)
    assert (found.ci_low, found.ci_high) == pytest.approx((-3.719652191, 1.404675283), abs=1e-4)


def _sums(n: int, total: int, deviation: float) -> Sums:
    return Sums(n, total, round(deviation**2 * (n - 1) + total**2 / n))
