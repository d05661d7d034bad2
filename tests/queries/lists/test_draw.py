"""A draw takes exactly the people that the same rules, said in plain Python, take; chance is fair and repeatable."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from data.errors import ListError
from data.ledger import CONTROL
from data.settings import Settings
from queries.engines import DuckDBEngine
from queries.lists.assigned import Earlier
from queries.lists.chance import WHOLE, chances, divided, held_back, held_back_within
from queries.lists.draw import Draw, Salts, draw
from queries.lists.plan import WECOM_MONTHLY, Cap, Control, ListPlan, Step, Variant, check_plan
from queries.lists.plan_json import plan_json, read_plan
from queries.segments.tree import Condition, Group, Match, Segment
from tests.queries.lists import drawn
from tests.stores import store_from_rows

SALTS = Salts(own="o" * 64, everywhere="e" * 64)
PLAN = ListPlan(
    "春季回访",
    "look whether a reminder helps",
    "sms",
    drawn.DAY,
    drawn.SEND_ON,
    drawn.SEND_ON + timedelta(days=7),
    caps=(Cap(3, 14), Cap(2, 30, "sms"), WECOM_MONTHLY),
    variants=(Variant("A", 0.3), Variant("B", 0.7)),
    control=Control(0.2),
)


@contextmanager
def opened(folder: Path, **tables: Any) -> Iterator[tuple[DuckDBEngine, Settings]]:
    settings = Settings(home=folder / "home")
    engine = DuckDBEngine(store_from_rows(folder, data_end=drawn.DAY, orders=[], **tables), settings)
    try:
        yield engine, settings
    finally:
        engine.close()


def ids(engine: DuckDBEngine, numbers: Sequence[int]) -> set[str]:
    known = engine.query("select user_no, user_id from users")
    by_number = dict(zip(known["user_no"].to_pylist(), known["user_id"].to_pylist(), strict=True))
    return {by_number[number] for number in numbers}


@pytest.mark.parametrize("seed", range(12))
def test_every_person_goes_at_the_step_that_plain_python_says(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    members = drawn.people(rng, 120)
    sent = drawn.touches(rng, members)
    skipped: dict[Step, str] = {
        step: "tested" for step in Step if step not in (Step.CONTROL, Step.SUPPRESSED) and rng.random() < 0.15
    }
    plan = replace(PLAN, skipped=skipped, priority=rng.randrange(1, 10))
    with opened(tmp_path, users=members, touches=sent) as (engine, settings):
        left = [drawn.earlier_list(settings, rng, members, number) for number in range(4)]
        earlier = Earlier([found.kept for found in left], drawn.KEY)
        found = draw(engine, plan, salts=SALTS, earlier=earlier, global_share=0.1)
        gone, arms = drawn.expected_draw(
            members, sent, left, plan, own=SALTS.own, everywhere=SALTS.everywhere, global_share=0.1
        )
        assert {step: ids(engine, found.gone[step].tolist()) for step in Step} == gone
        assert {name: ids(engine, numbers.tolist()) for name, numbers in found.arms.items()} == arms
        assert_whole(found)


def assert_whole(found: Draw) -> None:
    """Everyone the segment selects is in one place only."""
    everyone = np.concatenate([*found.gone.values(), *found.arms.values()])
    assert len(np.unique(everyone)) == len(everyone) == found.selected
    assigned = found.assigned()
    assert assigned.num_rows == found.listed + len(found.control)
    assert assigned["user_no"].to_pylist() == sorted(assigned["user_no"].to_pylist())
    assert assigned["arm"].to_pylist().count(CONTROL) == len(found.control)


def test_a_segment_is_drawn_from_and_nobody_else(tmp_path: Path) -> None:
    members = drawn.people(random.Random(5), 80)
    rule = Segment(Group(Match.ALL, (Condition("users.city", "equals", "上海"),)))
    with opened(tmp_path, users=members) as (engine, _):
        found = draw(engine, replace(PLAN, segment=rule, caps=()), salts=SALTS, earlier=Earlier([], drawn.KEY))
        assert_whole(found)
        chosen = ids(engine, np.concatenate([*found.gone.values(), *found.arms.values()]).tolist())
    assert chosen == {
        row["user_id"]
        for row in members
        if row["city"] == "上海" and not row["is_test"] and row["joined_at"].date() <= drawn.DAY
    }


def test_one_salt_holds_the_same_people_back_whoever_else_is_drawn(tmp_path: Path) -> None:
    members = drawn.people(random.Random(7), 200)
    with opened(tmp_path, users=members) as (engine, _):
        everyone = np.arange(200)
        some = everyone[::3]
        of_all = everyone[held_back(chances(engine, everyone, "s").first, 0.3)]
        of_some = some[held_back(chances(engine, some, "s").first, 0.3)]
    assert of_some.tolist() == [number for number in of_all.tolist() if number % 3 == 0]


def test_shares_and_arms_are_as_asked_over_many_salts(tmp_path: Path) -> None:
    """Held back and variant are independent, and both have their shares: 200,000 draws, limits at five sigma."""
    members = [{"user_id": f"M{place:05}"} for place in range(20_000)]
    held = first_of_held = listed = first = 0
    with opened(tmp_path, users=members) as (engine, _):
        everyone = np.arange(20_000)
        for salt in "0123456789":
            chance = chances(engine, everyone, salt)
            back = held_back(chance.first, 0.1)
            arms = divided(everyone, chance.second, [("A", 0.4), ("B", 0.6)])
            held, listed = held + int(back.sum()), listed + int((~back).sum())
            first += len(arms["A"])
            first_of_held += int(back[arms["A"]].sum())
    assert abs(held / 200_000 - 0.1) < 5 * (0.1 * 0.9 / 200_000) ** 0.5
    assert abs(first / 200_000 - 0.4) < 5 * (0.4 * 0.6 / 200_000) ** 0.5
    assert abs(first_of_held / held - 0.4) < 5 * (0.4 * 0.6 / held) ** 0.5


@pytest.mark.parametrize("seed", range(20))
def test_every_stratum_is_held_back_from_to_within_one_person(seed: int) -> None:
    rng = np.random.default_rng(seed)
    strata = rng.integers(0, 7, 500)
    share = float(rng.uniform(0, 0.5))
    held = held_back_within(strata, rng.integers(0, WHOLE, 500, dtype=np.uint64), share, start=float(rng.random()))
    for stratum in range(7):
        members = int((strata == stratum).sum())
        assert abs(int(held[strata == stratum].sum()) - share * members) <= 1 + 1e-9
    assert abs(int(held.sum()) - share * 500) <= 1 + 1e-9


def test_everyone_in_a_stratum_is_as_likely_to_be_held_back_as_anyone() -> None:
    """A stratum of three is held back from in three draws of ten, each of the three alike: 20,000 draws, five sigma."""
    rng = np.random.default_rng(11)
    strata = np.array([0, 0, 0, 1, 1, 1, 1, 1])
    times = np.zeros(8)
    for _ in range(20_000):
        times += held_back_within(strata, rng.integers(0, WHOLE, 8, dtype=np.uint64), 0.1, start=float(rng.random()))
    assert np.all(np.abs(times / 20_000 - 0.1) < 5 * (0.09 / 20_000) ** 0.5)


def test_consent_that_was_not_delivered_stops_the_draw(tmp_path: Path) -> None:
    with opened(tmp_path, users=[{"user_id": "M1", "phone": "13800000001"}]) as (engine, _):
        earlier = Earlier([], drawn.KEY)
        with pytest.raises(ListError, match="does not say who consented to SMS"):
            draw(engine, PLAN, salts=SALTS, earlier=earlier)
        allowed = replace(PLAN, skipped={Step.NO_CONSENT: "service message"}, control=Control(0))
        assert draw(engine, allowed, salts=SALTS, earlier=earlier).listed == 1


def test_what_hundreds_share_is_no_identity(tmp_path: Path) -> None:
    members = [{"user_id": f"M{place:03}", "phone": "13800000000", "consent_sms": True} for place in range(30)]
    members += [{"user_id": f"N{place}", "phone": "13900000000", "consent_sms": True} for place in range(3)]
    with opened(tmp_path, users=members) as (engine, _):
        found = draw(engine, replace(PLAN, control=Control(0)), salts=SALTS, earlier=Earlier([], drawn.KEY))
        assert ids(engine, found.gone[Step.DUPLICATE].tolist()) == {"N1", "N2"}


def test_a_plan_tells_all_its_faults_at_once() -> None:
    wrong = ListPlan(
        "",
        "",
        "fax",
        drawn.SEND_ON,
        drawn.DAY,
        drawn.DAY - timedelta(days=1),
        priority=0,
        caps=(Cap(0, 400, "pigeon"),),
        skipped={Step.CONTROL: "", Step.DUPLICATE: " "},
        control=Control(0.7),
        variants=(Variant("control", 0.5), Variant("control", 0.2)),
    )
    with pytest.raises(ListError) as told:
        check_plan(wrong)
    assert len(told.value.faults) == 12


def test_a_plan_survives_its_document(tmp_path: Path) -> None:
    rule = Segment(Group(Match.ALL, (Condition("users.city", "equals", "上海"),)))
    plan = replace(
        PLAN,
        segment=rule,
        skipped={Step.DUPLICATE: "siblings"},
        cost_cents=12_300,
        control=Control(0.2, ("users.city",)),
    )
    assert read_plan(json.loads(json.dumps(plan_json(plan))), settings=Settings(home=tmp_path)) == plan


@pytest.mark.parametrize(
    "change", [{"version": 2}, {"caps": [{"messages": 1}]}, {"skipped": {"bored": "x"}}, {"more": 1}]
)
def test_a_plan_of_another_shape_is_refused_in_words(tmp_path: Path, change: dict[str, Any]) -> None:
    with pytest.raises(ListError, match="he plan's “"):
        read_plan({**plan_json(PLAN), **change}, settings=Settings(home=tmp_path))
