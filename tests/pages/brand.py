"""A seeded little brand whose store the page and browser tests open."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from data.store import Version
from tests.stores import store_from_rows

FIRST, LAST = date(2025, 1, 1), date(2025, 12, 20)
CITIES = ("上海", "杭州", "成都", "广州")
CHANNELS = ("天猫旗舰店", "微信小程序", "门店")


def built_brand(folder: Path, *, people: int = 400, seed: int = 7) -> Version:
    """A year of members, orders and interactions that ends in the middle of a month."""
    chance = random.Random(seed)
    users = [_user(number, chance) for number in range(people)]
    orders = [order for user in users for order in _orders(user, chance)]
    return store_from_rows(
        folder,
        users=users,
        orders=orders,
        interactions=[_interaction(number, order) for number, order in enumerate(orders)],
        data_start=FIRST,
        data_end=LAST,
    )


def _user(number: int, chance: random.Random) -> dict[str, Any]:
    joined = FIRST + timedelta(days=chance.randrange((LAST - FIRST).days))
    return {
        "user_id": f"M{number:06d}",
        "joined_at": f"{joined} 04:00:00",
        "city": chance.choice(CITIES),
        "tier": chance.choice(("普通", "银卡", "金卡")),
    }


def _orders(user: dict[str, Any], chance: random.Random) -> list[dict[str, Any]]:
    day = date.fromisoformat(user["joined_at"][:10])
    orders: list[dict[str, Any]] = []
    while (day := day + timedelta(days=int(chance.expovariate(1 / 40)))) <= LAST and len(orders) < 12:
        paid = chance.randrange(3_000, 60_000)
        orders.append(
            {
                "order_id": f"O{user['user_id'][1:]}-{len(orders)}",
                "user_id": user["user_id"],
                "ordered_date": day,
                "status": "refunded" if chance.random() < 0.04 else "completed",
                "paid_cents": paid,
                "channel": chance.choice(CHANNELS),
            }
        )
    return orders


def _interaction(number: int, order: dict[str, Any]) -> dict[str, Any]:
    return {
        "interaction_id": f"I{number}",
        "user_id": order["user_id"],
        "occurred_date": order["ordered_date"],
        "interaction_kind": "view",
    }
