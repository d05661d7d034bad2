"""What is handed in from the browser lands whole, under a plain name, by those who may, and on record."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest

from data.access import Person
from data.audit import read_audit
from data.errors import Forbidden, MappingError, UnreadableFile
from data.inbox import mapping_path, put_into_inbox, save_mapping, saved_mapping
from data.settings import Settings

AT = datetime(2026, 1, 2, tzinfo=UTC)
LI = Person("Li", "administrator")
WANG = Person("Wang", "operator")


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path)


def hand_in(home: Settings, name: str, content: bytes = b"user_id", person: Person = LI) -> Path:
    return put_into_inbox(home, person=person, name=name, content=io.BytesIO(content), at=AT)


@pytest.mark.parametrize("name", ["会员.csv", "../../etc/会员.csv", "C:\\exports\\会员.csv", "/会员.csv"])
def test_a_file_lands_in_the_inbox_whatever_its_name_says(home: Settings, name: str) -> None:
    assert hand_in(home, name) == home.inbox / "会员.csv"
    assert [path.name for path in home.inbox.iterdir()] == ["会员.csv"]


@pytest.mark.parametrize("name", ["", "..", ".csv", ".hidden.csv", "a.exe", "a\x00.csv", "x" * 200 + ".csv"])
def test_a_name_that_is_no_export_file_is_refused(home: Settings, name: str) -> None:
    with pytest.raises(UnreadableFile, match="cannot be a file of an export"):
        hand_in(home, name)
    assert not home.inbox.exists()


def test_the_same_name_again_replaces_the_file(home: Settings) -> None:
    hand_in(home, "orders.csv", b"old")
    assert hand_in(home, "orders.csv", b"new").read_bytes() == b"new"


def test_only_those_who_may_build_hand_in_files_and_answers(home: Settings) -> None:
    with pytest.raises(Forbidden):
        hand_in(home, "orders.csv", person=WANG)
    with pytest.raises(Forbidden):
        save_mapping(home, person=WANG, text="", at=AT)
    assert list(home.home.iterdir()) == []


def test_an_answer_with_a_fault_leaves_the_old_answers(home: Settings) -> None:
    save_mapping(home, person=LI, text='timezone = "UTC"', at=AT)
    with pytest.raises(MappingError, match=r"mapping.toml: date_order cannot be 'sideways'"):
        save_mapping(home, person=LI, text='date_order = "sideways"', at=AT)
    assert saved_mapping(home) == 'timezone = "UTC"'
    assert [path.name for path in mapping_path(home).parent.iterdir() if path.suffix == ".part"] == []


def test_what_is_handed_in_is_on_record(home: Settings) -> None:
    hand_in(home, "orders.csv")
    save_mapping(home, person=LI, text='timezone = "UTC"', at=AT)
    assert [(event.act, event.what) for event in read_audit(home)] == [
        ("file_handed_in", "orders.csv (7 bytes)"),
        ("mapping_saved", 'timezone = "UTC"'),
    ]
