"""The door of retention studies."""

from __future__ import annotations

from dataclasses import replace

from queries.audience import Audience
from queries.catalog import catalog
from queries.engines import Engine
from queries.engines.duck import DuckDBCursor, DuckDBEngine
from queries.question import check_day
from queries.retention.bind import bind_study
from queries.retention.by_days import counts_by_days
from queries.retention.calendar import calendar_of
from queries.retention.counted import Counts, counts, sums_over_people
from queries.retention.found import Retention
from queries.retention.judged import cohorts_of, curve_of, rows_of, same_rows
from queries.retention.starts import Asked
from queries.retention.study import Cohorting, Study
from queries.retention.windows import Windows, windows_of


def retention(engine: Engine, study: Study, audience: Audience) -> Retention:
    """What the study finds among the audience's people, as of its day, asked in the calling thread.

    Raises `BadParameter`, `NotDelivered`, and `Cancelled` once the engine is.
    """
    asked = asked_of(engine, study, audience)
    windows = windows_of(asked, engine.version.manifest.timezone)
    counted = _counts(engine, asked, windows)
    rows = rows_of(asked, windows, counted)
    is_clustered = study.cohort is Cohorting.RECURRING
    sums = sums_over_people(engine, asked, windows) if is_clustered else {}
    curve = curve_of(rows, sums, study)
    same = same_rows(rows, curve)
    if is_clustered and same:
        sums = sums_over_people(engine, asked, replace(windows, only_complete_at=len(same[0]) - 1))
    return Retention(study, asked.as_of, cohorts_of(asked, windows, counted, rows), curve, curve_of(same, sums, study))


def _counts(engine: Engine, asked: Asked, windows: Windows) -> Counts:
    by_days = counts_by_days(engine, asked, windows) if isinstance(engine, DuckDBEngine | DuckDBCursor) else None
    return counts(engine, asked, windows) if by_days is None else by_days


def asked_of(engine: Engine, study: Study, audience: Audience) -> Asked:
    """Raises `BadParameter` and `NotDelivered`."""
    manifest = engine.version.manifest
    check_day(audience, manifest)
    bound = bind_study(study, catalog(engine.version))
    return Asked(bound, calendar_of(study), audience, manifest.data_start)
