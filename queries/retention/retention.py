"""The door of retention studies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from data.errors import BadParameter
from data.sentence import Sentence
from queries.audience import Audience
from queries.catalog import catalog
from queries.engines import Engine
from queries.engines.duck import DuckDBCursor, DuckDBEngine
from queries.question import check_day
from queries.retention.bind import bind_study
from queries.retention.by_days import counts_by_days, sums_by_days
from queries.retention.calendar import calendar_of
from queries.retention.counted import Counts, cells_sql, counts, sums_over_people
from queries.retention.found import Retention
from queries.retention.judged import Row, cohorts_of, curve_of, of_measure, rows_of, same_rows, sums_of_money
from queries.retention.starts import Asked
from queries.retention.study import Cohorting, Measure, Study
from queries.retention.windows import MAX_CELLS, Windows, left_out, windows_of
from queries.stats import RatioSums, Sums


def retention(engine: Engine, study: Study, audience: Audience) -> Retention:
    """What the study finds among the audience's people, as of its day, asked in the calling thread.

    Raises `BadParameter`, `NotDelivered`, and `Cancelled` once the engine is.
    """
    asked = asked_of(engine, study, audience)
    windows = windows_of(asked, engine.version.manifest.timezone)
    _check_size(len(asked.numbers()), windows.last_index + 1)
    counted = _counts(engine, asked, windows)
    rows = rows_of(asked, windows, counted)
    sums = _sums(engine, asked, windows, rows)
    curve = curve_of(rows, sums, study)
    same = same_rows(rows, curve)
    limited = replace(windows, only_complete_at=len(same[0]) - 1) if same else windows
    same_curve = curve_of(same, _sums(engine, asked, limited, same), study) if same else ()
    cohorts, more = cohorts_of(asked, windows, counted, rows), left_out(asked, windows)
    return Retention(study, asked.as_of, cohorts, curve, same_curve, sums, more)


def study_sql(engine: Engine, study: Study, audience: Audience) -> str:
    """What counts the cells, as it stands for this engine: in a DuckDB shell it gives people by cohort and age, in
    steps of the calendar. Raises `BadParameter` and `NotDelivered`."""
    return cells_sql(engine, asked_of(engine, study, audience))


def _check_size(cohorts: int, cells: int) -> None:
    if cohorts * cells > MAX_CELLS:
        raise BadParameter(
            Sentence(
                "The study has {cohorts} cohorts of {cells} periods; it can be shown up to {limit} cells. "
                "Choose fewer or longer periods, or starts of a shorter time.",
                {"cohorts": cohorts, "cells": cells, "limit": MAX_CELLS},
            )
        )


def _sums(engine: Engine, asked: Asked, windows: Windows, rows: Sequence[Row]) -> Mapping[int, Sums | RatioSums]:
    """What the cells do not say of their people together: money, and people who are in many cohorts."""
    study = asked.bound.study
    if study.measure is Measure.VALUE:
        return sums_of_money(rows, study)
    if study.cohort is not Cohorting.RECURRING:
        return {}
    by_days = sums_by_days(engine, asked, windows) if isinstance(engine, DuckDBEngine | DuckDBCursor) else None
    found = sums_over_people(engine, asked, windows) if by_days is None else by_days
    return {index: of_measure(sums, study) for index, sums in found.items()}


def _counts(engine: Engine, asked: Asked, windows: Windows) -> Counts:
    by_days = counts_by_days(engine, asked, windows) if isinstance(engine, DuckDBEngine | DuckDBCursor) else None
    return counts(engine, asked, windows) if by_days is None else by_days


def asked_of(engine: Engine, study: Study, audience: Audience) -> Asked:
    """Raises `BadParameter` and `NotDelivered`."""
    manifest = engine.version.manifest
    check_day(audience, manifest)
    bound = bind_study(study, catalog(engine.version))
    return Asked(bound, calendar_of(study), audience, manifest.data_start)
