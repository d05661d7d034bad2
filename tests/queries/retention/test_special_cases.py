"""Where studies go wrong elsewhere: nobody, one person, same-day repeats, months that end, clocks that change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from data.errors import BadParameter, NotDelivered
from queries.audience import Audience
from queries.question import Asking
from queries.retention import people_in, retention, trend
from queries.retention.found import Cell, Retention
from queries.retention.study import Cohorting, Happening, Measure, Period, RelativeTo, Study
from queries.retention.windows import PLENTY
from queries.segments import Condition, Filter, Group, Match, Segment
from queries.stats import Status
from tests.queries.conftest import orders, people
from tests.queries.retention.studies import GOLD
from tests.queries.segments.conftest import Brand
from tests.queries.segments.saved import rule_of
from tests.queries.segments.worlds import FIRST_DAY, LAST_DAY

AskOf = Callable[..., Asking]


def found(asking: Asking, study: Study, as_of: str, segment: Segment | None = None) -> Retention:
    return retention(asking.engine, study, Audience(date.fromisoformat(as_of), segment))


def cell(answered: Retention, start: str, index: int) -> Cell:
    cohort = next(one for one in answered.cohorts if one.start_date == date.fromisoformat(start))
    return cohort.cells[index]


def test_a_day_of_24_hours_is_not_over_when_the_day_of_the_calendar_is(ask_of: AskOf) -> None:
    asking = ask_of(users=people(1), orders=orders({0: ["2025-03-01", "2025-03-02"]}), data_end="2025-03-02")
    by_day = found(asking, Study(period=Period.DAY), "2025-03-02")
    rolling = found(asking, Study(period=Period.ROLLING_DAY), "2025-03-02")
    assert cell(by_day, "2025-03-01", 1).is_complete
    assert cell(rolling, "2025-03-01", 1).complete_on == date(2025, 3, 3)
    assert cell(rolling, "2025-03-01", 1).counted == 1


def test_where_clocks_change_a_day_of_24_hours_is_given_another_day(ask_of: AskOf) -> None:
    """Who starts in the last second of 29 March 2025 in Berlin has 24 hours until 31 March, 0:59:59."""
    rows = [{"order_id": "a", "user_id": "u00000", "ordered_at": "2025-03-29 22:59:59", "paid_cents": 1}]
    asking = ask_of(
        users=people(1), orders=rows, data_start="2025-03-01", data_end="2025-04-10", timezone="Europe/Berlin"
    )
    answered = found(asking, Study(period=Period.ROLLING_DAY, periods=1), "2025-03-31")
    assert cell(answered, "2025-03-29", 1).complete_on >= date(2025, 3, 31)


def test_days_of_the_calendar_follow_the_clocks(ask_of: AskOf) -> None:
    """23:30 and 0:30 in New York around the change to summer time are two days that follow each other."""
    rows = [
        {"order_id": "a", "user_id": "u00000", "ordered_at": "2025-03-09 04:30:00", "paid_cents": 1},
        {"order_id": "b", "user_id": "u00000", "ordered_at": "2025-03-10 03:30:00", "paid_cents": 1},
        {"order_id": "c", "user_id": "u00000", "ordered_at": "2025-03-10 04:30:00", "paid_cents": 1},
    ]
    asking = ask_of(users=people(1), orders=rows, data_end="2025-03-20", timezone="America/New_York")
    answered = found(asking, Study(period=Period.DAY, periods=3), "2025-03-20")
    assert [one.counted for one in answered.cohorts[0].cells] == [1, 1, 1, 0]


def test_months_end_where_they_end(ask_of: AskOf) -> None:
    bought = {0: ["2024-01-31", "2024-02-29", "2024-03-01"], 1: ["2024-01-01", "2024-02-01", "2024-04-30"]}
    asking = ask_of(users=people(2), orders=orders(bought), data_start="2024-01-01", data_end="2024-04-29")
    answered = found(asking, Study(), "2024-04-29")
    assert [one.counted for one in answered.cohorts[0].cells] == [2, 2, 1, 0]
    assert [one.complete_on.day for one in answered.cohorts[0].cells] == [31, 29, 31, 30]
    assert not answered.cohorts[0].cells[3].is_complete


def test_a_weekly_cohort_is_complete_when_its_last_day_has_been_observed_for_a_week(ask_of: AskOf) -> None:
    """7 + 7 days after the Monday, not 7 + 6."""
    asking = ask_of(users=people(1), orders=orders({0: ["2025-03-03"]}), data_end="2025-03-31")
    assert cell(found(asking, Study(period=Period.WEEK), "2025-03-31"), "2025-03-03", 1).complete_on == date(
        2025, 3, 16
    )


def test_orders_of_one_day_are_one_purchase_and_no_return(ask_of: AskOf) -> None:
    asking = ask_of(
        users=people(1), orders=orders({0: ["2025-03-03", "2025-03-03", "2025-03-04"]}), data_end="2025-03-31"
    )
    by_day = found(asking, Study(period=Period.DAY, periods=1), "2025-03-31")
    by_week = found(asking, Study(period=Period.WEEK, periods=1), "2025-03-31")
    assert by_day.cohorts[0].repeated is not None
    assert by_week.cohorts[0].repeated is not None
    assert (by_day.cohorts[0].repeated.n, by_week.cohorts[0].repeated.n) == (0, 1)
    twice = Study(period=Period.DAY, measure=Measure.AT_LEAST, times=2, periods=1)
    assert cell(found(asking, twice, "2025-03-31"), "2025-03-03", 1).counted == 0


def test_a_return_on_the_day_of_another_kind_of_start_counts_if_it_is_later(ask_of: AskOf) -> None:
    users = [{"user_id": name, "joined_at": "2025-03-03 02:00:00"} for name in ("early", "late")]
    rows = [
        {"order_id": "a", "user_id": "late", "ordered_at": "2025-03-03 03:00:00", "paid_cents": 1},
        {"order_id": "b", "user_id": "early", "ordered_at": "2025-03-03 01:00:00", "paid_cents": 1},
    ]
    asking = ask_of(users=users, orders=rows, data_start="2025-03-01", data_end="2025-03-31")
    answered = found(asking, Study(start=Happening("joined"), period=Period.DAY, periods=1), "2025-03-31")
    [cohort] = [one for one in answered.cohorts if one.size]
    assert cohort.repeated is not None
    assert (cohort.size, cohort.repeated.n) == (2, 1)


def test_nobody_is_blank_and_never_0_percent(ask_of: AskOf) -> None:
    asking = ask_of(users=people(40), orders=orders({0: ["2025-01-03"]}), data_end="2025-04-30")
    nobody = Segment(Group(Match.ALL, (Condition("orders.count", "at_least", 5),)))
    answered = found(asking, Study(), "2025-04-30", nobody)
    assert {one.size for one in answered.cohorts} == {0}
    assert {one.share.status for cohort in answered.cohorts for one in cohort.cells} == {
        Status.EMPTY,
        Status.INCOMPLETE,
    }
    assert answered.curve == answered.same_cohorts == ()
    assert trend(answered, 1) == ()


def test_one_person_is_counted_and_not_judged(ask_of: AskOf) -> None:
    asking = ask_of(users=people(1), orders=orders({0: ["2025-01-03", "2025-02-03"]}), data_end="2025-03-31")
    one = cell(found(asking, Study(), "2025-03-31"), "2025-01-01", 1)
    assert (one.counted, one.at_risk, one.share.value, one.share.status) == (1, 1, None, Status.TOO_SMALL)


@pytest.mark.parametrize("days", [("2020-01-01", "2020-12-31"), ("2030-01-01", None)])
def test_days_outside_the_data_have_no_cohorts(ask_of: AskOf, days: tuple[str, str | None]) -> None:
    asking = ask_of(users=people(1), orders=orders({0: ["2025-01-03"]}), data_end="2025-03-31")
    since, until = (None if day is None else date.fromisoformat(day) for day in days)
    answered = found(asking, Study(since=since, until=until), "2025-03-31")
    assert answered.cohorts == ()
    assert answered.curve == ()


def test_a_period_longer_than_the_data_stays_blank(ask_of: AskOf) -> None:
    asking = ask_of(users=people(1), orders=orders({0: ["2025-01-03"]}), data_end="2025-01-20")
    answered = found(asking, Study(period=Period.QUARTER, periods=2), "2025-01-20")
    assert [one.complete_on for one in answered.cohorts[0].cells] == [
        date(2025, 3, 31),
        date(2025, 6, 30),
        date(2025, 9, 30),
    ]
    assert not any(one.is_complete for one in answered.cohorts[0].cells)
    assert {one.share.status for one in answered.cohorts[0].cells} == {Status.INCOMPLETE}


def test_what_was_not_delivered_is_no_zero(ask_of: AskOf) -> None:
    asking = ask_of(users=people(1), orders=orders({0: ["2025-01-03"]}))
    with pytest.raises(NotDelivered, match="interactions"):
        found(asking, Study(returning=Happening("interactions")), "2025-01-03")


def test_a_day_outside_the_data_is_refused(ask_of: AskOf) -> None:
    asking = ask_of(users=people(1), orders=orders({0: ["2025-01-03"]}))
    with pytest.raises(BadParameter, match="cannot answer as of"):
        found(asking, Study(), "2025-01-04")


def test_a_segment_is_not_looked_at_on_a_thousand_days(ask_of: AskOf) -> None:
    asking = ask_of(users=people(1, tier="gold"), orders=orders({0: ["2020-01-03", "2025-01-03"]}))
    with pytest.raises(BadParameter, match="Choose longer periods"):
        found(asking, Study(period=Period.DAY, periods=1, segment=rule_of(GOLD)), "2025-01-03")


def test_a_study_without_end_shows_plenty_and_says_how_many_periods_are_left_out(ask_of: AskOf) -> None:
    asking = ask_of(users=people(1), orders=orders({0: ["2020-01-03", "2025-01-03"]}))
    study = found(asking, Study(period=Period.DAY), "2025-01-03")
    assert {len(cohort.cells) for cohort in study.cohorts} == {PLENTY // len(study.cohorts)}
    assert study.left_out == len(study.cohorts) - PLENTY // len(study.cohorts)
    assert found(asking, Study(period=Period.DAY, periods=90), "2025-01-03").left_out == 0
    with pytest.raises(BadParameter, match="Choose fewer or longer periods"):
        found(asking, Study(period=Period.DAY, periods=900), "2025-01-03")


def test_the_curve_weighs_people_and_the_simple_mean_weighs_cohorts(ask_of: AskOf) -> None:
    """100 people of whom none returns and 10 of whom 2 do: 1.8 %, and 10 % as the mean of 0 % and 20 %."""
    bought = {number: ["2025-01-03"] for number in range(100)}
    bought |= {number: ["2025-02-03", *(["2025-03-03"] if number < 102 else [])] for number in range(100, 110)}
    asking = ask_of(users=people(110), orders=orders(bought), data_end="2025-04-30")
    [first, *_] = found(asking, Study(), "2025-04-30").curve
    assert first.share.value == pytest.approx(2 / 110)
    assert first.simple_mean == pytest.approx(0.1)


def test_same_cohorts_leave_out_who_is_not_observed_to_the_end(ask_of: AskOf) -> None:
    bought = {number: [f"2025-{number % 5 + 1:02}-03"] for number in range(200)}
    asking = ask_of(users=people(200), orders=orders(bought), data_end="2025-05-31")
    answered = found(asking, Study(), "2025-05-31")
    assert [point.cohorts for point in answered.curve] == [4, 3, 2, 1]
    assert [point.cohorts for point in answered.same_cohorts] == [3, 3]
    assert {point.share.denominator for point in answered.same_cohorts} == {120}


def test_value_adds_up_what_was_kept(ask_of: AskOf) -> None:
    asking = ask_of(
        users=people(40), orders=orders({n: ["2025-01-03", "2025-02-03"] for n in range(40)}), data_end="2025-04-30"
    )
    answered = found(asking, Study(measure=Measure.VALUE), "2025-04-30")
    assert [one.net_cents for one in answered.cohorts[0].cells[:4]] == [40_000, 80_000, 80_000, 80_000]
    assert [one.share.value for one in answered.cohorts[0].cells[:4]] == [1000, 2000, 2000, 2000]
    assert answered.curve[1].share.value == 2000


def test_the_previous_period_asks_only_who_returned_in_it(ask_of: AskOf) -> None:
    bought = {
        0: ["2025-01-03", "2025-02-03", "2025-03-03"],
        1: ["2025-01-03", "2025-02-03"],
        2: ["2025-01-03", "2025-03-03"],
    }
    asking = ask_of(users=people(3), orders=orders(bought), data_end="2025-04-30")
    answered = found(asking, Study(relative_to=RelativeTo.PREVIOUS), "2025-04-30")
    assert [(one.counted, one.at_risk) for one in answered.cohorts[0].cells] == [(3, 3), (2, 3), (1, 2), (0, 2)]


def test_first_ever_leaves_out_whose_first_row_does_not_pass(ask_of: AskOf) -> None:
    rows = orders({0: ["2025-01-03", "2025-02-03"], 1: ["2025-02-03"]})
    for row, channel in zip(rows, ("store", "app", "app"), strict=True):
        row["channel"] = channel
    asking = ask_of(users=people(2), orders=rows, data_end="2025-04-30")
    by_app = Study(start=Happening("orders", (Filter("channel", "equals", "app"),)), period=Period.MONTH)
    sizes = [one.size for one in found(asking, by_app, "2025-04-30").cohorts]
    first_ever = [one.size for one in found(asking, replace(by_app, cohort=Cohorting.FIRST_EVER), "2025-04-30").cohorts]
    assert (sizes[:2], first_ever[:2]) == ([0, 2], [0, 1])


def test_a_segment_counts_as_of_the_end_of_the_cohorts_period(ask_of: AskOf) -> None:
    """Two orders in the month of the start, not two by today."""
    twice = Segment(Group(Match.ALL, (Condition("orders.count", "at_least", 2),)))
    bought = {0: ["2025-01-03", "2025-01-30"], 1: ["2025-01-03", "2025-02-01"]}
    asking = ask_of(users=people(2), orders=orders(bought), data_end="2025-04-30")
    assert found(asking, Study(segment=twice), "2025-04-30").cohorts[0].size == 1
    assert found(asking, Study(), "2025-04-30", twice).cohorts[0].size == 2


def test_a_cell_of_orders_becomes_a_segment(brand: Brand) -> None:
    audience = Audience(LAST_DAY)
    people_there = people_in(brand.engine, Study(), audience, FIRST_DAY, 1)
    assert people_there.segment is not None
    assert people_in(brand.engine, Study(period=Period.ROLLING_DAY), audience, FIRST_DAY, 1).segment is None
