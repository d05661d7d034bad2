"""Layers: who is in one is in no other, and who does nothing moves only by growing older."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from data.errors import SegmentError
from data.schemes import PRESETS, AiplScheme, QuintileScheme
from data.settings import Settings
from queries.catalog import Catalog, catalog
from queries.engines import DuckDBEngine
from queries.layers import layer_sizes, moves, sized_layers
from queries.layers.moves import NOT_KNOWN_YET
from queries.layers.sizes import layer_of_everyone
from queries.segments import bind, describe, evaluate, parse_segment, remarks
from queries.segments.profile import value_profile
from tests.queries.segments.conftest import Brand
from tests.stores import store_from_rows

DAY = date(2025, 3, 10)
FORTNIGHTS = [date(2025, 1, 20) + timedelta(days=14 * n) for n in range(7)]


def rule(measure: str, operator: str, value: Any = None) -> dict[str, Any]:
    condition = {"measure": f"layers.{measure}", "operator": operator}
    return {"version": 1, "match": "all", "conditions": [condition if value is None else {**condition, "value": value}]}


def layers_of(brand: Brand, key: str, day: date) -> dict[str, str | None]:
    sql = layer_of_everyone(brand.catalog.measures[key], day).sql(brand.engine.dialect)
    return {brand.ids[row["user_no"]]: row["layer"] for row in brand.engine.query(sql).to_pylist()}


@pytest.mark.parametrize("day", FORTNIGHTS)
def test_each_buyer_of_the_lookback_has_exactly_one_rfm_type(brands: tuple[Brand, ...], day: date) -> None:
    for brand in brands:
        names = [choice.value for choice in brand.catalog.measures["layers.rfm_type"].choices]
        of_types = Counter(
            user_id for name in names for user_id in brand.members(rule("rfm_type", "equals", name), day)
        )
        buyers = brand.members(rule("rfm_purchase_days", "at_least", 1), day)
        assert of_types == dict.fromkeys(buyers, 1)


def test_the_sizes_of_a_layer_add_up_to_everyone(brands: tuple[Brand, ...]) -> None:
    for brand in brands:
        for measure in sized_layers(brand.catalog):
            found = layer_sizes(brand.engine, measure.key, as_of=DAY)
            known = Counter(brand.oracle.value({"measure": measure.key}, one, DAY) for one in known_people(brand))
            assert {size.choice.value if size.choice else None: size.people for size in found.sizes} == {
                **dict.fromkeys((*(choice.value for choice in measure.choices), None), 0),
                **known,
            }
            assert sum(size.people for size in found.sizes) == found.everyone == len(known_people(brand))


def known_people(brand: Brand) -> list[str]:
    return [user_id for user_id in brand.ids if brand.oracle.is_known(user_id, DAY)]


def test_who_does_nothing_changes_type_only_when_an_age_crosses_a_limit(brands: tuple[Brand, ...]) -> None:
    changed = 0
    for brand in brands:
        scheme = brand.oracle.schemes.rfm
        limits = (*scheme.recency_days, scheme.lookback_days - 1)
        for first, last in pairwise(FORTNIGHTS):
            before, after = (layers_of(brand, "layers.rfm_type", day) for day in (first, last))
            for user_id in before:
                orders = brand.oracle.rows("orders", user_id, first)
                if before[user_id] == after[user_id] or orders != brand.oracle.rows("orders", user_id, last):
                    continue
                changed += 1
                ages = [((first - day).days, (last - day).days) for day, _ in orders]
                assert any(younger <= limit < older for younger, older in ages for limit in limits)
    assert changed > 3


def test_moves_count_everyone_once_and_tell_whom_only_time_moved(brands: tuple[Brand, ...]) -> None:
    for brand in brands[:2]:
        for key in ("layers.rfm_type", "layers.lifecycle", "layers.aipl", "layers.rfm_group"):
            for first, last in ((FORTNIGHTS[1], FORTNIGHTS[4]), (FORTNIGHTS[0], FORTNIGHTS[6])):
                found = moves(brand.engine, key, first=first, last=last)
                before, after = (layers_of(brand, key, day) for day in (first, last))
                expected = Counter((before.get(one, NOT_KNOWN_YET), after[one]) for one in after)
                assert {(move.before, move.after): move.people for move in found.moves} == expected
                for move in found.moves:
                    assert move.by_time_alone <= (0 if move.is_stay or move.before == NOT_KNOWN_YET else move.people)


@pytest.fixture
def shop(tmp_path: Path) -> DuckDBEngine:
    """Ann bought twice, a year apart; Bob once, long ago; Cat looked around once; Dan put something into a cart."""
    version = store_from_rows(
        tmp_path,
        users=[{"user_id": one, "joined_at": "2024-01-01 04:00:00"} for one in ("ann", "bob", "cat", "dan")],
        orders=[
            {"order_id": "1", "user_id": "ann", "ordered_date": "2024-03-01", "paid_cents": 200_00},
            {
                "order_id": "2",
                "user_id": "ann",
                "ordered_date": "2025-03-01",
                "paid_cents": 200_00,
                "refunded_cents": 200_00,
                "refunded_at": "2025-03-20 04:00:00",
            },
            {"order_id": "3", "user_id": "bob", "ordered_date": "2024-09-11", "paid_cents": 50_00},
        ],
        interactions=[
            {"user_id": "cat", "occurred_at": "2025-03-09 04:00:00", "interaction_kind": "浏览"},
            {"user_id": "dan", "occurred_at": "2025-03-09 04:00:00", "interaction_kind": "加购"},
        ],
        data_start="2024-01-01",
        data_end="2025-03-31",
    )
    return DuckDBEngine(version, Settings(home=tmp_path / "home", threads=1))


def members(shop: DuckDBEngine, document: dict[str, Any], day: date = DAY) -> str:
    people = evaluate(shop, parse_segment(document, catalog(shop.version)), as_of=day)
    return "".join("abcd"[number] for number in people.user_numbers())


def test_who_bought_again_after_a_long_silence_is_returned_and_for_so_many_days_only(shop: DuckDBEngine) -> None:
    returned = rule("lifecycle", "equals", "returned")
    assert members(shop, returned, date(2025, 2, 28)) == ""
    assert members(shop, returned, date(2025, 3, 1)) == "a"
    assert members(shop, returned, date(2025, 3, 19)) == "a"


def test_a_refund_takes_a_state_away_from_the_day_it_was_known(shop: DuckDBEngine) -> None:
    assert members(shop, rule("lifecycle", "equals", "lost"), date(2025, 3, 19)) == "b"
    assert members(shop, rule("lifecycle", "equals", "lost"), date(2025, 3, 20)) == "ab"


def test_a_silence_of_exactly_the_cut_is_not_yet_beyond_it(shop: DuckDBEngine) -> None:
    assert members(shop, rule("lifecycle", "equals", "new"), date(2024, 12, 10)) == "b"  # 90 days
    assert members(shop, rule("lifecycle", "equals", "dormant"), date(2024, 12, 11)) == "b"
    assert members(shop, rule("lifecycle", "equals", "dormant"), date(2025, 3, 10)) == "b"  # 180 days
    assert members(shop, rule("lifecycle", "equals", "lost"), date(2025, 3, 11)) == "b"


def test_the_highest_stage_wins_and_an_interesting_kind_is_interest_at_once(shop: DuckDBEngine) -> None:
    assert members(shop, rule("aipl", "equals", "loyalty"), date(2025, 2, 27)) == ""
    assert members(shop, rule("aipl", "equals", "purchase")) == "ab"
    assert members(shop, rule("aipl", "equals", "awareness")) == "c"
    assert members(shop, rule("aipl", "equals", "interest")) == "d"
    assert members(shop, rule("aipl", "equals", "none"), date(2025, 3, 24)) == "acd"  # Ann's order went back


def test_without_interactions_awareness_and_interest_are_unavailable_and_not_empty(tmp_path: Path) -> None:
    offered = shop_without_interactions(tmp_path)
    stages = offered.measures["layers.aipl"]
    assert [choice.value for choice in stages.choices] == ["purchase", "loyalty"]
    assert "brings no interactions" in stages.description.en
    with pytest.raises(SegmentError, match=r"AIPL stage is one of purchase, loyalty; .*awareness.* is not among them"):
        bind(parse_segment(rule("aipl", "equals", "awareness"), offered), offered)


def shop_without_interactions(folder: Path) -> Catalog:
    return catalog(
        store_from_rows(
            folder,
            users=[{"user_id": "ann", "joined_at": "2024-01-01 04:00:00"}],
            orders=[{"order_id": "1", "user_id": "ann", "ordered_date": "2024-03-01", "paid_cents": 100}],
        )
    )


def test_without_snapshots_the_tier_is_todays_and_says_so(tmp_path: Path) -> None:
    version = store_from_rows(
        tmp_path,
        users=[{"user_id": "ann", "joined_at": "2024-01-01 04:00:00", "tier": "gold"}],
        orders=[{"order_id": "1", "user_id": "ann", "ordered_date": "2024-03-01", "paid_cents": 100}],
    )
    offered = catalog(version)
    (remark,) = remarks(parse_segment(rule("tier", "equals", "gold"), offered), catalog=offered)
    assert "known only as it is today" in str(remark)


def test_with_snapshots_the_tier_is_that_of_the_day(brand: Brand) -> None:
    segment = parse_segment(rule("tier", "equals", "gold"), brand.catalog)
    assert remarks(segment, catalog=brand.catalog) == ()


@pytest.mark.parametrize(("least_buyers", "least_days", "scored"), [(2, 1, 2), (3, 1, 0), (2, 600, 0)])
def test_too_few_buyers_or_days_leave_everyone_without_a_score(
    shop: DuckDBEngine, least_buyers: int, least_days: int, scored: int
) -> None:
    schemes = replace(PRESETS, quintiles=QuintileScheme(365, least_buyers, least_days))
    offered = catalog(replace(shop.version, schemes=schemes))
    assert value_profile(shop, offered.measures["layers.quintile_recency"], as_of=DAY).known == scored
    assert value_profile(shop, offered.measures["layers.rfm_group"], as_of=DAY).known == scored


def test_equal_values_have_one_score_so_classes_are_unequal_and_some_empty(tmp_path: Path) -> None:
    days = [1, 1, 1, 1, 1, 1, 2, 2, 3, 9]
    users = [{"user_id": f"u{n}", "joined_at": "2025-01-01 04:00:00"} for n in range(10)]
    orders = [
        {"order_id": f"{n}-{k}", "user_id": f"u{n}", "ordered_date": date(2025, 2, 20 - k), "paid_cents": 100}
        for n, bought in enumerate(days)
        for k in range(bought)
    ]
    version = store_from_rows(tmp_path, users=users, orders=orders, data_start="2025-01-01", data_end="2025-03-31")
    schemes = replace(PRESETS, quintiles=QuintileScheme(365, 10, 1))
    engine = DuckDBEngine(replace(version, schemes=schemes), Settings(home=tmp_path / "home", threads=1))
    scores = value_profile(engine, catalog(engine.version).measures["layers.quintile_frequency"], as_of=DAY)
    assert scores.known == 10
    found = {score: members_with(engine, score) for score in range(1, 6)}
    assert found == {1: 6, 2: 0, 3: 0, 4: 2, 5: 2}


def members_with(engine: DuckDBEngine, score: int) -> int:
    segment = parse_segment(rule("quintile_frequency", "equals", score))
    return evaluate(engine, segment, as_of=DAY).count


def test_a_rule_over_a_layer_says_by_which_cuts(brands: tuple[Brand, ...]) -> None:
    segment = rule("rfm_type", "equals", "important_value")
    presets, third = (
        str(describe(parse_segment(segment, brand.catalog), catalog=brand.catalog, as_of=DAY)) for brand in brands[:2]
    )
    assert "RFM type (preset cuts) is Important valuable" in presets
    assert "RFM type (cuts of version 3) is Important valuable" in third


def test_a_score_without_kinds_of_interest_goes_by_days_alone(shop: DuckDBEngine) -> None:
    schemes = replace(PRESETS, aipl=AiplScheme(interest_kinds=()))
    offered = catalog(replace(shop.version, schemes=schemes))
    profile = value_profile(shop, offered.measures["layers.aipl"], as_of=DAY)
    assert {found.value: found.count for found in profile.top} == {"purchase": 2, "awareness": 2}


def test_a_state_of_an_earlier_day_is_judged_beside_todays(shop: DuckDBEngine) -> None:
    """Bob bought first on 11 September: nine days later he is new, thirty days before he had never bought."""
    then = {"measure": "layers.lifecycle", "operator": "equals", "value": "never_bought", "days_back": 30}
    now = {"measure": "layers.lifecycle", "operator": "equals", "value": "new"}
    document = {"version": 1, "match": "all", "conditions": [then, now]}
    assert members(shop, document, date(2024, 9, 20)) == "b"
