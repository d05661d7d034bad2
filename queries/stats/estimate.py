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


def unknown(status: Status, *, n: int = 0, denominator: int = 0, method: str = "") -> Estimate:
    """The counts without a value."""
    return Estimate(None, n, denominator, None, None, method, status)
