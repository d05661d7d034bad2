"""Retention: what the page says is what the questions count, and every cell opens into its people."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from data.access import Person
from data.drafts import keep_draft
from data.library import list_segments, load_segment, save_segment
from data.settings import Settings
from data.store import open_version
from data.uploaded import uploaded_lists
from pages.locale import figures
from pages.parts.studies.presets import PRESETS
from queries.audience import Audience
from queries.engines import open_engine
from queries.lists.members import people_count
from queries.retention.compare import compare, in_and_out
from queries.retention.retention import retention
from queries.retention.study import Cohorting, Happening, Measure, Period, Study
from queries.segments import Condition, Filter, Group, Match, Segment, parse_segment
from tests.pages.brand import LAST
from tests.pages.conftest import Opener, texts
from tests.pages.shops import shop
from tests.stores import store_from_rows

PAGE = "../look/retention.py"
EVERY_KIND = (  # of measure and of cohort
    Study(),
    Study(cohort=Cohorting.RECURRING, measure=Measure.ON_OR_AFTER, horizon_days=20),
    Study(cohort=Cohorting.FIRST_EVER, measure=Measure.BRACKETS, brackets=((1, 2), (3, 5))),
    Study(Happening("joined"), measure=Measure.AT_LEAST, times=2),
    Study(Happening("orders", (Filter("channel", "equals", "门店"),)), measure=Measure.CHURNED),
    Study(cohort=Cohorting.RECURRING, measure=Measure.STREAK, period=Period.QUARTER),
    Study(cohort=Cohorting.FIRST_EVER, measure=Measure.VALUE),
    Study(period=Period.ROLLING_DAY, since=date(2025, 6, 1), periods=30, measure=Measure.ON_OR_AFTER),
)
SHANGHAI = Segment(Group(Match.ALL, (Condition("users.city", "equals", "上海"),)))


def test_the_verdict_is_the_first_point_of_the_pooled_curve(brand: Settings, opened: Opener) -> None:
    found = retention(open_engine(open_version(brand), brand), Study(), Audience(LAST))
    share = next(point.share for point in found.curve if point.age == 1)
    assert share.value is not None
    assert share.ci_low is not None
    shown = texts(opened(brand, page=PAGE))
    assert f"**{figures.share(share.value, 'en')}** came back in the first month after their start" in shown
    assert f"(95% {figures.share(share.ci_low, 'en')}–" in shown
    assert f"{share.n} of {share.denominator}" in shown


@pytest.mark.parametrize(("locale", "title"), [("en-GB", "Retention"), ("zh-CN", "留存"), ("zh-TW", "留存")])
def test_the_page_speaks_the_browsers_language(brand: Settings, opened: Opener, locale: str, title: str) -> None:
    page = opened(brand, page=PAGE, locale=locale)
    assert not page.exception
    assert page.title[0].value == title
    assert len(page.get("vega_lite_chart")) == 4


def test_a_cell_in_the_link_is_open(brand: Settings, opened: Opener) -> None:
    page = opened(brand, page=PAGE, retention_cell="2025-03-01.2")
    people = page.dataframe[0].value.shape[0]
    assert people > 0
    assert f"{people} people as of 20 Dec 2025" in texts(page)


@pytest.mark.parametrize(
    "named", ["", "2025-03-01", "2025-13-01.1", "1999-01-01.0", "2025-03-01.99", "x.y", "2025-03-01.-1"]
)
def test_a_link_to_no_cell_opens_none(brand: Settings, opened: Opener, named: str) -> None:
    page = opened(brand, page=PAGE, retention_cell=named)
    assert not page.exception
    assert not page.dataframe


def test_a_viewer_sees_the_count_and_not_its_people(brand: Settings, opened: Opener) -> None:
    page = opened(brand, page=PAGE, role="viewer", retention_cell="2025-03-01.0")
    assert "An administrator can grant seeing members." in texts(page)
    assert not page.dataframe


def test_the_day_asked_about_stands_in_the_link(brand: Settings, opened: Opener) -> None:
    assert "Known as of 10 Jul 2025" in texts(opened(brand, page=PAGE, retention_as_of="2025-07-10"))


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
    assert "Jan 2025 is where the data begin" in texts(opened(brand, page=PAGE))


def test_many_people_of_the_first_month_are_doubted_beside_the_verdict(tmp_path: Path, opened: Opener) -> None:
    shop(tmp_path, {"a": ["2025-01-05", "2025-02-03"], "b": ["2025-02-09"]}, data_end="2025-06-30")
    shown = texts(opened(Settings(home=tmp_path / "home", threads=1), page=PAGE))
    assert "50.0% of them first appear in Jan 2025, when the data begin" in shown


def test_a_handful_of_people_is_counted_and_not_judged(tmp_path: Path, opened: Opener) -> None:
    shop(tmp_path, {"a": ["2025-01-05", "2025-02-03"], "b": ["2025-01-09"]}, data_end="2025-06-30")
    page = opened(Settings(home=tmp_path / "home", threads=1), page=PAGE)
    assert not page.exception
    assert "1 of 2 people are counted in the first month: too few to judge." in texts(page)
    assert len(page.get("vega_lite_chart")) == 2  # the cells with their counts; no curve


def test_starts_of_the_running_month_give_no_rate(tmp_path: Path, opened: Opener) -> None:
    shop(tmp_path, {"a": ["2025-01-05"]}, data_end="2025-01-20")
    page = opened(Settings(home=tmp_path / "home", threads=1), page=PAGE)
    assert "Nobody could have come back yet: the first later period has not begun." in texts(page)
    assert not page.get("vega_lite_chart")


def test_an_audience_without_buyers_is_said_so(tmp_path: Path, opened: Opener) -> None:
    shop(tmp_path, {"a": ["2025-03-05"]}, data_start="2025-01-01", data_end="2025-06-30")
    page = opened(Settings(home=tmp_path / "home", threads=1), page=PAGE, retention_as_of="2025-02-01")
    assert "Nobody of this audience started by that day" in texts(page)


def test_orders_without_people_are_refused_with_the_reason(tmp_path: Path, opened: Opener) -> None:
    order = {"order_id": "1", "ordered_date": "2025-01-05", "paid_cents": 100}
    store_from_rows(tmp_path, users=[{"user_id": "a"}], orders=[order], data_end="2025-02-01")
    shown = texts(opened(Settings(home=tmp_path / "home", threads=1), page=PAGE))
    assert "The export lacks what this needs" in shown


def test_without_a_store_the_page_says_the_next_step(empty_house: Settings, opened: Opener) -> None:
    assert "There is no data yet" in texts(opened(empty_house, page=PAGE))


@pytest.mark.parametrize("preset", [key for key in PRESETS if not key.startswith("message")])
def test_every_ready_question_is_answered(brand: Settings, opened: Opener, preset: str) -> None:
    page = opened(brand, page=PAGE, locale="zh-CN", study=preset)
    assert not page.exception
    assert page.selectbox(key="study.preset").value == preset
    assert not [error for error in texts(page).splitlines() if ":material/error:" in error]


def test_only_questions_that_the_export_can_answer_are_offered(brand: Settings, opened: Opener) -> None:
    offered = opened(brand, page=PAGE).selectbox(key="study.preset").options
    assert not [name for name in offered if "message" in name]
    assert len(offered) == len(PRESETS) - 1


def test_a_question_of_ones_own_stands_in_the_link(brand: Settings, opened: Opener) -> None:
    own = Study(period=Period.WEEK, measure=Measure.ON_OR_AFTER, horizon_days=30, since=date(2025, 9, 1))
    link = keep_draft(brand, json.dumps(own.to_json()))
    page = opened(brand, page=PAGE, study=link)
    assert page.selectbox(key="study.preset").value == "own"
    assert "in the Nth week after the start or later, up to 30 days after its end" in texts(page).replace(
        "week from Monday", "week"
    )
    assert "Only starts from 1 Sep 2025 to 20 Dec 2025." in texts(page)
    assert page.query_params["study"] == link


@pytest.mark.parametrize("link", ["0123456789abcdef0123", "../secrets", "nothing"])
def test_a_link_to_no_question_says_so_and_asks_the_first(brand: Settings, opened: Opener, link: str) -> None:
    shown = texts(opened(brand, page=PAGE, study=link))
    assert "The link names a question that is no longer kept." in shown
    assert "People are grouped by the month of the first of their Orders." in shown


def test_choosing_a_ready_question_changes_the_answer_and_the_link(brand: Settings, opened: Opener) -> None:
    page = opened(brand, page=PAGE)
    page.selectbox(key="study.preset").set_value("silent_by_month").run()
    assert "stayed away in the first month after their start" in texts(page)
    assert page.query_params["study"] == "silent_by_month"


def test_counts_can_be_shown_in_place_of_rates(brand: Settings, opened: Opener) -> None:
    assert not opened(brand, page=PAGE, retention_show="counts").exception


def test_a_study_that_contradicts_itself_says_what_is_wrong(brand: Settings, opened: Opener) -> None:
    wrong = Study(measure=Measure.BRACKETS, brackets=((1, 4), (3, 6)))
    page = opened(brand, page=PAGE, study=keep_draft(brand, json.dumps(wrong.to_json())))
    assert "The bracket 3–6 begins before the one in front of it has ended, at 4." in texts(page)
    assert not page.exception


def test_a_filter_without_a_value_does_not_count_yet(brand: Settings, opened: Opener) -> None:
    begun = Study(Happening("orders", (Filter("channel", "in_list", ()),)))
    page = opened(brand, page=PAGE, study=keep_draft(brand, json.dumps(begun.to_json())))
    assert "People are grouped by the month of the first of their Orders." in texts(page)
    assert page.get("vega_lite_chart")


def test_filters_of_the_start_narrow_the_people(brand: Settings, opened: Opener) -> None:
    in_shops = Study(Happening("orders", (Filter("channel", "equals", "门店"),)))
    page = opened(brand, page=PAGE, study=keep_draft(brand, json.dumps(in_shops.to_json())))
    assert "门店" in texts(page)
    assert texts(page) != texts(opened(brand, page=PAGE))


def test_people_of_a_cell_are_saved_as_a_segment_and_lead_to_a_list(brand: Settings, opened: Opener) -> None:
    page = opened(brand, page=PAGE, retention_cell="2025-03-01.0")
    people = page.dataframe[0].value.shape[0]
    page.text_input[0].set_value("三月首购")
    page.button[[button.label for button in page.button].index("Save")].click().run()
    assert "Saved as 三月首购." in [shown.value for shown in page.success]
    saved = parse_segment(load_segment(brand, "三月首购").document)
    assert people_count(open_engine(open_version(brand), brand), Audience(LAST, saved)) == people


def test_people_whom_no_rule_selects_are_shown_and_kept_as_a_list(own_brand: Settings, opened: Opener) -> None:
    rolling = Study(period=Period.ROLLING_DAY, since=date(2025, 11, 1), periods=5)
    link = keep_draft(own_brand, json.dumps(rolling.to_json()))
    page = opened(own_brand, page=PAGE, study=link, retention_cell="2025-11-03.0")
    assert not page.exception
    assert page.dataframe[0].value.shape[0] > 0
    assert "No rule of a segment says who they are" in texts(page)
    people = page.dataframe[0].value.shape[0]
    page.text_input[0].set_value("十一月的人")
    page.button[[button.label for button in page.button].index("Keep")].click().run()
    assert "Kept as the list 十一月的人" in page.success[0].value
    assert [(one.name, one.people) for one in uploaded_lists(own_brand)] == [("十一月的人", people)]


def test_people_of_every_measure_and_cohort_are_kept_by_rule_or_by_name(own_brand: Settings, opened: Opener) -> None:
    """The cell says how many; the people kept from it, as a segment or as a list, are as many."""
    engine, page, kept = open_engine(open_version(own_brand), own_brand), opened(own_brand, page=PAGE), set()
    for number, study in enumerate(EVERY_KIND):
        found = retention(engine, study, Audience(LAST))
        cohort = next(cohort for cohort in found.cohorts if cohort.size and cohort.cells[1].counted)
        page.query_params["study"] = keep_draft(own_brand, json.dumps(study.to_json()))
        page.query_params["retention_cell"] = f"{cohort.start_date}.1"
        name = f"kept {number}"
        page.run().text_input[0].set_value(name)
        (button,) = [button for button in page.button if button.label in ("Save", "Keep")]
        button.click().run()
        kept.add(button.label)
        if button.label == "Save":
            saved = parse_segment(load_segment(own_brand, name).document)
            people = people_count(engine, Audience(LAST, saved))
        else:
            people = next(one.people for one in uploaded_lists(own_brand) if one.name == name)
        assert people == cohort.cells[1].counted, study
    assert kept == {"Save", "Keep"}


def test_periods_with_a_return_are_counted_when_they_are_asked_for(brand: Settings, opened: Opener) -> None:
    page = opened(brand)
    page.session_state["retention_frequency_opened"] = True
    page.switch_page(PAGE).run()
    assert not page.exception
    assert len(page.get("vega_lite_chart")) == 5


@pytest.mark.parametrize("by", ["users.city", "layers.lifecycle", "day", "segment:上海的会员"])
@pytest.mark.parametrize("preset", ["first_order_by_month", "net_revenue_by_month"])
def test_groups_stand_beside_each_other(brand: Settings, opened: Opener, by: str, preset: str) -> None:
    _saved_shanghai(brand)
    page = opened(brand, page=PAGE, study=preset, retention_by=by)
    assert not page.exception
    assert "Groups are compared as they are, not by chance" in texts(page)
    assert not [line for line in texts(page).splitlines() if ":material/error:" in line]


def test_streaks_are_projected_and_nothing_else_is(own_brand: Settings, opened: Opener) -> None:
    streaks = Study(measure=Measure.STREAK, period=Period.QUARTER, returning=Happening("interactions"))
    shown = {
        study.measure: texts(opened(own_brand, page=PAGE, study=keep_draft(own_brand, json.dumps(study.to_json()))))
        for study in (replace(streaks, period=Period.WEEK), Study())
    }
    assert "How the streaks may go on" in shown[Measure.STREAK]
    assert "How the streaks may go on" not in shown[Measure.ON]


def test_differences_are_those_of_the_question(brand: Settings, opened: Opener) -> None:
    engine = open_engine(open_version(brand), brand)
    asked = in_and_out("in", "out", SHANGHAI, Study(), Audience(LAST), as_of_start=True)
    found = compare(engine, asked, (1, 2, 3, 6, 12))
    first = next(one for one in found.differences if one.index == 1)
    assert first.difference.value is not None
    _saved_shanghai(brand)
    page = opened(brand, page=PAGE, retention_by="segment:上海的会员")
    assert figures.points(first.difference.value, "en") in page.table[0].value["Difference, 95%"].iloc[0]


def test_two_segments_are_held_against_each_other(brand: Settings, opened: Opener) -> None:
    _saved_shanghai(brand)
    page = opened(brand, page=PAGE, retention_segment="上海的会员", retention_by="with:上海的会员")
    shown = page.table[0].value["Difference, 95%"].iloc[0]
    assert shown.startswith(figures.points(0.0, "en"))  # against itself


def _saved_shanghai(brand: Settings) -> None:
    if "上海的会员" not in [saved.name for saved in list_segments(brand)]:
        now = datetime(2026, 1, 1, tzinfo=UTC)
        save_segment(brand, "上海的会员", SHANGHAI.to_json(), person=Person("amy", "operator"), now=now)


def test_a_link_to_a_segment_or_a_day_that_is_not_here_is_no_silent_everyone(brand: Settings, opened: Opener) -> None:
    page = opened(brand, page=PAGE, retention_segment="renamed since", retention_as_of="1999-01-01")
    asked = [warning.value for warning in page.warning]
    assert any("“renamed since”" in one and "“Everyone”" in one for one in asked)
    assert any("“1999-01-01”" in one for one in asked)
