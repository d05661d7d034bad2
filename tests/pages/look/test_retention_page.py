"""Retention: what the page says is what the questions count, and every cell opens into its people."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from data.access import Person
from data.library import save_segment
from data.settings import Settings
from data.store import open_version
from pages.locale import figures
from pages.parts.retention_cells import Place, month_after, people_of
from queries.audience import Audience
from queries.engines import open_engine
from queries.lists.members import people_count
from queries.question import Asking
from queries.retention import repurchase, triangle
from queries.segments import Condition, Group, Match, Segment
from tests.pages.brand import LAST
from tests.pages.conftest import Opener, texts
from tests.stores import store_from_rows

PAGE = "../look/retention.py"
SHANGHAI = Segment(Group(Match.ALL, (Condition("users.city", "equals", "上海"),)))


def test_the_verdict_is_the_90_day_repurchase_of_the_question(brand: Settings, opened: Opener) -> None:
    asked = repurchase(Asking(open_engine(open_version(brand), brand)), Audience(LAST))
    share = next(found.share for found in asked if found.within_days == 90)
    assert share.value is not None
    assert share.ci_low is not None
    shown = texts(opened(brand, page=PAGE))
    assert f"**{figures.share(share.value, 'en')}** of first-time buyers bought again within 90 days" in shown
    assert f"95% interval {figures.share(share.ci_low, 'en')} to" in shown


@pytest.mark.parametrize(("locale", "title"), [("en-GB", "Retention"), ("zh-CN", "留存"), ("zh-TW", "留存")])
def test_the_page_speaks_the_browsers_language(brand: Settings, opened: Opener, locale: str, title: str) -> None:
    page = opened(brand, page=PAGE, locale=locale)
    assert not page.exception
    assert page.title[0].value == title
    assert len(page.get("vega_lite_chart")) == 3


@pytest.mark.parametrize("segment", [None, SHANGHAI])
@pytest.mark.parametrize("as_of", [LAST, date(2025, 9, 7)])
def test_every_cell_opens_into_exactly_the_people_it_counts(
    brand: Settings, segment: Segment | None, as_of: date
) -> None:
    engine = open_engine(open_version(brand), brand)
    audience = Audience(as_of, segment)
    for cohort in triangle(Asking(engine), audience).cohorts:
        for cell in cohort.cells:
            place = Place(cohort.cohort_date, cell.months_since)
            assert people_count(engine, people_of(place, audience)) == cell.returned, place


def test_a_cell_in_the_link_is_open(brand: Settings, opened: Opener) -> None:
    page = opened(brand, page=PAGE, retention_cell="2025-03.2")
    people = page.dataframe[0].value.shape[0]
    assert people > 0
    assert f"{people} people as of 20 Dec 2025" in texts(page)


@pytest.mark.parametrize("named", ["", "2025-03", "2025-13.1", "1999-01.0", "2025-03.99", "x.y", "2025-03.-1"])
def test_a_link_to_no_cell_opens_none(brand: Settings, opened: Opener, named: str) -> None:
    page = opened(brand, page=PAGE, retention_cell=named)
    assert not page.exception
    assert not page.dataframe


def test_a_viewer_sees_the_count_and_not_its_people(brand: Settings, opened: Opener) -> None:
    page = opened(brand, page=PAGE, role="viewer", retention_cell="2025-03.0")
    assert "An administrator can grant seeing members." in texts(page)
    assert not page.dataframe


def test_the_day_asked_about_stands_in_the_link(brand: Settings, opened: Opener) -> None:
    assert "As of 10 Jul 2025" in texts(opened(brand, page=PAGE, retention_as_of="2025-07-10"))


def test_newer_data_are_looked_at_to_their_own_last_day(brand: Settings, opened: Opener) -> None:
    page = opened(brand, page=PAGE)
    page.session_state["retention_as_of"] = page.session_state["retention_as_of_end"] = date(2025, 11, 30)
    assert page.run().date_input(key="retention_as_of").value == LAST


def test_a_chosen_day_stays_when_newer_data_come(brand: Settings, opened: Opener) -> None:
    page = opened(brand, page=PAGE)
    page.session_state["retention_as_of"] = date(2025, 7, 1)
    page.session_state["retention_as_of_end"] = date(2025, 11, 30)
    assert page.run().date_input(key="retention_as_of").value == date(2025, 7, 1)


def test_a_saved_segment_can_be_the_audience(brand: Settings, opened: Opener) -> None:
    person = Person("amy", "operator")
    save_segment(brand, "上海会员", SHANGHAI.to_json(), person=person, now=datetime(2026, 1, 1, tzinfo=UTC))
    whole = texts(opened(brand, page=PAGE))
    page = opened(brand, page=PAGE, retention_segment="上海会员")
    assert page.selectbox(key="retention_segment").value == "上海会员"
    assert texts(page) != whole


def test_the_first_month_of_the_data_is_remarked_on(brand: Settings, opened: Opener) -> None:
    assert "Jan 2025 is the first month of the data" in texts(opened(brand, page=PAGE))


def test_many_people_of_the_first_month_are_doubted_beside_the_verdict(tmp_path: Path, opened: Opener) -> None:
    _shop(tmp_path, {"a": ["2025-01-05", "2025-02-03"], "b": ["2025-02-09"]}, data_end="2025-06-30")
    shown = texts(opened(Settings(home=tmp_path / "home", threads=1), page=PAGE))
    assert "50.0% of them first appear in Jan 2025, when the data begin" in shown


def test_a_handful_of_people_is_counted_and_not_judged(tmp_path: Path, opened: Opener) -> None:
    _shop(tmp_path, {"a": ["2025-01-05", "2025-02-03"], "b": ["2025-01-09"]}, data_end="2025-06-30")
    page = opened(Settings(home=tmp_path / "home", threads=1), page=PAGE)
    assert not page.exception
    assert "1 of 2 first-time buyers bought again within 90 days: too few to judge." in texts(page)
    assert "%" not in "".join(metric.value for metric in page.metric)


def test_buyers_not_yet_watched_for_90_days_give_no_rate(tmp_path: Path, opened: Opener) -> None:
    _shop(tmp_path, {"a": ["2025-01-05"]}, data_end="2025-01-20")
    shown = texts(opened(Settings(home=tmp_path / "home", threads=1), page=PAGE))
    assert "No first-time buyer has been watched for 90 days yet." in shown
    assert "All first purchases are of one month" in shown


def test_an_audience_without_buyers_is_said_so(tmp_path: Path, opened: Opener) -> None:
    _shop(tmp_path, {"a": ["2025-03-05"]}, data_start="2025-01-01", data_end="2025-06-30")
    page = opened(Settings(home=tmp_path / "home", threads=1), page=PAGE, retention_as_of="2025-02-01")
    assert "Nobody of this audience had bought by that day" in texts(page)


def test_orders_without_people_are_refused_with_the_reason(tmp_path: Path, opened: Opener) -> None:
    order = {"order_id": "1", "ordered_date": "2025-01-05", "paid_cents": 100}
    store_from_rows(tmp_path, users=[{"user_id": "a"}], orders=[order], data_end="2025-02-01")
    shown = texts(opened(Settings(home=tmp_path / "home", threads=1), page=PAGE))
    assert "The export lacks what this needs" in shown


def test_without_a_store_the_page_says_the_next_step(empty_house: Settings, opened: Opener) -> None:
    assert "There is no data yet" in texts(opened(empty_house, page=PAGE))


@pytest.mark.parametrize(
    ("month", "months", "expected"),
    [
        (date(2025, 1, 1), 0, date(2025, 1, 1)),
        (date(2025, 12, 1), 1, date(2026, 1, 1)),
        (date(2024, 2, 1), 35, date(2027, 1, 1)),
    ],
)
def test_months_are_counted_over_the_turn_of_the_year(month: date, months: int, expected: date) -> None:
    assert month_after(month, months) == expected


def _shop(folder: Path, bought: dict[str, list[str]], **data: str) -> None:
    store_from_rows(
        folder,
        users=[{"user_id": user} for user in bought],
        orders=[
            {"order_id": f"{user}-{day}", "user_id": user, "ordered_date": day, "paid_cents": 1_000}
            for user, days in bought.items()
            for day in days
        ],
        **data,  # type: ignore[arg-type]
    )
