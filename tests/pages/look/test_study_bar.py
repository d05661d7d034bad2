"""Defining a question by hand: every input changes the sentence, the answer and the link, and none breaks the page."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from data.settings import Settings
from pages.parts.studies.measure import read_brackets
from queries.retention.study import Cohorting, Measure, Period
from tests.pages.conftest import Opener, texts


@pytest.fixture
def bar(brand: Settings, opened: Opener) -> AppTest:
    """The page with the definition of its question open."""
    page = opened(brand)
    page.session_state["study_define"] = True
    return page.switch_page("../look/retention.py").run()


def test_the_number_of_times_is_asked_where_it_counts(bar: AppTest) -> None:
    bar.selectbox(key="study.measure").set_value(Measure.AT_LEAST).run()
    bar.number_input(key="study.times").set_value(2).run()
    assert "on at least 2 days of the Nth month after the start" in texts(bar)
    assert bar.selectbox(key="study.preset").value == "own"


def test_days_are_asked_of_the_last_two_months(bar: AppTest) -> None:
    bar.selectbox(key="study.period").set_value(Period.DAY).run()
    assert bar.number_input(key="study.periods").value == 30
    assert "Only starts from 21 Oct 2025 to 20 Dec 2025." in texts(bar)


def test_brackets_are_typed_and_a_wrong_one_is_explained(bar: AppTest) -> None:
    bar.selectbox(key="study.measure").set_value(Measure.BRACKETS).run()
    bar.text_input(key="study.brackets").set_value("1-2，3–5").run()
    assert "in any month of 1–2, 3–5 after the start" in texts(bar)
    bar.text_input(key="study.brackets").set_value("soon").run()
    assert "Write periods and spans of them" in texts(bar)
    assert "in any month of 1–2, 3–5 after the start" in texts(bar)
    bar.text_input(key="study.brackets").set_value("1-4, 2-5").run()
    assert "The bracket 2–5 begins before the one in front of it has ended, at 4." in texts(bar)
    assert not bar.exception


def test_a_filter_is_put_filled_and_taken_away(bar: AppTest) -> None:
    bar.menu_button(key="study.start.add_filter").click("channel").run()
    assert bar.get("vega_lite_chart")  # a filter without a value does not count yet
    bar.multiselect(key="study.start.where0.values").set_value(["门店"]).run()
    assert "门店" in texts(bar)
    bar.button(key="study.start.where0.remove").click().run()
    assert "门店" not in texts(bar)
    assert bar.selectbox(key="study.preset").value == "first_order_by_month"
    assert "study" not in bar.query_params


def test_another_event_loses_the_filters_of_the_one_before(bar: AppTest) -> None:
    bar.menu_button(key="study.returning.add_filter").click("channel").run()
    bar.selectbox(key="study.returning.event").set_value("interactions").run()
    assert not bar.multiselect
    assert not bar.exception


def test_money_and_many_starts_exclude_each_other_without_a_fault(bar: AppTest) -> None:
    bar.selectbox(key="study.cohort").set_value(Cohorting.RECURRING).run()
    bar.selectbox(key="study.measure").set_value(Measure.VALUE).run()
    assert bar.selectbox(key="study.cohort").value is Cohorting.FIRST_TIME
    bar.selectbox(key="study.cohort").set_value(Cohorting.RECURRING).run()
    assert bar.selectbox(key="study.measure").value is Measure.ON
    assert "could not be done" not in texts(bar)


@pytest.mark.parametrize(
    ("typed", "brackets"),
    [
        ("1", ((1, 1),)),
        ("1-7, 8–30 , 31—90", ((1, 7), (8, 30), (31, 90))),
        ("1、2-3，4", ((1, 1), (2, 3), (4, 4))),
        ("", None),
        ("1-", None),
        ("-1", None),
        ("a-b", None),
        ("1,,2", None),
        ("1-2-3", None),
    ],
)
def test_brackets_are_read_as_people_write_them(typed: str, brackets: tuple[tuple[int, int], ...] | None) -> None:
    assert read_brackets(typed) == brackets
