"""The page of lists: a plan is stated, people are seen to go, the list leaves on record and can be proved."""

from __future__ import annotations

import random
import shutil
import time
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.audit import read_audit
from data.ledger import kept_lists
from data.settings import Settings
from tests.pages.conftest import Opener, texts
from tests.queries.lists import drawn
from tests.stores import store_from_rows

PAGE = "../act/lists.py"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shop")
    members = [
        {**row, "name": "张三", "consent_wecom": True, "wecom_external_id": row["user_id"]}
        for row in drawn.people(random.Random(1), 200)
    ]
    store_from_rows(folder, data_end=drawn.DAY, users=members, orders=[])
    return folder / "home"


@pytest.fixture
def house(shop: Path, tmp_path: Path) -> Settings:
    """The shop's store, with a state and lists of its own."""
    shutil.copytree(shop / "store", tmp_path / "home" / "store")
    return Settings(home=tmp_path / "home", threads=1)


def press(page: AppTest, key: str) -> AppTest:
    return next(button for button in page.button if button.key == key).click().run()


def named(page: AppTest) -> AppTest:
    page.text_input(key="list_name").set_value("spring")
    return page.text_input(key="list_why").set_value("to see whether it helps").run()


def test_without_a_name_and_a_purpose_nothing_is_drawn(house: Settings, opened: Opener) -> None:
    shown = texts(opened(house, page=PAGE))
    assert "A list needs a name and a purpose" in shown
    assert "This could not be done" not in shown


def test_a_cap_says_which_messages_it_cannot_know(house: Settings, opened: Opener) -> None:
    page = named(opened(house, page=PAGE))
    assert [box.value.partition(" up to")[0] for box in page.warning] == ["The export knows messages"]
    page.date_input(key="list_send_on").set_value(drawn.DAY).run()
    assert not page.warning


def test_a_list_leaves_and_stands_on_record(house: Settings, opened: Opener) -> None:
    page = named(opened(house, page=PAGE))
    assert not page.exception
    assert "are kept back" in texts(page)
    press(page, "list_leave")
    give_up = time.monotonic() + 60
    while not kept_lists(house) and time.monotonic() < give_up:
        time.sleep(0.1)
    (kept,) = kept_lists(house)
    assert kept.manifest["plan"]["name"] == "spring"
    assert [event.act for event in read_audit(house)][:1] == ["list_started"]
    while "on record as" not in "\n".join(str(each.value) for each in page.success) and time.monotonic() < give_up:
        page.run()
    assert kept.id in "\n".join(str(each.value) for each in page.success)
    page.session_state["lists_tab"] = "Lists that left"
    press(page.run(), "list_prove")
    press(page, "list_compare")
    assert "every byte is the same" in "\n".join(str(each.value) for each in page.success)


def test_who_may_not_see_members_has_no_such_page(house: Settings, opened: Opener) -> None:
    with pytest.raises(ValueError, match="Could not find a navigation page"):
        opened(house, page=PAGE, role="viewer")


def test_who_may_see_members_but_not_their_phones_is_offered_no_clear_phone(house: Settings, opened: Opener) -> None:
    page = named(opened(house, page=PAGE, role="operator", list_channel="sms"))
    form = page.selectbox(key="list_preset_sms")
    assert "Phones for an SMS platform" not in form.options


def test_other_groups_are_put_on_record(house: Settings, opened: Opener) -> None:
    page = named(opened(house, page=PAGE))
    before = page.query_params["list_salt"]
    press(page, "list_anew")
    assert page.query_params["list_salt"] != before
    assert [event.act for event in read_audit(house)] == ["list_groups_drawn_anew"]


def test_a_step_is_switched_off_only_with_a_reason(house: Settings, opened: Opener) -> None:
    page = named(opened(house, page=PAGE))
    page.multiselect(key="list_skipped").set_value(["no_consent"]).run()
    assert "switched off without a reason" in texts(page)
    page.text_input(key="list_skipped_no_consent").set_value("service message").run()
    assert "service message" in texts(page)
