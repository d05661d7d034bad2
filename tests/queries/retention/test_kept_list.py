"""People of a cell that no rule selects become a list, which a segment can name."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from data.access import Person, local_person
from data.errors import Forbidden, ListError
from data.settings import Settings
from data.uploaded import uploaded_lists
from queries.audience import Audience
from queries.question import Asking
from queries.retention import people_in, retention
from queries.retention.kept_list import keep_as_list
from queries.retention.study import Period, Study
from queries.segments import Beside, Condition, Group, Match, Segment, evaluate
from tests.queries.segments.conftest import Brand
from tests.queries.segments.worlds import LAST_DAY

NOW = datetime(2026, 1, 1, tzinfo=UTC)
HOURLY = Study(period=Period.ROLLING_DAY, periods=30)


def full_cell(brand: Brand) -> tuple[Audience, int]:
    """People who returned some time after, and how many."""
    audience = Audience(LAST_DAY)
    found = retention(brand.engine, HOURLY, audience)
    cohort, cell = next(
        (cohort, cell) for cohort in found.cohorts for cell in cohort.cells if cell.index > 0 and cell.counted
    )
    return people_in(brand.engine, HOURLY, audience, cohort.start_date, cell.index), cell.counted or 0


def test_a_question_about_the_people_of_a_cell_is_about_them_alone(brand: Brand) -> None:
    people, counted = full_cell(brand)
    assert not people.is_everyone
    assert len(Asking(brand.engine)("overview/members", people).rows) == counted


def test_a_cell_without_a_rule_becomes_a_list_that_a_segment_names(brand: Brand) -> None:
    people, counted = full_cell(brand)
    settings = Settings(home=brand.engine.version.folder.parents[1])
    kept = keep_as_list(brand.engine, people, "回来的人", settings=settings, person=local_person(settings), now=NOW)
    rule = Segment(Group(Match.ALL, (Condition("people.list", "on_list", ("回来的人",)),)), Beside(lists=(kept,)))
    assert kept.people == counted
    assert evaluate(brand.engine, rule, as_of=LAST_DAY).count == counted
    assert [one.name for one in uploaded_lists(settings)] == ["回来的人"]
    with pytest.raises(ListError):
        keep_as_list(brand.engine, people, "回来的人", settings=settings, person=local_person(settings), now=NOW)
    with pytest.raises(Forbidden):
        keep_as_list(brand.engine, people, "again", settings=settings, person=Person("v", "viewer"), now=NOW)
