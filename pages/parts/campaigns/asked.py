"""What the page of campaigns asks: kept like any answer, and asked anew when a list leaves or a record comes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from data.ledger import kept_list, kept_lists
from data.sent import sent_records
from pages.parts.asking import computed
from pages.parts.opened import store
from pages.parts.segments.session import measures
from pages.parts.session import settings
from queries.audience import Audience
from queries.campaigns import (
    CampaignEffect,
    Known,
    Terms,
    Uncontrolled,
    campaign_effect,
    known_campaigns,
    uncontrolled,
)
from queries.campaigns.assignments import decided_assignments, listed
from queries.campaigns.funnel import Funnel, Part, Scope, funnel
from queries.campaigns.parts import parts_before
from queries.engines.duck import DuckDBCursor
from queries.lists.assignments import MANIFEST
from queries.lists.plan_json import read_plan
from queries.segments import Segment


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
        decided = decided_assignments(cursor, house, known.campaign_id)
        return campaign_effect(
            cursor,
            decided.rows,
            audience,
            window_days=known.window_days,
            planned=known.planned(decided.rows),
            terms=terms,
            parts=parts_before(cursor, measure, decided.rows, as_of=audience.as_of) if measure else None,
            crossed=decided.crossed,
        )

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
    """None where nobody can be watched on the day before: the data begin later. Where the rule is not known
    by which people were chosen, anybody else could have been sent to."""
    house, manifest, rule = settings(), store().manifest, _rule(known)
    first = min(arm.first_date for arm in known.arms) - timedelta(days=1)
    if not manifest.data_start <= first <= manifest.data_end:
        return None

    def work(cursor: DuckDBCursor) -> Uncontrolled:
        rows = decided_assignments(cursor, house, known.campaign_id).rows
        return uncontrolled(cursor, rows, audience, Audience(first, rule), window_days=known.window_days)

    return computed("uncontrolled", work, audience, campaign=known.campaign_id, ledger=ledger_state())


def _rule(known: Known) -> Segment | None:
    """The segment of the one list that left for a campaign; of several lists, and of an export, it is not known."""
    if len(known.list_shares) != 1 or known.sources != {MANIFEST}:
        return None
    (list_id,) = known.list_shares
    return read_plan(kept_list(settings(), list_id).manifest["plan"], settings=settings()).segment
