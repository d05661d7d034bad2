"""The segments page in Streamlit's test runner: its states, its edits, and the numbers they lead to."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from data.drafts import keep_draft
from data.settings import Settings
from queries.segments import Window
from tests.pages.act.builder import (
    PAGE,
    add,
    choose,
    conditions,
    set_number,
    set_values,
    size,
)
from tests.pages.conftest import Opener, texts
from tests.stores import store_from_rows


def test_without_a_store_it_says_how_to_get_one(empty_house: Settings, opened: Opener) -> None:
    assert "There is no data yet" in texts(opened(empty_house, page=PAGE))


def test_an_empty_rule_is_everyone_and_offers_ready_rules(page: AppTest) -> None:
    assert size(page) == 400
    assert "start from a ready rule" in texts(page)


def test_an_export_without_buyers_says_why_there_is_nobody(tmp_path: Path, opened: Opener) -> None:
    store_from_rows(
        tmp_path, orders=[{"order_id": "1", "ordered_date": "2025-05-01", "paid_cents": 100, "status": "completed"}]
    )
    shown = opened(Settings(home=tmp_path / "home", threads=1), page=PAGE)
    assert "knows no people" in texts(shown)


def test_a_chosen_measure_becomes_a_condition_that_waits_for_its_value(page: AppTest) -> None:
    add(page, "users.city")
    assert [found.measure for found in conditions(page)] == ["users.city"]
    assert "not finished" in texts(page)
    assert size(page) == 400


def test_a_value_narrows_the_count_and_the_words_follow(page: AppTest) -> None:
    add(page, "users.city")
    set_values(page, conditions(page)[0], "上海")
    assert 0 < size(page) < 400
    assert "上海" in page.code[0].value


def test_values_are_offered_with_how_many_people_have_them(page: AppTest) -> None:
    add(page, "users.city")
    offered = page.multiselect(f"segment.{conditions(page)[0].id}.values").options
    assert {option.split(" · ")[0] for option in offered} == {"上海", "杭州", "成都", "广州"}
    assert sum(int(option.split(" · ")[1]) for option in offered) == 400


def test_all_cities_together_are_everyone(page: AppTest) -> None:
    add(page, "users.city")
    set_values(page, conditions(page)[0], "上海", "杭州", "成都", "广州")
    assert size(page) == 400


def test_moving_a_threshold_recounts(page: AppTest) -> None:
    add(page, "orders.count")
    few = size(page)
    set_number(page, conditions(page)[0], 3.0)
    assert size(page) < few
    assert conditions(page)[0].value == 3


def test_the_condition_in_hand_shows_how_its_measure_is_spread(page: AppTest) -> None:
    add(page, "orders.count")
    assert "How Number of orders is spread" in texts(page)
    assert "Selected: 330, others: 70" in texts(page)
    add(page, "users.city")
    assert "is spread" not in texts(page)


def test_the_threshold_is_drawn_under_the_picture(page: AppTest) -> None:
    add(page, "orders.net_revenue")
    node = conditions(page)[0]
    page.slider(f"segment.{node.id}.scale").set_value(500).run()
    assert conditions(page)[0].value == 500
    assert page.number_input(f"segment.{node.id}.value").value == 500
    choose(page, node, "between")
    page.slider(f"segment.{node.id}.scale").set_value((200, 900)).run()
    assert conditions(page)[0].value == (200, 900)


def test_the_scale_reaches_as_far_as_the_threshold(page: AppTest) -> None:
    add(page, "orders.count")
    node = conditions(page)[0]
    set_number(page, node, 9999)
    assert page.slider(f"segment.{node.id}.scale").max == 9999


def test_only_the_condition_in_hand_has_a_scale(page: AppTest) -> None:
    add(page, "orders.count")
    add(page, "orders.net_revenue")
    first, second = conditions(page)
    assert [slider.key for slider in page.slider] == [f"segment.{second.id}.scale"]
    set_number(page, first, 2)
    assert [slider.key for slider in page.slider] == [f"segment.{first.id}.scale"]


def test_days_are_drawn_like_numbers(page: AppTest) -> None:
    add(page, "orders.last_date")
    node = choose(page, conditions(page)[0], "on_or_after")
    page.slider(f"segment.{node.id}.scale").set_value(date(2025, 11, 3)).run()
    assert conditions(page)[0].value == "2025-11-03"


def test_ready_days_say_their_dates(page: AppTest) -> None:
    add(page, "orders.last_date")
    node = conditions(page)[0]
    menu = page.menu_button(f"segment.{node.id}.day_preset")
    assert "last month · 1 Nov 2025 to 30 Nov 2025" in menu.options
    menu.click("in_period last_month").run()
    assert (conditions(page)[0].operator, conditions(page)[0].value) == ("in_period", "last_month")


def test_ready_windows_say_their_dates(page: AppTest) -> None:
    add(page, "orders.count")
    node = conditions(page)[0]
    menu = page.menu_button(f"segment.{node.id}.window_preset")
    assert "last 7 days · 14 Dec 2025 to 20 Dec 2025" in menu.options
    menu.click("calendar this_year").run()
    assert conditions(page)[0].window == Window("calendar", "this_year")


def test_a_window_beside_days_since_says_what_it_then_means(page: AppTest) -> None:
    add(page, "orders.days_since_last")
    page.selectbox(f"segment.{conditions(page)[0].id}.window").set_value("last_days").run()
    assert "people with nothing in them have no value" in texts(page)


def test_a_value_that_nobody_has_is_named_with_the_nearest(page: AppTest) -> None:
    add(page, "users.city")
    set_values(page, conditions(page)[0], "上海市")
    assert size(page) == 0
    assert "Nobody has 上海市; the nearest is 上海." in texts(page)


def test_an_earlier_day_knows_fewer_people(page: AppTest) -> None:
    page.date_input("segment_as_of").set_value(date(2025, 6, 1)).run()
    assert 0 < size(page) < 400


def test_a_past_day_warns_of_measures_without_history(page: AppTest) -> None:
    add(page, "users.city")
    set_values(page, conditions(page)[0], "上海")
    page.date_input("segment_as_of").set_value(date(2025, 6, 1)).run()
    assert "City is known only as it is today" in texts(page)


def test_a_ready_rule_replaces_the_empty_one(page: AppTest) -> None:
    page.button("segment_template_new_without_order").click().run()
    assert [found.measure for found in conditions(page)] == ["users.joined_at", "orders.count"]
    assert not page.exception


def test_the_link_brings_the_rule_to_another_session(brand: Settings, opened: Opener, page: AppTest) -> None:
    add(page, "orders.count")
    link = page.query_params["draft"]
    other = opened(brand, page=PAGE, draft=link[0] if isinstance(link, list) else link)
    assert [found.measure for found in conditions(other)] == ["orders.count"]
    assert size(other) == size(page)


def test_a_link_to_a_forgotten_draft_says_so(brand: Settings, opened: Opener) -> None:
    assert "no longer kept" in texts(opened(brand, page=PAGE, draft="0" * 20))


def test_members_are_masked_and_counted(page: AppTest) -> None:
    shown = page.dataframe[0].value
    assert len(shown) == 20
    assert "400 people" in texts(page)


def test_a_viewer_counts_but_sees_no_members(brand: Settings, opened: Opener) -> None:
    shown = opened(brand, page=PAGE, role="viewer")
    assert size(shown) == 400
    assert "This is not open to you" in texts(shown)
    assert not shown.dataframe


def test_a_viewer_is_not_offered_the_ids_of_members(brand: Settings, opened: Opener) -> None:
    offered = {}
    for role in ("viewer", "operator"):
        shown = add(opened(brand, page=PAGE, role=role), "users.user_id")
        offered[role] = len(shown.multiselect(f"segment.{conditions(shown)[0].id}.values").options)
    assert offered == {"viewer": 0, "operator": 200}


def test_an_operator_has_no_unmasked_view(brand: Settings, opened: Opener) -> None:
    shown = opened(brand, page=PAGE, role="operator")
    assert shown.dataframe
    assert not [toggle for toggle in shown.toggle if toggle.key == "segment_clear"]


def test_an_imported_document_becomes_the_rule(page: AppTest) -> None:
    page.session_state["segment_tabs"] = "File"
    page.run()
    condition = '{"measure": "orders.count", "operator": "at_least", "value": 2}'
    document = '{"version": 1, "match": "all", "conditions": [' + condition + "]}"
    page.text_area("segment_import").set_value(document).run()
    page.button("segment_import_now").click().run()
    assert [found.value for found in conditions(page)] == [2]


def test_a_wrong_document_is_refused_in_words(page: AppTest) -> None:
    page.session_state["segment_tabs"] = "File"
    page.run()
    page.text_area("segment_import").set_value('{"version": 1, "match": "all", "conditions": [7]}').run()
    page.button("segment_import_now").click().run()
    assert "Condition 1 is 7" in " ".join(error.value for error in page.error)


def test_the_sql_beside_the_rule_gives_the_same_people(page: AppTest) -> None:
    add(page, "orders.count")
    people = size(page)
    page.session_state["segment_tabs"] = "Words and SQL"
    page.run()
    statement = next(block.value for block in page.code if block.value.startswith("WITH"))
    assert len(duckdb.execute(statement).fetchall()) == people


HOSTILE = (
    {"measure": "people.draw", "operator": "in_draw", "value": ["", 0, "x"]},
    {"measure": "orders.count", "operator": "in_top_percent", "value": 200},
    {"measure": "orders.count", "operator": "percentile_between", "value": ["a", "b"]},
    {"measure": "users.joined_at", "operator": "in_period", "value": "someday"},
    {"measure": "users.joined_at", "operator": "on_weekday", "value": [9, "x"]},
    {"measure": "orders.count", "operator": "at_least", "value": 1, "window": {"kind": "calendar", "period": "eon"}},
    {"measure": "no.such", "operator": "equals", "value": 1},
    {"measure": "users.gender", "operator": "in_list", "value": ["x"]},
    {"measure": "users.city", "operator": "in_list", "value": "上海"},
    {"measure": "users.city", "operator": "equals", "value": "'; drop table users; --"},
    {"measure": "users.city", "operator": "in_list", "value": ["![x](https://example.com/x.png)", "<script>"]},
    {"measure": "users.city", "operator": "at_least", "value": 3},
    {"measure": "orders.count", "operator": "at_least", "value": "many"},
    {"measure": "orders.count", "operator": "at_least", "value": 10**30},
    {"measure": "orders.count", "operator": "between", "value": [3]},
    {"measure": "orders.count", "operator": "in_list", "value": ["a", 2, 2.5]},
    {"measure": "orders.count", "operator": "at_least", "value": 1, "window": {"kind": "last_days", "days": -4}},
    {"measure": "orders.count", "operator": "at_least", "value": 1, "window": {"kind": "last_days", "days": 10**9}},
    {"measure": "orders.count", "operator": "at_least", "value": 1, "window": {"kind": "dates", "from": "yesterday"}},
    {"measure": "orders.count", "operator": "at_least", "value": 1, "where": [{"column": "no", "operator": "equals"}]},
    {"measure": "users.joined_at", "operator": "on", "value": "0001-01-01"},
    {"measure": "users.joined_at", "operator": "on", "value": "soon"},
    {"measure": "users.joined_at", "operator": "in_last_days", "value": -1},
    {"measure": "users.joined_at", "operator": "anniversary_in_month", "value": 13},
    {"measure": "users.joined_at", "operator": "anniversary_between", "value": ["13-45", "x"]},
    {"measure": "users.phone", "operator": "equals", "value": "13800000000"},
)


@pytest.mark.parametrize("condition", HOSTILE, ids=lambda found: f"{found['measure']} {found['operator']}")
def test_no_document_breaks_the_page(brand: Settings, opened: Opener, condition: dict[str, object]) -> None:
    rule = {"version": 1, "match": "all", "conditions": [condition]}
    draft: dict[str, object] = {"rule": rule, "off": [], "as_of": None, "name": "", "saved_version": 0}
    shown = opened(brand, page=PAGE, draft=keep_draft(brand, json.dumps(draft)))
    assert [found.measure for found in conditions(shown)] == [condition["measure"]]
    assert not shown.exception
    assert shown.metric or "Condition 1" in texts(shown)
    assert "Something went wrong" not in texts(shown)
