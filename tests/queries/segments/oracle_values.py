"""The value of each behaviour, from the rows of one person that count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from statistics import median
from typing import Any

from tests.queries.segments.layer_oracle import LAYERS_IN_MONEY
from tests.queries.segments.oracle_judges import JUDGES, PERIOD_NAMES
from tests.queries.segments.worlds import Row


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
    first = min(days_of(rows), default=as_of)
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


def days_of(rows: list[Row]) -> list[date]:
    return [row["day"] for row in rows]


def _set(column: str) -> Callable[[list[Row], date], set[Any]]:
    return lambda rows, as_of: {row[column] for row in rows if row.get(column) is not None}


def _since(pick: Callable[[list[date]], date]) -> Callable[[list[Row], date], int | None]:
    return lambda rows, as_of: (as_of - pick(days_of(rows))).days if rows else None


def _latest(column: str, *keys: str) -> Callable[[list[Row], date], Any]:
    def latest(rows: list[Row], as_of: date) -> Any:
        known = [row for row in rows if row.get(column) is not None]
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
    days = sorted(set(days_of(rows)))
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
    **{f"{topic}.first_date": lambda rows, as_of: min(days_of(rows), default=None) for topic in DATED},
    **{f"{topic}.last_date": lambda rows, as_of: max(days_of(rows), default=None) for topic in DATED},
    "orders.count": lambda rows, as_of: len(rows),
    "orders.days": lambda rows, as_of: len(set(days_of(rows))),
    "orders.weeks": lambda rows, as_of: len({day.isocalendar()[:2] for day in days_of(rows)}),
    "orders.months": lambda rows, as_of: len({(day.year, day.month) for day in days_of(rows)}),
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
        (as_of - max(days_of(rows))).days / median(_gaps(rows)) if _gaps(rows) else None
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
    "items.last_product": _latest("product_name", "ordered_at", "order_id"),
    "items.last_category": _latest("category", "ordered_at", "order_id"),
    "items.products_together": _together("product_id"),
    "items.categories_together": _together("category"),
    "interactions.days_since_first": _since(min),
    "interactions.first_date": lambda rows, as_of: min(days_of(rows), default=None),
    "interactions.last_date": lambda rows, as_of: max(days_of(rows), default=None),
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
    "messages.days": lambda rows, as_of: len(set(days_of(rows))),
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
    "orders.first_date": lambda rows, as_of: min(days_of(rows), default=None),
    "orders.last_date": lambda rows, as_of: max(days_of(rows), default=None),
    "orders.channels": _set("channel"),
    "items.quantity": lambda rows, as_of: sum(row["quantity"] or 0 for row in rows),
    "items.orders": lambda rows, as_of: len({row["order_id"] for row in rows}),
    "items.categories_count": lambda rows, as_of: len(_set("category")(rows, as_of)),
    "items.categories": _set("category"),
    "items.brands": _set("brand"),
    "items.products": _set("product_id"),
    "interactions.count": lambda rows, as_of: len(rows),
    "interactions.days": lambda rows, as_of: len(set(days_of(rows))),
    "interactions.weeks": lambda rows, as_of: len({day.isocalendar()[:2] for day in days_of(rows)}),
    "interactions.months": lambda rows, as_of: len({(day.year, day.month) for day in days_of(rows)}),
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
