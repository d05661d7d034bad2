"""A shop report without buyers, in GB18030 with Chinese headers: money is answered, people are refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from data.errors import NotDelivered
from data.intake import check_export
from data.settings import Settings
from data.store import build_store
from queries.audience import Audience
from queries.engines import DuckDBEngine
from queries.question import answer, question
from tests.samples.tmall import DAYS, ShopReport, write_shop_report

NOW = datetime(2026, 3, 5, tzinfo=UTC)
ABOUT_PEOPLE = (
    "overview/people",
    "overview/members",
    "retention/repurchase",
    "retention/repurchase_elapsed",
)


@dataclass(frozen=True)
class Shop:
    report: ShopReport
    engine: DuckDBEngine

    def rows(self, name: str, **params: Any) -> list[dict[str, Any]]:
        audience = Audience(self.engine.version.manifest.data_end)
        return answer(question(name), self.engine, audience=audience, **params).rows


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    folder: Path = tmp_path_factory.mktemp("shop")
    report = write_shop_report(folder / "tmall_order_report.csv")
    settings = Settings(home=folder / "home", threads=1)
    version = build_store(check_export([report.path], settings=settings, now=NOW), settings=settings, now=NOW)
    engine = DuckDBEngine(version, settings)
    yield Shop(report, engine)
    engine.close()


def test_paid_orders_that_were_not_returned_are_orders(shop: Shop) -> None:
    [trade] = shop.rows("overview/trade", days=DAYS)
    assert trade["orders"] == shop.report.paid_orders - shop.report.fully_refunded_orders
    assert trade["refunded_orders"] == shop.report.fully_refunded_orders


def test_what_the_buyer_paid_is_already_net_of_refunds(shop: Shop) -> None:
    [trade] = shop.rows("overview/trade", days=DAYS)
    assert trade["net_cents"] == shop.report.net_cents
    assert trade["refunded_cents"] == shop.report.refunded_cents


def test_all_money_belongs_to_nobody_known(shop: Shop) -> None:
    [trade] = shop.rows("overview/trade", days=DAYS)
    assert trade["unattributed_net_cents"] == trade["net_cents"]
    assert shop.engine.version.manifest.people == 0


def test_buyers_of_a_day_are_unknown_and_not_zero(shop: Shop) -> None:
    assert {row["buyers"] for row in shop.rows("overview/daily")} == {None}


@pytest.mark.parametrize("name", ABOUT_PEOPLE)
def test_questions_about_people_are_refused_with_the_missing_column(shop: Shop, name: str) -> None:
    with pytest.raises(NotDelivered, match=r"needs the (column user_id|table)"):
        shop.rows(name)
