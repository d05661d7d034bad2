"""Effects planted in many demo brands: how many intervals hold the truth, how often nothing is called something."""

from __future__ import annotations

from collections.abc import Iterator
from math import sqrt
from pathlib import Path
from shutil import rmtree
from typing import Any

import pytest

from data.demo import make_demo
from data.demo.brand import CAMPAIGNS
from data.settings import Settings
from queries.audience import Audience
from queries.campaigns import Standing, campaign_effect
from queries.campaigns.assignments import decided_assignments
from queries.stats import Estimate
from queries.stats.money import Finding
from tests.queries.reference.conftest import built

NOTHING_PLANTED = "C2603"
BRANDS, PEOPLE = 15, 20_000  # with fewer people too few of those kept back buy to compare money


def results(folder: Path, seed: int) -> Iterator[tuple[str, Any, Any]]:
    """Campaign, what was planted, and our reading of all sent to, of each campaign that is over and fair."""
    settings = Settings(home=folder / "home", threads=2)
    truths = make_demo(folder / "demo", people=PEOPLE, seed=seed)
    brand = built(folder / "demo", settings)
    for kind in CAMPAIGNS:
        rows = decided_assignments(brand.engine, settings, kind.campaign_id).rows
        found = campaign_effect(brand.engine, rows, Audience(brand.version.manifest.data_end))
        if kind.control_share and not kind.has_broken_split and found.gates.standing is Standing.FINAL:
            yield kind.campaign_id, truths.campaign(kind.campaign_id).total, found.overall
    brand.engine.close()
    rmtree(folder)


def holds(found: Estimate, truth: float) -> bool:
    return (found.ci_low or 0.0) <= truth <= (found.ci_high or 0.0)


@pytest.mark.soak
def test_intervals_hold_what_was_planted_as_often_as_they_say(tmp_path: Path) -> None:
    buyers, money, said = [], [], []
    for seed in range(1, BRANDS + 1):
        for campaign, truth, found in results(tmp_path / str(seed), seed):
            buyers.append(holds(found.difference, truth.lift))
            if found.money.difference.is_known:
                money.append(holds(found.money.difference, truth.caused_net_cents / truth.treated))
            if campaign == NOTHING_PLANTED:
                said.append(found.money.finding in (Finding.RAISED, Finding.LOWERED) or not holds(found.difference, 0))
    for covered in (buyers, money):
        assert len(covered) >= 25
        assert sum(covered) / len(covered) >= 0.95 - 3 * sqrt(0.05 * 0.95 / len(covered))
    assert sum(said) <= 4  # two goals at 5 % each: over four of 15 comes about once in a hundred
