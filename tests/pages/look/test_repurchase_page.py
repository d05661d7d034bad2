"""Repurchase: what the page says is what the questions count."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from data.settings import Settings
from data.store import open_version
from pages.locale import figures
from queries.audience import Audience
from queries.engines import open_engine
from queries.question import Asking
from queries.retention import ladder, repurchase, window
from tests.pages.brand import LAST
from tests.pages.conftest import Opener, texts
from tests.pages.shops import shop

PAGE = "../look/repurchase.py"


def test_the_verdict_is_the_90_day_repurchase_of_the_question(brand: Settings, opened: Opener) -> None:
    asked = repurchase(Asking(open_engine(open_version(brand), brand)), Audience(LAST))
    share = next(found.share for found in asked if found.within_days == 90)
    assert share.value is not None
    assert share.ci_low is not None
    shown = texts(opened(brand, page=PAGE))
    assert f"**{figures.share(share.value, 'en')}** of first-time buyers bought again within 90 days" in shown
    assert f"95% interval {figures.share(share.ci_low, 'en')} to" in shown


@pytest.mark.parametrize(("locale", "title"), [("en-GB", "Repurchase"), ("zh-CN", "复购"), ("zh-TW", "複購")])
def test_the_page_speaks_the_browsers_language(brand: Settings, opened: Opener, locale: str, title: str) -> None:
    page = opened(brand, page=PAGE, locale=locale)
    assert not page.exception
    assert page.title[0].value == title
    assert len(page.get("vega_lite_chart")) == 4


def test_a_handful_of_people_is_counted_and_not_judged(tmp_path: Path, opened: Opener) -> None:
    shop(tmp_path, {"a": ["2025-01-05", "2025-02-03"], "b": ["2025-01-09"]}, data_end="2025-06-30")
    page = opened(Settings(home=tmp_path / "home", threads=1), page=PAGE)
    assert not page.exception
    assert "1 of 2 first-time buyers bought again within 90 days: too few to judge." in texts(page)
    assert "%" not in "".join(metric.value for metric in page.metric)


def test_buyers_not_yet_watched_long_enough_give_no_rate(tmp_path: Path, opened: Opener) -> None:
    shop(tmp_path, {"a": ["2025-01-05"]}, data_end="2025-01-20")
    shown = texts(opened(Settings(home=tmp_path / "home", threads=1), page=PAGE))
    assert "No first-time buyer has been watched for 90 days yet." in shown
    assert "Fewer than 30 first-time buyers: no curve is drawn." in shown


def test_nobody_bought_is_said_so(tmp_path: Path, opened: Opener) -> None:
    shop(tmp_path, {"a": ["2025-03-05"]}, data_start="2025-01-01", data_end="2025-06-30")
    page = opened(Settings(home=tmp_path / "home", threads=1), page=PAGE, repurchase_as_of="2025-02-01")
    assert "Nobody of this audience had bought by that day." in texts(page)


def test_the_ladder_takes_the_days_of_the_link(brand: Settings, opened: Opener) -> None:
    [first, *_] = ladder(Asking(open_engine(open_version(brand), brand)), Audience(LAST))
    share = next(found.share for found in first.within if found.within_days == 180)
    page = opened(brand, page=PAGE, repurchase_ladder_days="180")
    assert page.get("segmented_control")
    assert share.value is not None
    assert not page.exception


def test_the_window_names_three_rates(brand: Settings, opened: Opener) -> None:
    found = window(Asking(open_engine(open_version(brand), brand)), Audience(LAST), days=90)
    assert found.everyone.by_orders.value is not None
    page = opened(brand, page=PAGE, repurchase_window="90")
    table = page.table[0].value
    assert figures.share(found.everyone.by_orders.value, "en") in table["by orders"].iloc[0]
    assert list(table["People"]) == [str(one.buyers) for one in (found.everyone, found.new, found.returning)]


def test_the_day_asked_about_stands_in_the_link(brand: Settings, opened: Opener) -> None:
    page = opened(brand, page=PAGE, repurchase_as_of="2025-07-10")
    assert page.date_input(key="repurchase_as_of").value == date(2025, 7, 10)


@pytest.mark.parametrize("by", ["users.city", "users.tier", "day"])
def test_groups_are_tested_and_their_differences_stated(brand: Settings, opened: Opener, by: str) -> None:
    page = opened(brand, page=PAGE, repurchase_by=by)
    assert not page.exception
    assert "log-rank test" in texts(page)
    assert not [line for line in texts(page).splitlines() if ":material/error:" in line]
    assert "p (Holm)" in page.table[0].value.columns


def test_without_a_store_the_page_says_the_next_step(empty_house: Settings, opened: Opener) -> None:
    assert "There is no data yet" in texts(opened(empty_house, page=PAGE))
