"""Every planted truth is found in the exported files by a plain computation, within the error of chance."""

from __future__ import annotations

from math import sqrt
from pathlib import Path
from statistics import NormalDist
from typing import Any, Protocol

import pytest

from data.demo import Truths, read_truths
from data.demo.brand import CAMPAIGNS, ORIGINS
from data.demo.tally import WITHIN_DAYS
from data.demo.truths import Churn, Effect

FAR = 4.0
"""Standard errors: seeds are fixed, so these tests are settled; 4 leaves room for a change of seed."""


class Demo(Protocol):
    @property
    def folder(self) -> Path: ...
    @property
    def truths(self) -> Truths: ...
    def ask(self, sql: str, *values: object) -> list[Any]: ...


REPURCHASE = """
    with first_days as (
        select user_id, acquisition_channel, min(ordered_date) as first_date from days group by all
    ),
    eligible as (
        select * from first_days where acquisition_channel = ? and first_date + cast(? as integer) <= date '2026-08-31'
    )
    select count(*), count(*) filter (where exists (
        select 1 from days where days.user_id = eligible.user_id
        and days.ordered_date between eligible.first_date + 1 and eligible.first_date + cast(? as integer)
    ))
    from eligible
"""


@pytest.mark.parametrize("origin", [origin.name for origin in ORIGINS])
@pytest.mark.parametrize("within", WITHIN_DAYS)
def test_the_repurchase_rate_follows_the_closed_form(demo: Demo, origin: str, within: int) -> None:
    truth = next(
        row for row in demo.truths.repurchase if (row.acquisition_channel, row.within_days) == (origin, within)
    )
    [(eligible, repurchased)] = demo.ask(REPURCHASE, origin, within, within)
    assert eligible == truth.first_time_buyers
    assert abs(repurchased / eligible - truth.chance) < FAR * truth.standard_error


ARMS = """
    with window_buyers as (
        select distinct touches.user_id, touches.campaign_id
        from touches join counted on counted.user_id = touches.user_id
        where counted.ordered_at >= touches.assigned_at
            and counted.ordered_date <= cast((touches.assigned_at at time zone 'Asia/Shanghai') as date) + 7
    )
    select
        count(*) filter (where touches.is_control), count(*) filter (where not touches.is_control),
        count(window_buyers.user_id) filter (where touches.is_control),
        count(window_buyers.user_id) filter (where not touches.is_control)
    from touches left join window_buyers using (user_id, campaign_id) join users using (user_id)
    where campaign_id = ? and acquisition_channel like ? and variant like ?
"""
FAIR = [kind.campaign_id for kind in CAMPAIGNS if kind.control_share > 0 and not kind.has_broken_split]


def found(demo: Demo, campaign: str, origin: str = "%", variant: str = "%") -> tuple[Effect, float, float]:
    [(control, treated, control_buyers, treated_buyers)] = demo.ask(ARMS, campaign, origin, variant)
    with_message, without = treated_buyers / treated, control_buyers / control
    error = sqrt(with_message * (1 - with_message) / treated + without * (1 - without) / control)
    effect = Effect(treated, control, 0, treated_buyers, 0, 0, with_message - without)
    return effect, with_message - without, error


@pytest.mark.parametrize("campaign", FAIR)
def test_the_difference_between_arms_is_the_planted_lift(demo: Demo, campaign: str) -> None:
    truth = demo.truths.campaign(campaign).total
    arms, difference, error = found(demo, campaign)
    assert (arms.treated, arms.control) == (truth.treated, truth.control)
    assert arms.bought_because == truth.bought_anyway + truth.bought_because
    assert truth.lift is not None
    assert abs(difference - truth.lift) < FAR * error


@pytest.mark.parametrize("origin", [origin.name for origin in ORIGINS])
def test_the_lift_of_each_segment_is_planted_apart(demo: Demo, origin: str) -> None:
    truth = demo.truths.campaign("C2511").by_acquisition_channel[origin]
    _, difference, error = found(demo, "C2511", origin=origin)
    assert truth.lift is not None
    assert abs(difference - truth.lift) < FAR * error


def test_the_second_text_of_the_618_campaign_works_better(demo: Demo) -> None:
    lifts = {name: effect.lift for name, effect in demo.truths.campaign("C2606").by_variant.items()}
    assert lifts["A"] is not None
    assert lifts["B"] is not None
    assert lifts["B"] > 2 * lifts["A"] > 0


def test_the_null_campaign_caused_nothing(demo: Demo) -> None:
    truth = demo.truths.campaign("C2603").total
    assert truth.treated > 1000
    assert (truth.bought_because, truth.caused_orders, truth.caused_net_cents, truth.lift) == (0, 0, 0, 0.0)


def test_money_caused_is_the_net_of_the_orders_that_carry_the_campaign(demo: Demo) -> None:
    [(orders, net_cents)] = demo.ask(
        """
        select count(*), cast(sum(paid_amount - refunded_amount) * 100 as bigint)
        from orders where campaign_id = 'C2511'
        """
    )
    truth = demo.truths.campaign("C2511").total
    assert (orders, net_cents) == (truth.caused_orders, truth.caused_net_cents)


def split_p(control: int, treated: int, share: float) -> float:
    """Normal approximation of a two-sided binomial test."""
    expected, deviation = (control + treated) * share, sqrt((control + treated) * share * (1 - share))
    return 2 * (1 - NormalDist().cdf(abs(control - expected) / deviation))


def test_only_the_broken_split_fails_its_check(demo: Demo) -> None:
    failed = {
        kind.campaign_id
        for kind in CAMPAIGNS
        if kind.control_share > 0
        and split_p(
            demo.truths.campaign(kind.campaign_id).total.control,
            demo.truths.campaign(kind.campaign_id).total.treated,
            kind.control_share,
        )
        < 0.001
    }
    assert failed == {"C2605"}


def test_campaigns_without_control_have_none(demo: Demo) -> None:
    rows = demo.ask(
        "select campaign_id from touches group by all having count(*) filter (where is_control) = 0 order by 1"
    )
    assert rows == [("C2411",), ("C2604",)]


def test_a_control_member_receives_nothing(demo: Demo) -> None:
    assert demo.ask("select count(*) from touches where is_control and delivered_at is not null") == [(0,)]


def test_invitations_accepted_per_matured_member_are_k(demo: Demo) -> None:
    [(members, accepted, squares)] = demo.ask(
        """
        with members as (
            select user_id, joined_at, cast((joined_at at time zone 'Asia/Shanghai') as date) as joined_date
            from users where not is_test and deleted_at is null
        ),
        brought as (
            select members.user_id, count(invitees.user_id) as accepted
            from members
            left join referrals on referrals.inviter_id = members.user_id
                and referrals.activated_at < members.joined_at + interval 30 day
            left join members as invitees on invitees.user_id = referrals.invitee_id
            where members.joined_date < date '2026-08-31' - 29
            group by all
        )
        select count(*), sum(accepted), sum(accepted * accepted) from brought
        """
    )
    referral = demo.truths.referral
    assert (members, accepted) == (referral.matured_members, referral.accepted)
    mean = accepted / members
    error = sqrt((squares / members - mean * mean) / members)
    kept_share = 0.99 * 0.999  # invitees who were deleted or are tests are not counted
    assert abs(mean - referral.viral_coefficient * kept_share) < FAR * error


def test_members_by_silence_are_as_told(demo: Demo) -> None:
    rows = demo.ask("select date '2026-08-31' - max(ordered_date) from days group by user_id")
    silences = [silent for (silent,) in rows]

    def between(band: Churn) -> int:
        end = band.silent_to_days if band.silent_to_days is not None else 10_000
        return sum(band.silent_from_days <= silent <= end for silent in silences)

    assert [between(band) for band in demo.truths.churn] == [band.buyers for band in demo.truths.churn]


def test_the_longer_the_silence_the_more_have_left(demo: Demo) -> None:
    left = [band.have_left / band.buyers for band in demo.truths.churn]
    back = [band.bought_within_90_days / band.buyers for band in demo.truths.churn]
    assert left == sorted(left)
    assert back == sorted(back, reverse=True)


def test_who_has_left_does_not_buy_next(demo: Demo) -> None:
    assert all(band.have_left + band.bought_within_90_days <= band.buyers for band in demo.truths.churn)


def test_truths_are_read_back_as_they_were_written(demo: Demo) -> None:
    assert read_truths(demo.folder / "truths.json") == demo.truths
