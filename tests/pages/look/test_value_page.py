"""Lifecycle and value: what the page says is what the questions count."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.settings import Settings
from data.store import open_version
from queries.audience import Audience
from queries.engines import open_engine
from queries.question import Asking
from queries.retention import lifecycle
from tests.pages.brand import LAST
from tests.pages.conftest import Opener, texts
from tests.pages.shops import shop
from tests.stores import store_from_rows

PAGE = "../look/value.py"


def test_the_verdict_is_the_last_whole_period(brand: Settings, opened: Opener) -> None:
    accounted = lifecycle(Asking(open_engine(open_version(brand), brand)), Audience(LAST))
    last = [one for one in accounted if one.is_complete][-1]
    gained = (last.new_buyers or 0) + (last.resurrected or 0)
    shown = texts(opened(brand, page=PAGE))
    assert f"In Nov 2025, **{gained}** buyers were gained and **{last.churned}** lost." in shown


@pytest.mark.parametrize("period", ["week", "month", "quarter"])
@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
def test_every_period_is_answered(brand: Settings, opened: Opener, period: str, locale: str) -> None:
    page = opened(brand, page=PAGE, locale=locale, value_period=period)
    assert not page.exception
    assert len(page.get("vega_lite_chart")) == 3


def test_a_month_that_has_not_ended_names_the_day_on_which_its_value_is_known(brand: Settings, opened: Opener) -> None:
    table = opened(brand, page=PAGE).table[0].value
    newest = table.iloc[0]
    assert newest["First purchase"] == "Nov 2025"
    assert newest["Net revenue after 3 months"] == "known on 28 Feb 2026"
    assert newest["Net revenue after 12 months"] == "known on 30 Nov 2026"


def test_the_quick_ratio_is_drawn_of_judged_periods_only(brand: Settings) -> None:
    accounted = lifecycle(Asking(open_engine(open_version(brand), brand)), Audience(LAST))
    assert accounted[-1].quick_ratio is None, "December runs"
    for one in accounted[1:-1]:
        gained = (one.new_buyers or 0) + (one.resurrected or 0)
        assert one.quick_ratio == (gained / one.churned if one.churned else None)


def test_what_was_not_delivered_is_named_and_not_zero(brand: Settings, opened: Opener) -> None:
    shown = texts(opened(brand, page=PAGE))
    assert "costs" in shown
    assert "A new buyer cost" not in shown


def test_what_a_new_buyer_cost_is_said_where_it_is_delivered(tmp_path: Path, opened: Opener) -> None:
    days = [f"2025-01-{day:02}" for day in range(2, 29)] + ["2025-01-29", "2025-01-30", "2025-01-31"]
    store_from_rows(
        tmp_path,
        users=[{"user_id": f"u{number}"} for number in range(60)],
        orders=[
            {"order_id": f"o{number}", "user_id": f"u{number}", "ordered_date": days[number % 30], "paid_cents": 9_900}
            for number in range(60)
        ],
        costs=[{"cost_date": "2025-01-05", "cost_kind": "acquisition", "cost_cents": 60_000}],
        data_start="2025-01-01",
        data_end="2025-03-31",
    )
    shown = texts(opened(Settings(home=tmp_path / "home", threads=1), page=PAGE))
    assert "Costs of these kinds are counted as winning buyers: acquisition." in shown


def test_one_period_says_nothing_of_coming_and_going(tmp_path: Path, opened: Opener) -> None:
    shop(tmp_path, {"a": ["2025-01-05"]}, data_end="2025-01-31")
    shown = texts(opened(Settings(home=tmp_path / "home", threads=1), page=PAGE))
    assert "Two whole periods are needed before anything can be said of who came and went." in shown


def test_nobody_bought_is_said_so(tmp_path: Path, opened: Opener) -> None:
    shop(tmp_path, {"a": ["2025-03-05"]}, data_start="2025-01-01", data_end="2025-06-30")
    page = opened(Settings(home=tmp_path / "home", threads=1), page=PAGE, value_as_of="2025-02-01")
    assert "Nobody of this audience had bought by that day." in texts(page)


def test_without_a_store_the_page_says_the_next_step(empty_house: Settings, opened: Opener) -> None:
    page = opened(empty_house, page=PAGE)
    assert "There is no data yet" in texts(page)
    assert [link.proto.label for link in page.get("page_link")] == ["Bring an export"]
