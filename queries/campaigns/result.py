"""Door of one campaign's result: what it changed, against the control group it kept, as assigned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

import pyarrow as pa

from data.sentence import Sentence
from queries.audience import Audience
from queries.campaigns.afterwards import Afterwards, afterwards
from queries.campaigns.behaviour import Behaviour, behaviour
from queries.campaigns.effect import Effect, Terms, effect, effects_by_part, with_holm
from queries.campaigns.gates import NOTHING_SHOWN, Gates, Standing, gates, observed_days
from queries.campaigns.guardrails import Guardrails, guardrails
from queries.campaigns.members import Members, members_of
from queries.campaigns.reached import Reached, reached
from queries.campaigns.verdict import limits, verdict
from queries.engines.duck import DuckDBCursor, DuckDBEngine
from queries.stats import Estimate

ALL_ARMS = "all"


@dataclass(frozen=True)
class CampaignEffect:
    """`overall` holds all who were sent to together, `variants` each alone at a confidence at which all hold; None and
    empty where the gates let nothing be shown. `buyers` and `people` are counts by arm, which stand in any case.
    `by_part` has the differences of buyers and of money in each layer or attribute asked for."""

    gates: Gates
    people: Mapping[str, int]
    buyers: Mapping[str, int]
    overall: Effect | None
    variants: tuple[Effect, ...]
    by_part: Mapping[str, tuple[Estimate, Estimate]]
    guardrails: Guardrails | None
    reached: Reached | None
    afterwards: Afterwards | None
    verdict: Sentence
    limits: tuple[Sentence, ...]


def campaign_effect(
    engine: DuckDBEngine | DuckDBCursor,
    assignments: pa.Table,
    audience: Audience,
    *,
    window_days: int = 7,
    planned: Mapping[str, float] | None = None,
    terms: Terms | None = None,
    parts: pa.Table | None = None,
    crossed: int = 0,
    campaign: str = "",
    start: date | None = None,
    refund_days: int = 15,
) -> CampaignEffect:
    """`assignments` are the `rows` of one campaign's `decided_assignments`, and `crossed` how many it found both kept
    back and written to. `planned` are the shares of the arms as drawn, “control” among them. `parts` (user_no, part)
    are layers or attributes known before the assignment. `campaign` is its ID in the export's touches, which tell who
    was reached; people who enter day by day are not read by it. `start` is the campaign's own first day. Refunds are
    waited for `refund_days` long.

    Asks the engine in the calling thread. Raises what it raises, and `BadParameter` for a day outside the data.
    """
    manifest, as_of = engine.version.manifest, audience.as_of
    members = members_of(assignments, zone=ZoneInfo(manifest.timezone), as_of=as_of)
    days = max(observed_days(members, window_days=window_days, as_of=as_of), 0)
    found = behaviour(engine, members, audience, window_days=days)
    passed = gates(
        members,
        found,
        planned=planned,
        crossed=crossed,
        window_days=window_days,
        begins=manifest.data_start,
        as_of=as_of,
        start=start,
        refund_days=refund_days,
    )
    complete = found.watched(days, begins=manifest.data_start, as_of=as_of)
    counted = {arm: complete.in_arm(place) for place, arm in enumerate(members.arms)}
    shown = None if passed.standing in NOTHING_SHOWN else _shown(members, complete, passed, terms or Terms())
    group, base = complete.recipients, complete.in_arm(0)
    is_shown = shown is not None
    return CampaignEffect(
        gates=passed,
        people={arm: len(people) for arm, people in counted.items()},
        buyers={arm: people.buyers for arm, people in counted.items()},
        overall=shown[0] if shown else None,
        variants=shown[1] if shown else (),
        by_part=effects_by_part(group, base, parts, passed) if is_shown and parts is not None else {},
        guardrails=guardrails(engine, members.only(complete.user_no), audience, found, group, base, window_days=days)
        if is_shown
        else None,
        reached=reached(engine, members, audience, campaign, group, base, confidence=passed.confidence)
        if shown and shown[0].difference.is_known and passed.standing is not Standing.ROLLING
        else None,
        afterwards=afterwards(found, members.arms, begins=manifest.data_start, as_of=as_of) if is_shown else None,
        verdict=verdict(passed, shown[0] if shown else None),
        limits=tuple(limits(passed, shown[0] if shown else None)),
    )


def _shown(members: Members, complete: Behaviour, passed: Gates, terms: Terms) -> tuple[Effect, tuple[Effect, ...]]:
    base, people = complete.in_arm(0), members.people
    sent = sum(count for place, count in enumerate(people.values()) if place)
    overall = effect(ALL_ARMS, complete.recipients, base, passed, terms, people=sent)
    places = range(1, len(members.arms))
    if len(places) == 1:
        return overall, with_holm([replace(overall, arm=members.arms[1])])
    variants = (
        effect(
            members.arms[place],
            complete.in_arm(place),
            base,
            passed,
            Terms(None, terms.margin, terms.seed + place),
            people=people[members.arms[place]],
            comparisons=len(places),
        )
        for place in places
    )
    return overall, with_holm(variants)
