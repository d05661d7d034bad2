"""The data page: what was delivered, what was found, and who may build."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pacsv
import pytest

from data.audit import read_audit
from data.settings import Settings
from pages.parts.handing_in import Question, question_in
from pages.parts.jobs import Job, current_job, put_away
from tests.pages.conftest import Opener, texts

PAGE = "../keep/data.py"


@pytest.fixture
def inbox(empty_house: Settings) -> Settings:
    empty_house.inbox.mkdir(parents=True)
    users = pa.table({"user_id": ["U1", "U2"], "joined_at": ["2025-01-01 10:00:00", "2025-01-02 10:00:00"]})
    orders = pa.table(
        {
            "order_id": ["O1", "O2"],
            "user_id": ["U1", "U2"],
            "ordered_at": ["2025-02-01 10:00:00", "2025-03-02 10:00:00"],
            "paid_amount": ["12.50", "30.00"],
            "status": ["completed", "completed"],
        }
    )
    pacsv.write_csv(users, empty_house.inbox / "users.csv")
    pacsv.write_csv(orders, empty_house.inbox / "orders.csv")
    empty_house.state.mkdir(parents=True)
    Path(empty_house.state / "mapping.toml").write_text('timezone = "Asia/Shanghai"\n', "utf-8")
    return empty_house


def finished() -> None:
    """Until the job of the page is over; the bound is generous, the outcome is what is tested."""
    for _ in range(3000):
        job = current_job()
        if job is not None and job.is_over:
            return
        time.sleep(0.01)
    raise AssertionError("the job never ended")


@pytest.mark.parametrize(("locale", "words"), [("en-GB", "Tables"), ("zh-CN", "数据表"), ("zh-TW", "資料表")])
def test_every_table_of_the_contract_is_listed(brand: Settings, opened: Opener, locale: str, words: str) -> None:
    page = opened(brand, page=PAGE, locale=locale)
    assert not page.exception
    assert words in texts(page)
    assert len(page.table[0].value) == 11


def test_an_empty_inbox_offers_nothing_to_build(brand: Settings, opened: Opener) -> None:
    page = opened(brand, page=PAGE)
    assert page.button(key="build_inbox").disabled
    assert "is empty" in texts(page)


def test_a_viewer_cannot_build(inbox: Settings, opened: Opener) -> None:
    assert opened(inbox, page=PAGE, role="viewer").button(key="build_inbox").disabled


def test_a_build_from_the_inbox_gives_a_version(inbox: Settings, opened: Opener) -> None:
    page = opened(inbox, page=PAGE)
    page.button(key="build_inbox").click().run()
    finished()
    page.run()
    assert "is ready: 2 people" in texts(page)
    page.button(key="close_outcome").click().run()
    assert current_job() is None
    assert [event.act for event in read_audit(inbox)] == ["store_built"]
    assert "2 people" in texts(page)


def test_a_refused_export_says_why_and_changes_nothing(inbox: Settings, opened: Opener) -> None:
    (inbox.inbox / "orders.csv").write_text("nothing,of,ours\n1,2,3\n", "utf-8")
    page = opened(inbox, page=PAGE)
    page.button(key="check_inbox").click().run()
    finished()
    page.run()
    assert "orders.csv" in texts(page)
    assert not inbox.store.exists()
    job = current_job()
    assert job is not None
    put_away(job)


def test_a_check_tells_its_findings_before_anything_is_built(inbox: Settings, opened: Opener) -> None:
    orders = inbox.inbox / "orders.csv"
    orders.write_text(orders.read_text("utf-8").replace("12.50", "-12.50"), "utf-8")
    page = opened(replace(inbox, failed_share_limit=1.0), page=PAGE)
    page.button(key="check_inbox").click().run()
    finished()
    page.run()
    assert "Orders with a negative amount: 1" in texts(page)
    assert not inbox.store.exists()
    put_away(over())


def test_a_refused_export_tells_its_findings_too(inbox: Settings, opened: Opener) -> None:
    orders = inbox.inbox / "orders.csv"
    orders.write_text(orders.read_text("utf-8").replace("12.50", "-12.50"), "utf-8")
    page = opened(inbox, page=PAGE)
    page.button(key="build_inbox").click().run()
    finished()
    page.run()
    assert "The export was refused" in texts(page)
    assert "Orders with a negative amount: 1" in texts(page)
    put_away(over())


def test_the_first_line_says_whether_the_data_can_be_used(brand: Settings, opened: Opener) -> None:
    page = opened(brand, page=PAGE)
    assert any(line.value.startswith("The data can be used: 400 members and") for line in page.markdown)


def test_whom_the_pages_leave_out_is_said_where_all_are_counted(inbox: Settings, opened: Opener) -> None:
    users = inbox.inbox / "users.csv"
    head, *rows = users.read_text("utf-8").splitlines()
    users.write_text(
        "\n".join([f"{head},is_test", *(f"{row},{number == 0}" for number, row in enumerate(rows))]), "utf-8"
    )
    page = opened(inbox, page=PAGE)
    page.button(key="build_inbox").click().run()
    finished()
    assert "The pages count 1 members: 1 test or closed account is left out." in texts(opened(inbox, page=PAGE))
    put_away(over())


def test_what_the_files_leave_open_is_answered_on_the_page(inbox: Settings, opened: Opener) -> None:
    orders = inbox.inbox / "orders.csv"
    orders.write_text(orders.read_text("utf-8").replace("completed", "wrapped up"), "utf-8")
    page = opened(inbox, page=PAGE)
    page.button(key="check_inbox").click().run()
    finished()
    page.run()
    assert "wrapped up" in page.code[-1].value
    answers = str(page.text_area(key="mapping_answers").value)
    assert '"wrapped up" = "…"' in answers
    assert 'timezone = "Asia/Shanghai"' in answers
    page.text_area(key="mapping_answers").set_value(answers.replace("…", "completed"))
    page.button(key="save_mapping").click().run()
    finished()
    page.run()
    assert "can be built" in texts(page)
    assert [event.act for event in read_audit(inbox)] == ["mapping_saved"]
    put_away(over())


def test_an_answer_that_cannot_be_read_is_not_saved(inbox: Settings, opened: Opener) -> None:
    orders = inbox.inbox / "orders.csv"
    orders.write_text(orders.read_text("utf-8").replace("completed", "wrapped up"), "utf-8")
    page = opened(inbox, page=PAGE)
    page.button(key="check_inbox").click().run()
    finished()
    page.run()
    page.text_area(key="mapping_answers").set_value("timezone = 'Mars/Olympus'")
    page.button(key="save_mapping").click().run()
    assert "Mars/Olympus" in "".join(warning.value for warning in page.warning)
    assert (inbox.state / "mapping.toml").read_text("utf-8") == 'timezone = "Asia/Shanghai"\n'
    put_away(over())


def test_files_dropped_on_the_page_lie_in_the_inbox(empty_house: Settings, opened: Opener) -> None:
    page = opened(empty_house, page=PAGE)
    page.file_uploader(key="hand_in_0").set_value(("会员.csv", b"user_id\n1\n", "text/csv")).run()
    assert (empty_house.inbox / "会员.csv").read_bytes() == b"user_id\n1\n"
    assert [event.act for event in read_audit(empty_house)] == ["file_handed_in"]


def test_a_viewer_is_offered_no_place_for_files(empty_house: Settings, opened: Opener) -> None:
    assert not opened(empty_house, page=PAGE, role="viewer").file_uploader


def over() -> Job:
    job = current_job()
    assert job is not None
    return job


def test_a_question_is_shown_apart_from_the_lines_that_answer_it() -> None:
    asked = question_in(
        'Which way round? Say it:\n[tables.orders]\ndate_order = "day_first"\nor date_order = "month_first".'
    )
    assert asked == Question(
        "Which way round? Say it:", '[tables.orders]\ndate_order = "day_first"', 'or date_order = "month_first".'
    )
