"""A chart leaves as a picture that stands on its own: drawing, title and definition in one file."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.serving import click

pytestmark = pytest.mark.browser


def saved(page: Page, card: str, kind: str) -> Path:
    opened = page.locator(f".st-key-chart_{card}")
    click(opened.get_by_text("Table and download"))
    opened.get_by_test_id("stDataFrame").locator("canvas").first.wait_for()  # the panel has its place then
    with page.expect_download() as coming:
        click(opened.get_by_role("button", name=f"Picture ({kind})"))
    assert coming.value.suggested_filename.endswith(f".{kind.lower()}")
    return Path(coming.value.path())


def test_a_chart_is_saved_as_svg_with_its_title(visit: Visit) -> None:
    page = visit("/retention")
    page.locator(".st-key-chart_retention_curve svg.marks").wait_for()
    picture = ElementTree.parse(saved(page, "retention_curve", "SVG")).getroot()
    texts = ["".join(node.itertext()) for node in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert "All cohorts together" in texts
    assert "Months since" in texts
    assert picture.find("{http://www.w3.org/2000/svg}svg") is not None


def test_both_halves_of_the_heat_map_are_in_one_picture(visit: Visit) -> None:
    page = visit("/retention")
    expect(page.locator(".st-key-triangle svg.marks")).to_have_count(2)
    picture = ElementTree.parse(saved(page, "retention_map", "SVG")).getroot()
    assert len(picture.findall("{http://www.w3.org/2000/svg}svg")) == 2


def test_a_chart_is_saved_as_png(visit: Visit) -> None:
    page = visit("/retention")
    expect(page.locator(".st-key-chart_retention_curve svg.marks")).to_be_visible()
    assert saved(page, "retention_curve", "PNG").read_bytes().startswith(b"\x89PNG")
