"""The retention page in one sentence: the first period after the start, and the last one that can be judged."""

from __future__ import annotations

from data.sentence import Gap, Sentence, Share
from pages.parts.retention.words import cohort_text, column_text, gap_of
from pages.parts.session import say, spoken
from pages.parts.studies.words import COLUMNS, UNITS
from pages.parts.verdict import verdict
from queries.retention.found import Retention
from queries.retention.study import Measure, RelativeTo
from queries.stats import CurvePoint

MANY = 0.1
LEAST_COHORTS = 3  # of one or two old cohorts nothing is said of later


def show_verdict(found: Retention) -> None:
    """Counts alone where people are too few."""
    points = [point for point in found.curve if point.age > 0]
    if not points:
        verdict(say("Nobody could have come back yet: the first later period has not begun."), _doubt(found))
        return
    judged = [point for point in points if point.share.is_known and point.cohorts >= LEAST_COHORTS]
    remarks = [_later(found, judged[-1])] if judged and judged[-1].age > points[0].age else []
    verdict(_first(found, points[0]), [*remarks, *_doubt(found)])


FIRST: dict[Measure, Sentence] = {
    Measure.ON: Sentence(
        "**{value}** came back in the first {period} after their start (95% {low}–{high}, {n} of {people})."
    ),
    Measure.ON_OR_AFTER: Sentence(
        "**{value}** came back in the first {period} after their start or within {days} days after it "
        "(95% {low}–{high}, {n} of {people})."
    ),
    Measure.BRACKETS: Sentence(
        "**{value}** came back in the first bracket, {column} (95% {low}–{high}, {n} of {people})."
    ),
    Measure.AT_LEAST: Sentence(
        "**{value}** came back at least {times} times in the first {period} after their start "
        "(95% {low}–{high}, {n} of {people})."
    ),
    Measure.CHURNED: Sentence(
        "**{value}** stayed away in the first {period} after their start (95% {low}–{high}, {n} of {people})."
    ),
    Measure.STREAK: Sentence(
        "**{value}** came back in the first {period} after their start (95% {low}–{high}, {n} of {people})."
    ),
    Measure.VALUE: Sentence(
        "**{value}** of net revenue per person by the end of the first {period} after the start "
        "(95% {low}–{high}, {people} people)."
    ),
}


def _first(found: Retention, point: CurvePoint) -> str:
    measure = found.study.measure
    if point.share.value is not None:
        text = FIRST[measure]
    elif measure is Measure.VALUE:
        text = Sentence("{people} people could be watched for one {period}: too few to judge.")
    else:
        text = Sentence("{n} of {people} people are counted in the first {period}: too few to judge.")
    return spoken(Sentence(text.text, _gaps(found, point)))


def _later(found: Retention, point: CurvePoint) -> str:
    text = Sentence("At the last point that can be judged, {columns} {column}: {value} (95% {low}–{high}).")
    if found.study.relative_to is RelativeTo.PREVIOUS:
        text = Sentence(
            "At the last point that can be judged, {columns} {column}, out of those counted before: "
            "{value} (95% {low}–{high})."
        )
    return spoken(Sentence(text.text, _gaps(found, point)))


def _gaps(found: Retention, point: CurvePoint) -> dict[str, Gap]:
    study, share = found.study, point.share
    return {
        "value": gap_of(study, share.value),
        "low": gap_of(study, share.ci_low),
        "high": gap_of(study, share.ci_high),
        "n": share.n,
        "people": share.denominator,
        "period": UNITS[study.period],
        "columns": COLUMNS[study.period],
        "column": column_text(study, point.age),
        "times": study.times,
        "days": study.horizon_days,
    }


def _doubt(found: Retention) -> list[str]:
    """Data that begin amid people's lives make old members look new; where they are many, it is said here."""
    first, people = found.cohorts[0], sum(cohort.size for cohort in found.cohorts)
    if not first.may_hold_earlier or first.size < MANY * people:
        return []
    return [
        say(
            "{share} of them first appear in {cohort}, when the data begin: many of these may have started before, "
            "and such people come back more often.",
            share=Share(first.size / people),
            cohort=cohort_text(found.study, first.start_date),
        )
    ]
