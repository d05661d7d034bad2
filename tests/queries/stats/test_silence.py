"""The curve of silences against hand-worked tables, a second reckoning, and a truth that is known."""

from __future__ import annotations

import numpy as np
import pytest

from queries.stats.silence import Silences, returning


def test_without_unfinished_silences_it_is_the_plain_share() -> None:
    curve = returning([Silences(1, 1, 0), Silences(2, 1, 0), Silences(4, 2, 0)])
    assert curve.still_silent == pytest.approx([1, 0.75, 0.5, 0.5, 0])
    assert curve.silences == 4


def test_an_unfinished_silence_counts_as_long_as_it_was_seen() -> None:
    """The textbook case: at risk are 5, 4, 2, of whom 1 returns each time."""
    curve = returning([Silences(1, 1, 0), Silences(2, 1, 1), Silences(3, 1, 1)])
    assert curve.still_silent == pytest.approx([1, 4 / 5, 4 / 5 * 3 / 4, 4 / 5 * 3 / 4 * 1 / 2])


def test_the_chance_is_of_those_still_silent() -> None:
    curve = returning([Silences(1, 2, 0), Silences(3, 1, 0), Silences(4, 0, 1)])
    assert curve.chance(0, within=1) == pytest.approx(0.5)
    assert curve.chance(1, within=2) == pytest.approx(0.5)


def test_beyond_what_was_observed_there_is_no_chance() -> None:
    curve = returning([Silences(5, 1, 1)])
    assert curve.chance(0, within=5) == pytest.approx(0.5)
    assert curve.chance(1, within=5) is None
    assert curve.chance(-1, within=5) is None
    assert returning([]).chance(0, within=90) is None


def test_once_everybody_returned_there_is_nobody_to_ask_about() -> None:
    curve = returning([Silences(2, 3, 0), Silences(9, 0, 0)])
    assert curve.chance(2, within=1) is None


def test_the_first_day_below_a_chance_is_found_as_plain_loops_find_it() -> None:
    random = np.random.default_rng(7)
    curve = returning([Silences(day, int(n), int(m)) for day, (n, m) in enumerate(random.integers(0, 60, (400, 2)))])
    for limit in (0.3, 0.2, 0.1, 0.0):
        below = [day for day in range(311) if (curve.chance(day, within=90) or 1) < limit]
        assert curve.first_below(limit, within=90) == (below[0] if below else None)


def test_a_known_chance_is_found_again_although_most_silences_are_unfinished() -> None:
    """Buyers of whom 40 % never return, the others after exponential times of 60 days, watched for 300 days."""
    random, watched, mean = np.random.default_rng(1), 300, 60
    waits = np.where(random.random(60_000) < 0.4, 10_000, np.ceil(random.exponential(mean, 60_000))).astype(int)
    seen = random.integers(1, watched, 60_000)
    lasted, ended = np.minimum(waits, seen), waits <= seen
    days = range(watched)
    curve = returning(
        Silences(day, int(((lasted == day) & ended).sum()), int(((lasted == day) & ~ended).sum())) for day in days
    )
    for silent in (0, 30, 90, 150):
        still = 0.4 + 0.6 * np.exp(-silent / mean)
        truth = 1 - (0.4 + 0.6 * np.exp(-(silent + 90) / mean)) / still
        assert curve.chance(silent, within=90) == pytest.approx(truth, abs=0.02)
