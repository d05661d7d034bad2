"""What an effect per person comes to over the people it was found of, and against what the campaign cost."""

from __future__ import annotations

from dataclasses import replace

from queries.stats.estimate import Estimate, Status, unknown

RETURN = "return on cost"


def incremental(difference: Estimate, people: int) -> Estimate:
    """The difference times the treated people, its interval too (METRICS §6.5)."""
    return _mapped(difference, float(people), 0.0)


def return_on_cost(incremental_net: Estimate, *, cost: int, margin: float) -> Estimate:
    """(incremental net revenue · margin − cost) / cost: 0 is the money back, 1 is twice the money. None at no cost."""
    if cost < 0 or not 0 < margin <= 1:
        raise ValueError((cost, margin))
    if cost == 0:
        return unknown(Status.NO_BASE, n=incremental_net.n, denominator=incremental_net.denominator, method=RETURN)
    return replace(_mapped(incremental_net, margin / cost, -1.0), method=RETURN)


def _mapped(found: Estimate, factor: float, shift: float) -> Estimate:
    if found.value is None or found.ci_low is None or found.ci_high is None:
        return found
    value, low, high = (number * factor + shift for number in (found.value, found.ci_low, found.ci_high))
    return replace(found, value=value, ci_low=low, ci_high=high)
