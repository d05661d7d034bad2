"""The segments page in Streamlit's test runner: its states, its edits, and the numbers they lead to."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from data.access import local_person
from data.drafts import keep_draft
from data.library import save_segment
from data.settings import Settings
from data.uploaded import MatchOn, upload_list
from pages.parts import segment_drag
from pages.parts.segment_tree import walk
from queries.segments import Condition, Group, Match, Window
from queries.segments.tree import Compared, How, Limit, Order, Per, Streak, Then, Unit
from tests.pages.conftest import Opener, texts
from tests.stores import store_from_rows

PAGE = "../act/segments.py"


@pytest.fixture
def page(brand: Settings, opened: Opener, tmp_path: Path) -> AppTest:
    return opened(brand, page=PAGE)


def conditions(test: AppTest) -> list[Condition]:
    return [member for member in walk(test.session_state["segment_draft"].root) if isinstance(member, Condition)]


def size(test: AppTest) -> int:
    return int(test.metric[0].value.replace(",", ""))


def add(test: AppTest, measure: str, group: str = "root") -> AppTest:
    return test.selectbox(f"segment.{group}.add").set_value(measure).run()


def act(test: AppTest, node_id: str, what: str) -> AppTest:
    return test.menu_button(f"segment.{node_id}.menu").click(what).run()


def set_values(test: AppTest, node: Condition, *values: str) -> AppTest:
    return whole(test.multiselect(f"segment.{node.id}.values").set_value(list(values)).run())


def set_number(test: AppTest, node: Condition, value: float, part: str = "value") -> AppTest:
    return whole(test.number_input(f"segment.{node.id}.{part}").set_value(value).run())


def whole(test: AppTest) -> AppTest:
    """A changed value runs only the answer again, and the runner then holds nothing else: run the page once more."""
    return test.run()


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
    monkeypatch.setattr(segment_drag, "redraw", edits.append)
    segment_drag.drop(dropped)
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


def choose(test: AppTest, node: Condition, operator: str) -> Condition:
    test.selectbox(f"segment.{node.id}.operator").set_value(operator).run()
    return conditions(test)[0]


def test_the_highest_of_everyone_are_asked_by_number_or_by_share(page: AppTest) -> None:
    add(page, "orders.net_revenue")
    node = choose(page, conditions(page)[0], "in_top")
    set_number(page, node, 7, "whole")
    assert 7 <= size(page) < 50
    choose(page, node, "in_top_percent")
    set_number(page, node, 10.0, "percent")
    assert 30 <= size(page) < 60
    choose(page, node, "percentile_between")
    set_number(page, node, 90.0, "low_percent")
    set_number(page, node, 100.0, "high_percent")
    assert conditions(page)[0].value == (90, 100)
    assert 30 <= size(page) < 60


def test_days_are_asked_by_the_calendar(page: AppTest) -> None:
    add(page, "orders.last_date")
    node = choose(page, conditions(page)[0], "in_period")
    this_month = size(page)
    whole(page.selectbox(f"segment.{node.id}.period").set_value("this_year").run())
    assert size(page) > this_month
    choose(page, node, "on_weekday")
    whole(page.multiselect(f"segment.{node.id}.some_of").set_value([6, 7]).run())
    assert conditions(page)[0].value == (6, 7)
    assert 0 < size(page) < 400
    assert "Saturday, Sunday" in page.code[0].value


def test_a_random_part_is_drawn_by_its_name(page: AppTest) -> None:
    add(page, "people.draw")
    node = conditions(page)[0]
    whole(page.number_input(f"segment.{node.id}.last_part").set_value(5000).run())
    half = size(page)
    assert 150 < half < 250
    whole(page.number_input(f"segment.{node.id}.last_part").set_value(10_000).run())
    whole(page.number_input(f"segment.{node.id}.first_part").set_value(5001).run())
    assert size(page) == 400 - half
    assert conditions(page)[0].value == ("sample", 5001, 10_000)


def test_a_window_can_be_a_calendar_period(page: AppTest) -> None:
    add(page, "orders.count")
    node = conditions(page)[0]
    page.selectbox(f"segment.{node.id}.window").set_value("calendar").run()
    whole(page.selectbox(f"segment.{node.id}.window_period").set_value("last_month").run())
    assert "1 Nov 2025 to 30 Nov 2025" in texts(page)


def opened_further(test: AppTest) -> AppTest:
    """Open once more: the runner does not send that it stands open, as a browser does."""
    test.session_state[f"segment.{conditions(test)[0].id}.further"] = True
    return test.run()


def switch(test: AppTest, part: str) -> Condition:
    node = conditions(test)[0]
    is_on = getattr(node, part) is None
    opened_further(test).toggle(f"segment.{node.id}.{part}.on").set_value(is_on).run()
    return conditions(test)[0]


def test_orders_that_were_followed_by_another(page: AppTest) -> None:
    add(page, "orders.count")
    before = size(page)
    node = switch(page, "then")
    assert node.then == Then("orders", within_days=30)
    followed = size(page)
    assert 0 < followed < before
    opened_further(page).number_input(f"segment.{node.id}.then0.within_days").set_value(7).run()
    assert size(whole(page)) < followed
    opened_further(page).selectbox(f"segment.{node.id}.then0.same").set_value("channel").run()
    opened_further(page).button(f"segment.{node.id}.then0.add").click().run()
    assert conditions(page)[0].then == Then("orders", (), 7, "channel", then=Then("orders", within_days=30))
    opened_further(page).button(f"segment.{node.id}.then1.remove").click().run()
    opened_further(page).selectbox(f"segment.{node.id}.then0.not").set_value(True).run()
    assert conditions(page)[0].then == Then("orders", (), 7, "channel", negated=True)
    assert switch(page, "then").then is None
    assert size(page) == before


def test_an_amount_by_months_is_counted_in_months(page: AppTest) -> None:
    add(page, "orders.net_revenue")
    node = switch(page, "per")
    assert node.per == Per(Unit.MONTH, 1)
    opened_further(page).selectbox(f"segment.{node.id}.per.streak").set_value(Streak.LONGEST).run()
    set_number(page, conditions(page)[0], 2)
    assert 0 < size(page) < 400
    assert "months" in texts(page)


def test_a_number_is_compared_with_the_window_before(page: AppTest) -> None:
    add(page, "orders.net_revenue")
    node = switch(page, "compared")
    assert node.compared == Compared(How.CHANGE, "orders.net_revenue", (), Window("days_back", 179, 90))
    assert 0 < size(page) < 400
    opened_further(page).selectbox(f"segment.{node.id}.compared.how").set_value(How.DIFFERENCE).run()
    opened_further(page).selectbox(f"segment.{node.id}.compared.window").set_value("last_days").run()
    assert conditions(page)[0].compared == Compared(How.DIFFERENCE, "orders.net_revenue", (), Window("last_days", 90))
    assert size(page) == 0


def test_days_are_compared_with_another_day(page: AppTest) -> None:
    add(page, "orders.first_date")
    node = switch(page, "compared")
    assert node.operator == "at_least"
    opened_further(page).selectbox(f"segment.{node.id}.compared.measure").set_value("users.joined_at").run()
    set_number(page, conditions(page)[0], 30)
    assert 0 < size(page) < 400


def test_a_rule_takes_at_most_so_many_of_its_people(page: AppTest) -> None:
    add(page, "orders.count")
    page.button("segment_limit_add").click().run()
    whole(page.number_input("segment_limit_count").set_value(50).run())
    assert size(page) == 50
    page.selectbox("segment_limit_by").set_value("orders.net_revenue").run()
    page.selectbox("segment_limit_order").set_value(Order.BOTTOM).run()
    page.selectbox("segment_limit_per").set_value("users.city").run()
    assert page.session_state["segment_draft"].root.limit == Limit(
        50, "orders.net_revenue", Order.BOTTOM, "sample", "users.city"
    )
    assert size(page) == 200
    page.button("segment_limit_remove").click().run()
    assert size(page) == 330


def test_a_condition_is_judged_as_of_an_earlier_day(page: AppTest) -> None:
    add(page, "orders.count")
    opened_further(page).toggle(f"segment.{conditions(page)[0].id}.days_back.on").set_value(True).run()
    assert conditions(page)[0].days_back == 30
    earlier = size(page)
    opened_further(page).number_input(f"segment.{conditions(page)[0].id}.days_back").set_value(300).run()
    assert 0 < size(whole(page)) < earlier


def test_places_are_counted_among_equals(page: AppTest) -> None:
    add(page, "orders.net_revenue")
    node = choose(page, conditions(page)[0], "in_top")
    set_number(page, node, 5, "whole")
    opened_further(page).toggle(f"segment.{node.id}.within.on").set_value(True).run()
    opened_further(page).selectbox(f"segment.{node.id}.within").set_value("users.city").run()
    assert size(page) == 20
    assert choose(page, node, "at_least").within == ""


def test_a_saved_segment_is_a_condition_of_another(page: AppTest, brand: Settings) -> None:
    buyers = {
        "version": 1,
        "match": "all",
        "conditions": [{"measure": "orders.count", "operator": "more_than", "value": 0}],
    }
    name = "买过的人的分群"
    save_segment(brand, name, buyers, person=local_person(brand), now=datetime.now(UTC))
    add(page, "people.segment")
    node = conditions(page)[0]
    page.multiselect(f"segment.{node.id}.values").set_value([name]).run()
    assert size(whole(page)) == 362
    act(page, node.id, "negate")
    assert size(page) == 38
    choose(page, node, "entered_segment")
    whole(page.number_input(f"segment.{node.id}.segment_days").set_value(7).run())
    whole(page.selectbox(f"segment.{node.id}.segment_name").set_value(name).run())
    assert conditions(page)[0].value == (name, 7)
    assert 0 < size(page) < 362


def test_an_uploaded_list_is_chosen_by_its_name(page: AppTest, brand: Settings, tmp_path: Path) -> None:
    file = tmp_path / "gifts.csv"
    file.write_text("user_id\nM000001\nM000002\nM000003\n", "utf-8")
    upload_list(brand, file, "礼品名单", MatchOn.USER_ID, person=local_person(brand), now=datetime.now(UTC))
    add(page, "people.list")
    node = conditions(page)[0]
    assert page.multiselect(f"segment.{node.id}.values").options == ["礼品名单"]
    page.multiselect(f"segment.{node.id}.values").set_value(["礼品名单"]).run()
    assert size(whole(page)) == 3
    act(page, node.id, "negate")
    assert size(page) == 397


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
