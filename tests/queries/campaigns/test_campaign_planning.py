"""Planning from a segment's own history: the base of exactly these people then, and what their number shows."""

from __future__ import annotations

from datetime import date
from math import sqrt
from statistics import stdev

import pytest

from data.errors import BadParameter
from queries.campaigns.planning import Prospect, prospect
from queries.segments import Condition, Group, Match, Segment
from queries.stats import Status
from queries.stats.power import people_needed
from tests.queries.conftest import AskOf, orders, people

BOUGHT = Segment(Group(Match.ALL, (Condition("orders.count", "at_least", 1),)))


def planned(ask_of: AskOf, segment: Segment | None = None, *, count: int = 100, **given: float) -> Prospect:
    """u0–u39 bought on 1 June, of them u0–u9 again on 25 June; u40 for the first time on 28 June."""
    days = {number: ["2025-06-01", *(["2025-06-25"] if number < 10 else [])] for number in range(min(40, count))}
    days |= {40: ["2025-06-28"]} if count > 40 else {}
    ask = ask_of(users=people(count), orders=orders(days), data_start="2025-01-01", data_end="2025-06-30")
    asked = {"window_days": 7, **given}
    return prospect(ask, segment, as_of=date(2025, 6, 30), **asked)  # type: ignore[arg-type]


def test_the_base_is_that_of_the_people_selected_then(ask_of: AskOf) -> None:
    found = planned(ask_of, BOUGHT)
    assert (found.day, found.base.n, found.base.denominator) == (date(2025, 6, 23), 10, 40)
    assert found.people == 41


def test_money_counts_those_who_spent_nothing(ask_of: AskOf) -> None:
    found = planned(ask_of, BOUGHT, control_share=0.5)
    spent = [1000] * 10 + [0] * 30
    assert found.cents_per_person == 250
    assert found.detectable_cents == pytest.approx(2.8016 * stdev(spent) * sqrt(1 / 21 + 1 / 20), rel=1e-4)


def test_a_smaller_rise_takes_more_people(ask_of: AskOf) -> None:
    needed = planned(ask_of, BOUGHT, control_share=0.5).needed
    assert [found.people for found in needed] == [people_needed(0.25, 0.25 * (1 + rise)) for rise in (0.05, 0.1, 0.2)]
    assert sorted((found.people or 0 for found in needed), reverse=True) == [found.people for found in needed]
    assert all((found.people_for_money or 0) > 0 for found in needed)


def test_few_people_then_give_no_plan(ask_of: AskOf) -> None:
    found = planned(ask_of, BOUGHT, count=20)
    assert (found.base.status, found.detectable, found.cents_per_person) == (Status.TOO_SMALL, None, None)
    assert {(needed.people, needed.people_for_money) for needed in found.needed} == {(None, None)}
    assert "30 are needed" in str(found.remarks[0])


def test_nobody_who_bought_is_no_base_to_rise_from(ask_of: AskOf) -> None:
    found = planned(ask_of, window_days=1)
    assert (found.base.value, found.detectable, found.detectable_cents) == (0.0, None, None)
    assert "no base" in str(found.remarks[0])


def test_a_window_longer_than_the_data_is_refused(ask_of: AskOf) -> None:
    with pytest.raises(BadParameter, match="begin on 2025-01-01"):
        planned(ask_of, window_days=365)
    with pytest.raises(BadParameter, match="not all"):
        planned(ask_of, control_share=1.0)
