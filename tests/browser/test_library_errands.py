"""Errands around saved segments, in a real browser: two people at one segment, and a file that travels."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visit
from tests.browser.serving import click, enter, settled
from tests.browser.test_segments_errands import add_condition, of_condition, size

pytestmark = pytest.mark.browser


def press(page: Page, key: str) -> None:
    click(page.locator(f".st-key-{key} button").first)


def write(page: Page, key: str, text: str) -> None:
    enter(page.locator(f".st-key-{key} input"), text, key="Tab")


def set_threshold(page: Page, value: int) -> None:
    before = size(settled(page)).inner_text()
    enter(of_condition(page, 1, "value").locator("input"), str(value))
    expect(size(page)).not_to_have_text(before)


def save_new(page: Page, name: str) -> None:
    add_condition(page, "Number of orders")
    expect(size(page)).to_have_text("330")
    press(page, "segment_save")
    write(page, "segment_save_name", name)
    press(page, "segment_save_now")
    expect(page.get_by_text(f"Saved as {name}, version 1.")).to_be_visible()


def row_of(page: Page, name: str) -> Locator:
    return page.locator("[class*=st-key-library_row_]").filter(has_text=name)


def choose(page: Page, name: str, act: str) -> None:
    click(row_of(page, name).get_by_test_id("stMenuButtonButton").filter(visible=True))
    page.get_by_role("menuitem").filter(has_text=act).click()


def test_of_two_who_save_at_once_the_second_sees_the_difference_and_keeps_both(visit: Visit) -> None:
    first = visit("/segments")
    save_new(first, "Shared")
    second = visit("/segments?saved=Shared")
    expect(size(second)).to_have_text("330")
    set_threshold(first, 2)
    press(first, "segment_save")
    press(first, "segment_save_now")
    expect(first.get_by_text("Saved as Shared, version 2.")).to_be_visible()
    set_threshold(second, 4)
    press(second, "segment_save")
    write(second, "segment_save_note", "only the faithful")
    press(second, "segment_save_now")
    dialog = second.get_by_role("dialog")
    expect(dialog.get_by_text("What they changed since you opened it")).to_be_visible()
    expect(dialog).to_contain_text("is at least 2; before")
    expect(dialog).to_contain_text("is at least 4; before")
    press(second, "segment_save_on_top")
    expect(second.get_by_text("Saved as Shared, version 3.")).to_be_visible()
    library = visit("/library")
    choose(library, "Shared", "Version history")
    versions = library.get_by_role("dialog").locator("[class*=st-key-library_version_]")
    expect(versions).to_have_count(3)
    expect(versions.first).to_contain_text("only the faithful")


def test_a_library_leaves_as_a_file_and_comes_in_beside_itself(visit: Visit, tmp_path: Path) -> None:
    page = visit("/segments")
    save_new(page, "Travelling")
    set_threshold(page, 2)
    library = visit("/library")
    with library.expect_download() as started:
        choose(library, "Travelling", "As a file")
    path = tmp_path / "Travelling.json"
    started.value.save_as(path)
    press(page, "segment_save")
    press(page, "segment_save_now")
    expect(page.get_by_text("Saved as Travelling, version 2.")).to_be_visible()
    press(library, "library_import")
    library.locator(".st-key-library_file input[type=file]").set_input_files(path)
    expect(library.locator(".st-key-library_import_now button")).to_be_enabled()
    press(library, "library_import_now")
    expect(library.get_by_text("already a segment Travelling with another rule")).to_be_visible()
    click(library.get_by_text("keep both"))
    press(library, "library_import_now")
    expect(row_of(library, "Travelling (2)")).to_be_visible()
