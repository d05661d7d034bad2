"""A little brand with campaigns of every kind: fair, without effect, alone, unevenly split, tiny, still running."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from data.store import Version
from tests.stores import store_from_rows

FIRST, LAST = date(2025, 1, 1), date(2025, 6, 30)
PEOPLE = 2_000


@dataclass(frozen=True)
class Sent:
    """`buyers` of the recipients and `control_buyers` of those kept back order on the day after."""

    key: str
    on: date
    recipients: int
    buyers: int
    control: int
    control_buyers: int
    planned: float | None


SENT = (
    Sent("early", date(2024, 12, 20), 50, 0, 50, 0, 0.5),
    Sent("fair", date(2025, 2, 1), 1_000, 300, 1_000, 200, 0.5),
    Sent("worse", date(2025, 2, 15), 1_000, 200, 1_000, 300, 0.5),
    Sent("flat", date(2025, 3, 1), 1_000, 101, 200, 20, 1 / 6),
    Sent("alone", date(2025, 4, 1), 900, 250, 0, 0, None),
    Sent("uneven", date(2025, 5, 1), 1_000, 300, 500, 100, 0.5),
    Sent("tiny", date(2025, 6, 1), 20, 9, 20, 1, 0.5),
    Sent("running", date(2025, 6, 28), 1_000, 300, 1_000, 200, 0.5),
)


def built_campaign_brand(folder: Path) -> Version:
    return store_from_rows(
        folder,
        users=[
            {"user_id": f"M{number:06d}", "joined_at": "2025-01-02 04:00:00", "tier": ("gold", "silver")[number % 2]}
            for number in range(PEOPLE)
        ],
        orders=[order for sent in SENT for order in order_rows(sent)],
        campaigns=[campaign_row(sent) for sent in SENT],
        touches=[touch for sent in SENT for touch in touch_rows(sent)],
        data_start=FIRST,
        data_end=LAST,
    )


def campaign_row(sent: Sent) -> dict[str, Any]:
    return {
        "campaign_id": sent.key,
        "campaign_name": f"活动 {sent.key}",
        "channel": "sms",
        "start_date": sent.on,
        "control_share": sent.planned,
        "window_days": 7,
    }


def touch_rows(sent: Sent) -> Iterator[dict[str, Any]]:
    for number in range(sent.recipients + sent.control):
        is_control = number >= sent.recipients
        yield {
            "user_id": f"M{number:06d}",
            "campaign_id": sent.key,
            "assigned_date": sent.on,
            "is_control": is_control,
            "delivered_date": None if is_control or number % 20 == 0 else sent.on,
            "opened_date": None if is_control or number % 3 else sent.on,
            "is_machine_open": number % 2 == 0,
            "clicked_date": None if is_control or number % 9 else sent.on,
        }


def order_rows(sent: Sent) -> Iterator[dict[str, Any]]:
    buyers = [*range(sent.buyers), *range(sent.recipients, sent.recipients + sent.control_buyers)]
    for number in buyers:
        yield {
            "order_id": f"{sent.key}-{number}",
            "user_id": f"M{number:06d}",
            "ordered_date": sent.on + timedelta(days=1),
            "status": "completed",
            "paid_cents": 10_000 + number,
        }
