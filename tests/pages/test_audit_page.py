"""The page of the record: what was done, by whom, filtered; and whether the record is whole."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from data.access import Person
from data.audit import audit_path, read_audit, record
from data.forgotten import forgotten
from data.settings import Settings
from data.store import open_version
from pages.parts.audit_record import ACTS
from queries.audience import Audience
from queries.catalog import catalog
from queries.lists.columns import list_columns
from queries.lists.members import what_is_seen
from queries.segments.tree import Condition, Group, Match, Segment
from tests.pages.conftest import Opener, texts

PAGE = "../keep/audit.py"
FLOORS = [Path(__file__).parents[2] / floor for floor in ("data", "queries", "pages")]


@pytest.fixture
def house(tmp_path: Path) -> Settings:
    settings = Settings(home=tmp_path / "home", threads=1)
    for number, who in enumerate(["Li", "Wang", "Li"]):
        at = datetime(2025, 3, 10 + number, 20, tzinfo=UTC)
        record(settings, at=at, person=Person(who, "administrator"), act="approved", what=f"list {number}", rows=number)
    return settings


def test_the_record_is_shown_newest_first(house: Settings, opened: Opener) -> None:
    page = opened(house, page=PAGE)
    assert not page.exception
    assert "**3** acts are on record, and their chain is whole." in texts(page)
    assert page.dataframe[0].value["What"].tolist() == ["list 2", "list 1", "list 0"]


def test_a_link_names_whose_acts_are_shown(house: Settings, opened: Opener) -> None:
    page = opened(house, page=PAGE, audit_who="Wang")
    assert page.dataframe[0].value["What"].tolist() == ["list 1"]


def test_a_search_finds_words(house: Settings, opened: Opener) -> None:
    page = opened(house, page=PAGE)
    page.text_input(key="audit_words").set_value("LIST 0").run()
    assert page.dataframe[0].value["What"].tolist() == ["list 0"]


def test_a_forged_record_is_said_to_be_one(house: Settings, opened: Opener) -> None:
    path = audit_path(house)
    path.write_text(path.read_text("utf-8").replace("list 1", "list 9"), "utf-8")
    page = opened(house, page=PAGE)
    assert "tampered" in "\n".join(str(each.value) for each in page.error)


def test_an_empty_record_says_so(tmp_path: Path, opened: Opener) -> None:
    assert "Nothing is on record yet." in texts(opened(Settings(home=tmp_path / "home"), page=PAGE))


def test_only_who_may_read_the_record_reads_it(house: Settings, opened: Opener) -> None:
    page = opened(house, page=PAGE, role="operator")
    assert "**This is not open to you**" in texts(page)
    assert "list 1" not in texts(page)


def test_a_person_is_forgotten_once_it_is_confirmed(brand: Settings, tmp_path: Path, opened: Opener) -> None:
    shutil.copytree(brand.store, tmp_path / "home" / "store")
    house = Settings(home=tmp_path / "home", threads=1)
    record(house, at=datetime(2025, 3, 10, tzinfo=UTC), person=Person("Li", "administrator"), act="approved", what="x")
    page = opened(house, page=PAGE)
    page.text_input(key="forget_member").set_value("somebody").run()
    assert page.button(key="forget_now").disabled
    page.checkbox(key="forget_sure").check().run()
    page.button(key="forget_now").click().run()
    acts = [event.act for event in read_audit(house)]
    assert acts[1:] == ["forget_started", "forgotten"]
    assert len(forgotten(house)) == 1
    assert "No member of the data has the ID somebody" in page.warning[0].value


def test_every_act_that_is_recorded_has_words() -> None:
    """An act is named where it is recorded, by a literal."""
    named = re.compile(r"""(?:act=|on_record\(settings, |note\(\s*)"([a-z_]+)\"""")
    written = {
        act for floor in FLOORS for path in floor.rglob("*.py") for act in named.findall(path.read_text("utf-8"))
    }
    assert len(written) > 10
    assert written <= ACTS.keys()


def test_whose_details_were_seen_is_said_in_words(brand: Settings, tmp_path: Path, opened: Opener) -> None:
    shutil.copytree(brand.store, tmp_path / "home" / "store")
    house = Settings(home=tmp_path / "home", threads=1)
    rule = Segment(Group(Match.ALL, (Condition("orders.count", "at_least", 2),)))
    version = open_version(house)
    what = what_is_seen(
        Audience(version.manifest.data_end, rule),
        list_columns(["users.user_id"], catalog(version), clear=True),
        "from 1",
    )
    person = Person("Li", "administrator")
    record(
        house,
        at=datetime(2025, 3, 10, tzinfo=UTC),
        person=person,
        act="members_seen_clear",
        what=what,
        version=version.id,
    )
    shown = opened(house, page=PAGE).dataframe[0].value
    (said,) = shown["What"]
    assert said.startswith("People for whom, as of")
    assert said.endswith("Columns: Member ID. From person 1.")
    assert shown["Data version"][0].startswith("Data to ")
