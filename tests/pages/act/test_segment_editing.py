"""Editing a rule on the segments page: taken back, turned round, grouped, moved, told apart."""

from __future__ import annotations

import json

import pytest
from streamlit.testing.v1 import AppTest

from data.drafts import keep_draft
from data.settings import Settings
from pages.parts.segments import drag
from queries.segments import Group, Match
from tests.pages.act.builder import (
    PAGE,
    act,
    add,
    choose,
    conditions,
    set_number,
    set_values,
    size,
    whole,
)
from tests.pages.conftest import Opener, texts


def test_undo_takes_back_one_step_at_a_time(page: AppTest) -> None:
    add(page, "users.city")
    set_values(page, conditions(page)[0], "上海")
    page.button("segment_undo").click().run()
    assert conditions(page)[0].value == ()
    page.button("segment_undo").click().run()
    assert conditions(page) == []
    page.button("segment_undo").click().run()
    assert not page.exception


def test_redo_repeats_what_undo_took_back_until_something_else_is_done(page: AppTest) -> None:
    add(page, "orders.count")
    set_number(page, conditions(page)[0], 3)
    page.button("segment_undo").click().run()
    page.button("segment_undo").click().run()
    page.button("segment_redo").click().run()
    page.button("segment_redo").click().run()
    assert [found.value for found in conditions(page)] == [3]
    page.button("segment_undo").click().run()
    add(page, "users.city")
    page.button("segment_redo").click().run()
    assert [found.measure for found in conditions(page)] == ["orders.count", "users.city"]


def test_the_opposite_of_a_condition_selects_everyone_else(page: AppTest) -> None:
    add(page, "orders.days_since_last")
    selected = size(page)
    act(page, conditions(page)[0].id, "negate")
    assert size(page) == 400 - selected


def test_a_condition_without_an_opposite_operator_is_turned_round_in_a_group(page: AppTest) -> None:
    add(page, "orders.net_revenue")
    choose(page, conditions(page)[0], "in_top_percent")
    selected = size(page)
    act(page, conditions(page)[0].id, "negate")
    assert size(page) == 400 - selected
    group = page.session_state["segment_draft"].root.conditions[0]
    act(page, group.id, "negate")
    assert size(page) == selected


def test_a_grouped_condition_is_joined_by_others_and_the_group_dissolved(page: AppTest) -> None:
    add(page, "orders.count")
    act(page, conditions(page)[0].id, "group")
    group = page.session_state["segment_draft"].root.conditions[0]
    add(page, "users.city", group.id)
    assert len(page.session_state["segment_draft"].root.conditions) == 1
    act(page, group.id, "ungroup")
    assert page.session_state["segment_draft"].root.conditions == tuple(conditions(page))


def test_measures_used_last_stand_first(page: AppTest) -> None:
    add(page, "users.city")
    add(page, "orders.count")
    offered = page.selectbox("segment.root.add").options
    assert offered[:2] == ["Orders › Number of orders", "About the member › City"]


def long_rule(conditions: int) -> str:
    one = {"measure": "orders.count", "operator": "at_least"}
    rule = {"version": 1, "match": "any", "conditions": [{**one, "value": number + 1} for number in range(conditions)]}
    return json.dumps({"rule": rule, "off": [], "as_of": None, "name": "", "saved_version": 0})


def open_conditions(test: AppTest) -> list[str]:
    return [box.key for box in test.selectbox if box.key and box.key.endswith(".operator")]


def test_in_a_long_rule_only_the_condition_in_hand_stands_open(brand: Settings, opened: Opener) -> None:
    shown = opened(brand, page=PAGE, draft=keep_draft(brand, long_rule(20)))
    assert open_conditions(shown) == []
    seventh = conditions(shown)[6]
    shown.button(f"segment.{seventh.id}.open").click().run()
    assert open_conditions(shown) == [f"segment.{seventh.id}.operator"]
    set_number(shown, seventh, 5)
    assert conditions(shown)[6].value == 5


def test_a_rule_too_long_to_edit_is_counted_and_says_what_to_do(brand: Settings, opened: Opener) -> None:
    shown = opened(brand, page=PAGE, draft=keep_draft(brand, long_rule(200)))
    assert 330 < size(shown) < 400
    assert "up to 150 can be edited here" in texts(shown)


def test_a_switched_off_condition_does_not_count(page: AppTest) -> None:
    add(page, "orders.count")
    act(page, conditions(page)[0].id, "toggle")
    assert size(page) == 400
    assert "off" in texts(page)


def test_a_duplicate_has_a_life_of_its_own(page: AppTest) -> None:
    add(page, "orders.count")
    act(page, conditions(page)[0].id, "duplicate")
    _first, second = conditions(page)
    set_number(page, second, 2.0)
    assert [found.value for found in conditions(page)] == [1, 2]


def test_conditions_change_places(page: AppTest) -> None:
    add(page, "orders.count")
    add(page, "orders.net_revenue")
    act(page, conditions(page)[1].id, "up")
    assert [found.measure for found in conditions(page)] == ["orders.net_revenue", "orders.count"]


@pytest.mark.parametrize("dropped", [None, 7, [], {}, {"member": 1, "group": "root"}, {"member": "a", "group": []}])
def test_a_drop_that_makes_no_sense_changes_nothing(dropped: object, monkeypatch: pytest.MonkeyPatch) -> None:
    edits: list[object] = []
    monkeypatch.setattr(drag, "redraw", edits.append)
    drag.drop(dropped)
    assert edits == []


def test_a_deleted_condition_is_gone(page: AppTest) -> None:
    add(page, "orders.count")
    act(page, conditions(page)[0].id, "delete")
    assert conditions(page) == []
    assert size(page) == 400


def test_nobody_comes_with_the_condition_that_emptied_it(page: AppTest) -> None:
    add(page, "orders.count")
    set_number(page, conditions(page)[0], 9999.0)
    assert size(page) == 0
    assert "Condition 1 selects nobody" in " ".join(warning.value for warning in page.warning)


def test_a_rule_that_makes_no_sense_is_told_by_place_and_not_counted(page: AppTest) -> None:
    add(page, "orders.count")
    node = conditions(page)[0]
    page.selectbox(f"segment.{node.id}.operator").set_value("between").run()
    set_number(page, node, 9.0, "low")
    set_number(page, node, 2.0, "high")
    assert "Condition 1: Number of orders with between expects" in texts(page)
    assert not page.metric
    assert not page.exception


def test_groups_nest_and_take_conditions_of_their_own(page: AppTest) -> None:
    page.button("segment.root.add_group").click().run()
    group = page.session_state["segment_draft"].root.conditions[0]
    assert isinstance(group, Group)
    assert group.match is Match.ANY
    add(page, "orders.count", group.id)
    page.selectbox(f"segment.{group.id}.match").set_value(Match.NONE).run()
    with_orders_lately = 400 - size(page)
    page.selectbox(f"segment.{group.id}.match").set_value(Match.ALL).run()
    assert size(page) == with_orders_lately


def test_at_least_k_asks_how_many(page: AppTest) -> None:
    add(page, "orders.count")
    add(page, "orders.net_revenue")
    page.selectbox("segment.root.match").set_value(Match.AT_LEAST).run()
    one = size(page)
    whole(page.number_input("segment.root.k").set_value(2).run())
    assert size(page) <= one


def test_a_window_shows_the_days_it_means(page: AppTest) -> None:
    add(page, "orders.count")
    assert "22 Sep 2025 to 20 Dec 2025" in texts(page)


def test_events_can_be_told_apart_by_their_columns(page: AppTest) -> None:
    add(page, "orders.count")
    everywhere = size(page)
    node = conditions(page)[0]
    page.menu_button(f"segment.{node.id}.add_filter").click("channel").run()
    whole(page.multiselect(f"segment.{node.id}.where0.values").set_value(["门店"]).run())
    assert 0 < size(page) < everywhere
    page.button(f"segment.{node.id}.where0.remove").click().run()
    assert size(page) == everywhere
