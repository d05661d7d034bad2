"""Message rates: each by its own denominator, and none where something is not known."""

from __future__ import annotations

from dataclasses import replace

import pytest

from queries.stats import Status, rate
from queries.stats.messages import MessageCounts, TouchCounts, fatigue, message_rates

KNOWN = MessageCounts(
    recipients=1_000, sent=950, delivered=900, opened=300, clicked=60, converted=20, unsubscribed=9, complained=1
)


@pytest.mark.parametrize(
    ("name", "people", "of"),
    [
        ("bounced", 50, 950),
        ("opened", 300, 900),
        ("clicked", 60, 900),
        ("clicked_of_opened", 60, 300),
        ("converted", 20, 1_000),
        ("unsubscribed", 9, 900),
        ("complained", 1, 900),
    ],
)
def test_each_rate_has_its_own_denominator(name: str, people: int, of: int) -> None:
    assert getattr(message_rates(KNOWN), name) == rate(people, of)


def test_where_deliveries_are_not_known_what_was_sent_stands_in_by_name() -> None:
    found = message_rates(replace(KNOWN, delivered=None))
    assert (found.reached_of, found.opened) == ("sent", rate(300, 950))
    assert found.bounced.status is Status.EMPTY


def test_where_neither_is_known_those_assigned_stand_in() -> None:
    found = message_rates(replace(KNOWN, delivered=None, sent=None))
    assert (found.reached_of, found.clicked) == ("recipients", rate(60, 1_000))


def test_what_the_export_does_not_hold_has_no_rate() -> None:
    found = message_rates(replace(KNOWN, opened=None, complained=None))
    assert (found.opened.value, found.clicked_of_opened.value, found.complained.value) == (None, None, None)


def test_more_clicks_than_opens_are_no_rate_above_one() -> None:
    found = message_rates(replace(KNOWN, opened=40)).clicked_of_opened
    assert (found.value, found.status, found.n, found.denominator) == (None, Status.CONTRADICTED, 60, 40)


def test_fatigue_is_read_by_the_number_of_the_message() -> None:
    found = fatigue({2: TouchCounts(400, 8, 10), 1: TouchCounts(1_000, 5, 30), 9: TouchCounts(12, None, 0)})
    assert [touch.number for touch in found] == [1, 2, 9]
    assert (found[0].unsubscribed, found[1].converted) == (rate(5, 1_000), rate(10, 400))
    assert (found[2].unsubscribed.status, found[2].converted.status) == (Status.EMPTY, Status.TOO_SMALL)
