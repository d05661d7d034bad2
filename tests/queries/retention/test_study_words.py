"""A study says who started by what, of whom, what is counted of whom, as of which day and in which zone."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from queries.audience import Audience
from queries.retention.describe import describe_study
from queries.retention.read import parse_study
from tests.queries.retention.studies import GOLD
from tests.queries.segments.conftest import Brand
from tests.queries.segments.saved import SHELF, rule_of

DAY = date(2025, 3, 10)
PLAIN: dict[str, Any] = {"version": 1, "start": {"event": "orders"}, "return": {"event": "orders"}}
APP = {"column": "channel", "operator": "equals", "value": "app"}
SAID = [
    ({}, "by the month of the first of their Orders"),
    ({}, "those with Orders in the Nth month after the start"),
    ({}, "Shares are of everybody who started"),
    ({}, "Known as of 2025-03-10, in days of Asia/Shanghai"),
    ({"start": {"event": "joined"}}, "by the month in which they joined"),
    ({"start": {"event": "entered", "segment": "best"}}, "at whose end the segment “best” held them"),
    ({"start": {"event": "orders", "where": [APP]}}, "Orders (only where Sales channel"),
    ({"cohort": "first_ever", "start": {"event": "orders", "where": [APP]}}, "very first of their Orders"),
    (
        {"cohort": "recurring", "period": "week", "week_starts": "sunday"},
        "Each week from Sunday is a group of all people with Orders in it",
    ),
    ({"period": "rolling_day"}, "in the Nth span of 24 hours after"),
    ({"measure": "on_or_after", "horizon_days": 30}, "or later, up to 30 days after its end"),
    ({"measure": "brackets", "brackets": [[1, 7], [8, 30]]}, "of 1–7, 8–30 after"),
    ({"measure": "at_least", "times": 2}, "on at least 2 days"),
    ({"measure": "at_least", "times": 2, "return": {"event": "clicks"}}, "at least 2 times"),
    ({"measure": "churned"}, "those without Orders in the Nth month"),
    ({"measure": "streak"}, "those with Orders in every month up to the Nth"),
    ({"measure": "value"}, "net revenue from Orders per person who started"),
    ({"relative_to": "previous"}, "Shares are of those who did so in the month before"),
    ({"since": "2025-02-01"}, "Only starts from 2025-02-01 to 2025-03-10"),
    ({"until": "2025-02-28"}, "Only starts up to 2025-02-28."),
    ({"segment": GOLD}, "held at the end of the month of their start"),
]


@pytest.mark.parametrize(("changed", "words"), SAID)
def test_the_words_say(brand: Brand, changed: dict[str, Any], words: str) -> None:
    study = parse_study({**PLAIN, **changed}, brand.catalog, shelf=SHELF)
    said = describe_study(study, Audience(DAY), catalog=brand.catalog, timezone="Asia/Shanghai")
    assert any(words in str(sentence) for sentence in said), "\n".join(map(str, said))


def test_the_words_say_of_whom_it_is_asked(brand: Brand) -> None:
    study = parse_study(PLAIN, brand.catalog)
    audience = Audience(DAY, rule_of(GOLD))
    said = describe_study(study, audience, catalog=brand.catalog, timezone="Asia/Shanghai")
    assert any("Only people for whom, as of 2025-03-10" in str(sentence) for sentence in said)
