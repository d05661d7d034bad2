"""Assignments and messages: against plain Python for random brands, and what is said where something is not known."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from queries.campaigns.funnel import (
    SETTLED_AFTER,
    STAGES,
    AssignedArm,
    Counted,
    Messages,
    Part,
    Scope,
    funnel,
)
from queries.engines import DuckDBEngine
from tests.queries.campaigns.ledger_worlds import FIRST, LAST, Oracle, Row, World, people_and_rows, world

NO_SHRINKING = [phase for phase in Phase if phase is not Phase.shrink]  # a case is a number: a smaller one says no more
FIXED = settings(
    max_examples=8, phases=NO_SHRINKING, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
SEEDS = st.integers(0, 10_000)
DAYS = st.dates(FIRST, LAST)
SINCE = st.sampled_from([date(1970, 1, 1), date(2025, 2, 1)])
CAMPAIGNS = st.sampled_from(["", "", "told", "untold"])


def check_arms(oracle: Oracle, found: tuple[AssignedArm, ...], scope: Scope) -> None:
    expected: dict[tuple[str, str, str | None, str], Counter[str]] = defaultdict(Counter)
    sources = {1: "manifest", 2: "export", 3: "uploaded"}
    for row in oracle.assigned(scope.since):
        if row["user_no"] not in oracle.people or scope.campaign not in ("", row["campaign_id"]):
            continue
        key = (row["campaign_id"], row["arm"], row["channel"], sources[row["source_rank"]])
        counted = expected[key]
        counted["in_two_arms" if row["is_in_two_arms"] else "people"] += 1
        counted["crossed"] += row["is_crossed"]
        is_over = row["assigned_date"] + timedelta(days=scope.window_days) <= oracle.as_of
        if not row["is_in_two_arms"] and row["assigned_date"] >= FIRST and is_over:
            moment = row["assigned_at"], row["assigned_date"]
            orders = oracle.bought_after(row["user_no"], *moment, scope.window_days)
            counted.update(whole=1, converted=orders > 0, orders=orders)
    assert {(arm.campaign_id, arm.arm, arm.channel, arm.source): counts_of(arm) for arm in found} == {
        key: {name: counted[name] for name in ("people", "in_two_arms", "crossed", "orders", "whole", "converted")}
        for key, counted in expected.items()
    }


def counts_of(arm: AssignedArm) -> dict[str, int]:
    counts = {name: getattr(arm, name) for name in ("people", "in_two_arms", "crossed", "orders")}
    whole = arm.conversion.denominator
    return {**counts, "whole": whole, "converted": arm.conversion.n}


def part_of(by: Part, row: Row, world: World) -> str:
    owners = {number: user["owner_id"] for number, user in enumerate(world.users)}
    found = {
        Part.CAMPAIGN: row["campaign_id"],
        Part.CHANNEL: row["channel"],
        Part.VARIANT: row["variant"],
        Part.OWNER: owners[row["user_no"]],
        Part.HOUR: str(world.hour(row["assigned_at"])),
    }
    return found[by] or ""


def check_messages(oracle: Oracle, found: Messages, rows: list[Row], window_days: int) -> None:
    watched = [row for row in rows if row["watched"]]
    assert (found.sent, found.watched) == (Counted(*people_and_rows(rows)), Counted(*people_and_rows(watched)))
    for stage in STAGES:
        known = Counted(*people_and_rows(row for row in rows if oracle.stage(row, stage)))
        assert found.stages[stage] == (known if watched else None), stage
    mature = converted = orders = 0
    for number in {row["user_no"] for row in rows}:
        first = min(row["assigned_at"] for row in rows if row["user_no"] == number)
        day = oracle.world.day(first)
        if FIRST <= day <= oracle.as_of - timedelta(days=window_days):
            bought = oracle.bought_after(number, first, day, window_days)
            mature, converted, orders = mature + 1, converted + (bought > 0), orders + bought
    judged = found.rates.converted
    assert (judged.n, judged.denominator, found.orders) == (converted if mature else 0, mature, orders)


def check_funnel(engine: DuckDBEngine, world: World, as_of: date, by: Part, scope: Scope) -> None:
    oracle = Oracle(world, as_of)
    oracle.among(set(engine.query(oracle.audience.query(engine).sql("duckdb"))["user_no"].to_pylist()))
    found = funnel(engine, oracle.audience, world.told, by=by, scope=scope)
    check_arms(oracle, found.assigned, scope)
    assert found.settled_by == world.end_of(as_of) - SETTLED_AFTER
    rows = [row for row in oracle.messages(scope.since, found.settled_by) if scope.campaign in ("", row["campaign_id"])]
    parts: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        parts[part_of(by, row, world)].append(row)
    assert {part.part for part in found.parts} == set(parts)
    assert (found.whole is None) == (not rows)
    for part in found.parts:
        check_messages(oracle, part, parts[part.part], scope.window_days)
    if found.whole is not None:
        check_messages(oracle, found.whole, rows, scope.window_days)


@settings(FIXED, max_examples=12)
@given(SEEDS, DAYS, st.sampled_from(Part), SINCE, CAMPAIGNS, st.sampled_from([1, 7, 30]))
def test_assignments_and_messages_are_those_of_each_person(
    seed: int, as_of: date, by: Part, since: date, campaign: str, window_days: int
) -> None:
    made = world(seed)
    with made.engine() as engine:
        check_funnel(engine, made, as_of, by, Scope(campaign, since, window_days))
