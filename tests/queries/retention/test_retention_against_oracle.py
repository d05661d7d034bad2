"""Every study finds what its definition finds in plain loops, for random brands, studies and days."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from queries.audience import Audience
from queries.retention.found import Cell, Cohort, Retention
from queries.retention.people import people_in
from queries.retention.read import parse_study
from queries.retention.retention import retention
from queries.stats import Status
from tests.queries.retention.oracle import StudyOracle, WorldHistory
from tests.queries.retention.studies import GOLD, studies
from tests.queries.segments.conftest import Brand
from tests.queries.segments.saved import SHELF, rule_of
from tests.queries.segments.test_against_oracle import FIXED
from tests.queries.segments.worlds import FIRST_DAY, LAST_DAY

Document = dict[str, Any]
DAYS = st.integers(0, (LAST_DAY - FIRST_DAY).days).map(lambda days: FIRST_DAY + timedelta(days=days))
ABOUT = st.sampled_from((None, None, GOLD))


def found_in(brand: Brand, document: Document, as_of: date, about: Document | None) -> Retention:
    study = parse_study(document, brand.catalog, shelf=SHELF)
    return retention(brand.engine, study, audience_of(as_of, about))


def audience_of(as_of: date, about: Document | None) -> Audience:
    return Audience(as_of, None if about is None else rule_of(about))


def check_cohort(oracle: StudyOracle, place: int, cohort: Cohort) -> None:
    assert (cohort.start_date, cohort.end_date) == oracle.periods[place]
    assert cohort.size == len(oracle.cohort(place))
    assert cohort.is_closed == (cohort.end_date <= oracle.as_of)
    if oracle.measure not in ("value", "churned"):
        assert cohort.repeated is not None
        assert cohort.repeated.n == sum(oracle.holds(start, 0) for start in oracle.cohort(place))
    for cell in cohort.cells:
        check_cell(oracle, place, cell)


def has_summer(oracle: StudyOracle) -> bool:
    return len({oracle.history.zone.utcoffset(datetime(2024, month, 1)) for month in (1, 7)}) > 1


def check_cell(oracle: StudyOracle, place: int, cell: Cell) -> None:
    late = cell.complete_on - oracle.complete_on(place, cell.index)
    # Where clocks change, the end of 24 hours is put off by a day, whatever the season.
    assert late == timedelta(0) or (late == timedelta(days=1) and oracle.period == "rolling_day" and has_summer(oracle))
    assert cell.is_complete == (cell.complete_on <= oracle.as_of)
    if not oracle.has_begun(place, cell.index):
        assert cell.counted is None
    if cell.counted is not None:
        assert cell.counted == len(oracle.counted(place, cell.index))
    if cell.is_complete:
        assert cell.counted is not None
        assert cell.at_risk == len(oracle.at_risk(place, cell.index))
        if oracle.measure == "value":
            assert cell.net_cents == sum(oracle.cents(place, cell.index))
    else:
        assert cell.share.status is Status.INCOMPLETE
        assert cell.share.value is None


def check(brand: Brand, document: Document, as_of: date, about: Document | None) -> None:
    found = found_in(brand, document, as_of, about)
    oracle = StudyOracle(WorldHistory(brand.oracle), document, as_of, about)
    assert len(found.cohorts) == max(oracle.last - oracle.first + 1, 0)
    for place, cohort in enumerate(found.cohorts, oracle.first):
        check_cohort(oracle, place, cohort)


@pytest.mark.parametrize("by", ["days", "sql"])
def test_every_cell_counts_whom_the_oracle_counts(
    brands: tuple[Brand, ...], monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    """By days where they decide, and by SQL all of them."""
    if by == "sql":
        monkeypatch.setattr(import_module("queries.retention.retention"), "counts_by_days", lambda *_: None)

    @settings(FIXED, max_examples=60)
    @given(studies(FIRST_DAY, LAST_DAY), DAYS, ABOUT, st.integers(0, 1))
    def search(document: Document, as_of: date, about: Document | None, number: int) -> None:
        check(brands[number], document, as_of, about)

    search()


def test_the_people_of_a_cell_are_those_it_counts(brand: Brand) -> None:
    """By a rule or by the statement that counted them."""

    @settings(FIXED, max_examples=40)
    @given(studies(FIRST_DAY, LAST_DAY), DAYS, ABOUT, st.data())
    def search(document: Document, as_of: date, about: Document | None, data: st.DataObject) -> None:
        found = found_in(brand, document, as_of, about)
        oracle = StudyOracle(WorldHistory(brand.oracle), document, as_of, about)
        places = [
            (place, cell.index)
            for place, cohort in enumerate(found.cohorts, oracle.first)
            for cell in cohort.cells
            if cell.counted is not None
        ]
        if not places:
            return
        place, index = data.draw(st.sampled_from(places))
        people = people_in(brand.engine, found.study, audience_of(as_of, about), oracle.periods[place][0], index)
        numbers = brand.engine.query(people.query(brand.engine).sql("duckdb"))["user_no"].to_pylist()
        expected = sorted(start.user_id for start in oracle.counted(place, index))
        assert sorted(brand.ids[number] for number in numbers) == expected, people

    search()


@pytest.mark.soak
def test_every_cell_of_very_many_studies_counts_whom_the_oracle_counts(brands: tuple[Brand, ...]) -> None:
    @settings(max_examples=1500, derandomize=False, suppress_health_check=list(HealthCheck))
    @given(studies(FIRST_DAY, LAST_DAY), DAYS, ABOUT, st.integers(0, 1))
    def search(document: Document, as_of: date, about: Document | None, number: int) -> None:
        check(brands[number], document, as_of, about)

    search()
