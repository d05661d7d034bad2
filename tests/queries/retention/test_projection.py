"""Streaks projected: the paper's customers as a study's cohorts, young cohorts beside old ones, and silence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from queries.retention.found import Cell, Cohort, Retention
from queries.retention.judged import LEAST_COHORTS
from queries.retention.projection import check_words, projection
from queries.retention.study import Cohorting, Measure, Study
from queries.stats import Observed, Status, pooled_curve, rate, unknown
from tests.queries.stats.test_sbg import HIGH_END, REGULAR

DAY = date(2026, 1, 1)


def cohort(there: Sequence[int], *, cells: int) -> Cohort:
    """Those after the last that is known are blank."""
    known = [Cell(age, there[0], count, None, DAY, True, rate(count, there[0])) for age, count in enumerate(there)]
    blank = unknown(Status.INCOMPLETE)
    later = [Cell(age, there[0], None, None, DAY, False, blank) for age in range(len(there), cells)]
    return Cohort(DAY, DAY, there[0], True, False, None, (*known, *later))


def streaks(*cohorts: Sequence[int], **changed: object) -> Retention:
    cells = max(map(len, cohorts))
    made = tuple(cohort(there, cells=cells) for there in cohorts)
    observed = [
        Observed(cell.index, cell.at_risk or 0, cell.counted or 0)
        for one in made
        for cell in one.cells[1:]
        if cell.is_complete
    ]
    study = replace(Study(measure=Measure.STREAK), **changed)  # type: ignore[arg-type]
    return Retention(study, DAY, made, pooled_curve(observed), (), {}, 0)


@pytest.mark.parametrize(("there", "error"), [(REGULAR, 0.03), (HIGH_END, 0.05)], ids=["regular", "high end"])
def test_seven_years_project_the_next_five_as_the_paper_does(there: tuple[int, ...], error: float) -> None:
    found = projection(streaks(there[:8]))
    assert found
    assert (found.known_until, len(found.shares)) == (7, 14)
    assert [found.shares[t - 1] for t in range(8, 13)] == pytest.approx(
        [there[t] / 1000 for t in range(8, 13)], rel=error
    )


def test_young_cohorts_count_for_as_long_as_they_were_watched() -> None:
    whole, mixed = projection(streaks(REGULAR[:9])), projection(streaks(REGULAR[:9], *[REGULAR[:4]] * LEAST_COHORTS))
    assert whole
    assert mixed
    assert (mixed.model.alpha, mixed.model.beta) == pytest.approx((whole.model.alpha, whole.model.beta), rel=0.1)


def test_the_check_fits_the_early_periods_alone() -> None:
    found = projection(streaks(REGULAR))
    assert found
    assert found.check
    assert (found.check.until, found.check.index) == (8, 12)
    assert found.check.observed == 0.173
    assert found.check.projected == pytest.approx(0.173, rel=0.03)
    assert "from the first 8 periods alone it says" in str(check_words(found))


def test_a_curve_that_breaks_off_fails_the_check_and_says_so() -> None:
    found = projection(streaks((1000, 950, 900, 855, 810, 770, 120, 30)))
    assert found
    assert found.check
    assert not found.check.is_passed
    assert "So nothing is projected." in str(check_words(found))


def test_four_periods_cannot_be_checked() -> None:
    found = projection(streaks(REGULAR[:5]))
    assert found
    assert found.check is None
    assert "cannot be checked yet" in str(check_words(found))


def test_nothing_is_projected_of_what_is_no_survival() -> None:
    assert projection(streaks(REGULAR[:8], measure=Measure.ON)) is None
    assert projection(streaks(REGULAR[:8], cohort=Cohorting.RECURRING)) is None
    assert projection(streaks(REGULAR[:4])) is None
    assert projection(streaks((20, 15, 12, 10, 9))) is None
