"""What a campaign may have spoiled: people who left or complained, refunds, discounts to those who needed none."""

from __future__ import annotations

from dataclasses import dataclass

from queries.audience import Audience
from queries.campaigns.behaviour import Behaviour, days_between, measured
from queries.campaigns.members import Members
from queries.engines.duck import DuckDBCursor, DuckDBEngine
from queries.stats import Estimate, Status, mean_difference, rate_difference, unknown


@dataclass(frozen=True)
class Guardrails:
    """Differences of recipients to control within the window, at 95 %, as assigned: shares of people for `unsubscribed`
    and `complained`, minor units per person for `refunded`. Empty where the export does not hold it.

    `discount` is what recipients' orders carried, in minor units, and `needless_discount` about how much of it went to
    people who would have bought anyway: the share of recipients' buyers that the control group has too.
    """

    unsubscribed: Estimate
    complained: Estimate
    refunded: Estimate
    discount: int | None
    needless_discount: int | None


def guardrails(
    engine: DuckDBEngine | DuckDBCursor,
    members: Members,
    audience: Audience,
    found: Behaviour,
    group: Behaviour,
    base: Behaviour,
    *,
    window_days: int,
) -> Guardrails:
    """Asks the engine in the calling thread. `found` is what all in the audience did; `members`, as groups `group`
    and `base`, are those of them whose window is over."""
    leaving = _leaving(engine, members, audience, window_days)
    is_known = engine.version.manifest.delivers("orders", "discount_amount")
    discount = int(found.recipients.discount_cents.sum()) if is_known else None
    return Guardrails(
        leaving["unsubscribed"],
        leaving["complained"],
        mean_difference(group.sums_of("refunded_cents"), base.sums_of("refunded_cents")),
        discount,
        _needless(discount, group, base),
    )


def _leaving(
    engine: DuckDBEngine | DuckDBCursor, members: Members, audience: Audience, window_days: int
) -> dict[str, Estimate]:
    delivered = {
        name: engine.version.manifest.delivers("touches", f"{name}_at") for name in ("unsubscribed", "complained")
    }
    found = {name: unknown(Status.EMPTY) for name in delivered}
    if not any(delivered.values()):
        return found
    between = days_between(members, before=0, after=window_days)
    rows = measured(engine, "leaving", members, audience, window_days=window_days, **between).to_pylist()
    sides = [[row for row in rows if (row["arm"] > 0) is is_group] for is_group in (True, False)]
    people = [sum(row["people"] for row in side) for side in sides]
    for name in (name for name, is_known in delivered.items() if is_known):
        left = [sum(row[name] for row in side) for side in sides]
        found[name] = rate_difference(left[0], people[0], left[1], people[1])
    return found


def _needless(discount: int | None, group: Behaviour, base: Behaviour) -> int | None:
    if discount is None or not group.buyers or not len(base):
        return None
    return round(discount * min(1.0, base.buyers / len(base) / (group.buyers / len(group))))
