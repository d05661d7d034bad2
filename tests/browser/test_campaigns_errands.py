"""Errands on the campaigns page: choose one, read what may be said of it, open its people, send the link on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.serving import click, served, settled
from tests.browser.test_frame_errands import english_in
from tests.pages.campaign_brand import SENT, built_campaign_brand

pytestmark = pytest.mark.browser
ICONS = {"menu", "book", "check", "warning", "question", "mark"}  # symbols of the icon font, written as words


@pytest.fixture(scope="module")
def campaigns(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("sent")
    built_campaign_brand(folder)
    with served(folder / "home") as address:
        yield f"{address}/campaigns"


def test_another_campaign_is_chosen_and_its_link_opens_it_again(visit: Visit, campaigns: str) -> None:
    page = visit(campaigns)
    click(page.locator(".st-key-camp").get_by_role("combobox"))
    page.get_by_role("option", name="活动 fair").click()
    expect(page.locator(".st-key-verdict")).to_contain_text("+10.0 points: more people bought within 7 days")
    page.wait_for_url("**camp=fair**")
    again = visit(page.url, width=390)
    expect(again.locator(".st-key-verdict")).to_contain_text("+10.0 points")


def test_the_verdict_is_the_largest_sentence(visit: Visit, campaigns: str) -> None:
    page = visit(f"{campaigns}?camp=fair")
    expect(page.locator(".st-key-verdict p").first).to_have_css("font-size", "20px")


def test_recipients_open_as_people(visit: Visit, campaigns: str) -> None:
    page = visit(f"{campaigns}?camp=alone")
    click(page.locator(".st-key-campaign_recipients_people").get_by_role("button"))
    expect(page.get_by_role("dialog").get_by_text("900 people as of 30 Jun 2025")).to_be_visible()


def test_campaigns_are_judged_beside_each_other_and_the_link_says_so(visit: Visit, campaigns: str) -> None:
    page = visit(f"{campaigns}?camp=fair")
    settled(page)
    click(page.locator(".st-key-camp_across label").first)
    expect(page.locator(".st-key-chart_campaigns_across")).to_contain_text("no fair control group")
    page.wait_for_url("**camp_across=true**")
    again = visit(page.url)
    expect(again.locator(".st-key-chart_campaigns_across")).to_contain_text("活动 worse")


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("key", ["fair", "alone", "running"])
def test_nothing_is_wider_than_the_screen(visit: Visit, campaigns: str, key: str, width: int) -> None:
    page = visit(f"{campaigns}?camp={key}", locale="zh-CN", width=width, dark=width == 390)
    page.locator(".st-key-campaigns_all table").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("locale", ["zh-CN", "zh-TW"])
@pytest.mark.parametrize("key", ["fair", "alone", "uneven", "running"])
def test_a_chinese_page_holds_no_english_but_the_names_of_campaigns(
    visit: Visit, campaigns: str, key: str, locale: str
) -> None:
    page = visit(f"{campaigns}?camp={key}", locale=locale)
    page.locator(".st-key-campaigns_all table").wait_for()
    assert set(english_in(page)) <= {sent.key for sent in SENT} | ICONS | {"Newcombe", "Bonferroni", "Holm"}
