"""What the page of campaigns asks: kept like any answer, and asked anew when a list leaves or a record comes."""

from __future__ import annotations

from collections.abc import Sequence

from data.ledger import kept_lists
from data.sent import sent_records
from pages.parts.asking import computed
from pages.parts.segments.session import measures
from pages.parts.session import settings
from queries.audience import Audience
from queries.campaigns import CampaignEffect, Known, Terms, Uncontrolled, known_campaigns
from queries.campaigns.assignments import listed
from queries.campaigns.funnel import Funnel, Part, Scope, funnel
from queries.campaigns.judged import compared_without_control, judged_campaign
from queries.engines.duck import DuckDBCursor


def ledger_state() -> Sequence[str]:
    """Changes with every list that leaves and every record that comes or is withdrawn."""
    lists = [kept.id for kept in kept_lists(settings())]
    return [*lists, *(f"{record.id} {record.withdrawn_at}" for record in sent_records(settings()))]


def asked_campaigns(audience: Audience) -> tuple[Known, ...]:
    house = settings()
    found: tuple[Known, ...] = computed(
        "known_campaigns",
        lambda cursor: known_campaigns(cursor, house, audience),
        audience,
        ledger=ledger_state(),
    )
    return found


def asked_effect(known: Known, audience: Audience, terms: Terms, *, by: str = "") -> CampaignEffect:
    """`by` is the key of a measure that tells people apart, or empty."""
    house, measure = settings(), measures().measures.get(by)

    def work(cursor: DuckDBCursor) -> CampaignEffect:
        return judged_campaign(cursor, house, known, audience, terms=terms, measure=measure)

    asked = {"campaign": known.campaign_id, "terms": str(terms), "by": by, "ledger": ledger_state()}
    return computed("campaign_effect", work, audience, **asked)


def asked_funnel(known: Known, audience: Audience, by: Part) -> Funnel:
    house, scope = settings(), Scope(campaign=known.campaign_id, window_days=known.window_days)
    return computed(
        "campaign_funnel",
        lambda cursor: funnel(cursor, audience, listed(cursor, house), by=by, scope=scope),
        audience,
        campaign=known.campaign_id,
        by=by.value,
        ledger=ledger_state(),
    )


def asked_uncontrolled(known: Known, audience: Audience) -> Uncontrolled | None:
    """None where the data begin too late for anybody to be watched on the day before."""
    house = settings()
    return computed(
        "uncontrolled",
        lambda cursor: compared_without_control(cursor, house, known, audience),
        audience,
        campaign=known.campaign_id,
        ledger=ledger_state(),
    )
