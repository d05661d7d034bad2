"""Errands on the retention page: from a cell to its people and back, in a link, on a telephone, as a file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visit
from tests.browser.serving import click, settled
from tests.browser.test_frame_errands import english_in

pytestmark = pytest.mark.browser
ICONS = {"menu", "book"}  # symbols of the icon font, written as words


def cells(page: Page) -> Locator:
    """The squares of the heat map; each says its count in words."""
    found = page.locator(".st-key-triangle_cells_scroll [aria-roledescription='rect mark']")
    found.first.wait_for()
    return found


def click_first_cell(page: Page) -> int:
    """Clicks the first cohort's first month and answers the people that the cell counts."""
    first = cells(settled(page)).first
    spoken = first.get_attribute("aria-label")
    assert spoken
    first.click(force=True)  # its number lies on top of it
    return int(re.findall(r"\d+", spoken)[0])


def test_a_click_on_a_cell_opens_exactly_its_people(visit: Visit) -> None:
    page = visit("/retention")
    people = click_first_cell(page)
    expect(page.get_by_text(f"People who started in Jan 2025, counted in column 1: {people}")).to_be_visible()
    expect(page.get_by_text(f"{people} people as of 20 Dec 2025")).to_be_visible()
    expect(page).to_have_url(re.compile("retention_cell=2025-01-01.1"))


def test_a_closed_cell_opens_again(visit: Visit) -> None:
    page = visit("/retention")
    click_first_cell(page)
    people = page.get_by_text("People who started in Jan 2025")
    people.wait_for()
    click(page.get_by_role("dialog").get_by_role("button", name="Close"))
    expect(people).to_be_hidden()
    page.wait_for_url(lambda address: "retention_cell" not in address)
    click_first_cell(page)
    expect(people).to_be_visible()


def test_a_double_click_opens_as_a_click_does(visit: Visit) -> None:
    page = visit("/retention")
    settled(page)
    cells(page).first.dblclick(force=True)
    expect(page.get_by_role("dialog")).to_contain_text("People who started in Jan 2025")


def test_a_copied_link_opens_the_same_cell_in_another_language(visit: Visit) -> None:
    page = visit("/retention")
    click_first_cell(page)
    page.wait_for_url("**retention_cell=2025-01-01.1**")
    again = visit(page.url, locale="zh-CN")
    expect(again.get_by_role("dialog")).to_contain_text("2025年1月")


def test_the_names_stand_beside_their_rows(visit: Visit) -> None:
    page = visit("/retention")
    square = cells(page).first.bounding_box()
    name = page.locator("[class*='st-key-triangle_names'] text", has_text="Jan 2025").bounding_box()
    assert square
    assert name
    assert abs((square["y"] + square["height"] / 2) - (name["y"] + name["height"] / 2)) < 3
    assert name["x"] + name["width"] < square["x"]


@pytest.mark.parametrize("dark", [False, True])
def test_on_a_telephone_the_cells_scroll_and_the_page_does_not(visit: Visit, dark: bool) -> None:
    page = visit("/retention", locale="zh-CN", width=390, dark=dark)
    cells(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    room = page.locator(".st-key-triangle_cells_scroll")
    assert room.evaluate("e => e.scrollWidth > e.clientWidth")
    name = page.locator("[class*='st-key-triangle_names'] text", has_text="2025年1月").bounding_box()
    assert name
    assert name["x"] >= 0


def test_the_triangle_comes_as_a_file_with_every_count(visit: Visit) -> None:
    page = visit("/retention")
    card = page.locator(".st-key-chart_retention_map")
    click(card.get_by_text("Table and download"))
    with page.expect_download() as coming:
        click(card.get_by_role("button", name="Download CSV"))
    lines = Path(coming.value.path()).read_text("utf-8-sig").splitlines()
    assert lines[0].replace('"', "").startswith("Cohort from,Cohort,Period,People,Of these again")
    assert len(lines) == 1 + 12 * 12


def test_a_cell_becomes_a_segment_of_as_many_people(visit: Visit) -> None:
    page = visit("/retention")
    people = click_first_cell(page)
    click(page.get_by_role("dialog").get_by_role("link", name="Open as a segment"))
    page.get_by_role("heading", name="Segments").wait_for()
    expect(page.locator("[data-testid=stMetricValue]").first).to_have_text(str(people))


def test_a_question_of_ones_own_is_asked_step_by_step(visit: Visit) -> None:
    page = visit("/retention")
    click(page.get_by_text("Define the question"))
    inputs = page.locator(".st-key-study_start")
    click(inputs.get_by_role("button", name="＋ only where").first)
    click(page.get_by_text("Sales channel", exact=True).last)
    expect(page.locator(".st-key-study_start").get_by_text("Sales channel")).to_be_visible()
    page.wait_for_url("**study=**")
    again = visit(page.url, locale="zh-CN")
    expect(again.locator(".st-key-study_sentence")).to_be_visible()
    assert again.url.split("study=")[1][:20] == page.url.split("study=")[1][:20]


@pytest.mark.parametrize("locale", ["zh-CN", "zh-TW"])
def test_a_chinese_page_holds_no_english(visit: Visit, locale: str) -> None:
    page = visit("/retention", locale=locale)
    cells(page)
    assert set(english_in(page)) <= ICONS
