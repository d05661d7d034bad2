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
    return {int(index): RatioSums(*found[:, index].tolist()) for index in np.flatnonzero(found[0]) if index}


def _sums(over: People, under: People) -> People:
    """In the order of `RatioSums`."""
    squares = [np.einsum("pi,pi->i", *pair) for pair in ((over, over), (under, under), (over, under))]
    return np.stack([(under > 0).sum(axis=0), over.sum(axis=0), under.sum(axis=0), *squares])


@dataclass(frozen=True)
class _Watched:
    followed: Followed
    windows: Windows

    @cached_property
    def latest(self) -> NDArray[np.int32]:
        """Of each cohort the last index that is complete: the further an index, the later it ends."""
        reaches = [self.windows.reach(index) for index in range(1, self.windows.last_index + 1)]
        left = [self.windows.through - number for number in self.followed.numbers]
        return np.searchsorted(reaches, left, side="right").astype(np.int32)

    def at_risk(self, block: Block, seen: Returns) -> People:
        """After each start in every period, or in the first and whenever the one before was active."""
        starts = np.arange(len(block.start))
        if self.windows.study.relative_to is RelativeTo.INITIAL:
            return self.by_person(block, starts, np.int64(1), np.int64(self.windows.last_index))
        later = np.flatnonzero(seen.age > 0)
        index = np.concatenate([np.ones(len(starts), np.int64), seen.age.take(later).astype(np.int64) + 1])
        return self.by_person(block, np.concatenate([starts, seen.start_no.take(later)]), index, index)

    def by_person(self, block: Block, start_no: Numbers, first: Numbers | np.int64, last: Numbers | np.int64) -> People:
        """How many starts of each person count at each index, from spans after these starts.

        What is not complete, or not after the start's own period, falls into column 0, which nobody reads.
        """
        columns = self.windows.last_index + 2
        row = (block.person - block.person[0]) * np.int32(columns)
        size = int(row[-1]) + columns
        rows, latest = row.take(start_no), self.latest.take(block.cohorts).take(start_no)
        begins, ends = np.maximum(first, 1), np.minimum(last, latest)
        is_kept = begins <= ends
        begun = np.bincount(rows + begins * is_kept, minlength=size).reshape(-1, columns)
        if first is last:
            return begun[:, :-1]
        ended = np.bincount(rows + (ends + 1) * is_kept, minlength=size).reshape(-1, columns)
        return np.cumsum(begun - ended, axis=1)[:, :-1]
