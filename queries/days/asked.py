"""A question of some buyers, and the counting of their purchases in cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from queries.days.event_days import NO_DAY, ORIGIN
from queries.days.purchases import Buyers, Purchases

Counted: TypeAlias = NDArray[np.int64]
Numbers: TypeAlias = NDArray[np.int32]


@dataclass(frozen=True)
class Asked:
    """Of whom, with which parameters, in data that begin on `data_start`."""

    buyers: Buyers
    data_start: date
    values: Mapping[str, Any]

    @property
    def as_of(self) -> date:
        return self.buyers.audience.as_of

    @property
    def last_day(self) -> int:
        return number_of(self.as_of)

    @cached_property
    def width(self) -> int:
        """The days from the first purchase of all to the last of the data."""
        days = self.buyers.bought.days
        return self.last_day - int(days.min()) + 1 if len(days) else 1

    def counts(self, cells_of: Callable[[Purchases], NDArray[Any]], *shape: int) -> Counted:
        """How many purchases each cell has, from the number of the cell of each."""
        size = int(np.prod(shape))
        found = np.zeros(size, np.int64)
        for purchases in self.buyers.purchases(size):
            found += np.bincount(cells_of(purchases), minlength=size)
        return found.reshape(shape)


def number_of(day: date) -> int:
    return (day - ORIGIN).days


def place_of(begins: list[date]) -> NDArray[np.int32]:
    """By the number of a day: how many of these days, ascending, are not after it."""
    numbers = [number_of(day) for day in begins]
    return np.searchsorted(numbers, np.arange(NO_DAY + 1), side="right").astype(np.int32)
