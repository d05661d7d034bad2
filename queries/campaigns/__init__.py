"""What each campaign did, judged only against people it kept back."""

from __future__ import annotations

from queries.campaigns.results import Arm, CampaignResult, campaign_results

__all__ = ["Arm", "CampaignResult", "campaign_results"]
