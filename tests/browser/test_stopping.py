"""A long question shows its time and a way out, and ends when it is stopped or overtaken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import NewReader
from tests.browser.serving import served, settled

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def slow_address(brand_home: Path) -> Iterator[str]:
    with served(brand_home, script="tests/browser/slow_page.py") as at:
        yield at


@pytest.fixture
def slow(new_reader: NewReader, slow_address: str) -> Page:
    page = new_reader().new_page()
    page.goto(slow_address)
    return page


def what_runs(page: Page) -> Locator:
    return page.get_by_text("running before:")


def expect_nothing_left(page: Page, line_before: str) -> None:
    """In a run after the one that wrote that line."""
    expect(what_runs(page)).not_to_have_text(line_before)
    expect(what_runs(page)).to_have_text(re.compile("running before: 0$"))


def test_a_long_question_can_be_stopped_and_asked_again(slow: Page) -> None:
    expect(slow.get_by_text("Calculating for")).to_be_visible()
    slow.get_by_role("button", name="Cancel").click()
    expect(slow.get_by_text("You stopped this calculation.")).to_be_visible()
    line_before = what_runs(settled(slow)).inner_text()
    slow.get_by_role("button", name="Try again").click()
    expect_nothing_left(slow, line_before)
    expect(slow.get_by_text("Calculating for")).to_be_visible()


def test_a_newer_click_stops_the_question_before_it(slow: Page) -> None:
    expect(slow.get_by_text("Calculating for")).to_be_visible()
    line_before = what_runs(slow).inner_text()
    slow.get_by_role("button", name="Increment").click()
    expect(slow.get_by_role("spinbutton")).to_have_value("1")
    expect_nothing_left(slow, line_before)
    expect(slow.get_by_text("Calculating for")).to_be_visible()


def test_a_closed_browser_leaves_no_question_running(new_reader: NewReader, slow_address: str, slow: Page) -> None:
    expect(slow.get_by_text("Calculating for")).to_be_visible()
    slow.context.close()
    page = new_reader().new_page()
    page.goto(slow_address)
    expect(what_runs(page)).to_have_text("run 1, running before: 0")
