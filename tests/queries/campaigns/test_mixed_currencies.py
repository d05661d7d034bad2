"""Orders in another currency are set aside when an export is checked, so that no campaign adds dollars to yuan."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from data.intake import check_export
from data.settings import Settings
from data.store import build_store
from queries.audience import Audience
from queries.campaigns import CampaignEffect, campaign_effect, known_campaigns
from queries.campaigns.assignments import decided_assignments
from queries.campaigns.credit import credit_ledger
from queries.engines import DuckDBEngine

NOW, SENT = datetime(2025, 8, 1, tzinfo=UTC), datetime(2025, 6, 1, 4)
AS_OF = date(2025, 7, 29)
DOLLARS = range(0, 400, 100)  # who paid in them


def written(folder: Path, name: str, rows: list[dict[str, Any]]) -> None:
    with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """400 people, half kept back, who all ordered once: on the day after 1 June, or long after, one before."""
    folder = tmp_path / "export"
    folder.mkdir()
    joined, at = "2025-01-01T00:00:00Z", f"{SENT.isoformat()}Z"
    written(folder, "users", [{"user_id": f"u{n}", "joined_at": joined} for n in range(400)])
    touch = {"campaign_id": "spring", "assigned_at": at, "channel": "sms", "clicked_at": at}
    written(
        folder,
        "touches",
        [
            {"user_id": f"u{n}", **touch, "clicked_at": "" if n % 2 else at, "is_control": str(n % 2 == 1).lower()}
            for n in range(400)
        ],
    )
    written(folder, "orders", [_order(n) for n in range(400)])
    return folder


def _order(number: int) -> dict[str, Any]:
    ordered_at = SENT + timedelta(days=-100 if number == 1 else 1 if number % 4 == 0 else 58)
    return {
        "order_id": f"o{number}",
        "user_id": f"u{number}",
        "ordered_at": f"{ordered_at.isoformat()}Z",
        "status": "completed",
        "paid_amount": "1000000.00" if number in DOLLARS else "100.00",
        "currency": "USD" if number in DOLLARS else "CNY",
    }


def test_an_order_in_dollars_is_neither_bought_nor_credited(export: Path, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home", threads=1, timezone="Asia/Shanghai", currency="CNY")
    checked = check_export([export], settings=settings, now=NOW)
    (said,) = [str(finding.sentence) for finding in checked.findings if finding.rule == "other_currency"]
    assert said.startswith("Orders in another currency than CNY: 4")
    engine = DuckDBEngine(build_store(checked, settings=settings, now=NOW), settings)
    found = _result(engine, settings)
    assert found.buyers == {"control": 0, "A": 96}
    assert found.overall is not None
    assert found.overall.money.capped_difference.value == pytest.approx(96 / 200 * 10_000)
    ledger = credit_ledger(engine, Audience(AS_OF), since=SENT.date())
    assert (ledger.orders, ledger.net_cents) == (395, 395 * 10_000)
    assert all(sum(one.net_cents for one in way) == ledger.net_cents for way in ledger.ways.values())
    engine.close()


def _result(engine: DuckDBEngine, settings: Settings) -> CampaignEffect:
    (known,) = known_campaigns(engine, settings, Audience(AS_OF))
    rows = decided_assignments(engine, settings, known.campaign_id).rows
    return campaign_effect(engine, rows, Audience(AS_OF), window_days=known.window_days)
