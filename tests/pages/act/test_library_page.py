"""The page of saved segments: found, counted, renamed, compared, restored, archived, taken out and brought in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from data.access import Person
from data.library import (
    archive_segment,
    describe_saved,
    list_segments,
    load_segment,
    save_segment,
    segment_history,
    segments_file,
    tag_segment,
)
from data.settings import Settings
from tests.pages.conftest import Opener, texts

PAGE = "../act/library.py"
NOW = datetime(2026, 1, 5, 8, 30, tzinfo=UTC)
LI, WANG = Person("Li", "operator"), Person("Wang", "operator")


def orders(at_least: int) -> dict[str, Any]:
    condition = {"measure": "orders.count", "operator": "at_least", "value": at_least}
    return {"version": 1, "match": "all", "conditions": [condition]}


@pytest.fixture
def empty_library(brand: Settings) -> Iterator[Settings]:
    """The brand's, which other tests save into as well."""
    brand.state.mkdir(parents=True, exist_ok=True)
    (brand.state / "library.sqlite").unlink(missing_ok=True)
    yield brand
    (brand.state / "library.sqlite").unlink(missing_ok=True)


@pytest.fixture
def house(empty_library: Settings) -> Settings:
    """Two saved segments, one of them in two versions, and an archived one."""
    brand = empty_library
    save_segment(brand, "buyers", orders(2), person=LI, now=NOW, note="at first two")
    save_segment(brand, "buyers", orders(1), person=WANG, now=NOW, opened_version=1)
    save_segment(brand, "heavy", orders(5), person=LI, now=NOW)
    save_segment(brand, "old", orders(9), person=LI, now=NOW)
    archive_segment(brand, "old", person=LI, now=NOW)
    tag_segment(brand, "buyers", add=["spring"], person=LI, now=NOW)
    describe_saved(brand, "heavy", "to thank", was="", person=LI, now=NOW)
    return brand


def chosen(test: AppTest, name: str, act: str) -> AppTest:
    return test.menu_button(f"library_menu_{name}").click(act).run()


def within(test: AppTest, act: str, name: str = "") -> AppTest:
    """One more run inside a dialog: a browser runs it alone, the runner the whole page, which opens it again."""
    test.session_state["library_asked"] = (act, name)
    return test.run()


def listed(test: AppTest) -> list[str]:
    return [link.label.strip("*") for link in test.page_link if link.label.startswith("**")]


def test_without_a_saved_segment_it_says_where_they_come_from(empty_library: Settings, opened: Opener) -> None:
    assert "No segment has been saved yet" in texts(opened(empty_library, page=PAGE))


def test_each_segment_shows_its_size_on_the_day(house: Settings, opened: Opener) -> None:
    shown = texts(opened(house, page=PAGE))
    assert "362 people · 90.5%" in shown
    assert "version 2 · Wang" in shown


def test_a_rule_these_data_cannot_answer_says_so(house: Settings, opened: Opener) -> None:
    rule = {"version": 1, "match": "all", "conditions": [{"measure": "users.star_sign", "operator": "is_set"}]}
    save_segment(house, "stars", rule, person=LI, now=NOW)
    assert "Cannot be counted with these data" in texts(opened(house, page=PAGE))


def test_the_list_is_narrowed_by_text_tag_and_author(house: Settings, opened: Opener) -> None:
    page = opened(house, page=PAGE)
    assert set(listed(page)) == {"buyers", "heavy"}
    assert listed(page.text_input("library_search").set_value("THANK").run()) == ["heavy"]
    page.text_input("library_search").set_value("").run()
    assert listed(page.multiselect("library_tags").set_value(["spring"]).run()) == ["buyers"]
    page.multiselect("library_tags").set_value([]).run()
    assert listed(page.selectbox("library_author").set_value("Li").run()) == ["heavy"]


def test_the_archive_is_a_shelf_of_its_own(house: Settings, opened: Opener) -> None:
    page = opened(house, page=PAGE, library_shelf="archived")
    assert listed(page) == ["old"]
    chosen(page, "old", "unarchive")
    assert {saved.name for saved in list_segments(house)} == {"buyers", "heavy", "old"}


def test_what_is_archived_leaves_the_list(house: Settings, opened: Opener) -> None:
    page = chosen(opened(house, page=PAGE), "heavy", "archive")
    assert listed(page) == ["buyers"]


def test_versions_say_in_words_what_changed_and_come_back(house: Settings, opened: Opener) -> None:
    page = chosen(opened(house, page=PAGE), "buyers", "versions")
    assert "Condition 1, value: now Number of orders is at least 1; before Number of orders is at least 2" in texts(
        page
    )
    page.button("library_restore_1").click()
    within(page, "versions", "buyers")
    assert load_segment(house, "buyers").document == orders(2)
    assert len(segment_history(house, "buyers")) == 3


def test_a_segment_is_renamed(house: Settings, opened: Opener) -> None:
    page = chosen(opened(house, page=PAGE), "heavy", "rename")
    page.text_input("library_new_name").set_value("buyers")
    within(page, "rename", "heavy").button("library_rename_now").click()
    within(page, "rename", "heavy")
    assert "There is already a segment buyers" in "".join(error.value for error in page.error)
    page.text_input("library_new_name").set_value("thanked")
    within(page, "rename", "heavy").button("library_rename_now").click()
    within(page, "rename", "heavy")
    assert {saved.name for saved in list_segments(house)} == {"buyers", "thanked"}


def test_a_copy_is_made(house: Settings, opened: Opener) -> None:
    page = chosen(opened(house, page=PAGE), "heavy", "duplicate")
    page.button("library_duplicate_now").click()
    within(page, "duplicate", "heavy")
    assert load_segment(house, "heavy (copy)").document == orders(5)


def test_description_and_tags_are_changed(house: Settings, opened: Opener) -> None:
    page = chosen(opened(house, page=PAGE), "buyers", "describe")
    page.text_area("library_description").set_value("all who bought")
    page.multiselect("library_new_tags").set_value([])
    within(page, "describe", "buyers").button("library_describe_now").click()
    within(page, "describe", "buyers")
    saved = load_segment(house, "buyers")
    assert (saved.description, saved.tags) == ("all who bought", ())


def test_who_uses_a_segment_is_listed(house: Settings, opened: Opener) -> None:
    page = chosen(opened(house, page=PAGE), "heavy", "users")
    assert "Nothing uses heavy" in texts(page)


def test_an_archived_segment_is_deleted_after_a_question(house: Settings, opened: Opener) -> None:
    page = chosen(opened(house, page=PAGE, library_shelf="archived"), "old", "delete")
    assert "old and its 1 version are deleted for good" in texts(page)
    page.button("library_delete_now").click()
    within(page, "delete", "old")
    assert list_segments(house, archived=True) == ()


def test_a_file_comes_in_and_a_taken_name_is_told(house: Settings, opened: Opener, tmp_path: Path) -> None:
    other = Settings(home=tmp_path)
    save_segment(other, "buyers", orders(7), person=WANG, now=NOW)
    save_segment(other, "fresh", orders(1), person=WANG, now=NOW)
    content = segments_file(segment_history(other, name) for name in ("buyers", "fresh"))
    page = opened(house, page=PAGE)
    page.button("library_import").click().run()
    page.file_uploader("library_file").set_value(("segments.json", content, "application/json"))
    within(page, "import").button("library_import_now").click()
    within(page, "import")
    assert "already a segment buyers with another rule" in "".join(error.value for error in page.error)
    page.radio("library_clash").set_value("beside")
    within(page, "import").button("library_import_now").click()
    within(page, "import")
    assert load_segment(house, "buyers (2)").document == orders(7)
    assert load_segment(house, "fresh").saved_by == "Wang"


def test_the_whole_library_leaves_as_one_file(house: Settings, opened: Opener) -> None:
    page = opened(house, page=PAGE)
    page.button("library_export").click().run()
    (path,) = (house.lists / "answers").glob("*.json")
    assert path.read_bytes() == segments_file(segment_history(house, name) for name in ("buyers", "heavy", "old"))


def test_a_viewer_looks_and_changes_nothing(house: Settings, opened: Opener) -> None:
    page = opened(house, page=PAGE, role="viewer")
    offered = [option.partition(": ")[2] for option in page.menu_button("library_menu_heavy").options]
    assert offered == ["Version history", "Used by", "Link"]
    assert page.button("library_import").disabled


def test_a_link_opens_a_saved_segment_on_the_page_of_segments(house: Settings, opened: Opener) -> None:
    shown = opened(house, page="../act/segments.py", saved="buyers", version="1")
    draft = shown.session_state["segment_draft"]
    assert (draft.name, draft.version, draft.root.conditions[0].value) == ("buyers", 1, 2)


def test_a_link_to_what_is_gone_says_so(house: Settings, opened: Opener) -> None:
    shown = opened(house, page="../act/segments.py", saved="gone")
    assert "There is no saved segment gone" in "".join(warning.value for warning in shown.warning)


def test_what_is_saved_is_first_shown_against_the_version_it_was_opened_in(house: Settings, opened: Opener) -> None:
    page = opened(house, page="../act/segments.py", saved="buyers")
    draft = page.session_state["segment_draft"]
    page.number_input(f"segment.{draft.root.conditions[0].id}.value").set_value(3.0).run()
    page.run().button("segment_save").click().run()
    assert "Against version 2, saved by Wang:" in texts(page)
    assert "Condition 1, value: now Number of orders is at least 3" in texts(page)
    page.button("segment_save").click()
    page.button("segment_save_now").click().run()
    assert load_segment(house, "buyers").document["conditions"][0]["value"] == 3


def test_a_rule_that_did_not_change_is_not_saved_again(house: Settings, opened: Opener) -> None:
    page = opened(house, page="../act/segments.py", saved="buyers")
    page.button("segment_save").click().run()
    assert page.button("segment_save_now").disabled


def test_a_viewer_is_not_offered_to_save(house: Settings, opened: Opener) -> None:
    assert opened(house, page="../act/segments.py", role="viewer", saved="buyers").button("segment_save").disabled


@pytest.mark.parametrize("page", ["../act/segments.py", "../look/retention.py"])
def test_where_the_library_cannot_be_used_a_page_says_so_and_goes_on(
    empty_library: Settings, opened: Opener, page: str
) -> None:
    (empty_library.state / "library.sqlite").write_bytes(b"not a database" * 100)
    shown = opened(empty_library, page=page)
    assert "cannot be used: file is not a database" in "".join(warning.value for warning in shown.warning)
    assert shown.metric or shown.get("vega_lite_chart") or "%" in texts(shown)


def test_the_page_of_a_library_that_cannot_be_used_is_a_sentence(empty_library: Settings, opened: Opener) -> None:
    (empty_library.state / "library.sqlite").write_bytes(b"not a database" * 100)
    assert "cannot be used: file is not a database" in texts(opened(empty_library, page=PAGE))


def test_a_segment_archived_meanwhile_is_still_asked_about(house: Settings, opened: Opener) -> None:
    shown = opened(house, page="../look/retention.py", retention_segment="old")
    assert shown.selectbox("retention_segment").value == "old"
