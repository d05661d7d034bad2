"""The effect on those a campaign reached, from everyone assigned: the control group is never cut to who would be."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from queries.audience import Audience
from queries.campaigns.behaviour import Behaviour, measured, paired
from queries.campaigns.members import Members
from queries.engines.duck import DuckDBCursor, DuckDBEngine
from queries.stats import Estimate, Status, rate, unknown
from queries.stats.cuped import PairedSums
from queries.stats.exact import Numbers
from queries.stats.money import ENOUGH_BUYERS
from queries.stats.reached import effect_on_reached


@dataclass(frozen=True)
class Reached:
    """`recipients` and `control` are shares to whom a message of the campaign was delivered. `buyers` (in shares) and
    `money` (minor units) are differences per person reached: METRICS §6.10. They suppose that a message not delivered
    changes nothing."""

    recipients: Estimate
    control: Estimate
    buyers: Estimate
    money: Estimate


def reached(
    engine: DuckDBEngine | DuckDBCursor,
    members: Members,
    audience: Audience,
    campaign: str,
    group: Behaviour,
    base: Behaviour,
    *,
    confidence: float,
) -> Reached | None:
    """`group` and `base` are those whose window is over. None where the export does not tell of every recipient
    whether something was delivered: not known is not “not reached”. Asks the engine in the calling thread."""
    if not engine.version.manifest.delivers("touches", "delivered_at"):
        return None
    told = measured(engine, "reached", members, audience, campaign=campaign)
    known, delivered = told["user_no"].to_numpy(), told["is_reached"].to_numpy()
    if not np.isin(group.user_no, known).all():
        return None
    got = known[delivered > 0]
    own, other = (np.isin(side.user_no, got).astype(np.int64) for side in (group, base))
    outcomes = ((side.orders > 0).astype(np.int64) for side in (group, base))
    return Reached(
        rate(int(own.sum()), len(own)),
        rate(int(other.sum()), len(other)),
        _spread(next(outcomes), own, next(outcomes), other, confidence),
        _spread(group.net_cents, own, base.net_cents, other, confidence)
        if min(group.buyers, base.buyers) >= ENOUGH_BUYERS
        else unknown(Status.TOO_SMALL, n=len(group), denominator=len(base)),
    )


def _spread(outcome: Numbers, own: Numbers, base: Numbers, other: Numbers, confidence: float) -> Estimate:
    sides = PairedSums(*paired(outcome, own)), PairedSums(*paired(base, other))
    return effect_on_reached(*sides, confidence=confidence)
