"""The overview: its numbers are the store's, in three languages, in every state."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.settings import Settings
from data.store import open_version
from pages.parts.cards import is_within_chance
from pages.parts.people import active_in_last_days, bought_in_last_days, joined_in_last_days
from queries.audience import Audience
from queries.engines import open_engine
from queries.overview import overview
from queries.question import Asking
from queries.segments import Segment
from tests.pages.conftest import Opener, texts
from tests.stores import store_from_rows

NAMES = {
    "en-GB": ("Overview", "Buyers", "Net revenue"),
    "zh-CN": ("总览", "购买人数", "净收入"),
    "zh-TW": ("總覽", "購買人數", "淨收入"),
}


@pytest.mark.parametrize("locale", NAMES)
def test_the_page_speaks_the_browsers_language(brand: Settings, opened: Opener, locale: str) -> None:
    title, buyers, revenue = NAMES[locale]
    page = opened(brand, locale=locale)
    assert not page.exception
    assert page.title[0].value == title
    assert {buyers, revenue} <= {metric.label for metric in page.metric}


def test_the_cards_show_what_the_question_answers(brand: Settings, opened: Opener) -> None:
    version = open_version(brand)
    found = overview(Asking(open_engine(version, brand)), Audience(version.manifest.data_end), days=30)
    assert found.span.people is not None
    shown = {metric.label: metric.value for metric in opened(brand).metric}
    assert shown["Buyers"] == str(found.span.people.buyers)
    assert shown["People"] == str(found.span.people.people)


def test_the_rate_of_the_span_is_not_said_as_that_of_everyone(brand: Settings, opened: Opener) -> None:
    version = open_version(brand)
    found = overview(Asking(open_engine(version, brand)), Audience(version.manifest.data_end), days=90)
    assert found.span.people is not None
    share = found.span.people.repurchase
    said = next(one.value for one in opened(brand, overview_days="90").caption if "90 days ended" in str(one.value))
    assert "in this span" in said
    assert f"{share.n} of {share.denominator}" in said


@pytest.mark.parametrize(
    ("counted", "segment"),
    [
        ("buyers", bought_in_last_days(30)),
        ("active", active_in_last_days(30)),
        ("new_members", joined_in_last_days(30)),
    ],
)
def test_a_count_opens_into_exactly_the_people_it_counts(brand: Settings, counted: str, segment: Segment) -> None:
    version = open_version(brand)
    engine = open_engine(version, brand)
    found = overview(Asking(engine), Audience(version.manifest.data_end), days=30)
    audience = Audience(version.manifest.data_end, segment)
    people = engine.query(f"select count(*) as people from ({audience.query(engine).sql('duckdb')})")
    assert people["people"][0].as_py() == getattr(found.span.people, counted)


def test_the_span_stands_in_the_link_without_words(brand: Settings, opened: Opener) -> None:
    page = opened(brand, overview_days="90")
    assert page.button_group(key="overview_days").value == 90
    page.button_group(key="overview_days").set_value(7).run()
    assert page.query_params["overview_days"] == "7"


def test_a_default_leaves_the_link_short(brand: Settings, opened: Opener) -> None:
    page = opened(brand, overview_days="7")
    page.button_group(key="overview_days").set_value(30).run()
    assert "overview_days" not in page.query_params


def test_a_choice_the_link_does_not_know_is_the_default(brand: Settings, opened: Opener) -> None:
    assert opened(brand, overview_days="31; drop table").button_group(key="overview_days").value == 30


def test_another_language_keeps_what_was_chosen(brand: Settings, opened: Opener) -> None:
    page = opened(brand, overview_days="90")
    page.selectbox(key="lang").set_value("zh_TW").run()
    assert page.title[0].value == "總覽"
    assert page.button_group(key="overview_days").value == 90


def test_without_a_store_the_page_says_the_next_step(empty_house: Settings, opened: Opener) -> None:
    page = opened(empty_house, locale="zh-CN")
    assert not page.exception
    assert "还没有数据" in texts(page)
    assert str(empty_house.inbox) in texts(page).replace("\\", "")


def test_a_viewer_sees_the_count_and_not_its_people(brand: Settings, opened: Opener) -> None:
    page = opened(brand, role="viewer")
    assert page.button(key="buyers_people").disabled


def test_the_running_month_is_drawn_open(brand: Settings, opened: Opener) -> None:
    page = opened(brand, overview_grain="month", overview_measure="orders")
    assert any("Drawn hollow" in caption.value for caption in page.caption)


def test_a_finding_of_ours_is_a_number_in_the_log_and_no_traceback(
    brand: Settings, opened: Opener, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("select secret from users")

    monkeypatch.setattr("queries.overview.overview", broken)
    page = opened(brand)
    assert not page.exception
    assert "Something went wrong" in texts(page)
    assert "secret" not in texts(page)
    assert "select secret" in caplog.text


@pytest.mark.parametrize(("now", "before", "is_chance"), [(547, 606, True), (4602, 4200, False), (5, 9, True)])
def test_a_change_of_people_is_grey_where_chance_explains_it(now: int, before: int, is_chance: bool) -> None:
    assert is_within_chance(now, before) is is_chance


def test_the_first_line_says_what_came_in_and_against_what(brand: Settings, opened: Opener) -> None:
    version = open_version(brand)
    found = overview(Asking(open_engine(version, brand)), Audience(version.manifest.data_end), days=30)
    assert found.before is not None
    share = abs(found.span.trade.net_cents / found.before.trade.net_cents - 1)
    first = next(line.value for line in opened(brand).markdown if "net revenue in the last 30 days" in line.value)
    assert f"{share:.1%}" in first
    assert f"from {found.span.trade.orders:,} orders" in first


def test_the_foot_defines_every_number_of_the_page(brand: Settings, opened: Opener) -> None:
    page = opened(brand)
    assert {metric.label for metric in page.metric} <= {
        line for line in texts(page).replace("*", "").split("\n") if line
    }


def test_a_span_the_data_do_not_fill_says_of_how_many_days_it_is(tmp_path: Path, opened: Opener) -> None:
    orders = [{"order_id": "1", "user_id": "a", "ordered_date": "2025-02-20", "paid_cents": 100}]
    store_from_rows(tmp_path, users=[{"user_id": "a"}], orders=orders, data_start="2025-02-01", data_end="2025-02-28")
    page = opened(Settings(home=tmp_path / "home", threads=1))
    assert "The data begin on 1 Feb 2025, so this is of 28 of the 30 days." in texts(page)


def test_the_people_of_a_count_become_a_segment(brand: Settings, opened: Opener) -> None:
    page = opened(brand)
    page.button(key="buyers_people").click().run()
    assert not page.exception
    (link,) = page.get("page_link")
    assert link.proto.label == "Open as a segment"
    assert "segments" in link.proto.page
