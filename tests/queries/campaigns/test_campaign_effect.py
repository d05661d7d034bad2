"""One campaign's result: what it changed against the control it kept, and why it says nothing where it may not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from queries.audience import Audience
from queries.campaigns.effect import Terms
from queries.campaigns.gates import Standing
from queries.campaigns.result import CampaignEffect, campaign_effect
from queries.segments import parse_segment
from queries.stats import Status, rate_difference
from queries.stats.money import Finding
from tests.queries.campaigns.assigned_people import DAY, SENT, EngineOf, assigned, numbers, order, split

PLANNED = {"A": 0.75, "control": 0.25}
BEFORE = (SENT - timedelta(hours=1), SENT - timedelta(days=9))


@pytest.fixture
def lifted(engine_of: EngineOf) -> Callable[..., CampaignEffect]:
    """900 sent to, 300 kept back; so many buyers of each, who spend `cents` on the third of June."""

    def result(
        buyers: int = 360,
        base: int = 60,
        *,
        day: date = DAY,
        cents: int = 1_000,
        tiers: bool = False,
        audience: Audience | None = None,
        **given: Any,
    ) -> CampaignEffect:
        bought = [*range(buyers), *range(900, 900 + base)]
        engine = engine_of(1_200, [order(one, "2025-06-03", cents) for one in bought], tiers=tiers)
        arms = assigned(engine, split(900, 300))
        return campaign_effect(engine, arms, audience or Audience(day), **{"planned": PLANNED, **given})

    return result


def test_a_real_lift_is_said_in_one_sentence(lifted: Callable[..., CampaignEffect]) -> None:
    found = lifted(540, 120)
    assert found.gates.standing is Standing.FINAL
    assert found.overall is not None
    assert found.overall.difference.value == pytest.approx(0.2)
    assert found.overall.buyers.value == pytest.approx(180)
    assert found.overall.net.value == pytest.approx(180_000)
    assert found.overall.relative.value == pytest.approx(0.5)
    assert found.overall.money.finding is Finding.RAISED
    assert str(found.verdict).startswith("+20.0 points: more people bought within 7 days (13.5 to 26.2)")
    assert "about 180 more buyers; the change of net revenue is" in str(found.verdict)
    assert str(found.verdict).endswith("The control group was fair.")


def test_the_return_is_what_the_margin_leaves_of_the_cost(lifted: Callable[..., CampaignEffect]) -> None:
    found = lifted(540, 120, terms=Terms(cost=45_000, margin=0.5))
    assert found.overall is not None
    assert found.overall.return_on_cost.value == pytest.approx(1.0)


def test_totals_are_of_the_people_asked_about_and_the_return_is_per_person(
    lifted: Callable[..., CampaignEffect],
) -> None:
    """Of a segment, the buyers it won; the cost is of everybody, so it is shared out by the people."""
    rule = {"measure": "users.tier", "operator": "equals", "value": "gold"}
    gold = parse_segment({"version": 1, "match": "all", "conditions": [rule]})
    everyone, some = (
        lifted(800, 220, tiers=True, audience=Audience(DAY, segment), terms=Terms(cost=45_000, margin=0.5)).overall
        for segment in (None, gold)
    )
    assert everyone is not None
    assert some is not None
    assert some.complete == 450
    assert some.buyers.value == pytest.approx(70)
    assert some.net.value == pytest.approx((everyone.net.value or 0) / 2)
    assert some.return_on_cost.value == pytest.approx(everyone.return_on_cost.value)


def test_money_of_few_buyers_is_not_told(lifted: Callable[..., CampaignEffect]) -> None:
    found = lifted(360, 60)
    assert found.overall is not None
    assert found.overall.money.finding is Finding.TOO_FEW_BUYERS
    hidden = (found.overall.net, found.overall.money.difference, found.overall.adjusted.difference)
    assert {one.value for one in hidden} == {None}
    assert any("100 buyers are needed" in str(sentence) for sentence in found.limits)


def test_the_same_share_of_buyers_is_never_called_no_effect(lifted: Callable[..., CampaignEffect]) -> None:
    assert str(lifted(360, 120).verdict).startswith("No difference was found in how many people bought")


def test_a_loss_is_said_as_a_loss(lifted: Callable[..., CampaignEffect]) -> None:
    assert str(lifted(360, 180).verdict).startswith("-20.0 points: fewer people bought")


def test_a_window_that_runs_is_provisional_and_wider(lifted: Callable[..., CampaignEffect]) -> None:
    final, running = lifted(540, 120), lifted(540, 120, day=date(2025, 6, 5))
    assert (running.gates.standing, running.gates.observed_days) == (Standing.PROVISIONAL, 4)
    assert running.overall is not None
    assert final.overall is not None
    assert running.overall.difference.value == final.overall.difference.value
    assert (running.overall.difference.ci_low or 0) < (final.overall.difference.ci_low or 0)
    assert str(running.limits[0]).startswith("Provisional: 4 of 7 days are over")


def test_on_the_day_of_sending_nothing_is_said(lifted: Callable[..., CampaignEffect]) -> None:
    found = lifted(day=date(2025, 6, 1))
    assert (found.gates.standing, found.overall) == (Standing.NOT_YET, None)


def test_before_anybody_is_assigned_nobody_is_there(lifted: Callable[..., CampaignEffect]) -> None:
    found = lifted(day=date(2025, 5, 1))
    assert (found.gates.standing, found.variants, found.people) == (Standing.NOBODY, (), {"control": 0})


@pytest.mark.parametrize(
    ("arms", "standing"),
    [(split(40, 0), Standing.NO_CONTROL), (split(0, 40), Standing.NO_RECIPIENTS), ({}, Standing.NOBODY)],
)
def test_one_arm_alone_shows_counts_and_no_effect(
    engine_of: EngineOf, arms: dict[int, str], standing: Standing
) -> None:
    engine = engine_of(40, [order(3, "2025-06-03")])
    found = campaign_effect(engine, assigned(engine, arms), Audience(DAY))
    assert (found.gates.standing, found.overall, found.variants, found.guardrails) == (standing, None, (), None)
    assert sum(found.buyers.values()) == (1 if arms else 0)


def test_a_broken_split_shows_no_effect(lifted: Callable[..., CampaignEffect]) -> None:
    found = lifted(planned={"A": 0.9, "control": 0.1})
    assert (found.gates.standing, found.overall) == (Standing.BROKEN_SPLIT, None)
    assert "not comparable" in str(found.verdict)


def test_without_planned_shares_fairness_is_not_claimed(lifted: Callable[..., CampaignEffect]) -> None:
    assert str(lifted(540, 120, planned=None).verdict).endswith("could not be checked.")


def test_few_people_in_two_arms_stand_in_none(engine_of: EngineOf) -> None:
    engine = engine_of(400, [order(0, "2025-06-03")])
    both = [*split(300, 100).items(), (0, "control"), (1, "control")]
    found = campaign_effect(engine, assigned(engine, both), Audience(DAY))
    assert found.people == {"control": 100, "A": 298}
    assert (found.buyers["A"], found.gates.in_two_arms, found.gates.standing) == (0, 2, Standing.FINAL)


def test_many_people_in_two_arms_spoil_the_assignment(engine_of: EngineOf) -> None:
    engine = engine_of(400, [])
    both = [*split(300, 100).items(), *((number, "control") for number in range(5))]
    found = campaign_effect(engine, assigned(engine, both), Audience(DAY))
    assert (found.gates.standing, found.overall) == (Standing.CONTAMINATED, None)


def test_many_people_kept_back_and_written_to_spoil_the_assignment(lifted: Callable[..., CampaignEffect]) -> None:
    few, many = lifted(540, 120, crossed=12), lifted(540, 120, crossed=13)
    assert (few.gates.standing, many.gates.standing) == (Standing.FINAL, Standing.CONTAMINATED)
    assert any("written to all the same" in str(sentence) for sentence in few.limits)
    assert "13 people" in str(many.verdict)


def test_the_same_person_told_of_twice_counts_once_from_the_first_moment(engine_of: EngineOf) -> None:
    engine = engine_of(80, [order(0, SENT - timedelta(minutes=1)), order(1, SENT), order(2, SENT + timedelta(days=8))])
    twice = [*split(40, 40).items(), *split(40, 40).items()]
    later = [SENT] * 80 + [SENT + timedelta(days=1)] * 80
    found = campaign_effect(engine, assigned(engine, twice, later), Audience(DAY))
    assert (found.people, found.buyers) == ({"control": 40, "A": 40}, {"control": 0, "A": 1})


def test_assigned_before_the_data_begin_is_not_known(engine_of: EngineOf) -> None:
    engine = engine_of(80, [order(0, "2025-06-03")], data_start="2025-06-02")
    found = campaign_effect(engine, assigned(engine, split(40, 40)), Audience(DAY))
    assert (found.gates.standing, found.gates.before_data) == (Standing.BEFORE_DATA, 80)


def test_a_refund_after_the_window_takes_the_order_back_once_it_is_known(engine_of: EngineOf) -> None:
    refund: dict[str, Any] = {"refunded_cents": 1_000, "refunded_at": datetime(2025, 6, 20, 4)}
    engine = engine_of(80, [order(0, "2025-06-03", **refund), order(1, "2025-06-03")])
    known = [
        campaign_effect(engine, assigned(engine, split(40, 40)), Audience(day)) for day in (date(2025, 6, 19), DAY)
    ]
    assert [one.buyers["A"] for one in known] == [2, 1]
    assert known[1].guardrails is not None
    assert known[1].guardrails.refunded.value == pytest.approx(1_000 / 40)


@pytest.mark.parametrize(("day", "is_open"), [(date(2025, 6, 22), True), (date(2025, 6, 23), False)])
def test_for_fifteen_days_after_the_window_refunds_may_still_come(
    lifted: Callable[..., CampaignEffect], day: date, is_open: bool
) -> None:
    said = [str(sentence) for sentence in lifted(540, 120, day=day).limits]
    assert ("Until 2025-06-23 orders may still be refunded: buyers and money are as known today." in said) is is_open


def test_who_was_assigned_before_the_campaign_began_is_told_of(lifted: Callable[..., CampaignEffect]) -> None:
    found, in_time = lifted(540, 120, start=date(2025, 6, 2)), lifted(540, 120, start=date(2025, 6, 1))
    assert any("1,200 people were assigned before the campaign began on" in str(one) for one in found.limits)
    assert not any("before the campaign began" in str(one) for one in in_time.limits)
    assert found.buyers == in_time.buyers


def test_groups_that_bought_differently_before_make_the_control_doubtful(engine_of: EngineOf) -> None:
    before = [order(one, "2025-05-29") for one in range(200)]
    engine = engine_of(1_200, before)
    found = campaign_effect(engine, assigned(engine, split(900, 300)), Audience(DAY), planned=PLANNED)
    assert found.gates.differed_before
    assert str(found.verdict).endswith("Whether the control group was fair is doubtful.")


def test_nobody_who_bought_is_no_effect_of_zero(engine_of: EngineOf) -> None:
    engine = engine_of(80, [])
    found = campaign_effect(engine, assigned(engine, split(40, 40)), Audience(DAY)).overall
    assert found is not None
    assert found.relative.status is Status.NO_BASE
    assert (found.money.difference.value, found.money.finding) == (None, Finding.TOO_FEW_BUYERS)
    assert (found.difference.value, found.difference.ci_low is not None) == (0.0, True)


def test_all_buyers_in_one_arm_have_no_relative_lift(lifted: Callable[..., CampaignEffect]) -> None:
    found = lifted(300, 0).overall
    assert found is not None
    assert (found.relative.value, found.relative.status) == (None, Status.NO_BASE)
    assert (found.difference.ci_low or 0) > 0


def test_a_control_of_one_in_a_thousand_is_too_small(engine_of: EngineOf) -> None:
    engine = engine_of(1_001, [order(one, "2025-06-03") for one in range(300)])
    found = campaign_effect(engine, assigned(engine, split(1_000, 1)), Audience(DAY)).overall
    assert found is not None
    assert (found.difference.value, found.difference.status) == (None, Status.TOO_SMALL)


def test_each_variant_stands_against_the_control_with_holm(engine_of: EngineOf) -> None:
    arms = {number: "ABC"[number % 4] if number % 4 < 3 else "control" for number in range(2_000)}
    bought = [n for n in range(2_000) if n < (600 if n % 4 else 1_400)]
    engine = engine_of(2_000, [order(one, "2025-06-03") for one in bought])
    found = campaign_effect(engine, assigned(engine, arms), Audience(DAY)).variants
    assert [one.arm for one in found] == ["A", "B", "C"]
    assert (found[0].adjusted_p or 1) < 0.001
    assert (found[1].adjusted_p or 0) > 0.5
    assert (found[0].adjusted_p or 0) > (found[0].significance.p_value or 1)
    alone = rate_difference(350, 500, 150, 500, confidence=1 - 0.05 / 3)
    assert found[0].difference == alone


def test_people_who_enter_day_by_day_are_read_by_the_sequence(engine_of: EngineOf) -> None:
    at = [SENT + timedelta(days=number % 20) for number in range(1_200)]
    bought = [number for number in range(1_200) if number < 450 or number >= 1_140]
    engine = engine_of(1_200, [order(one, at[one] + timedelta(hours=1)) for one in bought])
    found = campaign_effect(engine, assigned(engine, split(900, 300), at), Audience(date(2025, 6, 21)), planned=PLANNED)
    assert (found.gates.standing, found.overall is None) == (Standing.ROLLING, False)
    assert found.gates.incomplete == 1_200 * 6 // 20
    assert found.overall is not None
    assert found.overall.difference.method == "confidence sequence"


def test_layers_are_compared_like_with_like(engine_of: EngineOf) -> None:
    bought = [number for number in range(1_200) if number % 2 == 0 and number < 900]
    engine = engine_of(1_200, [order(one, "2025-06-03") for one in bought])
    known = numbers(engine)
    parts = pa.table(
        {
            "user_no": [known[f"u{number:05}"] for number in range(1_199)],
            "part": ["even" if number % 2 == 0 else "odd" for number in range(1_199)],
        }
    )
    found = campaign_effect(engine, assigned(engine, split(900, 300)), Audience(DAY), parts=parts).by_part
    assert {name: buyers.value for name, (buyers, _) in found.items()} == {"even": 1.0, "odd": 0.0}
    assert {money.value for _, money in found.values()} == {None}


def test_guardrails_tell_who_left_and_what_was_given_away(engine_of: EngineOf) -> None:
    orders = [order(n, "2025-06-03", discount_cents=100) for n in (*range(60), *range(100, 130))]
    touches = [
        {"user_id": f"u{n:05}", "campaign_id": "k", "assigned_at": SENT, "unsubscribed_at": SENT + timedelta(days=n)}
        for n in range(10)
    ]
    # before the assignment on the same day, and of another message
    touches += [{"user_id": "u00050", "campaign_id": "x", "assigned_at": SENT, "unsubscribed_at": at} for at in BEFORE]
    touches += [{"user_id": "u00060", "campaign_id": "x", "assigned_at": SENT, "unsubscribed_at": SENT}] * 2
    engine = engine_of(200, orders, touches=touches)
    found = campaign_effect(engine, assigned(engine, split(100, 100)), Audience(DAY)).guardrails
    assert found is not None
    assert found.unsubscribed.value == pytest.approx(0.09)
    assert found.complained.status is Status.EMPTY
    assert (found.discount, found.needless_discount) == (6_000, 3_000)


def test_what_was_only_pulled_forward_shows_afterwards(engine_of: EngineOf) -> None:
    early = [order(n, "2025-06-02") for n in range(60)]
    late = [order(n, "2025-07-02") for n in range(100, 160)]
    engine = engine_of(200, [*early, *late])
    found = campaign_effect(engine, assigned(engine, split(100, 100)), Audience(date(2025, 9, 30))).afterwards
    assert found is not None
    assert (found.early.value, found.late.value) == (600.0, -600.0)
    assert found.second_order.value == 0.0
    assert found.days_saved[90].value == pytest.approx(0.6 * 30)
    assert found.log_rank is not None
    assert found.log_rank.p_value == pytest.approx(0.00218, abs=0.00001)


def test_before_ninety_days_are_over_nobody_is_judged_on_them(lifted: Callable[..., CampaignEffect]) -> None:
    found = lifted().afterwards
    assert found is not None
    judged = (found.early, found.late, found.second_order, found.days_saved[90])
    assert {one.status for one in judged} == {Status.INCOMPLETE}


def test_cuped_and_strata_narrow_what_habit_explains(engine_of: EngineOf) -> None:
    draws = np.random.default_rng(3)
    habit = draws.integers(1, 9, 1_200) * 1_000
    before = [order(n, "2025-05-10", int(habit[n])) for n in range(1_200)]
    after = [order(n, "2025-06-03", int(habit[n] + draws.integers(0, 500) + 300 * (n < 900))) for n in range(1_200)]
    engine = engine_of(1_200, [*before, *after])
    found = campaign_effect(engine, assigned(engine, split(900, 300)), Audience(DAY)).overall
    assert found is not None
    assert found.adjusted.difference.value == pytest.approx(300, abs=40)
    assert (found.adjusted.variance_saved or 0) > 0.9
    assert (found.stratified.variance_saved or 0) > 0.7
    assert found.adjusted.has_gain


def test_the_same_question_gives_the_same_answer(lifted: Callable[..., CampaignEffect]) -> None:
    one, other = lifted(540, 120).overall, lifted(540, 120).overall
    assert one is not None
    assert other is not None
    assert replace(one, people=0) == replace(other, people=0)
