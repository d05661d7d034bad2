"""Results to hand on: buttons that write the report of what the page shows, as PDF or HTML."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import streamlit as st

from data.access import Action
from pages.parts.campaigns.arms import asked_by_arm
from pages.parts.campaigns.asked import asked_funnel, asked_uncontrolled
from pages.parts.campaigns.told.across import Across
from pages.parts.campaigns.won import asked_won
from pages.parts.campaigns.words import name_of
from pages.parts.files import file_name_of, offer_file, write_small_file
from pages.parts.opened import store
from pages.parts.segments.session import measures
from pages.parts.session import person, plain, say
from pages.reports.across import across_document
from pages.reports.campaign import Result, campaign_document
from pages.reports.document import Document
from pages.reports.files import WRITERS
from queries.audience import Audience
from queries.campaigns import CampaignEffect, Known, Standing, Terms
from queries.campaigns.by_arm import FOLLOWED
from queries.campaigns.funnel import Part


def offer_report(known: Known, found: CampaignEffect, terms: Terms, audience: Audience, by: str) -> None:
    """Of one campaign. What the page asks further down is asked for it at the click."""

    def written() -> Document:
        alone = found.gates.standing is Standing.NO_CONTROL
        result = Result(
            known,
            found,
            terms,
            audience,
            store(),
            datetime.now(UTC),
            asked_funnel(known, audience, Part.CHANNEL),
            asked_uncontrolled(known, audience) if alone else None,
            measures().measures.get(by),
            asked_by_arm(known, audience, found.gates) if found.gates.standing in FOLLOWED else None,
            asked_won(known, audience) if known.recipients else None,
        )
        return campaign_document(result)

    _offer("campaign_report", file_name_of(plain("Campaign"), name_of(known)), written)


def offer_across_report(across: Across, audience: Audience) -> None:
    """Of all campaigns beside each other."""
    name = file_name_of(plain("Campaigns beside each other"))
    _offer("across_report", name, lambda: across_document(across, audience, store(), written_at=datetime.now(UTC)))


def _offer(key: str, name: str, written: Callable[[], Document]) -> None:
    """A button for each kind of file; who may not download sees them greyed."""
    may = person().may(Action.DOWNLOAD)
    labels = {"pdf": say("Report (PDF)"), "html": say("Report (HTML)")}
    with st.container(horizontal=True, gap="small"):
        pressed = [
            ending
            for ending, label in labels.items()
            if st.button(label, key=f"{key}_{ending}", icon=":material/print:", disabled=not may)
        ]
    for ending in pressed:
        offer_file(write_small_file(WRITERS[ending](written()), ending), f"{name}.{ending}")
