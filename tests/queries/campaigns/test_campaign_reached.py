"""The effect on those reached, and whether a campaign works differently on the people of another: counted by hand."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.settings import Settings
from queries.audience import Audience
from queries.campaigns.interacting import interactions
from queries.campaigns.reached import Reached
from queries.campaigns.result import campaign_effect
from queries.engines import DuckDBEngine
from queries.stats import Status
from queries.stats.experiments import Sums
from queries.stats.interaction import Side, interaction
from tests.queries.campaigns.assigned_people import DAY, SENT, EngineOf, assigned, order, split
from tests.stores import store_from_rows


def told(engine_of: EngineOf, *, delivered: int, named: int = 400) -> Reached | None:
    """200 of 400 recipients and 100 of 400 kept back buy; to the first so many a message was delivered."""
    touches = [
        {
            "user_id": f"u{n:05}",
            "campaign_id": "k",
            "assigned_at": SENT,
            "delivered_date": date(2025, 6, 1) if n < delivered else None,
        }
        for n in range(named)
    ]
    bought = [*range(200), *range(400, 500)]
    engine = engine_of(800, [order(n, "2025-06-03", 1_000) for n in bought], touches=touches)
    return campaign_effect(engine, assigned(engine, split(400, 400)), Audience(DAY), campaign="k").reached


def test_the_difference_of_all_is_spread_over_those_reached(engine_of: EngineOf) -> None:
    found = told(engine_of, delivered=320)
    assert found is not None
    assert (found.recipients.value, found.control.value) == (0.8, 0.0)
    assert found.buyers.value == pytest.approx(0.25 / 0.8)
    assert found.money.value == pytest.approx(250 / 0.8)


def test_where_some_recipients_are_not_told_of_nothing_is_said(engine_of: EngineOf) -> None:
    assert told(engine_of, delivered=320, named=399) is None


def test_hardly_anybody_reached_is_too_few_and_no_number(engine_of: EngineOf) -> None:
    found = told(engine_of, delivered=1)
    assert found is not None
    assert (found.buyers.value, found.buyers.status) == (None, Status.TOO_SMALL)


PEOPLE = 40
ARMS = st.sampled_from([None, "control", "A", "B"])


@settings(max_examples=8)
@given(
    own=st.lists(ARMS, min_size=PEOPLE, max_size=PEOPLE),
    other=st.lists(ARMS, min_size=PEOPLE, max_size=PEOPLE),
    apart=st.lists(st.integers(-12, 12), min_size=PEOPLE, max_size=PEOPLE),
    bought=st.lists(st.none() | st.integers(-3, 12), min_size=PEOPLE, max_size=PEOPLE),
    last=st.integers(0, 40),
)
def test_those_sent_the_other_campaign_and_the_rest_are_counted_as_by_hand(
    tmp_path_factory: pytest.TempPathFactory,
    own: list[str | None],
    other: list[str | None],
    apart: list[int],
    bought: list[int | None],
    last: int,
) -> None:
    day = date(2025, 6, 1)
    touches = [touch(n, "own", arm, day) for n, arm in enumerate(own)]
    touches += [touch(n, "other", arm, day + timedelta(days=apart[n])) for n, arm in enumerate(other)]
    rows = [order(n, (day + timedelta(days=since)).isoformat()) for n, since in enumerate(bought) if since is not None]
    folder, as_of = tmp_path_factory.mktemp("meet"), day + timedelta(days=last)
    users = [{"user_id": f"u{n:05}", "joined_at": "2025-01-02 00:00:00"} for n in range(PEOPLE)]
    version = store_from_rows(
        folder,
        users=users,
        orders=rows,
        touches=[one for one in touches if one],
        data_start="2025-01-01",
        data_end="2025-12-31",
    )
    house = Settings(home=folder / "home", threads=1)
    engine = DuckDBEngine(version, house)
    found = interactions(engine, house, "own", ["other"], Audience(as_of), window_days=7)["other"]
    engine.close()
    cells = {key: [0, 0] for key in ((True, True), (True, False), (False, True), (False, False))}
    for n, arm in enumerate(own):
        if arm is None or last < 7:
            continue
        since, is_known = bought[n], day + timedelta(days=apart[n]) <= as_of
        is_inside = other[n] in ("A", "B") and abs(apart[n]) <= 7 and is_known
        cell = cells[is_inside, arm != "control"]
        cell[0] += 1
        cell[1] += since is not None and 0 <= since <= min(7, last)
    assert found == interaction(*(side(*cells[inside, True], *cells[inside, False]) for inside in (True, False)))


def touch(person: int, campaign: str, arm: str | None, day: date) -> dict[str, Any] | None:
    if arm is None:
        return None
    known = {"user_id": f"u{person:05}", "campaign_id": campaign, "assigned_date": day}
    return {**known, "is_control": arm == "control", "variant": None if arm == "control" else arm}


def side(people: int, buyers: int, base: int, base_buyers: int) -> Side:
    return Side(Sums(people, buyers, buyers), Sums(base, base_buyers, base_buyers), buyers, base_buyers)


def test_a_campaign_that_works_only_without_the_other_is_found(engine_of: EngineOf, tmp_path: Path) -> None:
    """4,000 people; halves drawn twice. Alone the campaign brings 25 points, beside the other one none."""
    touches, buyers = [], []
    for n in range(4_000):
        is_own, is_other = n % 2 == 0, n % 4 < 2
        touches.append(touch(n, "own", "A" if is_own else "control", date(2025, 6, 1)))
        touches.append(touch(n, "other", "A" if is_other else "control", date(2025, 6, 2)))
        if n // 4 % 4 < (2 if is_own and not is_other else 1):
            buyers.append(n)
    engine = engine_of(4_000, [order(n, "2025-06-04") for n in buyers], touches=touches)
    found = interactions(engine, Settings(home=tmp_path), "own", ["other"], Audience(DAY), window_days=7)["other"]
    assert found.difference.value == pytest.approx(-0.25)
    assert (found.difference.n, found.difference.denominator) == (2_000, 2_000)
    assert found.significance.is_below(0.001)
