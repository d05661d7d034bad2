"""A long question shows its time and a way out, and ends when it is stopped or overtaken."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.serving import served

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def slow_address(brand_home: Path) -> Iterator[str]:
    with served(brand_home, script="tests/browser/slow_page.py") as at:
        yield at


@pytest.fixture
def slow(chromium: Browser, slow_address: str) -> Iterator[Page]:
    context = chromium.new_context(locale="en-GB")
    page = context.new_page()
    page.goto(slow_address)
    yield page
    context.close()


def test_a_long_question_can_be_stopped_and_asked_again(slow: Page) -> None:
    expect(slow.get_by_text("Calculating for")).to_be_visible(timeout=30_000)
    slow.get_by_role("button", name="Cancel").click()
    expect(slow.get_by_text("You stopped this calculation.")).to_be_visible(timeout=30_000)
    slow.get_by_role("button", name="Try again").click()
    expect(slow.get_by_text("running before: 0")).to_be_visible(timeout=30_000)
    expect(slow.get_by_text("Calculating for")).to_be_visible(timeout=30_000)


def test_a_newer_click_stops_the_question_before_it(slow: Page) -> None:
    expect(slow.get_by_text("Calculating for")).to_be_visible(timeout=30_000)
    slow.get_by_role("button", name="Increment").click()
    expect(slow.get_by_role("spinbutton")).to_have_value("1")
    expect(slow.get_by_text("running before: 0")).to_be_visible(timeout=30_000)
    expect(slow.get_by_text("Calculating for")).to_be_visible(timeout=30_000)


def test_a_closed_browser_leaves_no_question_running(chromium: Browser, slow_address: str, slow: Page) -> None:
    expect(slow.get_by_text("Calculating for")).to_be_visible(timeout=30_000)
    slow.context.close()
    again = chromium.new_context(locale="en-GB")
    page = again.new_page()
    for _ in range(20):
        page.goto(slow_address)
        line = page.get_by_text("running before:")
        expect(line).to_be_visible(timeout=30_000)
        if line.inner_text() == "running before: 0":
            break
    assert line.inner_text() == "running before: 0"
    again.close()
