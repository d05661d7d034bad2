"""The result of each campaign finds the effect that was planted, and refuses one where no fair control was kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from data.demo.brand import CAMPAIGNS, Campaign
from data.settings import Settings
from queries.audience import Audience
from queries.campaigns import CampaignEffect, Standing, campaign_effect
from queries.campaigns.assignments import decided_assignments

KNOWN = {kind.campaign_id: kind for kind in CAMPAIGNS}


def planned(kind: Campaign) -> dict[str, float] | None:
    if not kind.control_share:
        return None
    sent = {variant: (1 - kind.control_share) / len(kind.variants) for variant in kind.variants}
    return {"control": kind.control_share, **sent}


@pytest.fixture(scope="module")
def effects(planted: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[str, CampaignEffect]:
    settings = Settings(home=tmp_path_factory.mktemp("effects"))
    audience = Audience(planted.version.manifest.data_end)
    return {
        name: campaign_effect(
            planted.engine,
            decided_assignments(planted.engine, settings, name).rows,
            audience,
            window_days=kind.window_days,
            planned=planned(kind),
        )
        for name, kind in KNOWN.items()
    }


@pytest.mark.parametrize("campaign", [name for name in KNOWN if name not in ("C2411", "C2604", "C2605", "C2608")])
def test_the_interval_of_buyers_holds_the_planted_lift(
    planted: Any, effects: dict[str, CampaignEffect], campaign: str
) -> None:
    truth, found = planted.truths.campaign(campaign).total, effects[campaign]
    assert found.gates.standing is Standing.FINAL
    assert found.overall is not None
    assert (found.overall.difference.ci_low or 0) <= truth.lift <= (found.overall.difference.ci_high or 0)


@pytest.mark.parametrize(
    ("campaign", "standing"),
    [("C2411", Standing.NO_CONTROL), ("C2604", Standing.NO_CONTROL), ("C2605", Standing.BROKEN_SPLIT)],
)
def test_without_a_fair_control_there_is_no_effect(
    effects: dict[str, CampaignEffect], campaign: str, standing: Standing
) -> None:
    assert (effects[campaign].gates.standing, effects[campaign].overall) == (standing, None)


def test_the_campaign_that_runs_is_provisional_or_not_yet_read(effects: dict[str, CampaignEffect]) -> None:
    assert effects["C2608"].gates.standing in (Standing.PROVISIONAL, Standing.NOT_YET)


def test_variants_are_compared_each_with_the_control(effects: dict[str, CampaignEffect]) -> None:
    assert [one.arm for one in effects["C2606"].variants] == list(KNOWN["C2606"].variants)
    assert all(one.adjusted_p is not None for one in effects["C2606"].variants)


def test_a_retailer_that_kept_no_control_is_told_no_lift(journey: Any, tmp_path: Path) -> None:
    """The Complete Journey: thirty campaigns, and nobody kept back."""
    settings = Settings(home=tmp_path)
    found = campaign_effect(
        journey.engine,
        decided_assignments(journey.engine, settings, "18").rows,
        Audience(journey.version.manifest.data_end),
    )
    assert (found.gates.standing, found.overall, found.afterwards) == (Standing.NO_CONTROL, None, None)
    assert "No control group" in str(found.verdict)
