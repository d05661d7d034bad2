"""A campaign without a control group: beside people like them, with the same people a time before, and no lift."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from queries.audience import Audience
from queries.campaigns.uncontrolled import Uncontrolled, uncontrolled
from queries.segments import parse_segment
from queries.stats import Status
from queries.stats.observational import Grade
from tests.queries.campaigns.assigned_people import DAY, SENT, EngineOf, assigned, order

EVE = SENT.date() - timedelta(days=1)
MEMBERS = parse_segment(
    {
        "version": 1,
        "match": "all",
        "conditions": [{"measure": "orders.count", "operator": "at_least", "value": 1}],
    }
)
PEOPLE = 3_000


def habits(seed: int, *, lift: float) -> tuple[list[dict[str, Any]], dict[int, str]]:
    """People buy by habit, every week alike. The campaign goes mostly to those who had bought three times two weeks
    before it, and makes `lift` of them buy."""
    draws = np.random.default_rng(seed)
    chance = np.where(draws.random(PEOPLE) < 0.4, 0.3, 0.05)
    weeks = {week: draws.random(PEOPLE) < chance for week in range(-12, 1)}
    known = sum(bought.astype(int) for week, bought in weeks.items() if week < -2)
    sent = draws.random(PEOPLE) < np.where(known >= 3, 0.7, 0.2)
    weeks[0] = weeks[0] | (sent & (draws.random(PEOPLE) < lift))
    orders = [order(n, "2025-01-05", 10) for n in range(PEOPLE)]
    for week, bought in weeks.items():
        day = (SENT.date() + timedelta(days=7 * week + 3)).isoformat()
        orders += [order(int(n), day, 1_000 + 10 * week) for n in np.flatnonzero(bought)]
    return orders, {int(n): "A" for n in np.flatnonzero(sent)}


def read(engine_of: EngineOf, eligible: Audience, *, lift: float = 0.0) -> Uncontrolled:
    orders, arms = habits(3, lift=lift)
    engine = engine_of(PEOPLE, orders)
    return uncontrolled(engine, assigned(engine, arms), Audience(DAY), eligible)


def test_who_was_chosen_explains_what_a_plain_comparison_takes_for_an_effect(engine_of: EngineOf) -> None:
    found = read(engine_of, Audience(EVE))
    assert (found.buyers.naive.ci_low or 0) > 0.03
    for careful in (found.buyers.stratified, found.buyers.weighted, found.buyers.differences):
        assert (careful.ci_low or 9) < 0 < (careful.ci_high or -9)


def test_a_known_rule_and_a_silent_time_before_are_grade_b(engine_of: EngineOf) -> None:
    found = read(engine_of, Audience(EVE, MEMBERS), lift=0.15)
    assert found.grade is Grade.B
    assert found.buyers.low == pytest.approx(0.1, abs=0.01)
    assert (found.buyers.high or 0) > 0.13  # the truth is 0.13: of those who would not have bought, 15 in 100
    assert "not proven to be caused" in str(found.verdict)
    assert "lift" not in str(found.verdict)


def test_without_a_known_rule_the_grade_is_c(engine_of: EngineOf) -> None:
    found = read(engine_of, Audience(EVE), lift=0.15)
    assert found.grade is Grade.C
    assert "only counts" in str(found.verdict)


def test_recipients_and_others_are_everybody_who_could(engine_of: EngineOf) -> None:
    found = read(engine_of, Audience(EVE))
    assert found.others == found.could
    assert found.recipients + found.others == PEOPLE


def test_where_everybody_was_sent_to_there_is_nobody_beside_them(engine_of: EngineOf) -> None:
    engine = engine_of(50, [order(1, "2025-06-03")])
    everybody = assigned(engine, dict.fromkeys(range(50), "A"))
    found = uncontrolled(engine, everybody, Audience(DAY), Audience(EVE))
    assert (found.buyers.naive.status, found.others, found.grade) == (Status.EMPTY, 0, Grade.C)


def test_a_time_before_that_is_not_in_the_data_is_no_proof(engine_of: EngineOf) -> None:
    orders, arms = habits(3, lift=0.15)
    engine = engine_of(PEOPLE, orders, data_start=date(2025, 5, 30))
    found = uncontrolled(engine, assigned(engine, arms), Audience(DAY), Audience(EVE, MEMBERS))
    assert (found.buyers_before.naive.status, found.grade) == (Status.EMPTY, Grade.C)
