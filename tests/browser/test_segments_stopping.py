"""A count that nobody waits for any more ends: by the button beside it, and by the next change of the rule."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.serving import click, served, settled
from tests.browser.test_segments_errands import add_condition
from tests.browser.test_stopping import expect_nothing_left, what_runs

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def slow_address(brand_home: Path) -> Iterator[str]:
    with served(brand_home, script="tests/browser/slow_segments.py") as at:
        yield at


@pytest.fixture
def counting(visit: Visit, slow_address: str) -> Page:
    """The page while it counts the first condition."""
    page = visit(slow_address)
    add_condition(page, "Number of orders")
    expect(page.get_by_text("Calculating for")).to_be_visible()
    return page


def test_a_count_can_be_stopped_and_asked_again(counting: Page) -> None:
    counting.get_by_role("button", name="Stop counting").click()
    expect(counting.get_by_text("You stopped this count.")).to_be_visible()
    click(counting.get_by_role("button", name="Count again"))
    expect(counting.get_by_text("Calculating for")).to_be_visible()


def test_a_stopped_count_leaves_no_query_running(counting: Page) -> None:
    counting.get_by_role("button", name="Stop counting").click()
    expect(counting.get_by_text("You stopped this count.")).to_be_visible()
    line_before = what_runs(settled(counting)).inner_text()
    counting.get_by_role("button", name="Undo").click()
    expect_nothing_left(counting, line_before)


def test_the_next_change_ends_the_count_before_it(counting: Page) -> None:
    counting.locator("[class*=st-key-segment_condition_] [class*='-menu'] button:visible").click()
    counting.get_by_text("Switch off or on").click()
    size = counting.locator(".st-key-segment_size [data-testid=stMetricValue]")
    expect(size).to_have_text("400")
    expect(counting.get_by_text("Calculating for")).to_have_count(0)


def test_a_page_stopped_half_drawn_keeps_nothing_of_the_one_before(counting: Page) -> None:
    expect(counting.get_by_role("button", name="Birthday this week")).to_have_count(0)
    counting.get_by_role("button", name="Stop counting").click()
    expect(counting.get_by_text("You stopped this count.")).to_be_visible()
    expect(counting.get_by_role("button", name="New without an order")).to_have_count(0)
