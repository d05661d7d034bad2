"""Campaigns wherever they are known from, the shares they were drawn with, and what they cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pyarrow as pa
import pytest

from data.ledger import CONTROL
from queries.campaigns.known import Known
from queries.lists.assignments import EXPORT, MANIFEST, UPLOADED

ONE = Known("c", None, None, None, date(2025, 1, 1), 7, (), None, {}, None)
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
