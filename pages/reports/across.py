"""Campaigns beside each other, as a document."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from data.store import Version
from pages.locale.reader import plain, words
from pages.parts.campaigns.told import drawn
from pages.parts.campaigns.told.across import (
    FAIR_ONLY,
    POOLING,
    READING,
    Across,
    beside_each_other,
    expected,
    too_few,
)
from pages.reports.document import Block, Document, Heading, Paragraph, Tone, table
from pages.reports.method import method_page, report
from queries.audience import Audience

METHOD = ("conversion", "campaign_difference", "net_per_person")


def across_document(across: Across, audience: Audience, version: Version, *, written_at: datetime) -> Document:
    """In the language of whoever reads."""
    blocks = _blocks(across, audience, version)
    return report(plain("Campaigns beside each other"), blocks, version, written_at=written_at)


def _blocks(across: Across, audience: Audience, version: Version) -> Iterator[Block]:
    if across.differences:
        title = plain("Difference in buyers, campaign by campaign, the newest first")
        yield Heading(title)
        yield drawn.differences(across.differences, 0.95, "light").chart(title)
        yield Paragraph(words(FAIR_ONLY), Tone.QUIET)
    yield Heading(plain("Campaigns beside each other"))
    yield table(beside_each_other(across))
    yield Paragraph(words(READING), Tone.QUIET)
    yield Heading(plain("What to expect of the next campaign, by one’s own history"))
    reason = too_few(across)
    if reason is None:
        yield table(expected(across))
    yield Paragraph(words(reason or POOLING), Tone.QUIET)
    yield from method_page(METHOD, audience.as_of, version)
