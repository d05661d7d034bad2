"""How streaks of a study would go on: the shifted beta-geometric model, with a check on the periods that are known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from data.sentence import Gap, Sentence, Share
from queries.retention.found import Cohort, Retention
from queries.retention.study import Cohorting, Measure
from queries.stats.sbg import LEAST_PERIODS, Left, ShiftedBetaGeometric, shifted_beta_geometric

MOST_AHEAD = 12
RELIABLE = (0.8, 1.25)  # what was projected, over what came


@dataclass(frozen=True)
class Check:
    """Fitted to the first `until` periods alone, the model says `projected` of period `index`; `observed` came."""

    until: int
    index: int
    projected: float
    observed: float

    @property
    def is_passed(self) -> bool:
        low, high = RELIABLE
        return self.observed > 0 and low <= self.projected / self.observed <= high


@dataclass(frozen=True)
class Projection:
    """`shares[t - 1]` are there after t periods: up to `known_until` beside what was seen, further on instead of it,
    never further than twice as far. No interval is known. `check` is None where too few periods are known for one."""

    model: ShiftedBetaGeometric
    shares: tuple[float, ...]
    known_until: int
    check: Check | None


def projection(found: Retention) -> Projection | None:
    """None but for streaks of people who are in one cohort each: no other measure here is a survival. None also where
    the model has too little to go by (`shifted_beta_geometric`)."""
    study = found.study
    judged = [point for point in found.curve if point.share.is_known]
    if study.measure is not Measure.STREAK or study.cohort is Cohorting.RECURRING or not judged:
        return None
    known = judged[-1].age
    model = _fitted(found.cohorts, until=known)
    if model is None:
        return None
    shares = tuple(model.staying(t) for t in range(1, known + min(known, MOST_AHEAD) + 1))
    return Projection(model, shares, known, _check(found, known, judged[-1].share.value or 0.0))


def check_words(projected: Projection) -> Sentence:
    """How the model did where it can be told."""
    check = projected.check
    if check is None:
        return Sentence("It cannot be checked yet: that takes five periods.")
    gaps: dict[str, Gap] = {
        "until": check.until,
        "index": check.index,
        "projected": Share(check.projected),
        "observed": Share(check.observed),
    }
    if check.is_passed:
        return Sentence(
            "Checked: from the first {until} periods alone it says {projected} for period {index}; {observed} came.",
            gaps,
        )
    return Sentence(
        "The model is not reliable here: from the first {until} periods alone it says {projected} for period {index}, "
        "and {observed} came. So nothing is projected.",
        gaps,
    )


def _check(found: Retention, known: int, observed: float) -> Check | None:
    until = known - max(1, known // 3)
    early = _fitted(found.cohorts, until=until) if until >= LEAST_PERIODS else None
    return None if early is None else Check(until, known, early.staying(known), observed)


def _fitted(cohorts: Iterable[Cohort], *, until: int) -> ShiftedBetaGeometric | None:
    left, there = Counter[int](), Counter[int]()
    for cohort in cohorts:
        stayed = [cohort.size, *(cell.counted or 0 for cell in cohort.cells[1 : until + 1] if cell.is_complete)]
        for period, (before, after) in enumerate(pairwise(stayed), 1):
            left[period] += before - after
        if len(stayed) > 1:
            there[len(stayed) - 1] += stayed[-1]
    return shifted_beta_geometric([Left(t, left[t], there[t]) for t in sorted(left.keys() | there.keys())])
