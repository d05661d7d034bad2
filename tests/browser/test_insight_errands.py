"""An errand below a segment, in a real browser: who came and went, then why one of them is in."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.serving import settled

pytestmark = pytest.mark.browser


def open_tab(page: Page, name: str) -> Page:
    settled(page).get_by_role("tab", name=name).click()
    return settled(page)


def test_from_who_entered_to_why_one_of_them_is_in(visit: Visit) -> None:
    page = visit("/segments")
    search = settled(page).locator(".st-key-segment-root-add input")
    search.click()
    search.fill("Number of orders")
    page.get_by_role("option").first.click()
    expect(page.locator(".st-key-segment_size [data-testid=stMetricValue]")).not_to_have_text("400")
    open_tab(page, "History")
    expect(page.get_by_text("Who came and went, and why")).to_be_visible(timeout=60_000)
    page.locator(".st-key-insight_entered_all button").click()
    expect(page.get_by_role("dialog").get_by_text(re.compile("people as of"))).to_be_visible(timeout=30_000)
    page.keyboard.press("Escape")
    open_tab(page, "Why in or out")
    box = page.locator(".st-key-insight_who input")
    box.fill("M000001")
    box.press("Enter")
    expect(page.get_by_text(re.compile("M000001 is (in|out)"))).to_be_visible(timeout=30_000)
    page.reload()
    expect(page.get_by_text(re.compile("M000001 is (in|out)"))).to_be_visible(timeout=60_000)
