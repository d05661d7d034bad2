"""A campaign judged as it is known: people of the source that decides, its window, the shares it was planned with."""

from __future__ import annotations

from datetime import timedelta

from data.ledger import kept_list
from data.settings import Settings
from queries.audience import Audience
from queries.campaigns.assignments import decided_assignments
from queries.campaigns.by_arm import ByArm, by_arm
from queries.campaigns.effect import Terms
from queries.campaigns.gates import Gates
from queries.campaigns.known import Known
from queries.campaigns.parts import parts_before
from queries.campaigns.result import CampaignEffect, campaign_effect
from queries.campaigns.uncontrolled import Uncontrolled, uncontrolled
from queries.campaigns.won import Won, won_by_campaign
from queries.catalog import Measure
from queries.engines.duck import DuckDBCursor, DuckDBEngine
from queries.lists.assignments import MANIFEST
from queries.lists.plan_json import read_plan
from queries.segments import Segment


def judged_campaign(
    engine: DuckDBEngine | DuckDBCursor,
    settings: Settings,
    known: Known,
    audience: Audience,
    *,
    terms: Terms | None = None,
    measure: Measure | None = None,
) -> CampaignEffect:
    """`measure` tells people apart as they were before. Raises what `campaign_effect` raises."""
    decided = decided_assignments(engine, settings, known.campaign_id)
    return campaign_effect(
        engine,
        decided.rows,
        audience,
        window_days=known.window_days,
        planned=known.planned(decided.rows),
        terms=terms,
        parts=parts_before(engine, measure, decided.rows, as_of=audience.as_of) if measure else None,
        crossed=decided.crossed,
        campaign=known.campaign_id,
        start=known.start_date,
        refund_days=settings.refund_window_days,
    )


def followed_by_arm(
    engine: DuckDBEngine | DuckDBCursor,
    settings: Settings,
    known: Known,
    audience: Audience,
    gates: Gates,
    *,
    days: int | None = None,
) -> ByArm:
    """What each of its groups did afterwards. `gates` are those of `judged_campaign`."""
    rows = decided_assignments(engine, settings, known.campaign_id).rows
    return by_arm(engine, rows, audience, gates, days=days)


def won_by(engine: DuckDBEngine | DuckDBCursor, settings: Settings, known: Known, audience: Audience) -> Won:
    """First-time buyers it won, beside others of their months."""
    rows = decided_assignments(engine, settings, known.campaign_id).rows
    return won_by_campaign(engine, rows, audience, window_days=known.window_days)


def compared_without_control(
    engine: DuckDBEngine | DuckDBCursor, settings: Settings, known: Known, audience: Audience
) -> Uncontrolled | None:
    """None where nobody can be watched on the day before: the data begin later. Where the rule is not known by which
    people were chosen, anybody else could have been sent to."""
    manifest = engine.version.manifest
    first = min(arm.first_date for arm in known.arms) - timedelta(days=1)
    if not manifest.data_start <= first <= manifest.data_end:
        return None
    rows = decided_assignments(engine, settings, known.campaign_id).rows
    before = Audience(first, _rule(settings, known))
    return uncontrolled(engine, rows, audience, before, window_days=known.window_days)


def _rule(settings: Settings, known: Known) -> Segment | None:
    """The segment of the one list that left for a campaign; of several lists, and of an export, it is not known."""
    if len(known.list_shares) != 1 or known.sources != {MANIFEST}:
        return None
    (list_id,) = known.list_shares
    return read_plan(kept_list(settings, list_id).manifest["plan"], settings=settings).segment
