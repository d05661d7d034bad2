"""Campaigns wherever they are known from, the shares they were drawn with, and what they cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from data.ledger import CONTROL
from data.settings import Settings
from queries.audience import Audience
from queries.campaigns.known import CostFrom, Known, known_campaigns
from queries.lists.assignments import EXPORT, MANIFEST, UPLOADED
from tests.queries.campaigns.assigned_people import SENT, EngineOf

ONE = Known("c", None, None, None, date(2025, 1, 1), 7, (), None, {}, None, None)
HALVES = {CONTROL: 0.2, "A": 0.4, "B": 0.4}


def rows(*told: tuple[str, str, int]) -> pa.Table:
    """Source, record and people."""
    records = [(source, record) for source, record, people in told for _ in range(people)]
    columns = {"source": [one[0] for one in records], "record": [one[1] for one in records]}
    return pa.table({"user_no": range(len(records)), **columns})


@pytest.mark.parametrize(
    ("told", "planned"),
    [
        (rows((MANIFEST, "l1", 50)), HALVES),
        (rows((MANIFEST, "l1", 50), (MANIFEST, "l2", 150)), {CONTROL: 0.05}),
        (rows((MANIFEST, "l1", 50), (EXPORT, "", 50)), {CONTROL: 0.15}),
        (rows((EXPORT, "", 50)), {CONTROL: 0.1}),
        (rows((UPLOADED, "r", 50)), None),
        (rows((EXPORT, "", 50), (UPLOADED, "r", 1)), None),
        (rows((MANIFEST, "gone", 50)), None),
    ],
)
def test_shares_are_those_of_the_plans_weighted_by_their_people(
    told: pa.Table, planned: Mapping[str, float] | None
) -> None:
    lists = {"l1": HALVES, "l2": {CONTROL: 0.0, "A": 1.0}}
    known = replace(ONE, control_share=0.1, list_shares=lists)
    found = known.planned(told)
    assert (found is None) == (planned is None)
    assert found is None or found == pytest.approx(planned)


@pytest.mark.parametrize("share", [None, 0.0])
def test_an_export_that_planned_no_control_has_no_split_to_check(share: float | None) -> None:
    assert replace(ONE, control_share=share).planned(rows((EXPORT, "", 5))) is None


def test_a_cost_is_what_the_export_booked_by_the_day(engine_of: EngineOf, tmp_path: Path) -> None:
    touches = [{"user_id": "u00000", "campaign_id": key, "assigned_at": SENT} for key in ("booked", "free", "unknown")]
    booked = [("booked", "2025-06-01", 300), ("booked", "2025-06-09", 45), ("booked", "2025-06-11", 7)]
    booked += [("free", "2025-06-01", 0), ("", "2025-06-01", 999)]
    costs = [
        {"campaign_id": key or None, "cost_date": date.fromisoformat(day), "cost_cents": cents}
        for key, day, cents in booked
    ]
    engine = engine_of(1, [], touches=touches, costs=costs)
    found = known_campaigns(engine, Settings(home=tmp_path), Audience(date(2025, 6, 10)))
    assert {one.campaign_id: (one.cost, one.cost_from) for one in found} == {
        "booked": (345, CostFrom.BOOKED),
        "free": (0, CostFrom.BOOKED),
        "unknown": (None, None),
    }
