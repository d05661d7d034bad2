"""The definitions of METRICS in plain Python over delivered rows: slow, and with nothing in common with the SQL."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import floor
from typing import Any
from zoneinfo import ZoneInfo

from tests.queries.brands import DATA_START, PRODUCTS, SmallBrand

Row = dict[str, Any]
HORIZONS = (30, 60, 90, 180, 365)


@dataclass(frozen=True)
class Order:
    order_id: str
    user_id: str | None
    at: datetime
    day: date
    paid: int
    refunded: int

    @property
    def stands(self) -> bool:
        return self.refunded == 0 or self.refunded < self.paid

    @property
    def net(self) -> int:
        return max(self.paid - self.refunded, 0)


class Oracle:
    """One brand as known at the end of a day, for everyone or for the gold members."""

    def __init__(self, brand: SmallBrand, as_of: date, *, gold_only: bool = False) -> None:
        self.brand, self.as_of, self.gold_only = brand, as_of, gold_only
        self.zone = ZoneInfo(brand.timezone)
        self.excluded = {u["user_id"] for u in brand.users if u["is_test"] or u["deleted_at"]}
        self.gold = {u["user_id"] for u in brand.users if u["tier"] == "gold"}
        self.all_counted = [order for row in brand.orders if (order := self.counted(row))]
        scope = [o for o in self.all_counted if not gold_only or o.user_id in self.gold]
        self.orders = [o for o in scope if o.day <= as_of]
        self.people = {u["user_id"] for u in brand.users if self.is_known(u)}
        self.days: dict[str, list[date]] = defaultdict(list)
        for order in sorted(self.purchases(), key=lambda o: o.day):
            if order.user_id and (not self.days[order.user_id] or self.days[order.user_id][-1] != order.day):
                self.days[order.user_id].append(order.day)

    def day(self, at: datetime | None) -> date | None:
        return at.replace(tzinfo=UTC).astimezone(self.zone).date() if at else None

    def counted(self, row: Row) -> Order | None:
        if row["is_test"] or row["status"] not in ("completed", "paid", "shipped", "refunded"):
            return None
        if row["user_id"] in self.excluded:
            return None
        refunded = row["refunded_cents"] or 0
        if row["status"] == "refunded" and refunded == 0:
            refunded = row["paid_cents"]
        day = self.day(row["ordered_at"])
        refunded_day = self.day(row["refunded_at"]) or day
        assert day is not None
        assert refunded_day is not None
        known = refunded if refunded_day <= self.as_of else 0
        return Order(row["order_id"], row["user_id"], row["ordered_at"], day, row["paid_cents"], known)

    def is_known(self, user: Row) -> bool:
        if user["user_id"] in self.excluded or (self.gold_only and user["user_id"] not in self.gold):
            return False
        traces = [o.day for o in self.all_counted if o.user_id == user["user_id"]]
        joined = self.day(user["joined_at"])
        return min([*traces, *([joined] if joined else [])], default=DATA_START) <= self.as_of

    def purchases(self) -> list[Order]:
        return [order for order in self.orders if order.stands]

    def within(self, day: date | None, days: int) -> bool:
        return day is not None and self.as_of - timedelta(days=days) < day <= self.as_of

    # the questions

    def trade(self, days: int) -> Row:
        span = [o for o in self.orders if self.within(o.day, days)]
        standing = [o for o in span if o.stands]
        return {
            "orders": len(standing),
            "gross_cents": sum(o.paid for o in span),
            "refunded_cents": sum(o.refunded for o in span),
            "net_cents": sum(o.net for o in span),
            "net_cents_squared": sum(o.net**2 for o in span),
            "refunded_orders": len(span) - len(standing),
            "unattributed_orders": sum(o.user_id is None for o in standing),
            "unattributed_net_cents": sum(o.net for o in span if o.user_id is None),
        }

    def overview_people(self, days: int, repurchase_days: int) -> Row:
        buyers = {u for u, bought in self.days.items() if any(self.within(day, days) for day in bought)}
        touched = {
            row["user_id"]
            for row in self.brand.interactions
            if row["user_id"] in self.people and self.within(self.day(row["occurred_at"]), days)
        }
        window = timedelta(days=repurchase_days)
        eligible = {u for u, bought in self.days.items() if self.within(bought[0] + window, days)}
        return {
            "people": len(self.people),
            "buyers": len(buyers),
            "first_time_buyers": sum(self.within(bought[0], days) for bought in self.days.values()),
            "new_members": sum(
                u["user_id"] in self.people and self.within(self.day(u["joined_at"]), days) for u in self.brand.users
            ),
            "active": len(buyers | touched),
            "eligible": len(eligible),
            "repurchased": sum(
                self.days[u][1:2] != [] and self.days[u][1] - self.days[u][0] <= window for u in eligible
            ),
        }

    def bought(self, days: int, days_before: int) -> Row:
        start = self.as_of - timedelta(days=days_before)
        later = Oracle(self.brand, start + timedelta(days=days), gold_only=self.gold_only)
        mine: dict[str, list[Order]] = defaultdict(list)
        for order in later.purchases():
            if order.user_id is not None and order.user_id in self.people and order.day > start:
                mine[order.user_id].append(order)
        nets = [(len(orders), sum(order.net for order in orders)) for orders in mine.values()]
        return {
            "people": len(self.people),
            "buyers": len(mine),
            "repurchased": sum(len({order.day for order in orders}) > 1 for orders in mine.values()),
            "orders": sum(orders for orders, _ in nets),
            "orders_squared": sum(orders**2 for orders, _ in nets),
            "net_cents": sum(net for _, net in nets),
            "net_cents_squared": sum(net**2 for _, net in nets),
            "net_cents_times_orders": sum(net * orders for orders, net in nets),
        }

    def recency(self) -> Row:
        waits = [(self.as_of - days[-1]).days for days in self.days.values() if days]
        return {
            "buyers": len(waits),
            "days_since_last": sum(waits),
            "days_since_last_squared": sum(wait**2 for wait in waits),
        }

    def waits(self, steps: int) -> list[Row]:
        found: dict[tuple[int, int], list[bool]] = defaultdict(list)
        for days in self.days.values():
            for number, day in enumerate(days, start=1):
                has_ended = number < len(days)
                waited = ((days[number] if has_ended else self.as_of) - day).days
                found[min(number, steps + 1), waited].append(has_ended)
        return [
            {
                "purchase_number": number,
                "waited_days": waited,
                "bought": sum(ended),
                "unfinished": len(ended) - sum(ended),
            }
            for (number, waited), ended in sorted(found.items())
        ]

    def ladder(self, steps: int, asked_days: int) -> list[Row]:
        rows = []
        for number in range(1, steps + 1):
            reached = [days[number - 1 :] for days in self.days.values() if len(days) >= number]
            for within_days in sorted({*HORIZONS, asked_days}) if reached else ():
                window = timedelta(days=within_days)
                eligible = [days for days in reached if days[0] + window <= self.as_of]
                rows.append(
                    {
                        "purchase_number": number,
                        "within_days": within_days,
                        "reached": len(reached),
                        "eligible": len(eligible),
                        "went_on": sum(len(days) > 1 and days[1] <= days[0] + window for days in eligible),
                    }
                )
        return rows

    def window(self, days: int) -> Row:
        row: Row = {}
        for kind in ("", "new_"):
            buyers = [
                mine
                for user_id, bought in self.days.items()
                if (mine := [o for o in self.purchases() if o.user_id == user_id and self.within(o.day, days)])
                and (not kind or self.within(bought[0], days))
            ]
            row |= {
                f"{kind}buyers": len(buyers),
                f"{kind}repeat_buyers": sum(len({o.day for o in mine}) > 1 for mine in buyers),
                f"{kind}purchase_days": sum(len({o.day for o in mine}) for mine in buyers),
                f"{kind}purchase_days_squared": sum(len({o.day for o in mine}) ** 2 for mine in buyers),
                f"{kind}orders": sum(len(mine) for mine in buyers),
                f"{kind}orders_squared": sum(len(mine) ** 2 for mine in buyers),
                f"{kind}net_cents": sum(o.net for mine in buyers for o in mine),
            }
        return row

    def lifecycle(self, period: str, week_starts: int) -> list[Row]:
        """Set arithmetic over whole histories, period by period."""
        covered = [DATA_START + timedelta(days=step) for step in range((self.as_of - DATA_START).days + 1)]
        starts = sorted({period_start(day, period, week_starts) for day in covered})
        active = {
            start: {u for u, days in self.days.items() if start in {period_start(d, period, week_starts) for d in days}}
            for start in starts
        }
        rows: list[Row] = []
        for number, start in enumerate(starts):
            before = active[starts[number - 1]] if number else set()
            earlier = set().union(*(active[each] for each in starts[:number]))
            tomorrow = self.as_of + timedelta(days=1)
            ends = period_start(tomorrow, period, week_starts) != start or start != starts[-1]
            row: Row = {
                "period_date": start,
                "active": len(active[start]),
                "new_buyers": len(active[start] - earlier),
                "retained": len(active[start] & before),
                "resurrected": len((active[start] & earlier) - before),
                "churned": len(before - active[start]),
                "is_complete": start >= DATA_START and ends,
            }
            if number == 0:
                row |= dict.fromkeys(("new_buyers", "retained", "resurrected", "churned"))
            rows.append(row)
        return rows

    def active_monthly(self, active_days: int) -> list[Row]:
        rows = []
        for month in range(month_number(DATA_START), month_number(self.as_of) + 1):
            start, end = month_start(month), month_start(month + 1)
            first = start - timedelta(days=active_days)
            active = [days for days in self.days.values() if any(first <= day < start for day in days)]
            rows.append(
                {
                    "month_date": start,
                    "active": len(active),
                    "bought": sum(any(start <= day < end for day in days) for days in active),
                    "is_complete": start >= DATA_START and end - timedelta(days=1) <= self.as_of,
                    "is_covered": first >= DATA_START,
                }
            )
        return rows

    def cohort_cells(self) -> Iterable[tuple[Row, list[list[Order]], date]]:
        """Each complete cell with the orders so far of each person of the cohort, and the last day of its month."""
        by_user: dict[str, list[Order]] = defaultdict(list)
        for order in self.purchases():
            if order.user_id:
                by_user[order.user_id].append(order)
        for cohort in sorted({min(month_number(o.day) for o in orders) for orders in by_user.values()}):
            members = [orders for orders in by_user.values() if min(month_number(o.day) for o in orders) == cohort]
            for month in range(cohort, month_number(self.as_of) + 1):
                last = month_start(month + 1) - timedelta(days=1)
                if last <= self.as_of:
                    so_far = [[o for o in orders if month_number(o.day) <= month] for orders in members]
                    head = {"cohort_date": month_start(cohort), "months_since": month - cohort, "size": len(members)}
                    yield head, so_far, last

    def cohort_value(self, refund_days: int) -> list[Row]:
        rows = []
        for head, members, last in self.cohort_cells():
            values = [sum(o.net for o in orders) for orders in members]
            rows.append(
                {
                    **head,
                    "net_cents": sum(values),
                    "net_cents_squared": sum(value**2 for value in values),
                    "largest_cents": max(values),
                    "is_provisional": last > self.as_of - timedelta(days=refund_days),
                    "may_hold_earlier_buyers": head["cohort_date"] <= DATA_START,
                }
            )
        return rows

    def cohort_margin(self, refund_days: int) -> list[Row]:
        unit_cost = {row["product_id"]: row["unit_cost_cents"] for row in PRODUCTS}
        lines: dict[str, list[int | None]] = defaultdict(list)
        for item in self.brand.order_items:
            cost, quantity = unit_cost.get(item["product_id"]), item["quantity"]
            lines[item["order_id"]].append(
                None if cost is None or quantity is None else cost * floor(1000 * quantity + 0.5)
            )
        rows = []
        for head, members, last in self.cohort_cells():
            margins = [
                sum(1000 * o.net - sum(cost for cost in lines[o.order_id] if cost is not None) for o in orders)
                for orders in members
            ]
            so_far = [o for orders in members for o in orders]
            rows.append(
                {
                    **head,
                    "margin_millicents": sum(margins),
                    "margin_millicents_squared": sum(margin**2 for margin in margins),
                    "orders": len(so_far),
                    "orders_without_cost": sum(not lines[o.order_id] or None in lines[o.order_id] for o in so_far),
                    "is_provisional": last > self.as_of - timedelta(days=refund_days),
                }
            )
        return rows

    def costs(self) -> list[Row]:
        spent: dict[tuple[date, str | None], int] = defaultdict(int)
        for row in self.brand.costs:
            if row["cost_date"] <= self.as_of:
                spent[row["cost_date"].replace(day=1), row["cost_kind"]] += row["cost_cents"]
        ordered = sorted(spent.items(), key=lambda each: (each[0][0], each[0][1] is None, each[0][1] or ""))
        return [{"month_date": month, "cost_kind": kind, "cost_cents": cents} for (month, kind), cents in ordered]

    def repurchase(self, asked_days: int) -> list[Row]:
        rows = []
        for within_days in sorted({*HORIZONS, asked_days}):
            window = timedelta(days=within_days)
            eligible = [bought for bought in self.days.values() if bought[0] + window <= self.as_of]
            repurchased = [bought for bought in eligible if len(bought) > 1 and bought[1] <= bought[0] + window]
            rows.append({"within_days": within_days, "eligible": len(eligible), "repurchased": len(repurchased)})
        return rows

    def repurchase_elapsed(self, asked_days: int) -> list[Row]:
        last_at = max((o.at for o in self.all_counted if o.day <= self.as_of), default=None)
        times: dict[str, list[datetime]] = defaultdict(list)
        for order in sorted(self.purchases(), key=lambda o: o.at):
            if order.user_id:
                times[order.user_id].append(order.at)
        rows = []
        for within_days in sorted({*HORIZONS, asked_days}):
            window = timedelta(days=within_days)
            eligible = [at for at in times.values() if last_at and at[0] + window <= last_at]
            repurchased = [at for at in eligible if len(at) > 1 and at[1] <= at[0] + window]
            rows.append({"within_days": within_days, "eligible": len(eligible), "repurchased": len(repurchased)})
        return rows

    def daily(self, days: int, refund_days: int) -> list[Row]:
        first = max(DATA_START, self.as_of - timedelta(days=days - 1))
        return [
            {
                "day_date": day,
                **self._trade_of([o for o in self.orders if o.day == day], lambda bought, day=day: bought == day),
                "is_provisional": day > self.as_of - timedelta(days=refund_days),
            }
            for day in (first + timedelta(days=step) for step in range((self.as_of - first).days + 1))
        ]

    def monthly(self, months: int, refund_days: int) -> list[Row]:
        last = month_number(self.as_of)
        rows = []
        for month in range(max(month_number(DATA_START), last - months + 1), last + 1):
            first_day = max(month_start(month), DATA_START)
            last_day = min(month_start(month + 1) - timedelta(days=1), self.as_of)
            orders = [o for o in self.orders if first_day <= o.day <= last_day]
            rows.append(
                {
                    "month_date": month_start(month),
                    **self._trade_of(orders, lambda day, f=first_day, t=last_day: f <= day <= t),
                    "days_covered": (last_day - first_day).days + 1,
                    "is_complete": (first_day, last_day)
                    == (month_start(month), month_start(month + 1) - timedelta(days=1)),
                    "is_provisional": last_day > self.as_of - timedelta(days=refund_days),
                }
            )
        return rows

    def _trade_of(self, orders: list[Order], is_in: Any) -> Row:
        return {
            "orders": sum(o.stands for o in orders),
            "buyers": len({o.user_id for o in orders if o.stands and o.user_id}),
            "first_time_buyers": sum(is_in(bought[0]) for bought in self.days.values()),
            "gross_cents": sum(o.paid for o in orders),
            "refunded_cents": sum(o.refunded for o in orders),
            "net_cents": sum(o.net for o in orders),
        }

    def members(self) -> list[Row]:
        rows = []
        for number, user_id in enumerate(sorted(u["user_id"] for u in self.brand.users)):
            if user_id in self.people:
                orders = [o for o in self.purchases() if o.user_id == user_id]
                rows.append(
                    {
                        "user_no": number,
                        "user_id": user_id,
                        "orders": len(orders),
                        "net_cents": sum(o.net for o in orders),
                        "first_order_date": min((o.day for o in orders), default=None),
                        "last_order_date": max((o.day for o in orders), default=None),
                    }
                )
        return rows


def month_number(day: date) -> int:
    return day.year * 12 + day.month


def month_start(number: int) -> date:
    return date((number - 1) // 12, (number - 1) % 12 + 1, 1)


def period_start(day: date, period: str, week_starts: int) -> date:
    if period == "week":
        return day - timedelta(days=(day.isoweekday() - week_starts) % 7)
    return day.replace(day=1, month=day.month if period == "month" else day.month - (day.month - 1) % 3)
