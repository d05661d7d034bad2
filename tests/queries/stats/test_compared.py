"""The log-rank test and Holm against published numbers, another implementation, and their own promise."""

from __future__ import annotations

from math import sqrt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.duration
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.duration.survfunc import survdiff

from queries.stats.compared import log_rank
from queries.stats.survival import Waits
from tests.queries.stats.waits import MAINTAINED, NONMAINTAINED, PLACEBO, SIX_MP, counted, published

BMT = Path(statsmodels.duration.__file__).parent / "tests/results/bmt.csv"


def test_freireich_differ_by_a_log_rank_of_16_79() -> None:
    """R: Chisq = 16.8 on 1 degree, p = 4e-05; expected 10.7 and 19.3 of the 9 and 21 relapses."""
    found = log_rank([published(PLACEBO), published(SIX_MP)])
    assert found is not None
    assert (found.statistic, found.p_value) == pytest.approx((16.793, 4.17e-05), rel=1e-3)
    assert (found.ended, found.degrees) == ((21, 9), 1)
    assert found.expected == pytest.approx((10.7, 19.3), abs=0.06)


def test_the_remissions_are_not_shown_to_differ() -> None:
    """R's `survdiff(Surv(time, status) ~ x, aml)`: Chisq = 3.4, p = 0.07; expected 10.69 and 7.31."""
    found = log_rank([published(MAINTAINED), published(NONMAINTAINED)])
    assert found is not None
    assert (found.statistic, found.p_value) == pytest.approx((3.396, 0.0653), abs=1e-3)
    assert found.expected == pytest.approx((10.69, 7.31), abs=0.006)


def test_three_groups_of_transplants_differ_as_statsmodels_says() -> None:
    rows = pd.read_csv(BMT)
    groups = [counted(group["T"].tolist(), (group["Status"] == 1).tolist()) for _, group in rows.groupby("Group")]
    found = log_rank(groups)
    statistic, p_value = survdiff(rows["T"], rows["Status"], rows["Group"])
    assert found is not None
    assert found.degrees == 2
    assert (found.statistic, found.p_value) == pytest.approx((statistic, p_value))


@settings(max_examples=50)
@given(people=st.lists(st.tuples(st.integers(0, 15), st.booleans(), st.integers(0, 2)), min_size=20, max_size=60))
def test_statsmodels_gives_the_same_statistic(people: list[tuple[int, bool, int]]) -> None:
    groups = [[(day, ended) for day, ended, group in people if group == each] for each in range(3)]
    found = log_rank([counted(*zip(*rows, strict=True)) if rows else [] for rows in groups])
    if found is None:
        return
    days, ended, group = (np.array(values) for values in zip(*people, strict=True))
    statistic, p_value = survdiff(days + 1, ended.astype(int), group)
    assert (found.statistic, found.p_value) == pytest.approx((statistic, p_value))


def test_nothing_is_compared_where_nothing_can_be() -> None:
    assert log_rank([published(SIX_MP)]) is None
    assert log_rank([published(SIX_MP), []]) is None
    assert log_rank([[Waits(3, 0, 9)], [Waits(4, 0, 9)]]) is None
    assert log_rank([]) is None


def test_equal_groups_are_called_different_one_time_in_twenty() -> None:
    random, alarms, rounds = np.random.default_rng(3), 0, 1000
    for _ in range(rounds):
        groups = []
        for people in (60, 90):
            waits, seen = random.geometric(0.03, people), random.integers(5, 80, people)
            groups.append(counted(np.minimum(waits, seen).tolist(), (waits <= seen).tolist()))
        found = log_rank(groups)
        alarms += found is not None and found.p_value < 0.05
    assert alarms / rounds == pytest.approx(0.05, abs=4 * sqrt(0.05 * 0.95 / rounds))
