"""What a study found in the reader's words: cohorts, columns, values, and why there is none."""

from __future__ import annotations

from datetime import date

from data.sentence import Money, Share
from pages.locale import figures
from pages.parts.session import currency, language, plain
from pages.parts.studies.words import bracket_name
from queries.retention.found import Cell, Cohort
from queries.retention.study import Measure, Period, Study
from queries.stats import Estimate


def cohort_text(study: Study, start_date: date) -> str:
    match study.period:
        case Period.MONTH:
            return figures.month(start_date, language())
        case Period.QUARTER:
            return plain("Q{quarter} {year}", quarter=(start_date.month + 2) // 3, year=str(start_date.year))
        case _:
            return figures.day(start_date, language())


def column_text(study: Study, index: int) -> str:
    if study.measure is Measure.BRACKETS and index > 0:
        return bracket_name(*study.brackets[index - 1])
    return str(index)


def is_money(study: Study) -> bool:
    return study.measure is Measure.VALUE


def value_text(study: Study, value: float | None) -> str:
    """A share, or money in minor units."""
    if value is None:
        return "–"
    return figures.money(round(value), currency(), language()) if is_money(study) else figures.share(value, language())


def gap_of(study: Study, value: float | None) -> Money | Share | None:
    if value is None:
        return None
    return Money(round(value)) if is_money(study) else Share(value)


def evidence_text(study: Study, share: Estimate) -> str:
    """Counts and interval in one line."""
    low, high = value_text(study, share.ci_low), value_text(study, share.ci_high)
    if share.ci_low is None:
        return plain("{n} of {people}: too few to judge", n=share.n, people=share.denominator)
    if is_money(study):
        return plain("{people} people; 95% {low}–{high}", people=share.denominator, low=low, high=high)
    return plain("{n} of {people}; 95% {low}–{high}", n=share.n, people=share.denominator, low=low, high=high)


def note_text(study: Study, cohort: Cohort, cell: Cell) -> str:
    """What stands in the tooltip of a cell below its value."""
    if not cell.is_complete and cell.counted is None:
        return plain("not yet observed; complete on {day}", day=cell.complete_on)
    if not cell.is_complete:
        return plain(
            "{returned} of {people} so far; complete on {day}",
            returned=cell.counted,
            people=cell.at_risk if cell.at_risk is not None else cohort.size,
            day=cell.complete_on,
        )
    return evidence_text(study, cell.share)
