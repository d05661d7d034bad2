"""A real A/B test, Cookie Cats, as a campaign's page would judge it: its split is a warning that the verdict carries.

Only its published counts are used: its rows come without a licence.
"""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from queries.campaigns.behaviour import Behaviour
from queries.campaigns.effect import Terms, effect
from queries.campaigns.gates import Gates, Standing, gates
from queries.campaigns.members import Members
from queries.campaigns.verdict import limits, verdict

DAY = date(2025, 6, 1)
LATE, EARLY = (45_489, 8_279), (44_700, 8_502)  # players with the gate at level 40 and 30, back after seven days


@pytest.fixture(scope="module")
def cookie_cats() -> Behaviour:
    """The gate at 30 is the control. Coming back is buying for one cent."""
    sizes, back = (LATE[0], EARLY[0]), (LATE[1], EARLY[1])
    bought = np.concatenate([np.arange(size) < came for size, came in zip(sizes, back, strict=True)]).astype(np.int64)
    nothing = dict.fromkeys((one.name for one in fields(Behaviour)), np.zeros_like(bought))
    told = {
        "user_no": np.arange(len(bought)),
        "arm": np.repeat([1, 0], sizes),
        "assigned": np.full(len(bought), np.datetime64(DAY, "D")),
        "orders": bought,
        "net_cents": bought,
    }
    return Behaviour(**{**nothing, **told})


def judged(people: Behaviour) -> Gates:
    table = pa.table({"user_no": people.user_no, "arm": people.arm})
    members = Members(table, ("control", "gate 40"), 0, DAY, DAY)
    end = date(2025, 8, 1)
    planned = {"control": 0.5, "gate 40": 0.5}
    return gates(
        members, people, planned=planned, crossed=0, window_days=7, begins=DAY, as_of=end, start=None, refund_days=15
    )


def test_its_split_makes_the_fairness_of_the_control_doubtful_and_stops_nothing(cookie_cats: Behaviour) -> None:
    passed = judged(cookie_cats)
    assert (passed.standing, passed.sample_ratio.is_doubtful) == (Standing.FINAL, True)
    assert passed.sample_ratio.p_value == pytest.approx(0.008607987811)
    found = effect("gate 40", cookie_cats.recipients, cookie_cats.control, passed, Terms(), people=LATE[0])
    assert found.difference.value == pytest.approx(-0.008201298315)
    said = str(verdict(passed, found))
    assert said.startswith("-0.8 points: fewer people bought within 7 days (-1.3 to -0.3), about 373 buyers less")
    assert said.endswith("Whether the control group was fair is doubtful.")
    assert "less than once in 100 campaigns" in " ".join(map(str, limits(passed, found)))


def test_a_split_as_wrong_as_a_tenth_more_would_stop_it(cookie_cats: Behaviour) -> None:
    rest = cookie_cats.where((cookie_cats.arm == 1) | (cookie_cats.user_no % 10 > 0))
    passed = judged(replace(rest))
    assert passed.standing is Standing.BROKEN_SPLIT
    assert "no effect is shown" in str(verdict(passed, None))
