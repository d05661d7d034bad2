"""Campaigns that change nobody, with spending of a long tail: how often money is called raised or lowered.

Read once, when the window is over; looked at on every day of a window; and looked at while people still enter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
import pytest

from queries.campaigns.effect import PLANNED_PEOPLE
from queries.stats import Sums
from queries.stats.money import Finding, Spending, money_effect
from queries.stats.sequential import confidence_of_look, confidence_sequence

DAYS = 14
INTERIM, FINAL = (1 - confidence_of_look(is_final=is_final) for is_final in (False, True))
SAID = (Finding.RAISED, Finding.LOWERED)


@dataclass(frozen=True, eq=False)
class Useless:
    """People of a campaign: whether they are kept back, what they spend (0: nothing), and on which day."""

    is_kept: np.ndarray
    spent: np.ndarray
    day: np.ndarray

    def sides(self, until: int, *, enters: bool) -> Iterator[Spending]:
        """What is known on a day: what was spent by then, or people who entered by then with all they spend."""
        is_seen = self.day <= until
        for side in (~self.is_kept, self.is_kept):
            people = side & is_seen if enters else side
            yield Spending(int(people.sum()), self.spent[people & is_seen & (self.spent > 0)])


def useless(seed: int, people: int, kept: float, buyers: float) -> Useless:
    draws = np.random.default_rng(seed)
    spent = np.where(draws.random(people) < buyers, draws.lognormal(9, 1.5, people), 0.0).astype(np.int64)
    return Useless(draws.random(people) < kept, spent, draws.integers(1, DAYS + 1, people))


def is_alarm(campaign: Useless, looks: Sequence[tuple[int, float]], seed: int, *, enters: bool = False) -> bool:
    """Whether any of the looks (day, α) says that money was raised or lowered."""
    found = (money_effect(*campaign.sides(day, enters=enters), seed=seed, alpha=alpha).finding for day, alpha in looks)
    return any(finding in SAID for finding in found)


def share_of_alarms(
    campaigns: int, people: int, kept: float, looks: Sequence[tuple[int, float]], *, enters: bool = False
) -> float:
    made = (useless(seed, people, kept, 0.08) for seed in range(campaigns))
    return sum(is_alarm(one, looks, seed, enters=enters) for seed, one in enumerate(made)) / campaigns


def monte_carlo_error(campaigns: int) -> float:
    return sqrt(0.05 * 0.95 / campaigns)


ONCE = [(DAYS, FINAL)]
DAILY = [*((day, INTERIM) for day in range(1, DAYS)), *ONCE]
CARELESS = [(day, FINAL) for day in range(1, DAYS + 1)]
FOREVER = [(day, INTERIM) for day in range(1, DAYS + 1)]


@pytest.mark.parametrize(("kept", "people"), [(0.5, 3_000), (0.1, 14_000)])
def test_a_useless_campaign_read_once_is_called_one_in_twenty_times(kept: float, people: int) -> None:
    assert share_of_alarms(80, people, kept, ONCE) <= 0.05 + 3 * monte_carlo_error(80)


@pytest.mark.parametrize(("kept", "people"), [(0.5, 6_000), (0.1, 30_000)])
def test_looking_at_money_every_third_day_raises_no_more_alarms(kept: float, people: int) -> None:
    some = [look for look in DAILY if look[0] % 3 == 2]  # the last day among them
    assert share_of_alarms(30, people, kept, some) <= 0.05 + 3 * monte_carlo_error(30)


@pytest.mark.soak
@pytest.mark.parametrize(("kept", "people"), [(0.5, 9_000), (0.1, 40_000)])
def test_money_is_called_as_often_as_promised_however_it_is_looked_at(kept: float, people: int) -> None:
    """Once 5 %, less as the interval must agree; daily as often; while people enter less; carelessly oftener."""
    error, campaigns = monte_carlo_error(300), 300
    once = share_of_alarms(campaigns, people, kept, ONCE)
    daily = share_of_alarms(campaigns, people, kept, DAILY)
    assert once <= 0.05 + 3 * error
    assert daily <= 0.055 + 3 * error
    assert share_of_alarms(campaigns, people, kept, FOREVER, enters=True) <= 0.05
    assert share_of_alarms(campaigns, people, kept, CARELESS) > max(once, daily) + 0.02


@pytest.mark.soak
@pytest.mark.parametrize("kept", [0.5, 0.1])
def test_buyers_of_those_who_entered_are_never_called_though_looked_at_for_months(kept: float) -> None:
    """At the figure that a campaign's page plans with, over 120 days of 200 people."""
    draws, alarms, campaigns = np.random.default_rng(31), 0, 1_000
    for _ in range(campaigns):
        held = round(200 * kept)
        bought = [draws.binomial(people, 0.05, 120).cumsum().tolist() for people in (200 - held, held)]
        sides = (
            [Sums(people * day, int(found), int(found)) for day, found in enumerate(one, start=1)]
            for people, one in zip((200 - held, held), bought, strict=True)
        )
        alarms += any(
            confidence_sequence(group, base, planned=PLANNED_PEOPLE).significance.is_below(0.05)
            for group, base in zip(*sides, strict=True)
        )
    assert alarms / campaigns <= 0.05
