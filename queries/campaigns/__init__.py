"""What each campaign did, judged only against people it kept back."""

from __future__ import annotations

from queries.campaigns.effect import Effect, Terms
from queries.campaigns.gates import Gates, Standing
from queries.campaigns.known import CostFrom, Known, known_campaigns
from queries.campaigns.result import CampaignEffect, campaign_effect
from queries.campaigns.uncontrolled import Uncontrolled, uncontrolled

__all__ = [
    "CampaignEffect",
    "CostFrom",
    "Effect",
    "Gates",
    "Known",
    "Standing",
    "Terms",
    "Uncontrolled",
    "campaign_effect",
    "known_campaigns",
    "uncontrolled",
]
