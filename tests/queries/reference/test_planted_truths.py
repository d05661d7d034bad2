"""The product finds what was planted in the demo brand."""

from __future__ import annotations

from math import sqrt
from typing import Any

import pytest

from data.demo.brand import CAMPAIGNS, ORIGINS
from queries.segments import Segment, parse_segment

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


@pytest.mark.parametrize("campaign", [kind.campaign_id for kind in CAMPAIGNS])
def test_the_arms_of_each_campaign_are_as_planted(planted: Any, campaign: str) -> None:
    truth = planted.truths.campaign(campaign)
    arms = {row["is_control"]: row for row in planted.rows("campaigns/results") if row["campaign_id"] == campaign}
    assert (arms[False]["people"], arms[True]["people"]) == (truth.total.treated, truth.total.control)
    if truth.is_window_open:
        assert arms[False]["complete"] == arms[True]["complete"] == 0
    else:
        assert arms[False]["converted"] == truth.total.bought_anyway + truth.total.bought_because


@pytest.mark.parametrize(
    "campaign",
    [kind.campaign_id for kind in CAMPAIGNS if kind.control_share and not kind.has_broken_split],
)
def test_the_difference_between_arms_is_the_planted_lift(planted: Any, campaign: str) -> None:
    truth = planted.truths.campaign(campaign)
    arms = {row["is_control"]: row for row in planted.rows("campaigns/results") if row["campaign_id"] == campaign}
    if truth.is_window_open:
        return
    shares = {side: arm["converted"] / arm["complete"] for side, arm in arms.items()}
    error = sqrt(sum(shares[side] * (1 - shares[side]) / arm["complete"] for side, arm in arms.items()))
    assert abs(shares[False] - shares[True] - truth.total.lift) < FAR * error
