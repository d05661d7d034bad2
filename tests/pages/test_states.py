"""States of a page: each expected error has its words and its next step, all others a number for the log."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.errors import Cancelled, Forbidden, NoStore, NotDelivered, QuestionError, VersionGone
from data.sentence import Sentence
from data.settings import Settings
from pages.parts.opened import freshness
from pages.parts.session import open_house
from tests.pages.brand import built_brand
from tests.pages.conftest import Opener, texts

REASON = Sentence("The reason with {name}.", {"name": "[a](b)"})


def shown(error: Exception, locale: str) -> AppTest:
    """The state that stands on the page after this error."""

    def script(error: Exception) -> None:
        from pages.parts.states import show_failure

        show_failure(error)

    test = AppTest.from_function(script, kwargs={"error": error})
    test.context = {"locale": locale}
    return test.run()


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (NoStore(REASON), "还没有数据"),
        (VersionGone(REASON), "此数据版本已被取代"),
        (Forbidden(REASON), "您没有访问权限"),
        (NotDelivered(REASON), "导出数据中缺少所需内容"),
        (Cancelled(REASON), "您已停止此计算"),
        (QuestionError(REASON), "操作未能完成"),
        (RuntimeError("secret"), "原因不在您"),
    ],
)
def test_each_error_has_its_state(empty_house: Settings, error: Exception, words: str) -> None:
    open_house(empty_house)
    page = shown(error, "zh-CN")
    assert not page.exception
    assert words in texts(page)
    assert "secret" not in texts(page)


@pytest.mark.parametrize("error", [VersionGone(REASON), RuntimeError("secret"), Cancelled(REASON)])
def test_several_failures_on_one_page_share_one_way_out(empty_house: Settings, error: Exception) -> None:
    def script(error: Exception) -> None:
        from pages.parts.states import show_failure

        show_failure(error)
        show_failure(error)

    open_house(empty_house)
    page = AppTest.from_function(script, kwargs={"error": error}).run()
    assert not page.exception
    assert len(page.button) == 1


def test_a_reason_is_told_and_cannot_act_as_markdown(empty_house: Settings) -> None:
    open_house(empty_house)
    assert "The reason with \\[a\\](b)." in texts(shown(Forbidden(REASON), "en"))


def test_an_unknown_error_has_a_number_that_stands_in_the_log(
    empty_house: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    open_house(empty_house)
    words = texts(shown(RuntimeError("the cause"), "en"))
    number = words.split("under the number ")[1].split(".")[0]
    assert f"error {number} on a page" in caplog.text
    assert "the cause" in caplog.text


def test_new_data_wait_until_the_person_switches(tmp_path: Path, opened: Opener) -> None:
    built_brand(tmp_path, people=60)
    house = Settings(home=tmp_path / "home", threads=1)
    page = opened(house)
    built_brand(tmp_path, people=70)
    page.run()
    assert "New data is ready" in texts(page)
    assert page.metric[0].value == "60"
    page.button(key="switch_version").click().run()
    assert page.metric[0].value == "70"
    assert "New data is ready" not in texts(page)


def test_a_version_deleted_while_open_offers_the_current_one(tmp_path: Path, opened: Opener) -> None:
    first = built_brand(tmp_path, people=60)
    house = Settings(home=tmp_path / "home", threads=1)
    page = opened(house)
    built_brand(tmp_path, people=70)
    for file in first.folder.iterdir():
        file.unlink()
    first.folder.rmdir()
    page.button_group(key="overview_days").set_value(7).run()
    assert not page.exception
    assert "replaced" in texts(page)
    page.button(key="use_current_after_gone").click().run()
    assert page.metric[0].value == "70"


@pytest.mark.parametrize(("age_days", "state"), [(0, "fresh"), (2, "fresh"), (3, "old"), (7, "old"), (8, "stale")])
def test_data_grow_old(age_days: int, state: str) -> None:

    today = date(2026, 11, 21)
    assert freshness(today - timedelta(days=age_days), today) == state


def test_too_few_says_how_many_it_would_take(empty_house: Settings) -> None:
    open_house(empty_house)

    def script() -> None:
        from pages.parts.states import show_too_few

        show_too_few(12, 30)

    page = AppTest.from_function(script)
    page.context = {"locale": "zh-TW"}
    assert "現有 12 人，至少需要 30 人" in page.run().info[0].value
