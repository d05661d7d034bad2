"""A count that nobody waits for any more ends: by the button beside it, and by the next change of the rule."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.serving import served

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def slow_address(brand_home: Path) -> Iterator[str]:
    with served(brand_home, script="tests/browser/slow_segments.py") as at:
        yield at


@pytest.fixture
def counting(chromium: Browser, slow_address: str) -> Iterator[Page]:
    """The page while it counts the first condition."""
    context = chromium.new_context(locale="en-GB")
    page = context.new_page()
    page.goto(slow_address)
    search = page.locator(".st-key-segment-root-add input")
    search.click(timeout=60_000)
    search.fill("Number of orders")
    page.get_by_role("option").first.click()
    expect(page.get_by_text("Calculating for")).to_be_visible(timeout=30_000)
    yield page
    context.close()


def test_a_count_can_be_stopped_and_asked_again(counting: Page) -> None:
    counting.get_by_role("button", name="Stop counting").click()
    expect(counting.get_by_text("You stopped this count.")).to_be_visible(timeout=30_000)
    counting.get_by_role("button", name="Count again").click()
    expect(counting.get_by_text("Calculating for")).to_be_visible(timeout=30_000)


def test_a_stopped_count_leaves_no_query_running(counting: Page) -> None:
    counting.get_by_role("button", name="Stop counting").click()
    expect(counting.get_by_text("You stopped this count.")).to_be_visible(timeout=30_000)
    counting.get_by_role("button", name="Undo").click()
    expect(counting.get_by_text("running before: 0")).to_be_visible(timeout=30_000)


def test_the_next_change_ends_the_count_before_it(counting: Page) -> None:
    counting.locator("[class*=st-key-segment_condition_] [class*='-menu'] button:visible").click()
    counting.get_by_text("Switch off or on").click()
    size = counting.locator(".st-key-segment_size [data-testid=stMetricValue]")
    expect(size).to_have_text("400", timeout=30_000)
    expect(counting.get_by_text("Calculating for")).to_have_count(0)


def test_a_page_stopped_half_drawn_keeps_nothing_of_the_one_before(counting: Page) -> None:
    expect(counting.get_by_role("button", name="Birthday this week")).to_have_count(0)
    counting.get_by_role("button", name="Stop counting").click()
    expect(counting.get_by_text("You stopped this count.")).to_be_visible(timeout=30_000)
    expect(counting.get_by_role("button", name="New without an order")).to_have_count(0)
