"""What a condition of the segments page can ask beyond a threshold: places, calendars, followers, periods, names."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.access import local_person
from data.drafts import keep_draft
from data.library import save_segment
from data.settings import Settings
from data.uploaded import MatchOn, upload_list
from queries.segments import Window
from queries.segments.tree import Compared, Filter, How, Limit, Order, Per, Streak, Then, Unit, Without
from tests.pages.act.builder import (
    PAGE,
    act,
    add,
    choose,
    conditions,
    opened_further,
    set_number,
    size,
    switch,
    whole,
)
from tests.pages.conftest import Opener, texts


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


def test_a_window_can_be_hours_where_rows_have_a_time(page: AppTest) -> None:
    add(page, "orders.count")
    node = conditions(page)[0]
    page.selectbox(f"segment.{node.id}.window").set_value("last_hours").run()
    assert "48 hours until the end of 20 Dec 2025" in texts(page)
    two_days = size(page)
    whole(page.number_input(f"segment.{node.id}.window_hours").set_value(3).run())
    assert conditions(page)[0].window == Window("last_hours", 3)
    assert size(page) < two_days


@pytest.mark.parametrize(("measure", "is_offered"), [("orders.count", True), ("orders.habit", False)])
def test_hours_are_offered_where_rows_are_told_by_the_hour(page: AppTest, measure: str, is_offered: bool) -> None:
    add(page, measure)
    offered = page.selectbox(f"segment.{conditions(page)[0].id}.window").options
    assert ("last … hours of that day" in offered) is is_offered


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


def test_an_uploaded_list_is_chosen_by_its_name(own_brand: Settings, opened: Opener, tmp_path: Path) -> None:
    file = tmp_path / "gifts.csv"
    file.write_text("user_id\nM000001\nM000002\nM000003\n", "utf-8")
    person = local_person(own_brand)
    upload_list(own_brand, file, "礼品名单", MatchOn.USER_ID, person=person, now=datetime.now(UTC))
    page = opened(own_brand, page=PAGE)
    add(page, "people.list")
    node = conditions(page)[0]
    assert page.multiselect(f"segment.{node.id}.values").options == ["礼品名单"]
    page.multiselect(f"segment.{node.id}.values").set_value(["礼品名单"]).run()
    assert size(whole(page)) == 3
    act(page, node.id, "negate")
    assert size(page) == 397


def test_a_card_says_in_words_what_is_set_beyond_its_threshold(page: AppTest) -> None:
    add(page, "orders.count")
    switch(page, "then")
    switch(page, "per")
    said = [caption.value for caption in page.caption]
    assert any("number of months with" in words and "followed within 30 days by" in words for words in said)


def test_what_follows_is_told_apart_by_its_own_columns(page: AppTest) -> None:
    add(page, "orders.count")
    node = switch(page, "then")
    followed, step = size(page), f"segment.{node.id}.then0"
    opened_further(page).menu_button(f"{step}.add_filter").click("channel").run()
    opened_further(page).multiselect(f"{step}.where0.values").set_value(["门店"]).run()
    assert conditions(page)[0].then == Then("orders", (Filter("channel", "in_list", ("门店",)),), 30)
    assert 0 < size(whole(page)) < followed
    opened_further(page).selectbox(f"{step}.without").set_value("orders").run()
    opened_further(page).menu_button(f"{step}.without.add_filter").click("channel").run()
    opened_further(page).multiselect(f"{step}.without.where0.values").set_value(["天猫旗舰店"]).run()
    then = conditions(page)[0].then
    assert then is not None
    assert then.without == Without("orders", (Filter("channel", "in_list", ("天猫旗舰店",)),))
    opened_further(page).button(f"{step}.where0.remove").click().run()
    then = conditions(page)[0].then
    assert then is not None
    assert (then.where, then.without) == ((), Without("orders", (Filter("channel", "in_list", ("天猫旗舰店",)),)))


def test_what_is_compared_with_has_filters_of_its_own(page: AppTest) -> None:
    add(page, "orders.net_revenue")
    node = switch(page, "compared")
    opened_further(page).menu_button(f"segment.{node.id}.compared.add_filter").click("channel").run()
    opened_further(page).multiselect(f"segment.{node.id}.compared.where0.values").set_value(["门店"]).run()
    found = conditions(page)[0]
    assert found.where == ()
    assert found.compared is not None
    assert found.compared.where == (Filter("channel", "in_list", ("门店",)),)


def asked_by_sql(page: AppTest, statement: str) -> AppTest:
    add(page, "people.sql")
    return whole(page.text_area(f"segment.{conditions(page)[0].id}.sql").set_value(statement).run())


def test_people_are_asked_for_by_sql(page: AppTest) -> None:
    asked_by_sql(page, "select user_no from orders where ordered_date <= :as_of and :as_of <= counted_until")
    assert size(page) == 362
    tables = f"segment.{conditions(page)[0].id}.tables"
    page.session_state[tables] = True
    listed = next(table.value for table in page.run().table if "Columns" in table.value.columns)
    assert "orders" in listed["Table"].tolist()
    assert any("ordered\\_date" in columns or "ordered_date" in columns for columns in listed["Columns"])


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("drop table users", "is not one SELECT"),
        ("select user_no from read_csv('/etc/passwd')", "only these tables can be read"),
        ("select user_no from users where cast(city as integer) > 0", "The SQL cannot be run"),
    ],
)
def test_sql_that_cannot_be_asked_says_why(page: AppTest, statement: str, words: str) -> None:
    asked_by_sql(page, statement)
    assert words in texts(page) + " ".join(found.value for found in page.error)


def test_whoever_may_not_write_sql_reads_it_and_cannot_change_it(brand: Settings, opened: Opener) -> None:
    statement = "select user_no from orders"
    rule = {"measure": "people.sql", "operator": "given_by_sql", "value": statement}
    draft: dict[str, object] = {"rule": {"version": 1, "match": "all", "conditions": [rule]}, "off": [], "as_of": None}
    link = keep_draft(brand, json.dumps({**draft, "name": "", "saved_version": 0}))
    shown = opened(brand, page=PAGE, role="operator", draft=link)
    assert statement in [block.value for block in shown.code]
    assert not [area for area in shown.text_area if area.key and area.key.endswith(".sql")]
    assert "An administrator can grant asking by SQL." in texts(shown)


def test_after_a_failure_a_mended_value_is_counted(page: AppTest) -> None:
    asked_by_sql(page, "select user_no from users where cast(city as integer) > 0")
    node = conditions(page)[0]
    page.text_area(f"segment.{node.id}.sql").set_value("select user_no from users").run()
    assert not page.exception
    assert size(page) == 400
