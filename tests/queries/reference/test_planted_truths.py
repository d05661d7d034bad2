"""The product finds what was planted in the demo brand."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Any

import pytest

from data.demo.brand import CAMPAIGNS, ORIGINS
from data.demo.truths import Effect
from queries.audience import Audience
from queries.campaigns.assignments import nobody_listed
from queries.campaigns.funnel import Scope, assigned_arms
from queries.question import Asking
from queries.retention import repurchase_curve
from queries.segments import Segment, condition_counts, parse_segment

FAR = 4.0
"""Standard errors. Seeds are fixed, so these tests are settled."""


def from_channel(origin: str) -> Segment:
    condition = {"measure": "users.acquisition_channel", "operator": "equals", "value": origin}
    return parse_segment({"version": 1, "match": "all", "conditions": [condition]})


def test_members_and_orders_are_those_that_were_made(planted: Any) -> None:
    manifest = planted.version.manifest
    assert manifest.people == planted.truths.people
    assert {name: facts.rows for name, facts in manifest.tables.items()} == planted.truths.rows


@pytest.mark.parametrize("origin", [origin.name for origin in ORIGINS])
def test_repurchase_follows_the_closed_form_in_each_segment(planted: Any, origin: str) -> None:
    found = {row["within_days"]: row for row in planted.rows("retention/repurchase", segment=from_channel(origin))}
    for truth in planted.truths.repurchase:
        if truth.acquisition_channel == origin:
            row = found[truth.within_days]
            assert row["eligible"] == truth.first_time_buyers
            assert abs(row["repurchased"] / row["eligible"] - truth.chance) < FAR * truth.standard_error


@pytest.mark.parametrize("origin", [origin.name for origin in ORIGINS])
def test_the_repurchase_curve_follows_the_closed_form_too(planted: Any, origin: str) -> None:
    """Of all first-time buyers, those included who have been watched for less than the days asked about."""
    audience = Audience(planted.version.manifest.data_end, from_channel(origin))
    curve = repurchase_curve(Asking(planted.engine), audience)
    for truth in planted.truths.repurchase:
        if truth.acquisition_channel == origin:
            found = curve.ended_by(truth.within_days)
            assert found.denominator >= truth.first_time_buyers
            assert found.value == pytest.approx(truth.chance, abs=FAR * truth.standard_error)


@dataclass(frozen=True)
class Side:
    """Of one arm or several: people assigned, those whose window is over, and buyers among these."""

    people: int
    complete: int
    converted: int


def arms_of(planted: Any, campaign: str, segment: Segment | None = None) -> dict[bool, Side]:
    (window_days,) = (kind.window_days for kind in CAMPAIGNS if kind.campaign_id == campaign)
    audience = Audience(planted.version.manifest.data_end, segment)
    scope = Scope(campaign=campaign, window_days=window_days)
    arms = assigned_arms(planted.engine, audience, nobody_listed(), scope=scope)
    sides = {is_control: [arm for arm in arms if arm.is_control is is_control] for is_control in (False, True)}
    return {
        is_control: Side(
            sum(arm.people for arm in side),
            sum(arm.conversion.denominator for arm in side),
            sum(arm.conversion.n for arm in side),
        )
        for is_control, side in sides.items()
    }


def assert_found(arms: dict[bool, Side], truth: Effect) -> None:
    """The planted lift lies within chance of the difference between the arms."""
    assert truth.lift is not None
    shares = {side: arm.converted / arm.complete for side, arm in arms.items()}
    error = sqrt(sum(shares[side] * (1 - shares[side]) / arm.complete for side, arm in arms.items()))
    assert abs(shares[False] - shares[True] - truth.lift) < FAR * error


@pytest.mark.parametrize("campaign", [kind.campaign_id for kind in CAMPAIGNS])
def test_the_arms_of_each_campaign_are_as_planted(planted: Any, campaign: str) -> None:
    truth, arms = planted.truths.campaign(campaign), arms_of(planted, campaign)
    assert (arms[False].people, arms[True].people) == (truth.total.treated, truth.total.control)
    if truth.is_window_open:
        assert arms[False].complete == arms[True].complete == 0
    else:
        assert arms[False].converted == truth.total.bought_anyway + truth.total.bought_because


def test_only_the_last_campaign_is_still_running(planted: Any) -> None:
    assert [truth.campaign_id for truth in planted.truths.campaigns if truth.is_window_open] == ["C2608"]


OVER_AND_FAIR = [kind.campaign_id for kind in CAMPAIGNS[:-1] if kind.control_share and not kind.has_broken_split]


@pytest.mark.parametrize("campaign", OVER_AND_FAIR)
def test_the_difference_between_arms_is_the_planted_lift(planted: Any, campaign: str) -> None:
    assert_found(arms_of(planted, campaign), planted.truths.campaign(campaign).total)


@pytest.mark.parametrize("origin", [origin.name for origin in ORIGINS])
def test_the_lift_of_a_segment_is_the_one_planted_there(planted: Any, origin: str) -> None:
    truth = planted.truths.campaign("C2511").by_acquisition_channel[origin]
    assert_found(arms_of(planted, "C2511", from_channel(origin)), truth)


def test_the_null_campaign_shows_no_difference_beyond_chance(planted: Any) -> None:
    truth = planted.truths.campaign("C2603").total
    assert truth.lift == 0.0
    assert_found(arms_of(planted, "C2603"), truth)


@pytest.mark.parametrize("band", range(6))
def test_members_by_silence_are_as_planted(planted: Any, band: int) -> None:
    truth = planted.truths.churn[band]
    silence: dict[str, Any] = {"measure": "orders.days_since_last"}
    conditions = [silence | {"operator": "at_least", "value": truth.silent_from_days}]
    if truth.silent_to_days is not None:
        conditions.append(silence | {"operator": "at_most", "value": truth.silent_to_days})
    segment = parse_segment({"version": 1, "match": "all", "conditions": conditions})
    counts = condition_counts(planted.engine, segment, as_of=planted.version.manifest.data_end)
    assert counts.people == truth.buyers
