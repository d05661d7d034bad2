"""What a segment means, said a second time: plain loops over the export's rows, sharing nothing with the compiler."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from hashlib import md5
from typing import Any
from zoneinfo import ZoneInfo

from data.schemes import PRESETS, Schemes
from tests.queries.segments.layer_oracle import LAYERS
from tests.queries.segments.oracle_judges import PERIOD_NAMES, STANDINGS, is_birthday, judged, period_days
from tests.queries.segments.oracle_values import (
    IN_ONE_ORDER,
    OTHER_ROWS,
    VALUES,
    compared,
    days_of,
    habit,
    judged_together,
    periods_reached,
    scale_of,
)
from tests.queries.segments.saved import SAVED
from tests.queries.segments.worlds import FIRST_DAY, Row, World

SHANGHAI = ZoneInfo("Asia/Shanghai")
PAID = {"completed", "paid", "shipped", "refunded"}
MONEY = {
    "net_revenue": "net_cents",
    "paid": "paid_cents",
    "gross": "gross_cents",
    "discount": "discount_cents",
    "item": "item_cents",
}


def local_day(moment: datetime | None) -> date | None:
    return None if moment is None else moment.replace(tzinfo=UTC).astimezone(SHANGHAI).date()


def local_hour(moment: datetime | None) -> int | None:
    return None if moment is None else moment.replace(tzinfo=UTC).astimezone(SHANGHAI).hour


def whole_months(day: date, as_of: date) -> int:
    """Months tried one after the other, each over on the same day or, where there is none, on the next 1st."""
    months = 0
    while True:
        year, month = divmod(day.year * 12 + day.month + months, 12)  # one month more
        try:
            over = date(year, month + 1, day.day)
        except ValueError:
            over = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
        if over > as_of:
            return months
        months += 1


def age(born: date, as_of: date, *, on_1_march: bool = False) -> int:
    """Birthdays counted one by one."""
    later = [date.fromordinal(number) for number in range(born.toordinal() + 1, as_of.toordinal() + 1)]
    return sum(is_birthday(born, day, on_1_march) for day in later if (day.month, day.day) in cake_days(born))


def cake_days(born: date) -> set[tuple[int, int]]:
    return {(born.month, born.day), (2, 28), (2, 29), (3, 1)}


SINCE: dict[str, tuple[str, Callable[[date, date], int]]] = {
    "tenure_days": ("joined_at", lambda day, as_of: (as_of - day).days),
    "tenure_months": ("joined_at", whole_months),
    "age": ("birth_date", age),
    "age_mar_1": ("birth_date", lambda day, as_of: age(day, as_of, on_1_march=True)),
}


class Oracle:
    """Answers for one world."""

    def __init__(self, world: World, schemes: Schemes = PRESETS) -> None:
        self.tables, self.schemes = world.tables, schemes
        self.found: dict[tuple[str, date], set[str]] = {}
        self.users = {user["user_id"]: user for user in world.tables["users"]}
        self.products = {product["product_id"]: product for product in world.tables["products"]}
        self.campaigns = {campaign["campaign_id"]: campaign for campaign in world.tables["campaigns"]}
        self.orders = {order["order_id"]: order for order in world.tables["orders"]}

    def members(self, document: dict[str, Any], as_of: date) -> set[str]:
        everyone = {user_id for user_id in self.users if self.is_known(user_id, as_of)}
        found = {user_id for user_id in everyone if self.group(document, user_id, as_of)}
        return self.first(found, document["limit"], as_of) if "limit" in document else found

    def first(self, people: set[str], limit: dict[str, Any], as_of: date) -> set[str]:
        """By trying places one by one: the best of those left, until each part has its number."""
        by, per = limit["by"], limit.get("per")
        chosen: dict[Any, list[str]] = {}
        for user_id in sorted(people, key=lambda user_id: self.place(user_id, by, limit, as_of)):
            part = self.value({"measure": per}, user_id, as_of) if per else None
            chosen.setdefault(part, []).append(user_id)
        return {user_id for members in chosen.values() for user_id in members[: limit["count"]]}

    def place(self, user_id: str, by: str, limit: dict[str, Any], as_of: date) -> tuple[Any, ...]:
        value = None if by == "random" else self.value({"measure": by}, user_id, as_of)
        number = value.toordinal() if isinstance(value, date) else value or 0
        lot = md5(f"{limit.get('name', '')}:{user_id}".encode()).hexdigest()
        return value is None, number if limit.get("order") == "bottom" else -number, lot, user_id

    def saved(self, name: str, as_of: date) -> set[str]:
        if (name, as_of) not in self.found:
            self.found[name, as_of] = self.members(SAVED[name], as_of)
        return self.found[name, as_of]

    def holds(self, condition: dict[str, Any], user_id: str, as_of: date) -> bool:
        name, *days = condition["value"]
        match condition["operator"]:
            case "in_segment":
                return any(user_id in self.saved(one, as_of) for one in condition["value"])
            case "not_in_segment":
                return not any(user_id in self.saved(one, as_of) for one in condition["value"])
            case "stayed_in_segment":
                return all(user_id in self.saved(name, as_of - timedelta(days=n)) for n in range(days[0]))
            case operator:
                now, then = user_id in self.saved(name, as_of), user_id in self.saved(name, as_of - timedelta(days[0]))
                return now > then if operator == "entered_segment" else then > now

    def is_known(self, user_id: str, as_of: date) -> bool:
        if not self.is_member(user_id):
            return False
        days = [local_day(self.users[user_id]["joined_at"])]
        days += [
            local_day(order["ordered_at"])
            for order in self.orders.values()
            if order["user_id"] == user_id and self.counts(order)
        ]
        return min((day for day in days if day is not None), default=FIRST_DAY) <= as_of

    def is_member(self, user_id: str | None) -> bool:
        user = self.users[user_id] if user_id is not None else {}
        return not user.get("is_test") and user.get("deleted_at") is None

    def counts(self, order: Row) -> bool:
        return order["status"] in PAID and not order["is_test"] and self.is_member(order["user_id"])

    def group(self, group: dict[str, Any], user_id: str, as_of: date) -> bool:
        held = [
            self.group(member, user_id, as_of) if "conditions" in member else self.condition(member, user_id, as_of)
            for member in group["conditions"]
        ]
        match group["match"]:
            case "all":
                return all(held)
            case "any":
                return any(held)
            case "none":
                return not any(held)
            case _:
                return bool(sum(held) >= group["at_least"])

    def condition(self, condition: dict[str, Any], user_id: str, as_of: date) -> bool:
        day = as_of - timedelta(days=condition.get("days_back", 0))
        value = self.value(condition, user_id, day) if self.is_known(user_id, day) else None
        as_of = day
        if condition["operator"] in STANDINGS:
            return self.stands(condition, user_id, value, as_of)
        if condition["measure"] in IN_ONE_ORDER and not condition.get("per") and value is not None:
            return judged_together(condition, value)
        return judged(condition, value, as_of, scale_of(condition))

    def stands(self, condition: dict[str, Any], user_id: str, value: Any, as_of: date) -> bool:
        if value is None:
            return bool(condition.get("include_unknown", False))
        part = self.part(condition, user_id, as_of)
        everyone = [
            self.value(condition, other, as_of)
            for other in self.users
            if self.is_known(other, as_of) and self.part(condition, other, as_of) == part
        ]
        values = sorted(float(found) for found in everyone if found is not None)
        return STANDINGS[condition["operator"]](float(value), condition.get("value"), values)

    def part(self, condition: dict[str, Any], user_id: str, as_of: date) -> Any:
        return self.value({"measure": condition["within"]}, user_id, as_of) if "within" in condition else None

    def value(self, condition: dict[str, Any], user_id: str, as_of: date) -> Any:
        topic, name = OTHER_ROWS.get(condition["measure"], condition["measure"]).split(".")
        if condition.get("compared"):
            own = {key: found for key, found in condition.items() if key != "compared"}
            other = self.value(condition["compared"], user_id, as_of)
            return compared(condition["compared"]["how"], self.value(own, user_id, as_of), other)
        if topic == "people":
            return user_id if name == "draw" else self.holds(condition, user_id, as_of)
        if topic == "users":
            return self.attribute(name, user_id, as_of)
        if name in LAYERS and topic == "layers":
            return LAYERS[name](self, user_id, as_of)
        start, end = span(condition.get("window"), as_of)
        if name == "habit":
            end = min(end, as_of)
            start, habit_start = None, start or end - timedelta(days=29)
        rows = [
            row
            for day, row in self.rows(topic, user_id, as_of)
            if (start is None or day >= start)
            and is_within_hours(condition.get("window"), row.get(AT.get(topic, "")), as_of)
            and day <= end
            and self.passes(condition.get("where", []), row, as_of)
            and self.is_followed(row, condition.get("then"), user_id, as_of)
        ]
        if name == "habit":
            return habit(days_of(rows), habit_start, end)
        if condition.get("per"):
            return periods_reached(condition, rows, as_of)
        return VALUES[condition["measure"]](rows, as_of)

    def is_followed(self, row: Row, then: dict[str, Any] | None, user_id: str, as_of: date) -> bool:
        if then is None:
            return True
        within, same, without = then.get("within_days"), then.get("same"), then.get("without")
        followed = any(
            later["at"] > row["at"]
            and (within is None or (later["day"] - row["day"]).days <= within)
            and (same is None or (row.get(same) is not None and row.get(same) == later.get(same)))
            and not (without and self.lies_between(without, same, row, later, user_id, as_of))
            and self.is_followed(later, then.get("then"), user_id, as_of)
            for _, later in self.rows(then["event"], user_id, as_of)
            if self.passes(then.get("where", []), later, as_of)
        )
        if then.get("not"):
            return not followed and (within is None or row["day"] + timedelta(days=within) <= as_of)
        return followed

    def lies_between(
        self, without: dict[str, Any], same: str | None, row: Row, later: Row, user_id: str, as_of: date
    ) -> bool:
        is_linked = same in LINKS.get(without["event"], ())
        return any(
            row["at"] < between["at"] < later["at"]
            and (not is_linked or between.get(same or "") == row.get(same or ""))
            for _, between in self.rows(without["event"], user_id, as_of)
            if self.passes(without.get("where", []), between, as_of)
        )

    def attribute(self, name: str, user_id: str, as_of: date) -> Any:
        user = self.users[user_id]
        if name in SINCE:
            column, count = SINCE[name]
            day = local_day(user[column]) if column == "joined_at" else user[column]
            return None if day is None or day > as_of else count(day, as_of)
        if name == "joined_at":
            day = local_day(user["joined_at"])
            return None if day is None or day > as_of else day
        return set(user["tags"] or ()) if name == "tags" else user[name]

    def numbered(self, user_id: str, as_of: date) -> dict[str, Row]:
        """Which of the person's orders each is, of all that count on the day."""
        orders = sorted(
            (row for day, row in self.rows("plain_orders", user_id, as_of)),
            key=lambda row: (row["ordered_at"], row["order_id"]),
        )
        days = sorted({row["day"] for row in orders})
        return {
            row["order_id"]: {
                "order_number": number,
                "order_number_from_last": len(orders) - number + 1,
                "purchase_number": days.index(row["day"]) + 1,
            }
            for number, row in enumerate(orders, 1)
        }

    def passes(self, where: list[dict[str, Any]], row: Row, as_of: date) -> bool:
        return all(
            judged(
                found,
                row.get(MONEY.get(found["column"], found["column"])),
                as_of,
                100 if found["column"] in MONEY else 1,
            )
            for found in where
        )

    def rows(self, topic: str, user_id: str, as_of: date) -> list[tuple[date, Row]]:
        """The topic's rows of a person as known on the day, each with its own business day."""
        found = getattr(self, f"_{topic}")(user_id, as_of)
        return [
            (
                row["day"],
                {
                    **row,
                    "at": row.get(AT.get(topic, "")),
                    "local_day": row["day"],
                    "local_hour": local_hour(row.get(AT.get(topic, ""))),
                },
            )
            for row in found
            if row["day"] is not None and row["day"] <= as_of
        ]

    def _orders(self, user_id: str, as_of: date) -> list[Row]:
        numbers = self.numbered(user_id, as_of)
        return [{**row, **numbers.get(row["order_id"], {})} for row in self._plain_orders(user_id, as_of)]

    def _paid_orders(self, user_id: str, as_of: date) -> list[Row]:
        return [
            {
                **order,
                "day": local_day(order["ordered_at"]),
                "back": order["paid_cents"] - (self.left(order, as_of) or 0),
            }
            for order in self.orders.values()
            if order["user_id"] == user_id and self.counts(order)
        ]

    def _refunds(self, user_id: str, as_of: date) -> list[Row]:
        return [
            {**row, "day": local_day(row["refunded_at"]) or row["day"]}
            for row in self._paid_orders(user_id, as_of)
            if row["refunded_cents"] or (row["status"] == "refunded" and row["paid_cents"])
        ]

    def _plain_orders(self, user_id: str, as_of: date) -> list[Row]:
        return [
            {**order, "day": local_day(order["ordered_at"]), "net_cents": left}
            for order in self.orders.values()
            if order["user_id"] == user_id and self.counts(order) and (left := self.left(order, as_of)) is not None
        ]

    def left(self, order: Row, as_of: date) -> int | None:
        """What remains of what was paid; None when all of it went back."""
        paid, back = order["paid_cents"], order["refunded_cents"] or 0
        if order["status"] == "refunded" and back == 0:
            back = paid
        day = local_day(order["refunded_at"]) or local_day(order["ordered_at"])
        if back == 0 or day is None or day > as_of:
            return int(paid)
        return None if back >= paid else int(paid - back)

    def _items(self, user_id: str, as_of: date) -> list[Row]:
        orders = {order["order_id"]: order for order in self._orders(user_id, as_of)}
        return [
            {
                **orders[item["order_id"]],
                **self.products.get(item["product_id"], {}),
                **item,
            }
            for item in self.tables["order_items"]
            if item["order_id"] in orders
        ]

    def _interactions(self, user_id: str, as_of: date) -> list[Row]:
        return [
            {**self.products.get(row["product_id"], {}), **row, "day": local_day(row["occurred_at"])}
            for row in self.tables["interactions"]
            if row["user_id"] == user_id
        ]

    def _touched(self, user_id: str, moment: str) -> list[Row]:
        return [
            {**self.campaigns.get(row["campaign_id"], {}), **row, "day": local_day(row[moment])}
            for row in self.tables["touches"]
            if row["user_id"] == user_id and not row["is_control"]
        ]

    def _messages(self, user_id: str, as_of: date) -> list[Row]:
        return self._touched(user_id, "assigned_at")

    def _opens(self, user_id: str, as_of: date) -> list[Row]:
        return [row for row in self._touched(user_id, "opened_at") if not row["is_machine_open"]]

    def _clicks(self, user_id: str, as_of: date) -> list[Row]:
        return self._touched(user_id, "clicked_at")

    def _deliveries(self, user_id: str, as_of: date) -> list[Row]:
        return self._touched(user_id, "delivered_at")

    def _replies(self, user_id: str, as_of: date) -> list[Row]:
        return self._touched(user_id, "replied_at")

    def _bounces(self, user_id: str, as_of: date) -> list[Row]:
        return self._touched(user_id, "bounced_at")

    def _complaints(self, user_id: str, as_of: date) -> list[Row]:
        return self._touched(user_id, "complained_at")

    def _unsubscribes(self, user_id: str, as_of: date) -> list[Row]:
        return self._touched(user_id, "unsubscribed_at")

    def _surveys(self, user_id: str, as_of: date) -> list[Row]:
        return [
            {**row, "day": local_day(row["answered_at"])} for row in self.tables["surveys"] if row["user_id"] == user_id
        ]

    def _referrals(self, user_id: str, as_of: date) -> list[Row]:
        return [
            {**row, "day": local_day(row["invited_at"])}
            for row in self.tables["referrals"]
            if row["inviter_id"] == user_id
        ]

    def _activated_referrals(self, user_id: str, as_of: date) -> list[Row]:
        return [
            {**row, "day": local_day(row["activated_at"])}
            for row in self.tables["referrals"]
            if row["inviter_id"] == user_id
        ]

    def _snapshots(self, user_id: str, as_of: date) -> list[Row]:
        return [
            {**row, "day": row["snapshot_date"], "none": None}
            for row in self.tables["user_snapshots"]
            if row["user_id"] == user_id
        ]


def span(window: dict[str, Any] | None, as_of: date) -> tuple[date | None, date]:
    match window:
        case None | {"kind": "all_time"}:
            return None, as_of
        case {"kind": "last_days", "days": days}:
            return as_of - timedelta(days=days - 1), as_of
        case {"kind": "last_days_before_today", "days": days}:
            return as_of - timedelta(days=days), as_of - timedelta(days=1)
        case {"kind": "calendar", "period": period}:
            start, end = period_days(period, as_of)
            return start, min(end, as_of)
        case {"kind": "last_weeks" | "last_months" | "last_quarters" as kind}:
            return last_whole(kind.removeprefix("last_").removesuffix("s"), window, as_of)
        case {"kind": "last_hours"}:
            return None, as_of
        case {"kind": "days_back", "from": far, "to": near}:
            return as_of - timedelta(days=far), as_of - timedelta(days=near)
        case _:
            first, last = window.get("from"), window.get("to")
            return date.fromisoformat(first) if first else None, date.fromisoformat(last) if last else as_of


def is_within_hours(window: dict[str, Any] | None, at: datetime | None, as_of: date) -> bool:
    if window is None or window["kind"] != "last_hours":
        return True
    end = datetime.combine(as_of + timedelta(days=1), time(), SHANGHAI)
    return at is not None and end - at.replace(tzinfo=UTC) <= timedelta(hours=window["hours"])


def last_whole(unit: str, window: dict[str, Any], as_of: date) -> tuple[date, date]:
    """Counted back day by day from the first day that is not over."""
    named = PERIOD_NAMES[unit]
    days = [as_of + timedelta(days=1 - back) for back in range(window[f"{unit}s"] * 92 + 200)]
    names = list(dict.fromkeys(named(day) for day in days))[1 : window[f"{unit}s"] + 1]
    held = [day for day in days if named(day) in names]
    return held[-1], held[0]


AT = {
    "orders": "ordered_at",
    "items": "ordered_at",
    "interactions": "occurred_at",
    "messages": "assigned_at",
    "opens": "opened_at",
    "clicks": "clicked_at",
    "unsubscribes": "unsubscribed_at",
    "surveys": "answered_at",
    "referrals": "invited_at",
    "activated_referrals": "activated_at",
    "deliveries": "delivered_at",
    "replies": "replied_at",
    "bounces": "bounced_at",
    "complaints": "complained_at",
    "paid_orders": "ordered_at",
    "refunds": "refunded_at",
}
_PRODUCT = frozenset({"product_id", "category", "brand"})
_TOUCH = frozenset({"campaign_id", "campaign_kind", "channel", "variant"})
_TOUCHES = ("messages", "opens", "clicks", "unsubscribes", "deliveries", "replies", "bounces", "complaints")
LINKS = {
    "items": _PRODUCT | {"order_id"},
    "interactions": _PRODUCT | {"channel", "interaction_kind"},
    **dict.fromkeys(_TOUCHES, _TOUCH),
    **dict.fromkeys(("orders", "paid_orders"), frozenset({"channel", "order_id", "coupon_id"})),
    "surveys": {"survey_id", "question"},
}
