"""Of people with many starts: how many of them each was at risk after, and how many were counted, summed by index."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from queries.retention.bind import PURCHASES
from queries.retention.followed_by_days import Followed
from queries.retention.returns import Block, Returns, active, counted, returns
from queries.retention.study import RelativeTo
from queries.retention.windows import Windows
from queries.stats import RatioSums

Numbers = NDArray[np.integer]
People = NDArray[np.int64]  # a row for each person, a column for each index


def sums_over_starts(followed: Followed, windows: Windows) -> dict[int, RatioSums]:
    """By index, over the starts whose cells are complete, where there are any. Raises `Cancelled`."""
    if not followed.numbers:
        return {}
    study, watched = windows.study, _Watched(followed, windows)
    found = np.zeros((6, windows.last_index + 1), np.int64)
    for block in followed.blocks(0):
        seen = active(returns(block), study, is_of_days=study.returning.event in PURCHASES)
        spans = counted(seen, study)
        over = watched.by_person(block, spans.of.start_no, spans.first, spans.last)
        under = watched.at_risk(block, seen)
        found += _sums(over, under)
    return {int(index): RatioSums(*found[:, index].tolist()) for index in np.flatnonzero(found[0])}


def _sums(over: People, under: People) -> People:
    """In the order of `RatioSums`."""
    squares = [np.einsum("pi,pi->i", *pair) for pair in ((over, over), (under, under), (over, under))]
    return np.stack([(under > 0).sum(axis=0), over.sum(axis=0), under.sum(axis=0), *squares])


@dataclass(frozen=True)
class _Watched:
    followed: Followed
    windows: Windows

    @cached_property
    def latest(self) -> NDArray[np.int64]:
        """Of each cohort the last index that is complete: the further an index, the later it ends."""
        reaches = [self.windows.reach(index) for index in range(1, self.windows.last_index + 1)]
        left = [self.windows.through - number for number in self.followed.numbers]
        return np.searchsorted(reaches, left, side="right")

    def at_risk(self, block: Block, seen: Returns) -> People:
        """After each start in every period, or in the first and whenever the one before was active."""
        starts = np.arange(len(block.start))
        if self.windows.study.relative_to is RelativeTo.INITIAL:
            return self.by_person(block, starts, np.int64(1), np.int64(self.windows.last_index))
        later = np.flatnonzero(seen.age > 0)
        index = np.concatenate([np.ones(len(starts), np.int64), seen.age.take(later).astype(np.int64) + 1])
        return self.by_person(block, np.concatenate([starts, seen.start_no.take(later)]), index, index)

    def by_person(self, block: Block, start_no: Numbers, first: Numbers | np.int64, last: Numbers | np.int64) -> People:
        """How many starts of each person count at each index, from spans after these starts; none at 0."""
        first, last = np.maximum(first, 1), np.minimum(last, self.latest.take(block.cohorts.take(start_no)))
        columns = self.windows.last_index + 2
        rows = (block.person - block.person[0]).astype(np.int64)
        row = rows.take(start_no) * columns
        some = np.flatnonzero(first <= last)
        size = (int(rows[-1]) + 1) * columns
        begun = np.bincount((row + first).take(some), minlength=size)
        ended = np.bincount((row + last + 1).take(some), minlength=size)
        return np.cumsum((begun - ended).reshape(-1, columns), axis=1)[:, :-1]
