"""Errands from a question of one's own to people: asked by the inputs, a cell opened, its people kept, a list drawn."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visit
from tests.browser.serving import click, enter, served, settled
from tests.browser.test_retention_errands import cells
from tests.stores import Row, store_from_rows

pytestmark = pytest.mark.browser
FIRST, LAST = date(2025, 1, 1), date(2025, 9, 30)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Members who can be reached, and who bought through two channels."""
    folder, chance = tmp_path_factory.mktemp("studied"), random.Random(5)
    users = [f"M{number:04}" for number in range(600)]
    members = [{"user_id": user, "consent_wecom": True, "wecom_external_id": user} for user in users]
    orders = [order for user in users for order in _orders(user, chance)]
    store_from_rows(folder, users=members, orders=orders, data_start=FIRST, data_end=LAST)
    with served(folder / "home") as at:
        yield at


def _orders(user: str, chance: random.Random) -> Iterator[Row]:
    day, channel = FIRST + timedelta(days=chance.randrange(265)), chance.choice(("门店", "小程序"))
    while day <= LAST:
        yield {
            "order_id": f"{user}-{day}",
            "user_id": user,
            "ordered_date": day,
            "paid_cents": 9_900,
            "channel": channel,
        }
        day += timedelta(days=1 + int(chance.expovariate(1 / (30 if channel == "门店" else 60))))


def choose(row: Locator, number: int, name: str) -> None:
    click(row.get_by_role("combobox").nth(number))
    row.page.get_by_role("option", name=name, exact=True).click()
    settled(row.page)


def labels(page: Page) -> list[str]:
    spoken: list[str] = cells(page).evaluate_all("found => found.map(cell => cell.getAttribute('aria-label'))")
    return spoken


def later_labels(page: Page) -> list[str]:
    """A chart is drawn anew a moment after its data came, when the script has long ended."""
    page.wait_for_timeout(500)
    return labels(page)


def open_a_cell(page: Page, *, least: int) -> int:
    """The first cell with so many people, and how many it says it counts."""
    spoken = labels(settled(page))
    while (before := spoken) != (spoken := later_labels(page)):
        assert before  # the map of the question before still stood there
    counts = [int(said[1]) if (said := re.match(r"(\d+) of", text)) else 0 for text in spoken]
    place = next(place for place, count in enumerate(counts) if count >= least)
    cells(page).nth(place).click(force=True)
    expect(
        page.get_by_role("dialog").get_by_text(re.compile(rf"^{counts[place]} (people|person) as of"))
    ).to_be_visible()
    return counts[place]


def draw_a_list(page: Page, *, of: int) -> None:
    """On the page of lists, with the segment that the link names: of so many people, and it leaves."""
    enter(page.get_by_role("textbox", name="Name", exact=True), "spring")
    enter(page.get_by_role("textbox", name="What it is for"), "to see whether it helps")
    expect(page.locator(".st-key-list_steps")).to_contain_text(re.compile(rf"Selected by the rule\D*{of}\D"))
    click(page.get_by_role("button", name="Let the list leave"))
    expect(page.get_by_test_id("stAlertContentSuccess")).to_be_visible()


def test_a_cell_of_ones_own_question_becomes_a_segment_and_a_list_of_exactly_its_people(
    visit: Visit, address: str
) -> None:
    page = visit(f"{address}/retention")
    click(page.get_by_text("Define the question"))
    choose(page.locator(".st-key-study_cohort"), 0, "every period with a start")
    choose(page.locator(".st-key-study_cohort"), 1, "by quarter")
    choose(page.locator(".st-key-study_measure"), 0, "did not come back")
    expect(page.get_by_role("combobox", name="Question")).to_have_value("A question of my own")
    people = open_a_cell(page, least=30)
    enter(page.get_by_label("Save as a segment and make a list"), "静默客户")
    click(page.get_by_role("link", name="Make a list of these people"))
    expect(page.get_by_role("heading", name="Lists")).to_be_visible()
    expect(page.locator(".st-key-list_segment").get_by_role("combobox")).to_have_value("静默客户")
    draw_a_list(page, of=people)


def test_people_whom_no_rule_selects_become_a_list_and_a_segment_of_it(visit: Visit, address: str) -> None:
    page = visit(f"{address}/retention")
    click(page.get_by_text("Define the question"))
    choose(page.locator(".st-key-study_cohort"), 1, "by 24 hours from the start")
    people = open_a_cell(page, least=1)
    enter(page.get_by_label("Keep as a list that segments can name"), "二十四小时")
    click(page.get_by_role("link", name="Make a segment of this list"))
    page.get_by_role("heading", name="Segments").wait_for()
    expect(page.locator("[data-testid=stMetricValue]").first).to_have_text(str(people))


def test_channels_are_compared_with_p_values_adjusted_together(visit: Visit, address: str) -> None:
    page = visit(f"{address}/retention")
    click(page.locator(".st-key-retention_by").get_by_role("combobox"))
    page.get_by_role("option", name="by Channel of first order", exact=True).click()
    card = page.locator(".st-key-chart_retention_groups")
    table = card.get_by_test_id("stTable")
    expect(table).to_contain_text("p (Holm)")
    expect(table.get_by_role("row").nth(1)).to_contain_text("< 0.001")
    page.wait_for_url("**retention_by=orders.first_channel**")


def test_a_link_shows_a_colleague_the_panels_and_columns_that_were_chosen(visit: Visit, address: str) -> None:
    page = visit(f"{address}/retention")
    click(page.get_by_text("Define the question"))
    click(page.locator(".st-key-chart_retention_map").get_by_text("Table and download"))
    trend = page.locator(".st-key-chart_retention_trend")
    click(trend.get_by_role("button", name="2", exact=True))
    click(trend.get_by_role("button", name="1", exact=True))
    page.wait_for_url("**retention_trend=2.3.6**")
    page.wait_for_url("**study_define=true**")
    again = visit(page.url, locale="zh-CN")
    expect(again.locator(".st-key-study_start")).to_be_visible()
    expect(again.locator(".st-key-chart_retention_map").get_by_test_id("stDataFrame")).to_be_visible()
    expect(again.locator(".st-key-chart_retention_trend svg.marks")).to_contain_text("距起始月数 2")
    expect(again.locator(".st-key-chart_retention_trend svg.marks")).not_to_contain_text("距起始月数 1")


def test_the_definition_of_a_chart_unfolds(visit: Visit, address: str) -> None:
    page = visit(f"{address}/retention")
    fold = page.locator(".st-key-chart_retention_map details.how-counted")
    expect(fold.get_by_text("days in the time zone Asia/Shanghai")).to_be_visible()
    whole = fold.get_by_text("a cell stays blank until the last of its people was observed")
    expect(whole).to_be_hidden()
    click(fold.locator("summary"))
    expect(whole).to_be_visible()
