"""CDNOW, the published year and a half of 23,570 buyers: what it says of the time between purchases.

`tests/samples/cdnow_waits.csv` are the waits of its master file (Fader and Hardie) as of 30 June 1998, counted by plain
Python: from the first purchase day (1) and from all later ones (2). Everyone was watched for more than 365 days.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest

from data.schemes import LifecycleScheme
from queries.audience import Audience
from queries.question import Ask
from queries.retention import Gaps, gaps, repurchase_curve

SAMPLE = Path(__file__).parents[2] / "samples/cdnow_waits.csv"
AS_OF = Audience(date(1998, 6, 30))


@dataclass(frozen=True)
class CountedWaits:
    """Stands where a question would be asked."""

    rows: list[dict[str, int]]

    @property
    def version(self) -> Any:
        return type("Version", (), {"manifest": type("Manifest", (), {"data_start": date(1997, 1, 1)})})

    def __call__(self, name: str, audience: Audience, **params: object) -> Any:
        assert name == "retention/waits"
        return self


@pytest.fixture(scope="module")
def cdnow() -> Ask:
    with SAMPLE.open(encoding="utf-8") as lines:
        return cast(Ask, CountedWaits([{k: int(v) for k, v in row.items()} for row in csv.DictReader(lines)]))


@pytest.fixture(scope="module")
def found(cdnow: Ask) -> Gaps:
    return gaps(cdnow, AS_OF)


@pytest.mark.parametrize(("days", "percent"), [(30, 17.46), (60, 25.15), (90, 29.22), (180, 37.45), (365, 45.86)])
def test_repurchase_within_n_days_is_as_published(cdnow: Ask, days: int, percent: float) -> None:
    """Nobody is censored before day 365, so the curve is the plain share."""
    share = repurchase_curve(cdnow, AS_OF).ended_by(days)
    assert (round(100 * (share.value or 0), 2), share.denominator) == (percent, 23_570)


def test_nearly_half_of_the_buyers_came_back_and_two_thirds_of_the_purchases_are_theirs(
    cdnow: Ask, found: Gaps
) -> None:
    returned = int(repurchase_curve(cdnow, AS_OF).ended.sum())
    assert round(100 * returned / 23_570, 2) == 48.86
    assert round(100 * found.finished / (found.finished + found.unfinished), 1) == 65.1


def test_finished_waits_alone_would_call_buyers_lost_far_too_early(found: Gaps) -> None:
    assert (found.finished_median_days, found.median_days.value) == (34, 94)


CHANCES = {0: 0.495, 30: 0.334, 60: 0.250, 90: 0.204, 120: 0.169, 180: 0.120, 270: 0.081, 360: 0.049}


@pytest.mark.parametrize("silent", CHANCES)
def test_the_chance_of_a_purchase_in_90_days_falls_with_the_silence(found: Gaps, silent: int) -> None:
    assert found.curve.chance(silent, within=90).value == pytest.approx(CHANCES[silent], abs=6e-4)


def test_the_cuts_it_suggests_are_about_95_and_225_days(found: Gaps) -> None:
    assert (found.suggested, found.remarks) == (LifecycleScheme(94, 220, 30), ())


def test_custom_takes_the_cuts_that_are_published_for_finished_gaps(found: Gaps) -> None:
    assert found.customary == LifecycleScheme(119, 200, 30)
