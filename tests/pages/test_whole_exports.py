"""Every page opens over whole exports: a real retailer's year, the demo brand, a shop report without buyers."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from data.demo import make_demo
from data.intake import check_export
from data.settings import Settings
from data.store import build_store
from tests.pages.conftest import Opener, texts
from tests.samples import complete_journey
from tests.samples.tmall import write_shop_report

NOW = datetime(2026, 9, 1, 3, tzinfo=UTC)
PAGES = ("", "../look/retention.py", "../act/segments.py", "../act/campaigns.py", "../keep/data.py")


def built(export: Path, settings: Settings) -> Settings:
    build_store(check_export([export], settings=settings, now=NOW), settings=settings, now=NOW)
    return settings


@pytest.fixture(scope="session")
def journey_house(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("journey-pages")
    zone, currency = complete_journey.TIMEZONE, complete_journey.CURRENCY
    settings = Settings(home=folder / "home", timezone=zone, currency=currency, threads=2)
    return built(complete_journey.write_export(folder / "export"), settings)


@pytest.fixture(scope="session")
def demo_house(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("demo-pages")
    make_demo(folder / "demo", people=5_000)
    return built(folder / "demo", Settings(home=folder / "home", threads=2))


@pytest.fixture(scope="session")
def shop_house(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("shop-pages")
    report = write_shop_report(folder / "tmall_order_report.csv")
    return built(report.path, Settings(home=folder / "home", threads=2))


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("house", ["journey_house", "demo_house", "shop_house"])
def test_the_page_opens(house: str, page: str, opened: Opener, request: pytest.FixtureRequest) -> None:
    shown = opened(request.getfixturevalue(house), page=page)
    assert not shown.exception
    assert shown.title[0].value


def test_the_overview_of_the_real_year_shows_its_households(journey_house: Settings, opened: Opener) -> None:
    assert "2,469" in texts(opened(journey_house))


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ("../look/retention.py", "The export lacks what this needs"),
        ("../act/segments.py", "there is nobody to select"),
        ("../act/campaigns.py", "No campaign is known: the export holds no touches"),
    ],
)
def test_without_buyers_a_page_about_people_says_what_is_missing(
    shop_house: Settings, page: str, reason: str, opened: Opener
) -> None:
    assert reason in texts(opened(shop_house, page=page))


def test_a_retailer_that_kept_nobody_back_is_shown_no_lift(journey_house: Settings, opened: Opener) -> None:
    """The Complete Journey's campaign 18, of 1,133 households."""
    shown = texts(opened(journey_house, page="../act/campaigns.py", camp="18"))
    assert "No control group was kept back" in shown
    assert "lift" not in shown.lower()


def test_orders_that_name_nobody_offer_no_buyers_to_draw(shop_house: Settings, opened: Opener) -> None:
    offered = [option for group in opened(shop_house).button_group for option in group.options]
    assert "Net revenue" in offered
    assert "Buyers" not in offered
