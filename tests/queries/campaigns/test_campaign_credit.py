"""Credit, overlap, fatigue and pressure: against plain Python for random brands; every cent is somewhere, once."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import BadParameter, NotDelivered
from queries.audience import Audience
from queries.campaigns.credit import CreditLedger, CreditWindows, Way, credit_ledger
from queries.campaigns.fatigue import Fatigue, message_fatigue
from queries.campaigns.funnel import SETTLED_AFTER, Scope
from queries.campaigns.overlap import WORTH_TELLING, Overlap, overlaps
from tests.queries.campaigns.ledger_worlds import FIRST, Oracle, Row, world
from tests.queries.campaigns.test_campaign_funnel import DAYS, FIXED, SEEDS
from tests.queries.conftest import AskOf, people

SINCE = st.sampled_from([FIRST, date(2025, 3, 1)])
WINDOWS = st.sampled_from([CreditWindows(), CreditWindows(20, 9, {"sms": 3, "email": 40})])
Credits = dict[str | None, list[Fraction]]  # by campaign: orders, cents


def contacts(oracle: Oracle, order: Row, windows: CreditWindows, *, clicks_only: bool) -> list[tuple[datetime, str]]:
    """When which campaign's message was clicked (or delivered) before the order, and the contact lasts still."""
    found = []
    for touch in oracle.world.touches:
        if int(touch["user_id"][1:]) != order["user_no"] or touch["is_control"]:
            continue
        days = {"clicked_at": windows.click_days, "delivered_at": windows.delivery_days}
        for name, its_days in list(days.items())[: 1 if clicks_only else 2]:
            lasts = timedelta(days=windows.by_channel.get(touch["channel"], its_days))
            at = touch[name]
            if at is not None and oracle.known(at) and at <= order["ordered_at"] < at + lasts:
                found.append((at, touch["campaign_id"]))
    return found


def shares(oracle: Oracle, order: Row, way: Way, windows: CreditWindows) -> list[tuple[str | None, Fraction, int]]:
    found = contacts(oracle, order, windows, clicks_only=way is not Way.LAST_CONTACT)
    if not found:
        return [(None, Fraction(1), order["net_cents"])]
    if way is Way.EVEN:
        sharing = sorted({campaign for _, campaign in found})
        each, left = divmod(order["net_cents"], len(sharing))
        return [(campaign, Fraction(1, len(sharing)), each + (place < left)) for place, campaign in enumerate(sharing)]
    chosen = min(at for at, _ in found) if way is Way.FIRST_CLICK else max(at for at, _ in found)
    return [(min(campaign for at, campaign in found if at == chosen), Fraction(1), order["net_cents"])]


def check_credit(oracle: Oracle, found: CreditLedger, since: date, windows: CreditWindows) -> None:
    placed = [order for order in oracle.purchases() if oracle.world.day(order["ordered_at"]) >= since]
    assert (found.orders, found.net_cents) == (len(placed), sum(order["net_cents"] for order in placed))
    for way, credited in found.ways.items():
        expected: Credits = defaultdict(lambda: [Fraction(), Fraction()])
        for order in placed:
            for campaign, orders, cents in shares(oracle, order, way, windows):
                expected[campaign][0] += orders
                expected[campaign][1] += cents
        expected[None]  # no campaign is told of even where it has nothing
        assert {one.campaign_id: [one.orders, one.net_cents] for one in credited} == expected, way
        assert sum(one.net_cents for one in credited) == found.net_cents, way
        assert sum(one.orders for one in credited) == found.orders, way
        assert way is Way.EVEN or all(one.orders.denominator == 1 for one in credited), way


def check_overlap(oracle: Oracle, found: tuple[Overlap, ...], scope: Scope) -> None:
    members: dict[str, dict[int, Row]] = defaultdict(dict)
    for row in oracle.assigned(scope.since):
        if row["user_no"] in oracle.people:
            members[row["campaign_id"]][row["user_no"]] = row
    expected = {}
    for one in members:
        for other in members:
            common = [
                number
                for number in members[one].keys() & members[other].keys()
                if abs((members[one][number]["assigned_date"] - members[other][number]["assigned_date"]).days)
                <= scope.window_days
            ]
            if one < other and len(common) > WORTH_TELLING * min(len(members[one]), len(members[other])):
                drawn = [any(row["is_control"] for row in members[name].values()) for name in (one, other)]
                sizes = len(members[one]), len(members[other])
                expected[one, other] = Overlap(one, other, len(common), *sizes, all(drawn))
    assert {(overlap.campaign_id, overlap.other_id): overlap for overlap in found} == expected


def check_fatigue(oracle: Oracle, found: Fatigue, window_days: int) -> None:
    settled_by = oracle.world.end_of(oracle.as_of) - SETTLED_AFTER
    arrived = [
        row for row in oracle.messages(found.since, settled_by) if row["watched"] and oracle.stage(row, "delivered")
    ]
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for number in {row["user_no"] for row in arrived}:
        own = sorted((row for row in arrived if row["user_no"] == number), key=lambda row: _order(oracle, row))
        for place, row in enumerate(own, start=1):
            day = oracle.world.day(row["assigned_at"])
            if day <= oracle.as_of - timedelta(days=window_days):
                bought = oracle.bought_after(number, row["assigned_at"], day, window_days)
                counts[place].update(people=1, converted=bought > 0, unsubscribed=oracle.known(row["unsubscribed_at"]))
    assert {
        touch.number: (touch.converted.denominator, touch.converted.n, touch.unsubscribed.n) for touch in found.touches
    } == {
        place: (counted["people"], counted["converted"], counted["unsubscribed"]) for place, counted in counts.items()
    }


def _order(oracle: Oracle, row: Row) -> tuple[datetime, str, date]:
    left = row["unsubscribed_at"]
    return row["assigned_at"], row["campaign_id"], oracle.as_of if left is None else oracle.world.day(left)


def check_pressure(oracle: Oracle, found: Fatigue) -> None:
    for pressure in found.pressure:
        first = oracle.as_of - timedelta(days=pressure.days - 1)
        got = Counter(
            row["user_no"]
            for row in oracle.messages(first, oracle.world.end_of(oracle.as_of))
            if row["watched"] and oracle.known(row["assigned_at"]) and oracle.stage(row, "delivered")
        )
        assert pressure.people == Counter(got[number] for number in oracle.people), pressure.days


@FIXED
@given(SEEDS, DAYS, SINCE, WINDOWS, st.sampled_from([1, 7, 30]))
def test_credit_overlap_and_fatigue_are_those_of_each_person(
    seed: int, as_of: date, since: date, windows: CreditWindows, window_days: int
) -> None:
    made = world(seed)
    with made.engine() as engine:
        oracle = Oracle(made, as_of)
        audience = Audience(as_of)
        oracle.among(set(engine.query(audience.query(engine).sql("duckdb"))["user_no"].to_pylist()))
        check_credit(oracle, credit_ledger(engine, audience, since=since, windows=windows), since, windows)
        scope = Scope(since=since, window_days=window_days)
        check_overlap(oracle, overlaps(engine, audience, made.told, scope=scope), scope)
        tired = message_fatigue(engine, audience, window_days=window_days)
        check_fatigue(oracle, tired, window_days)
        check_pressure(oracle, tired)


def test_a_cent_that_cannot_be_shared_is_not_lost(ask_of: AskOf) -> None:
    sent = datetime(2025, 3, 1, 1)
    touches = [
        {"user_id": "u00000", "campaign_id": name, "assigned_at": sent, "clicked_at": sent} for name in ("a", "b", "c")
    ]
    orders = [{"order_id": "o", "user_id": "u00000", "ordered_at": datetime(2025, 3, 2, 1), "paid_cents": 10_001}]
    ask = ask_of(users=people(1), orders=orders, touches=touches, data_start="2025-01-01", data_end="2025-04-01")
    found = credit_ledger(ask.engine, Audience(date(2025, 4, 1)), since=date(2025, 1, 1))  # type: ignore[arg-type]
    assert [(one.campaign_id, one.orders, one.net_cents) for one in found.ways[Way.EVEN]] == [
        ("a", Fraction(1, 3), 3334),
        ("b", Fraction(1, 3), 3334),
        ("c", Fraction(1, 3), 3333),
        (None, 0, 0),
    ]
    assert Way.LAST_CONTACT not in found.ways  # no deliveries in this export


def test_without_clicks_nothing_can_be_credited(ask_of: AskOf) -> None:
    touch = {"user_id": "u00000", "campaign_id": "a", "assigned_at": datetime(2025, 3, 1, 1)}
    order = {"order_id": "o", "user_id": "u00000", "ordered_date": "2025-03-02", "paid_cents": 1}
    ask = ask_of(users=people(1), orders=[order], touches=[touch], data_end="2025-04-01")
    with pytest.raises(NotDelivered, match="clicked_at"):
        credit_ledger(ask.engine, Audience(date(2025, 4, 1)), since=date(2025, 1, 1))  # type: ignore[arg-type]


def test_a_contact_lasts_at_least_a_day() -> None:
    with pytest.raises(BadParameter, match="1 to 365 days"):
        CreditWindows(by_channel={"sms": 0})
