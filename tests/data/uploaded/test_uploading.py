"""Uploaded lists: read whatever wrote them, recognised in any spelling, kept whole or not at all."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from data.access import Person
from data.audit import read_audit
from data.errors import FenqunError, Forbidden, ListError, UnreadableFile
from data.library import save_segment
from data.settings import Settings
from data.uploaded import (
    MatchOn,
    UploadedList,
    delete_uploaded,
    every_upload,
    rename_uploaded,
    replace_uploaded,
    upload_list,
    uploaded_list,
    uploaded_lists,
)
from data.uploaded.identities import e164, identity

ANN = Person("ann", "operator")
NOW = datetime(2025, 4, 1, 8, tzinfo=UTC)
PHONES = ["138-1234-5678", "+86 13812345678", "0912345678", "12", "", "008613900000000"]


def keep(
    home: Path, content: bytes, name: str = "名单", match: MatchOn = MatchOn.PHONE, ending: str = "csv"
) -> UploadedList:
    file = home / f"upload.{ending}"
    file.write_bytes(content)
    return upload_list(Settings(home=home), file, name, match, person=ANN, now=NOW)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_phones_count_once_in_whatever_spelling(tmp_path: Path, encoding: str) -> None:
    kept = keep(
        tmp_path, "\n".join(["姓名,手机号", *(f"人{n},{phone}" for n, phone in enumerate(PHONES))]).encode(encoding)
    )
    assert (kept.rows, kept.people, kept.duplicates, kept.unreadable) == (5, 3, 1, 1)
    members = set(pl.read_parquet(kept.path)["member"])
    assert {"+8613812345678", "8613812345678", "13812345678", "008613812345678", "0912345678"} <= members
    assert "12" not in members
    assert kept.path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("ending", ["xlsx", "parquet"])
def test_workbooks_and_parquet_are_read_too(tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"upload.{ending}"
    frame = pl.DataFrame({"user_id": ["u1", "u2", "u2"], "city": ["a", "b", "c"]})
    frame.write_excel(file) if ending == "xlsx" else frame.write_parquet(file)
    kept = upload_list(Settings(home=tmp_path), file, "ids", MatchOn.USER_ID, person=ANN, now=NOW)
    assert (kept.people, kept.duplicates, kept.unreadable) == (2, 1, 0)
    assert uploaded_list(Settings(home=tmp_path), " ids ") == kept == uploaded_lists(Settings(home=tmp_path))[0]


def test_a_single_column_needs_no_header(tmp_path: Path) -> None:
    assert keep(tmp_path, b"13812345678\n13812345679\n").people == 2
    assert keep(tmp_path, b"who\nu1\nu2\n", "b", MatchOn.USER_ID).people == 2


def test_a_name_is_used_once_and_says_the_nearest(tmp_path: Path) -> None:
    keep(tmp_path, b"user_id\nu1\n", "spring", MatchOn.USER_ID)
    with pytest.raises(ListError, match="There is a list spring already"):
        keep(tmp_path, b"user_id\nu2\n", "spring", MatchOn.USER_ID)
    with pytest.raises(ListError, match=re.escape("There is no list sprin. The nearest is spring")):
        uploaded_list(Settings(home=tmp_path), "sprin")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty. Export it again."),
        (b"a,b\n1,2\n", "has no single column that is Phone"),
        (b"phone\nx\ny\n", "none of its 2 rows holds anything that can be Phone"),
        (b"%PDF-1.7 ...", "is a PDF. Open it where it came from"),
        (b"phone,city\n13812345678,a\n13812345679\n", "as many fields as the header has are expected"),
    ],
)
def test_a_bad_file_is_said_and_nothing_is_kept(tmp_path: Path, content: bytes, said: str) -> None:
    with pytest.raises(FenqunError) as refused:
        keep(tmp_path, content)
    assert isinstance(refused.value, UnreadableFile | ListError)
    assert said in str(refused.value)
    assert uploaded_lists(Settings(home=tmp_path)) == ()


def test_a_viewer_may_not_keep_a_list(tmp_path: Path) -> None:
    viewer = Person("v", "viewer")
    with pytest.raises(Forbidden):
        upload_list(Settings(home=tmp_path), tmp_path / "x.csv", "x", MatchOn.PHONE, person=viewer, now=NOW)


@pytest.mark.parametrize(
    ("given", "known"),
    [
        ("１３８１２３４５６７８", "+8613812345678"),
        ("86 138 1234 5678", "+8613812345678"),
        ("0086-13812345678", "+8613812345678"),
        ("0912-345-678", "+886912345678"),
        ("+44 20 7946 0018", "+442079460018"),
        ("12812345678", None),
        ("+86138123456789012", None),
        ("phone", None),
    ],
)
def test_a_phone_has_one_spelling(given: str, known: str | None) -> None:
    assert identity(given, MatchOn.PHONE) == known


def test_other_names_are_held_as_they_are() -> None:
    assert identity(" Ann@Example.COM ", MatchOn.EMAIL) == "ann@example.com"
    assert identity("no at", MatchOn.EMAIL) is None
    assert identity(" oX1_ab ", MatchOn.OPENID) == "oX1_ab"
    assert e164("+1") is None


def test_a_replaced_list_means_its_new_people_and_the_old_ones_stay_for_proofs(tmp_path: Path) -> None:
    old = keep(tmp_path, b"user_id\nu1\n", "spring", MatchOn.USER_ID)
    (tmp_path / "new.csv").write_bytes(b"user_id\nu2\nu3\n")
    house = Settings(home=tmp_path)
    new = replace_uploaded(house, tmp_path / "new.csv", " spring ", MatchOn.USER_ID, person=ANN, now=NOW)
    assert uploaded_lists(house) == (new,)
    assert set(every_upload(house)) == {old.id, new.id}
    assert pl.read_parquet(old.path)["member"].to_list() == ["u1"]
    assert [event.act for event in read_audit(house)] == ["list_kept", "list_replaced"]


def test_a_list_that_a_rule_mentions_is_neither_renamed_nor_deleted(tmp_path: Path) -> None:
    keep(tmp_path, b"user_id\nu1\n", "spring", MatchOn.USER_ID)
    house = Settings(home=tmp_path)
    condition = {"measure": "people.list", "operator": "on_list", "value": ["spring"]}
    rule = {"version": 1, "match": "any", "conditions": [{"match": "all", "conditions": [condition]}]}
    save_segment(house, "春天", rule, person=ANN, now=NOW)
    for act in (
        lambda: rename_uploaded(house, "spring", "summer", person=ANN, now=NOW),
        lambda: delete_uploaded(house, "spring", person=ANN, now=NOW),
    ):
        with pytest.raises(ListError, match="is mentioned by 春天"):
            act()


def test_a_deleted_list_keeps_no_names(tmp_path: Path) -> None:
    kept = keep(tmp_path, b"user_id\nu1\n", "spring", MatchOn.USER_ID)
    house = Settings(home=tmp_path)
    renamed = rename_uploaded(house, "spring", "summer", person=ANN, now=NOW)
    assert (renamed.id, uploaded_lists(house)[0].name) == (kept.id, "summer")
    delete_uploaded(house, "summer", person=ANN, now=NOW)
    assert not kept.path.exists()
    assert uploaded_lists(house) == ()
    again = keep(tmp_path, b"user_id\nu1\n", "summer", MatchOn.USER_ID)
    assert uploaded_lists(house) == (again,)
