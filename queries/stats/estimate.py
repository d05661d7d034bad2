"""A number with what it rests on: the one form in which anything judged leaves this floor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

ENOUGH_PEOPLE = 30  # under it a rate is hidden and its counts are shown


class Status(StrEnum):
    """Why a value is, or is not, there."""

    OK = "ok"
    TOO_SMALL = "too_small"
    INCOMPLETE = "incomplete"
    ZERO_VARIANCE = "zero_variance"
    NOT_RANDOMISED = "not_randomised"
    EMPTY = "empty"
    CONTRADICTED = "contradicted"  # the counts cannot all be right: more clicks than deliveries
    NO_BASE = "no_base"  # nothing to divide by: no relative lift on a base of 0, no return on a cost of 0


@dataclass(frozen=True)
class Estimate:
    """`value` is None unless the status is ok: not known is never 0.

    Of a rate, `n` people out of `denominator` did it; of a mean, `n` were observed. The interval is for 95 %.
    """

    value: float | None
    n: int
    denominator: int
    ci_low: float | None
    ci_high: float | None
    method: str
    status: Status
    excluded: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_known(self) -> bool:
        return self.status is Status.OK


@dataclass(frozen=True)
class Significance:
    """How often chance alone shows at least such a difference, in either direction; None where nothing can be said."""

    p_value: float | None
    method: str

    def is_below(self, alpha: float) -> bool:
        return self.p_value is not None and self.p_value < alpha


def unknown(status: Status, *, n: int = 0, denominator: int = 0, method: str = "") -> Estimate:
    """The counts without a value."""
    return Estimate(None, n, denominator, None, None, method, status)
