"""The page of lists: a plan is stated, people are seen to go, the list leaves on record and can be proved."""

from __future__ import annotations

import random
import shutil
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from data.access import Person, local_person
from data.approvals import require_approval, waiting
from data.audit import read_audit
from data.errors import Forbidden
from data.ledger import kept_lists
from data.sent import sent_records
from data.settings import Settings
from data.store import open_version
from data.uploaded import uploaded_lists
from queries.engines import open_engine
from queries.lists.form import Form, FormColumn, Treatment
from queries.lists.leave import leave
from queries.lists.plan import ListPlan
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
    sent = [{"user_id": "M0001", "campaign_id": "spring", "assigned_at": "2025-01-01 00:00:00"}]
    store_from_rows(folder, data_end=drawn.DAY, users=members, orders=[], touches=sent)
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


def test_who_may_not_see_members_is_told_so_by_the_address(house: Settings, opened: Opener) -> None:
    page = opened(house, page=PAGE, role="viewer")
    assert "**This is not open to you**" in texts(page)
    assert "may not see members. An administrator can grant it" in texts(page)
    assert not page.text_input
    assert not page.tabs


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


def in_uploads(house: Settings, opened: Opener) -> AppTest:
    page = opened(house, page=PAGE)
    page.session_state["lists_tab"] = "Uploaded lists"
    return page.run()


def bring(page: AppTest, name: str, content: str) -> AppTest:
    return page.file_uploader(key="upload_file_0").set_value((name, content.encode(), "text/csv")).run()


def asked(page: AppTest, act: str, row_id: str) -> AppTest:
    """The runner draws the whole page where a browser draws the dialog alone, so it is asked for again."""
    page.session_state["list_asked"] = (act, row_id)
    page.run()
    page.session_state["list_asked"] = (act, row_id)
    return page


def test_an_uploaded_list_is_kept_reported_renamed_and_deleted(house: Settings, opened: Opener) -> None:
    page = bring(in_uploads(house, opened), "quiet.csv", "user_id\nM0001\nM0002\nM0002\nNOBODY\n")
    assert page.selectbox(key="upload_match").value == "user_id"
    press(page, "upload_keep")
    (kept,) = uploaded_lists(house)
    assert (kept.name, kept.people, kept.duplicates) == ("quiet", 3, 1)
    counts = page.table[0].value
    assert dict(zip(counts["What"], counts["Count"], strict=True))["Names that no member has"] == "1"
    press(page, f"rename_{kept.id}").text_input(key="upload_new_name").set_value("do not disturb")
    press(asked(page, "rename", kept.id), "upload_rename_now")
    assert [found.name for found in uploaded_lists(house)] == ["do not disturb"]
    press(page, f"delete_{kept.id}")
    press(asked(page, "delete", kept.id), "upload_delete_now")
    assert uploaded_lists(house) == ()


def test_a_file_of_messages_becomes_a_record_of_a_campaign(house: Settings, opened: Opener) -> None:
    rows = "user_id,group,when\nM0001,对照组,2025-03-01\nM0002,A,2025-03-01\n"
    page = bring(in_uploads(house, opened), "sent.csv", rows)
    page.segmented_control(key="upload_purpose").set_value("touches").run()
    assert "Messages belong to a campaign" in texts(page)
    page.selectbox(key="sent_campaign").set_value("spring")
    page.selectbox(key="sent_time_column").set_value("when")
    page.selectbox(key="sent_arm_column").set_value("group").run()
    press(page, "sent_keep")
    (record,) = sent_records(house)
    assert (record.facts.campaign, record.facts.arms) == ("spring", {"control": 1, "A": 1})
    press(page, f"withdraw_{record.id}").text_input(key="sent_why").set_value("the wrong file")
    press(asked(page, "withdraw", record.id), "sent_withdraw_now")
    assert sent_records(house)[0].withdrawn_why == "the wrong file"


def test_a_large_list_waits_for_somebody_elses_word(house: Settings, opened: Opener) -> None:
    plan = ListPlan("spring", "try", "wecom", drawn.DAY, drawn.DAY, drawn.DAY, salt="spring")
    form = Form((FormColumn("users.user_id", Treatment.CLEAR),))
    engine = open_engine(open_version(house), house)
    asking = replace(house, approval_rows=1)
    with pytest.raises(Forbidden):
        leave(engine.cursor(), plan, form, person=Person("Chen", "operator"), settings=asking, language="en")
    (waits,) = waiting(house)
    page = opened(house, page=PAGE)
    page.session_state["lists_tab"] = "Approvals"
    press(page.run(), f"refuse_{waits.id}").text_input(key="refuse_why").set_value("too many")
    press(asked(page, "refuse", waits.id), "refuse_now")
    assert waiting(house) == ()
    assert read_audit(house)[-1].what.endswith("because too many")


def test_one_does_not_approve_ones_own_list(house: Settings, opened: Opener) -> None:
    asked_for: dict[str, Any] = {"plan": {}, "form": {}}
    with pytest.raises(Forbidden):
        require_approval(
            house, asked_for, name="x", why="y", people=3, person=local_person(house), at=datetime.now(UTC)
        )
    page = opened(house, page=PAGE)
    page.session_state["lists_tab"] = "Approvals"
    page.run()
    assert "Somebody else must approve it." in texts(page)
    assert not [button for button in page.button if str(button.key).startswith("approve_")]


def test_a_plan_survives_a_reload(house: Settings, opened: Opener) -> None:
    page = named(opened(house, page=PAGE))
    page.multiselect(key="list_skipped").set_value(["no_consent"]).run()
    page.text_input(key="list_skipped_no_consent").set_value("service message")
    page.slider(key="list_priority").set_value(2)
    page.date_input(key="list_send_on").set_value(drawn.DAY).run()
    link = {name: "".join(value) for name, value in page.query_params.items()}
    again = opened(house, page=PAGE, **link)
    assert again.text_input(key="list_name").value == "spring"
    assert again.text_input(key="list_why").value == "to see whether it helps"
    assert again.slider(key="list_priority").value == 2
    assert again.text_input(key="list_skipped_no_consent").value == "service message"
    assert again.date_input(key="list_send_on").value == drawn.DAY
    assert again.query_params == page.query_params
