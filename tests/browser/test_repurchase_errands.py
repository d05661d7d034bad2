"""Errands on the pages of repurchase and of value: on a telephone, and a chart that leaves with its definition."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from tests.browser.conftest import Visit
from tests.browser.test_pictures import saved

pytestmark = pytest.mark.browser
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize(("path", "chart"), [("/repurchase", "repurchase_ladder"), ("/value", "value_cohorts")])
def test_on_a_telephone_the_page_is_no_wider_than_it(visit: Visit, path: str, chart: str, dark: bool) -> None:
    page = visit(path, locale="zh-CN", width=390, dark=dark)
    page.locator(f".st-key-chart_{chart} svg.marks").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_ladder_leaves_as_a_picture_that_says_how_it_is_counted(visit: Visit) -> None:
    page = visit("/repurchase")
    page.locator(".st-key-chart_repurchase_ladder svg.marks").wait_for()
    picture = ElementTree.parse(saved(page, "repurchase_ladder", "SVG")).getroot()
    shown = " ".join("".join(node.itertext()) for node in picture.findall(f"{SVG}text"))
    assert "From one purchase to the next" in shown
    assert "Of those who reached a purchase number, who bought once more within so many days." in shown
    assert "days in the time zone Asia/Shanghai, data to 20 Dec 2025." in " ".join(shown.split())
