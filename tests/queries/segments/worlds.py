"""Small brands full of edges: ties, NULLs, midnights, late refunds, people who do not count. Seeded, as plain rows."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

Row = dict[str, Any]

FIRST_DAY = date(2025, 1, 1)
LAST_DAY = date(2025, 4, 30)
# Business days begin at 16:00 UTC in Shanghai.
CITIES: list[str | None] = ["上海", "北京", "O'Hare", "", "a%b_c\\", "🙂 城", "上海市", None]
TIERS: list[str | None] = ["gold", "silver", None]
TAGS = ["vip", "new", "x; y", "新客"]
CHANNELS: list[str | None] = ["app", "store", None]
KINDS = ["view", "cart", "签到"]
CATEGORIES: list[str | None] = ["美妆", "食品", None]
PRODUCTS = [{"product_id": f"p{n}", "category": CATEGORIES[n % 3], "brand": ["A", None][n % 2]} for n in range(5)]
CAMPAIGNS = [{"campaign_id": f"c{n}", "campaign_kind": ["new", None][n % 2], "start_date": FIRST_DAY} for n in range(3)]


@dataclass(frozen=True)
class World:
    """The rows of every table as an export would bring them; times in UTC."""

    tables: dict[str, list[Row]]

    @property
    def days(self) -> list[date]:
        return [FIRST_DAY + timedelta(days=n) for n in range((LAST_DAY - FIRST_DAY).days + 1)]


def make_world(seed: int, people: int = 24) -> World:
    chance = random.Random(seed)
    users = [_user(chance, number) for number in range(people)]
    ids = [user["user_id"] for user in users]
    orders = [_order(chance, number, ids) for number in range(people * 3)]
    tables = {
        "users": users,
        "orders": orders,
        "products": [dict(row) for row in PRODUCTS],
        "order_items": [_item(chance, number, orders) for number in range(people * 5)],
        "campaigns": [dict(row) for row in CAMPAIGNS],
        "interactions": [_interaction(chance, ids) for _ in range(people * 3)],
        "touches": [_touch(chance, ids) for _ in range(people * 3)],
        "surveys": [_survey(chance, ids) for _ in range(people)],
        "referrals": [_referral(chance, ids) for _ in range(people)],
        "user_snapshots": [_snapshot(chance, user_id, day) for user_id in ids[::2] for day in (1, 40, 80)],
    }
    return World(tables)


def _moment(chance: random.Random) -> datetime:
    """Often just before, at or after a local midnight."""
    day = FIRST_DAY + timedelta(days=chance.randrange((LAST_DAY - FIRST_DAY).days))
    hour, minute, second = chance.choice([(15, 59, 59), (16, 0, 0), (4, 30, 0), (23, 0, 0)])
    return datetime(day.year, day.month, day.day, hour, minute, second)


def _later(chance: random.Random, moment: datetime) -> datetime | None:
    return chance.choice([None, moment, moment + timedelta(hours=chance.randrange(2000))])


def _user(chance: random.Random, number: int) -> Row:
    return {
        "user_id": f"u{number:03}",
        "joined_at": chance.choice([None, _moment(chance), _moment(chance)]),
        "gender": chance.choice(["female", "male", "unknown", None]),
        "birth_date": chance.choice(
            [None, date(1992, 2, 29), date(1990, 2, 28), date(1985, 3, 1), date(1999, 12, 31), date(2001, 1, 1)]
        ),
        "city": chance.choice(CITIES),
        "tier": chance.choice(TIERS),
        "points": chance.choice([None, 0, 10, 10, 20, -5]),
        "points_expiry_date": chance.choice([None, date(2025, 3, 1), date(2025, 4, 30), date(2026, 1, 1)]),
        "phone": chance.choice([None, "13812345678"]),
        "consent_sms": chance.choice([True, False, None]),
        "tags": chance.choice([None, [], ["vip"], ["vip", "new"], ["新客", "x; y", "vip"]]),
        "is_test": chance.random() < 0.08,
        "deleted_at": _moment(chance) if chance.random() < 0.08 else None,
        "score": chance.choice([None, 0.1, 0.1, 2.5, -1.0]),
    }


def _order(chance: random.Random, number: int, ids: list[str]) -> Row:
    moment = _moment(chance)
    paid = chance.choice([0, 999, 1000, 1000, 5000])
    refunded = chance.choice([0, 0, None, 500, 1000, paid])
    return {
        "order_id": f"o{number:03}",
        "user_id": chance.choice([*ids, None]),
        "ordered_at": moment,
        "status": chance.choice(["completed", "paid", "shipped", "unpaid", "cancelled", "refunded", None]),
        "paid_cents": paid,
        "refunded_cents": refunded,
        "refunded_at": _later(chance, moment) if refunded else None,
        "channel": chance.choice(CHANNELS),
        "is_test": chance.random() < 0.05,
        "coupon_id": chance.choice(["k1", "k2", None]),
        "gross_cents": chance.choice([None, 0, 1000, 3000]),
        "discount_cents": chance.choice([None, 0, 1, 500]),
    }


def _item(chance: random.Random, number: int, orders: list[Row]) -> Row:
    return {
        "order_id": chance.choice(orders)["order_id"],
        "line_no": number,
        "product_id": chance.choice(["p0", "p1", "p2", "p3", "p4", "unknown"]),
        "quantity": chance.choice([1.0, 2.0, 0.5, None]),
        "item_cents": chance.choice([None, 0, 999, 1000]),
    }


def _interaction(chance: random.Random, ids: list[str]) -> Row:
    return {
        "user_id": chance.choice(ids),
        "occurred_at": _moment(chance),
        "interaction_kind": chance.choice(KINDS),
        "channel": chance.choice(CHANNELS),
        "product_id": chance.choice(["p0", "p1", None]),
        "interaction_value": chance.choice([None, 1.5, 3.0]),
    }


def _touch(chance: random.Random, ids: list[str]) -> Row:
    moment = _moment(chance)
    return {
        "user_id": chance.choice(ids),
        "campaign_id": chance.choice(["c0", "c1", "c2"]),
        "assigned_at": moment,
        "channel": chance.choice(["sms", "wecom", None]),
        "is_control": chance.choice([True, False, False, None]),
        "is_machine_open": chance.choice([True, False, None]),
        "opened_at": _later(chance, moment),
        "clicked_at": _later(chance, moment),
        "unsubscribed_at": _later(chance, moment) if chance.random() < 0.2 else None,
        "delivered_at": _later(chance, moment),
        "replied_at": _later(chance, moment),
        "bounced_at": _later(chance, moment),
        "complained_at": _later(chance, moment),
        "variant": chance.choice(["A", "B", None]),
    }


def _survey(chance: random.Random, ids: list[str]) -> Row:
    return {
        "user_id": chance.choice(ids),
        "answered_at": chance.choice([_moment(chance), datetime(2025, 2, 2, 15, 59, 59)]),
        "survey_id": chance.choice(["s1", "s2"]),
        "question": chance.choice(["q1", None]),
        "score": chance.choice([None, 0, 6, 7, 9, 10, 11]),
    }


def _referral(chance: random.Random, ids: list[str]) -> Row:
    moment = _moment(chance)
    return {
        "inviter_id": chance.choice(ids),
        "invitee_id": chance.choice([*ids, "stranger"]),
        "invited_at": moment,
        "activated_at": _later(chance, moment),
    }


def _snapshot(chance: random.Random, user_id: str, day: int) -> Row:
    return {
        "user_id": user_id,
        "snapshot_date": FIRST_DAY + timedelta(days=day),
        "tier": chance.choice(TIERS),
        "points": chance.choice([None, 1, 2, 3]),
    }
