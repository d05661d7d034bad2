"""A little brand whose campaigns went wrong, each in its own way, with what must be said of it and what must not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from data.store import Version
from tests.pages.campaign_brand import FIRST, LAST, Sent, campaign_row, order_rows, touch_rows
from tests.stores import store_from_rows

Row = dict[str, Any]
PEOPLE = 2_000


@dataclass(frozen=True)
class Odd:
    """`effects` are cells of the table of effects by measure, as far as they matter; None: there is no such table."""

    sent: Sent
    said: tuple[str, ...]
    effects: dict[str, str] | None
    as_of: date = LAST


NO_MONEY = {"Net revenue per person assigned": "too few to judge"}
ODD = (
    Odd(
        Sent("only-control", date(2025, 2, 1), 0, 0, 60, 9, 0.5),
        ("Nobody was sent this campaign: there is only its control group.",),
        None,
    ),
    Odd(
        Sent("one-sided", date(2025, 2, 10), 1_000, 300, 1_000, 0, 0.5),
        ("+30.0 points: more people bought within 7 days (27.2 to 32.9), about 300 more buyers.", "is not known"),
        {"Relative lift of buyers over the control group": "nothing to divide by", **NO_MONEY},
    ),
    Odd(
        Sent("nobody-bought", date(2025, 2, 20), 500, 0, 500, 0, 0.5),
        ("No difference was found in how many people bought", "it lies between -0.8 and 0.8 points"),
        {
            "Relative lift of buyers over the control group": "nothing to divide by",
            "Net revenue per person assigned": "nobody differs",
        },
    ),
    Odd(
        Sent("all-alike", date(2025, 3, 1), 200, 200, 200, 200, 0.5),
        ("No difference was found in how many people bought",),
        {
            "Relative lift of buyers over the control group": "nobody differs",
            "Net revenue per person assigned": "nobody differs",
        },
    ),
    Odd(
        Sent("thin", date(2025, 3, 10), 1_998, 300, 2, 1, 0.001),
        ("Too few people have finished their 7 days to compare the groups.",),
        None,
    ),
    Odd(
        Sent("early", date(2025, 3, 20), 400, 120, 400, 80, 0.5),
        ("800 people were assigned before the campaign began on", "points: more people bought"),
        {},
    ),
    Odd(
        Sent("both", date(2025, 4, 1), 200, 40, 200, 40, 0.5),
        ("5 people were in two groups at once", "no effect is shown"),
        None,
    ),
    Odd(
        Sent("running", date(2025, 6, 28), 400, 120, 400, 80, 0.5),
        ("Provisional: 2 of 7 days are over.", "orders may still be refunded"),
        {},
    ),
    Odd(
        Sent("refunded", date(2025, 4, 10), 1_000, 300, 1_000, 200, 0.5),
        ("-5.0 points: fewer people bought within 7 days",),
        {},
    ),
    Odd(
        Sent("refunded", date(2025, 4, 10), 1_000, 300, 1_000, 200, 0.5),
        (
            "+10.0 points: more people bought within 7 days",
            "orders may still be refunded: buyers and money are as known",
        ),
        {},
        as_of=date(2025, 4, 28),
    ),
)


def built_odd_brand(folder: Path) -> Version:
    sent = {odd.sent.key: odd.sent for odd in ODD}.values()
    both = [{**row, "is_control": True} for row in touch_rows(next(one for one in sent if one.key == "both"))][:5]
    return store_from_rows(
        folder,
        users=[{"user_id": f"M{number:06d}", "joined_at": "2025-01-02 04:00:00"} for number in range(PEOPLE)],
        orders=[order for one in sent for order in map(_odd_order, order_rows(one))],
        campaigns=[_odd_start(campaign_row(one)) for one in sent],
        touches=[touch for one in sent for touch in touch_rows(one)] + both,
        data_start=FIRST,
        data_end=LAST,
    )


def _odd_start(campaign: Row) -> Row:
    """One begins five days after everybody was assigned to it."""
    late = timedelta(days=5) if campaign["campaign_id"] == "early" else timedelta()
    return {**campaign, "start_date": campaign["start_date"] + late}


def _odd_order(order: Row) -> Row:
    """Where all are alike they pay the same; of one campaign half of the recipients send all back after its days."""
    key, _, number = order["order_id"].rpartition("-")
    if key == "all-alike":
        return {**order, "paid_cents": 10_000}
    if key == "refunded" and int(number) < 150:
        sent_back = {"refunded_cents": order["paid_cents"], "refunded_date": order["ordered_date"] + timedelta(days=20)}
        return {**order, **sent_back}
    return order
