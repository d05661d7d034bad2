"""An errand below a segment, in a real browser: who came and went, then why one of them is in."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.serving import click, enter, settled
from tests.browser.test_segments_errands import add_condition, size

pytestmark = pytest.mark.browser


def test_from_who_entered_to_why_one_of_them_is_in(visit: Visit) -> None:
    page = visit("/segments")
    add_condition(page, "Number of orders")
    expect(size(page)).to_have_text("330")
    click(page.get_by_role("tab", name="History"))
    expect(page.get_by_text("Who came and went, and why")).to_be_visible()
    click(page.locator(".st-key-insight_entered_all button"))
    expect(page.get_by_role("dialog").get_by_text(re.compile("people as of"))).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    click(page.get_by_role("tab", name="Why in or out"))
    enter(page.locator(".st-key-insight_who input"), "M000001")
    expect(page.get_by_text(re.compile("M000001 is (in|out)"))).to_be_visible()
    settled(page).reload()
    expect(page.get_by_text(re.compile("M000001 is (in|out)"))).to_be_visible()
