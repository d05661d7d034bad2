"""What a segment means, said a second time: plain loops over the export's rows, sharing nothing with the compiler."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from hashlib import md5
from itertools import pairwise
from math import floor
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from data.schemes import PRESETS, Schemes
from tests.queries.segments.layer_oracle import LAYERS, LAYERS_IN_MONEY
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
NEGATIVE = {
    "not_equals",
    "not_in_list",
    "not_contains",
    "not_between",
    "not_on",
    "not_in_last_days",
    "contains_none",
    "not_starts_with",
    "not_ends_with",
    "not_in_next_days",
    "not_in_period",
    "not_equals_ignoring_case",
    "not_in_list_ignoring_case",
    "not_contains_ignoring_case",
    "not_like",
    "not_matches",
    "not_in_segment",
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
    return sum(_is_birthday(born, day, on_1_march) for day in later if (day.month, day.day) in cake_days(born))


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
        if condition["measure"] in IN_ONE_ORDER and not condition.get("per"):
            return judged_together(condition, value or [])
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
            and day <= end
            and self.passes(condition.get("where", []), row, as_of)
            and self.is_followed(row, condition.get("then"), user_id, as_of)
        ]
        if name == "habit":
            return habit(_days(rows), habit_start, end)
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
        case {"kind": "days_back", "from": far, "to": near}:
            return as_of - timedelta(days=far), as_of - timedelta(days=near)
        case _:
            first, last = window.get("from"), window.get("to")
            return date.fromisoformat(first) if first else None, date.fromisoformat(last) if last else as_of


def last_whole(unit: str, window: dict[str, Any], as_of: date) -> tuple[date, date]:
    """Counted back day by day from the first day that is not over."""
    named = PERIOD_NAMES[unit]
    days = [as_of + timedelta(days=1 - back) for back in range(window[f"{unit}s"] * 92 + 200)]
    names = list(dict.fromkeys(named(day) for day in days))[1 : window[f"{unit}s"] + 1]
    held = [day for day in days if named(day) in names]
    return held[-1], held[0]


def habit(days: list[date], start: date, end: date) -> str | None:
    if start > end:
        return None
    length = end - start + timedelta(days=1)
    now = [day for day in days if day >= start]
    just_before = [day for day in days if start - length <= day < start]
    earlier = [day for day in days if day < start - length]
    if now:
        return "kept" if just_before else "restarted" if earlier else "started"
    return "stopped" if just_before else "gone" if earlier else None


def compared(how: str, x: Any, y: Any) -> Any:
    if x is None or y is None:
        return None
    if isinstance(x, date):
        return (x - y).days
    if how == "difference":
        return x - y
    if y == 0:
        return None
    return float(x) / float(y) if how == "ratio" else (float(x) - float(y)) / float(y)


def periods_reached(condition: dict[str, Any], rows: list[Row], as_of: date) -> int:
    """Every period from the first row until the day asked about, looked at one by one."""
    per = condition["per"]
    named = PERIOD_NAMES[per["period"]]
    least = per["at_least"] * (100 if condition["measure"] in IN_MONEY else 1)
    first = min(_days(rows), default=as_of)
    periods = list(dict.fromkeys(named(first + timedelta(days=n)) for n in range((as_of - first).days + 1)))
    reached = [
        VALUES[condition["measure"]]([row for row in rows if named(row["day"]) == period], as_of) >= least
        for period in periods
    ]
    if per.get("streak") is None:
        return sum(reached)
    runs = "".join("x" if found else " " for found in reached)
    if per["streak"] == "longest":
        return max(len(run) for run in runs.split(" "))
    until = runs if runs.endswith("x") else runs[:-1]
    return len(until.split(" ")[-1])


def scale_of(condition: dict[str, Any]) -> int:
    """Money is stored in hundredths; a number of periods and a proportion are not money."""
    is_proportion = condition.get("compared", {}).get("how") in ("ratio", "change")
    return (
        100
        if condition["measure"] in (*IN_MONEY, *LAYERS_IN_MONEY) and not is_proportion and not condition.get("per")
        else 1
    )


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


def period_days(period: str, day: date) -> tuple[date, date]:
    """Found by trying days, which is slow and plain."""
    if period in ("today", "yesterday", "tomorrow"):
        one = day + timedelta(days={"today": 0, "yesterday": -1, "tomorrow": 1}[period])
        return one, one
    which, _, unit = period.partition("_")
    if unit == "to_date":
        return period_days(f"this_{which}", day)[0], day
    named = PERIOD_NAMES[unit]
    here = [day + timedelta(days=n) for n in range(-800, 800)]
    names = list(dict.fromkeys(named(found) for found in here))
    wanted = names[names.index(named(day)) + {"last": -1, "this": 0, "next": 1}[which]]
    held = [found for found in here if named(found) == wanted]
    return held[0], held[-1]


PERIOD_NAMES: dict[str, Callable[[date], tuple[int, ...]]] = {
    "day": lambda day: (day.toordinal(),),
    "week": lambda day: day.isocalendar()[:2],
    "month": lambda day: (day.year, day.month),
    "quarter": lambda day: (day.year, (day.month - 1) // 3),
    "year": lambda day: (day.year,),
}


def _days(rows: list[Row]) -> list[date]:
    return [row["day"] for row in rows]


def _set(column: str) -> Callable[[list[Row], date], set[Any]]:
    return lambda rows, as_of: {row[column] for row in rows if row.get(column) is not None}


def _since(pick: Callable[[list[date]], date]) -> Callable[[list[Row], date], int | None]:
    return lambda rows, as_of: (as_of - pick(_days(rows))).days if rows else None


def _latest(column: str, *keys: str) -> Callable[[list[Row], date], Any]:
    def latest(rows: list[Row], as_of: date) -> Any:
        known = [row for row in rows if row[column] is not None]
        return max(
            known, key=lambda row: (*((row[key] is not None, row[key] or "") for key in keys), row[column]), default={}
        ).get(column)

    return latest


def _nth(number: int, column: str) -> Callable[[list[Row], date], Any]:
    def nth(rows: list[Row], as_of: date) -> Any:
        if len(rows) < number + 1 or not rows:
            return None
        return sorted(rows, key=lambda row: (row["ordered_at"], row["order_id"]))[number][column]

    return nth


def _gaps(rows: list[Row]) -> list[int]:
    """Between purchase days: orders of one day are one purchase."""
    days = sorted(set(_days(rows)))
    return [(later - earlier).days for earlier, later in pairwise(days)]


def _known(rows: list[Row], column: str) -> list[Any]:
    return [row[column] for row in rows if row.get(column) is not None]


def _usual(column: str) -> Callable[[list[Row], date], Any]:
    """The most frequent; of equals the one of the later day, then the first by its letters."""

    def usual(rows: list[Row], as_of: date) -> Any:
        times = Counter(_known(rows, column))
        last = {value: max(row["day"] for row in rows if row.get(column) == value) for value in times}
        return min(times, key=lambda value: (-times[value], -last[value].toordinal(), value.encode()), default=None)

    return usual


def _percentile(percent: int) -> Callable[[list[Row], date], Any]:
    """The smallest value that at least so many per cent do not exceed."""

    def found(rows: list[Row], as_of: date) -> Any:
        values = [row["net_cents"] for row in rows]
        enough = [x for x in values if sum(one <= x for one in values) * 100 >= percent * len(values)]
        return min(enough, default=None)

    return found


def _ratio(column: str, out_of: str) -> Callable[[list[Row], date], Any]:
    def found(rows: list[Row], as_of: date) -> Any:
        known = [row for row in rows if row[out_of] is not None]
        total = sum(row[out_of] for row in known)
        return sum(row[column] or 0 for row in known) / total if total else None

    return found


def _first_kind(pick: Callable[..., Any]) -> Callable[[list[Row], date], Any]:
    return lambda rows, as_of: pick(
        ((row["occurred_at"], row["interaction_kind"]) for row in rows), default=(None, None)
    )[1]


def _together(column: str) -> Callable[[list[Row], date], list[set[Any]]]:
    """The sets order by order."""

    def found(rows: list[Row], as_of: date) -> list[set[Any]]:
        orders = {row["order_id"] for row in rows}
        return [_set(column)([row for row in rows if row["order_id"] == order], as_of) for order in orders]

    return found


def judged_together(asked: dict[str, Any], baskets: list[set[Any]]) -> bool:
    """Some order does it; where the operator says that something is not there, no order may have it."""
    operator, value = asked["operator"], asked.get("value")
    if operator in ("has_none", "has_at_most", "is_empty"):
        return all(JUDGES[operator](basket, value, date.min) for basket in baskets)
    if operator in ("has_count", "has_between", "has_at_least"):
        return JUDGES[operator](max(baskets, key=len, default=set()), value, date.min)
    return any(JUDGES[operator](basket, value, date.min) for basket in baskets)


def _nps(rows: list[Row], as_of: date) -> str | None:
    scored = [row for row in rows if row["score"] is not None and 0 <= row["score"] <= 10]
    score = _latest("score", "answered_at", "survey_id", "question")(scored, as_of)
    if score is None:
        return None
    return "promoter" if score >= 9 else "passive" if score >= 7 else "detractor"


IN_MONEY = {
    f"orders.{name}"
    for name in (
        "net_revenue",
        "average_value",
        "smallest_value",
        "largest_value",
        "first_value",
        "last_value",
        "median_value",
        "p90_value",
        "p95_value",
        "p99_value",
        "discount",
    )
} | {"paid_orders.paid", "refunds.amount", "items.amount"}
IN_ONE_ORDER = {"items.products_together", "items.categories_together"}
DATED = (
    "items",
    "messages",
    "opens",
    "clicks",
    "unsubscribes",
    "surveys",
    "referrals",
    "activated_referrals",
    "refunds",
    "deliveries",
    "replies",
    "bounces",
    "complaints",
)
OTHER_ROWS = {"layers.tier": "snapshots.tier"}
VALUES: dict[str, Callable[[list[Row], date], Any]] = {
    **{f"{topic}.first_date": lambda rows, as_of: min(_days(rows), default=None) for topic in DATED},
    **{f"{topic}.last_date": lambda rows, as_of: max(_days(rows), default=None) for topic in DATED},
    "orders.count": lambda rows, as_of: len(rows),
    "orders.days": lambda rows, as_of: len(set(_days(rows))),
    "orders.weeks": lambda rows, as_of: len({day.isocalendar()[:2] for day in _days(rows)}),
    "orders.months": lambda rows, as_of: len({(day.year, day.month) for day in _days(rows)}),
    "orders.smallest_value": lambda rows, as_of: min((row["net_cents"] for row in rows), default=None),
    "orders.largest_value": lambda rows, as_of: max((row["net_cents"] for row in rows), default=None),
    "orders.first_value": _nth(0, "net_cents"),
    "orders.first_channel": _nth(0, "channel"),
    "orders.last_value": _nth(-1, "net_cents"),
    "orders.last_channel": _nth(-1, "channel"),
    "orders.second_date": _nth(1, "day"),
    "orders.days_first_to_second": lambda rows, as_of: next(iter(_gaps(rows)), None),
    "orders.mean_gap": lambda rows, as_of: sum(_gaps(rows)) / len(_gaps(rows)) if _gaps(rows) else None,
    "orders.median_gap": lambda rows, as_of: median(_gaps(rows)) if _gaps(rows) else None,
    "orders.overdue": lambda rows, as_of: (
        (as_of - max(_days(rows))).days / median(_gaps(rows)) if _gaps(rows) else None
    ),
    "orders.median_value": lambda rows, as_of: median(row["net_cents"] for row in rows) if rows else None,
    "orders.p90_value": _percentile(90),
    "orders.p95_value": _percentile(95),
    "orders.p99_value": _percentile(99),
    "orders.usual_channel": _usual("channel"),
    "orders.channels_count": lambda rows, as_of: len(set(_known(rows, "channel"))),
    "orders.coupon_orders": lambda rows, as_of: len(_known(rows, "coupon_id")),
    "orders.coupon_share": lambda rows, as_of: len(_known(rows, "coupon_id")) / len(rows) if rows else None,
    "orders.coupons": _set("coupon_id"),
    "orders.discount": lambda rows, as_of: sum(_known(rows, "discount_cents")),
    "orders.discount_depth": _ratio("discount_cents", "gross_cents"),
    "paid_orders.count": lambda rows, as_of: len(rows),
    "paid_orders.paid": lambda rows, as_of: sum(row["paid_cents"] for row in rows),
    "paid_orders.refunded_share": _ratio("back", "paid_cents"),
    "refunds.count": lambda rows, as_of: len(rows),
    "refunds.amount": lambda rows, as_of: sum(row["back"] for row in rows),
    "refunds.days_since_last": _since(max),
    "items.amount": lambda rows, as_of: sum(_known(rows, "item_cents")),
    "items.largest_quantity": lambda rows, as_of: max(_known(rows, "quantity"), default=None),
    "items.products_count": lambda rows, as_of: len(set(_known(rows, "product_id"))),
    "items.brands_count": lambda rows, as_of: len(set(_known(rows, "brand"))),
    "items.usual_category": _usual("category"),
    "items.usual_brand": _usual("brand"),
    "items.last_category": _latest("category", "ordered_at", "order_id"),
    "items.products_together": _together("product_id"),
    "items.categories_together": _together("category"),
    "interactions.days_since_first": _since(min),
    "interactions.first_date": lambda rows, as_of: min(_days(rows), default=None),
    "interactions.last_date": lambda rows, as_of: max(_days(rows), default=None),
    "interactions.first_kind": _first_kind(min),
    "interactions.last_kind": _first_kind(max),
    "interactions.usual_kind": _usual("interaction_kind"),
    "interactions.usual_channel": _usual("channel"),
    "interactions.value": lambda rows, as_of: sum(_known(rows, "interaction_value")),
    "interactions.largest_value": lambda rows, as_of: max(_known(rows, "interaction_value"), default=None),
    "deliveries.count": lambda rows, as_of: len(rows),
    "replies.count": lambda rows, as_of: len(rows),
    "bounces.count": lambda rows, as_of: len(rows),
    "complaints.count": lambda rows, as_of: len(rows),
    "clicks.days_since_last": _since(max),
    "deliveries.days_since_last": _since(max),
    "replies.days_since_last": _since(max),
    "bounces.days_since_last": _since(max),
    "unsubscribes.days_since_last": _since(max),
    "opens.campaigns": _set("campaign_id"),
    "clicks.campaigns": _set("campaign_id"),
    "messages.channels": _set("channel"),
    "messages.variants": _set("variant"),
    "messages.days": lambda rows, as_of: len(set(_days(rows))),
    "messages.last_campaign": lambda rows, as_of: max(
        ((row["assigned_at"], row["campaign_id"]) for row in rows), default=(None, None)
    )[1],
    "surveys.nps_class": _nps,
    "surveys.mean_score": lambda rows, as_of: (
        sum(_known(rows, "score")) / len(_known(rows, "score")) if _known(rows, "score") else None
    ),
    "surveys.highest_score": lambda rows, as_of: max(_known(rows, "score"), default=None),
    "surveys.lowest_score": lambda rows, as_of: min(_known(rows, "score"), default=None),
    "surveys.days_since_last": _since(max),
    "surveys.surveys": _set("survey_id"),
    "surveys.questions": _set("question"),
    "referrals.days_since_last": _since(max),
    "snapshots.tiers": _set("tier"),
    "snapshots.highest_points": lambda rows, as_of: max(_known(rows, "points"), default=None),
    "snapshots.lowest_points": lambda rows, as_of: min(_known(rows, "points"), default=None),
    "orders.net_revenue": lambda rows, as_of: sum(row["net_cents"] for row in rows),
    "orders.average_value": lambda rows, as_of: sum(row["net_cents"] for row in rows) / len(rows) if rows else None,
    "orders.days_since_last": _since(max),
    "orders.days_since_first": _since(min),
    "orders.first_date": lambda rows, as_of: min(_days(rows), default=None),
    "orders.last_date": lambda rows, as_of: max(_days(rows), default=None),
    "orders.channels": _set("channel"),
    "items.quantity": lambda rows, as_of: sum(row["quantity"] or 0 for row in rows),
    "items.orders": lambda rows, as_of: len({row["order_id"] for row in rows}),
    "items.categories_count": lambda rows, as_of: len(_set("category")(rows, as_of)),
    "items.categories": _set("category"),
    "items.brands": _set("brand"),
    "items.products": _set("product_id"),
    "interactions.count": lambda rows, as_of: len(rows),
    "interactions.days": lambda rows, as_of: len(set(_days(rows))),
    "interactions.weeks": lambda rows, as_of: len({day.isocalendar()[:2] for day in _days(rows)}),
    "interactions.months": lambda rows, as_of: len({(day.year, day.month) for day in _days(rows)}),
    "interactions.days_since_last": _since(max),
    "interactions.kinds": _set("interaction_kind"),
    "messages.count": lambda rows, as_of: len(rows),
    "messages.days_since_last": _since(max),
    "messages.campaigns": _set("campaign_id"),
    "opens.count": lambda rows, as_of: len(rows),
    "opens.days_since_last": _since(max),
    "clicks.count": lambda rows, as_of: len(rows),
    "unsubscribes.count": lambda rows, as_of: len(rows),
    "surveys.count": lambda rows, as_of: len(rows),
    "surveys.last_score": _latest("score", "answered_at", "survey_id", "question"),
    "referrals.count": lambda rows, as_of: len(rows),
    "activated_referrals.count": lambda rows, as_of: len(rows),
    "snapshots.tier": _latest("tier", "snapshot_date"),
    "snapshots.points": _latest("points", "snapshot_date"),
    "layers.tier": _latest("tier", "snapshot_date"),
}


def judged(asked: dict[str, Any], value: Any, as_of: date, scale: int) -> bool:
    operator: str = asked["operator"]
    if operator in ("is_blank", "is_not_blank"):
        return (value is None or not value.strip()) is (operator == "is_blank")
    if operator in ("is_set", "is_not_set", "is_unknown"):
        return (value is not None) is (operator == "is_set")
    if value is None:
        return bool(asked.get("include_unknown", operator in NEGATIVE))
    return JUDGES[operator](value, _read(asked.get("value"), value, scale), as_of)


def _read(given: Any, value: Any, scale: int) -> Any:
    if isinstance(given, list):
        return [_read(one, value, scale) for one in given]
    if isinstance(value, date) and not str(given)[:1].isalpha() and isinstance(given, str) and len(given) == 10:
        return date.fromisoformat(given)
    return given * scale if scale != 1 else given


def _celebrates(born: date, first: date, days: int, *, on_1_march: bool = False) -> bool:
    return any(_is_birthday(born, first + timedelta(days=number), on_1_march) for number in range(days))


def _is_birthday(born: date, day: date, on_1_march: bool) -> bool:
    if (born.month, born.day) == (day.month, day.day):
        return True
    has_leap_day = (date(day.year, 3, 1) - timedelta(days=1)).day == 29
    instead = (3, 1) if on_1_march else (2, 28)
    return (born.month, born.day) == (2, 29) and (day.month, day.day) == instead and not has_leap_day


def _celebrates_number(born: date, first: date, value: list[int], *, on_1_march: bool = False) -> bool:
    """Tried day by day: the number of an anniversary is the years between."""
    low, high, days = value
    tried = [first + timedelta(days=number) for number in range(days)]
    return any(low <= day.year - born.year <= high and _is_birthday(born, day, on_1_march) for day in tried)


def _celebrates_between(born: date, days: tuple[date, date], *, on_1_march: bool = False) -> bool:
    return _celebrates(born, days[0], (days[1] - days[0]).days + 1, on_1_march=on_1_march)


def _like(text: str, pattern: str) -> bool:
    """Letter by letter, trying every length that a % may have."""
    if not pattern:
        return not text
    if pattern[0] == "%":
        return any(_like(text[start:], pattern[1:]) for start in range(len(text) + 1))
    if pattern[0] == "_":
        return bool(text) and _like(text[1:], pattern[1:])
    one, rest = (pattern[1], pattern[2:]) if pattern[0] == "\\" else (pattern[0], pattern[1:])
    return text[:1] == one and _like(text[1:], rest)


def _matches(text: str, pattern: str) -> bool:
    """Python's own regular expressions, which mean the same for the patterns that the tests draw."""
    return re.search(pattern.replace(r"\pL", r"[^\W\d_]").replace("$", r"\Z"), text) is not None


def _between_days_of_year(born: date, low: str, high: str) -> bool:
    day = f"{born.month:02}-{born.day:02}"
    return (low <= day <= high) if low <= high else (day >= low or day <= high)


def drawn_part(name: str, user_id: str) -> int:
    """1 to 10,000, by the first 16 digits of the hash."""
    return int(md5(f"{name}:{user_id}".encode()).hexdigest()[:16], 16) * 10_000 // 16**16 + 1


JUDGES: dict[str, Callable[[Any, Any, date], bool]] = {
    "equals": lambda x, v, d: x == v,
    "not_equals": lambda x, v, d: x != v,
    "in_list": lambda x, v, d: x in v,
    "not_in_list": lambda x, v, d: x not in v,
    "contains": lambda x, v, d: v in x,
    "not_contains": lambda x, v, d: v not in x,
    "contains_any": lambda x, v, d: any(one in x for one in v),
    "contains_none": lambda x, v, d: not any(one in x for one in v),
    "not_starts_with": lambda x, v, d: not x.startswith(v),
    "not_ends_with": lambda x, v, d: not x.endswith(v),
    "long_at_least": lambda x, v, d: len(x) >= v,
    "long_at_most": lambda x, v, d: len(x) <= v,
    "starts_with": lambda x, v, d: x.startswith(v),
    "ends_with": lambda x, v, d: x.endswith(v),
    "at_least": lambda x, v, d: x >= v,
    "more_than": lambda x, v, d: x > v,
    "at_most": lambda x, v, d: x <= v,
    "less_than": lambda x, v, d: x < v,
    "between": lambda x, v, d: v[0] <= x <= v[1],
    "not_between": lambda x, v, d: not v[0] <= x <= v[1],
    "is_true": lambda x, v, d: x is True,
    "is_false": lambda x, v, d: x is False,
    "on": lambda x, v, d: x == v,
    "not_on": lambda x, v, d: x != v,
    "before": lambda x, v, d: x < v,
    "after": lambda x, v, d: x > v,
    "on_or_before": lambda x, v, d: x <= v,
    "on_or_after": lambda x, v, d: x >= v,
    "in_last_days": lambda x, v, d: 0 <= (d - x).days < v,
    "not_in_last_days": lambda x, v, d: not 0 <= (d - x).days < v,
    "in_next_days": lambda x, v, d: 0 <= (x - d).days < v,
    "not_in_next_days": lambda x, v, d: not 0 <= (x - d).days < v,
    "more_than_days_ahead": lambda x, v, d: (x - d).days > v,
    "in_period": lambda x, v, d: period_days(v, d)[0] <= x <= period_days(v, d)[1],
    "not_in_period": lambda x, v, d: not period_days(v, d)[0] <= x <= period_days(v, d)[1],
    "on_weekday": lambda x, v, d: x.isoweekday() in v,
    "in_months": lambda x, v, d: x.month in v,
    "more_than_days_ago": lambda x, v, d: (d - x).days > v,
    "anniversary_in_next_days": lambda x, v, d: _celebrates(x, d, v),
    "anniversary_in_last_days": lambda x, v, d: _celebrates(x, d - timedelta(days=v - 1), v),
    "anniversary_in_next_days_mar_1": lambda x, v, d: _celebrates(x, d, v, on_1_march=True),
    "anniversary_in_last_days_mar_1": lambda x, v, d: _celebrates(x, d - timedelta(days=v - 1), v, on_1_march=True),
    "anniversary_in_period": lambda x, v, d: _celebrates_between(x, period_days(v, d)),
    "anniversary_in_period_mar_1": lambda x, v, d: _celebrates_between(x, period_days(v, d), on_1_march=True),
    "nth_anniversary_in_next_days": lambda x, v, d: _celebrates_number(x, d, v),
    "nth_anniversary_in_next_days_mar_1": lambda x, v, d: _celebrates_number(x, d, v, on_1_march=True),
    "nth_anniversary_in_last_days": lambda x, v, d: _celebrates_number(x, d - timedelta(days=v[2] - 1), v),
    "nth_anniversary_in_last_days_mar_1": lambda x, v, d: _celebrates_number(
        x, d - timedelta(days=v[2] - 1), v, on_1_march=True
    ),
    "on_first_day_of": lambda x, v, d: x == period_days(v, d)[0],
    "on_last_day_of": lambda x, v, d: x == period_days(v, d)[1],
    "equals_ignoring_case": lambda x, v, d: x.casefold() == v.casefold(),
    "not_equals_ignoring_case": lambda x, v, d: x.casefold() != v.casefold(),
    "in_list_ignoring_case": lambda x, v, d: x.casefold() in {one.casefold() for one in v},
    "not_in_list_ignoring_case": lambda x, v, d: x.casefold() not in {one.casefold() for one in v},
    "contains_ignoring_case": lambda x, v, d: v.casefold() in x.casefold(),
    "not_contains_ignoring_case": lambda x, v, d: v.casefold() not in x.casefold(),
    "like": lambda x, v, d: _like(x, v),
    "not_like": lambda x, v, d: not _like(x, v),
    "matches": lambda x, v, d: _matches(x, v),
    "not_matches": lambda x, v, d: not _matches(x, v),
    "anniversary_in_month": lambda x, v, d: x.month == v,
    "anniversary_between": lambda x, v, d: _between_days_of_year(x, *v),
    "in_draw": lambda x, v, d: v[1] <= drawn_part(v[0], x) <= v[2],
    **dict.fromkeys(
        ("in_segment", "not_in_segment", "entered_segment", "left_segment", "stayed_in_segment"), lambda x, v, d: x
    ),
    "has_any": lambda x, v, d: bool(x & set(v)),
    "has_all": lambda x, v, d: set(v) <= x,
    "has_none": lambda x, v, d: not x & set(v),
    "has_exactly": lambda x, v, d: set(v) == x,
    "has_only": lambda x, v, d: bool(x) and x <= set(v),
    "has_count": lambda x, v, d: len(x) == v,
    "has_at_least": lambda x, v, d: len(x) >= v,
    "has_at_most": lambda x, v, d: len(x) <= v,
    "has_between": lambda x, v, d: v[0] <= len(x) <= v[1],
    "is_empty": lambda x, v, d: not x,
    "is_not_empty": lambda x, v, d: bool(x),
}


def _mean(values: list[float]) -> float:
    thousandths = [floor(value * 1000) for value in values]
    return sum(thousandths) / len(thousandths)


STANDINGS: dict[str, Callable[[float, Any, list[float]], bool]] = {
    "in_top": lambda x, v, all_: sum(one > x for one in all_) < v,
    "in_bottom": lambda x, v, all_: sum(one < x for one in all_) < v,
    "in_top_percent": lambda x, v, all_: sum(one > x for one in all_) * 100 < Fraction(str(v)) * len(all_),
    "in_bottom_percent": lambda x, v, all_: sum(one < x for one in all_) * 100 < Fraction(str(v)) * len(all_),
    "percentile_between": lambda x, v, all_: (
        Fraction(str(v[0])) <= Fraction(100 * sum(one < x for one in all_), len(all_)) <= Fraction(str(v[1]))
    ),
    "above_mean": lambda x, v, all_: floor(x * 1000) > _mean(all_),
    "below_mean": lambda x, v, all_: floor(x * 1000) < _mean(all_),
    "above_median": lambda x, v, all_: x > median(all_),
    "below_median": lambda x, v, all_: x < median(all_),
}
