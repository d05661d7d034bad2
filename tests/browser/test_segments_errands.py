"""Errands on the segments page, in a real browser: from a rule to the file that leaves."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from data.drafts import keep_draft
from data.settings import Settings
from tests.browser.conftest import Visit
from tests.browser.serving import click, enter, settled

pytestmark = pytest.mark.browser


def size(page: Page) -> Locator:
    return page.locator(".st-key-segment_size [data-testid=stMetricValue]")


def shown_number(page: Page) -> int:
    return int(size(page).inner_text().replace(",", ""))


def add_condition(page: Page, words: str) -> None:
    search = page.locator(".st-key-segment-root-add input")
    click(search)
    search.fill(words)
    page.get_by_role("option").filter(has_text=words).first.click()


def of_condition(page: Page, number: int, part: str) -> Locator:
    return page.locator("[class*=st-key-segment_condition_]").nth(number - 1).locator(f"[class*='-{part}']")


def test_a_rule_built_in_chinese_leaves_as_a_file_with_as_many_people_as_shown(visit: Visit, tmp_path: Path) -> None:
    page = visit("/segments", locale="zh-CN")
    expect(size(page)).to_have_text("400")
    add_condition(page, "购买次数")
    expect(of_condition(page, 1, "value").locator("input")).to_have_value("1")
    add_condition(page, "城市")
    click(of_condition(page, 2, "values").locator("input"))
    page.get_by_role("option", name=re.compile("上海")).click()
    page.keyboard.press("Escape")
    expect(size(page)).not_to_have_text(re.compile("^(400|330)$"))
    settled(page)
    people = shown_number(page)
    with page.expect_download() as started:
        click(page.locator(".st-key-segment_download button"))
    path = tmp_path / "list.csv"
    started.value.save_as(path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = list(csv.reader(file))
    assert "会员ID" in header
    assert len(rows) == len({row[header.index("会员ID")] for row in rows}) == people
    assert {row[header.index("城市")] for row in rows} == {"上海"}


def test_a_reload_finds_the_rule_again(visit: Visit) -> None:
    page = visit("/segments")
    add_condition(page, "Number of orders")
    expect(size(page)).to_have_text("330")
    settled(page)
    page.reload()
    expect(size(page)).to_have_text("330")


def test_a_threshold_moves_the_count_and_undo_brings_it_back(visit: Visit) -> None:
    page = visit("/segments")
    add_condition(page, "Number of orders")
    expect(size(page)).to_have_text("330")
    threshold = of_condition(page, 1, "value").locator("input")
    enter(threshold, "3")
    expect(size(page)).not_to_have_text("330")
    click(page.locator(".st-key-segment_undo button"))
    expect(size(page)).to_have_text("330")
    expect(threshold).to_have_value("1")


def test_a_saved_segment_opens_again(visit: Visit) -> None:
    page = visit("/segments")
    add_condition(page, "Number of orders")
    expect(size(page)).to_have_text("330")
    click(page.locator(".st-key-segment_save button"))
    enter(page.locator(".st-key-segment_save_name input"), "买过的人", key="Tab")
    click(page.locator(".st-key-segment_save_now button"))
    expect(page.get_by_text("Saved as 买过的人, version 1.")).to_be_visible()
    again = visit("/segments")
    click(again.locator(".st-key-segment_open input"))
    again.get_by_role("option", name="买过的人").click()
    expect(size(again)).to_have_text("330")


def search_catalogue(page: Page, words: str) -> None:
    search = page.locator(".st-key-segment_catalogue_search input")
    click(search)
    search.fill(words)


def test_a_picked_measure_joins_the_rule(visit: Visit) -> None:
    page = visit("/segments")
    click(page.locator(".st-key-segment-root-browse button:visible"))
    search_catalogue(page, "revenue")
    click(page.locator(".st-key-segment_pick_orders-net_revenue button"))
    expect(of_condition(page, 1, "measure")).to_contain_text("Net revenue")


def test_a_condition_takes_another_measure_after_a_look_at_its_values(visit: Visit) -> None:
    page = visit("/segments")
    add_condition(page, "Number of orders")
    expect(size(page)).to_have_text("330")
    click(of_condition(page, 1, "measure").locator("button:visible"))
    search_catalogue(page, "city")
    click(page.locator(".st-key-segment_look_users-city button:visible"))
    expect(page.get_by_text("400 people with a value, 0 without.")).to_be_visible()
    click(page.locator(".st-key-segment_pick_users-city button"))
    expect(of_condition(page, 1, "measure")).to_contain_text("City")


def draft_link(brand_home: Path, *conditions: object) -> str:
    rule = {"version": 1, "match": "all", "conditions": conditions}
    held: dict[str, object] = {"rule": rule, "off": [], "as_of": None, "name": "", "saved_version": 0}
    return "/segments?draft=" + keep_draft(Settings(home=brand_home), json.dumps(held))


ORDERS = {"measure": "orders.count", "operator": "at_least", "value": 1}
CITY = {"measure": "users.city", "operator": "in_list", "value": ["上海"]}


def test_a_condition_is_dragged_into_a_group_by_its_number(visit: Visit, brand_home: Path) -> None:
    page = visit(draft_link(brand_home, ORDERS, {"match": "any", "conditions": [CITY]}))
    numbers = page.locator(".st-key-segment_builder .stMarkdownBadge")
    expect(numbers).to_have_text(["1", "2", "2.1"])
    expect(size(page)).not_to_have_text("400")
    settled(page)
    card = of_condition(page, 2, "menu").bounding_box()
    grip = numbers.first.bounding_box()
    assert card
    assert grip
    page.mouse.move(grip["x"] + 4, grip["y"] + 4)
    page.mouse.down()
    page.mouse.move(grip["x"] + 30, grip["y"] + 40, steps=3)
    page.mouse.move(grip["x"] + 60, card["y"] + 90, steps=6)
    expect(page.locator(".segment-drop-line")).to_be_visible()
    page.mouse.up()
    expect(numbers).to_have_text(["1", "1.1", "1.2"])


def test_what_followed_is_asked_in_a_window_that_stays_open(visit: Visit, brand_home: Path) -> None:
    page = visit(draft_link(brand_home, ORDERS))
    expect(size(page)).to_have_text("362")
    click(of_condition(page, 1, "further").locator("button:visible"))
    click(page.locator("[class*='-then-on'] label").first)
    days = page.locator("[class*='-then0-within_days'] input")
    expect(days).to_have_value("30")
    expect(size(page)).not_to_have_text("362")
    followed = size(settled(page)).inner_text()
    enter(days, "3")
    expect(size(page)).not_to_have_text(followed)
    expect(days).to_have_value("3")


def test_on_a_telephone_the_size_stays_in_view(visit: Visit) -> None:
    page = visit("/segments", width=390)
    expect(size(page)).to_be_in_viewport()
    width = page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
    assert width <= 390
