"""A list that leaves: its files hold exactly the people drawn, its record can be trusted, nothing is left half done."""

from __future__ import annotations

import csv
import gzip
import hashlib
import hmac
import io
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import phonenumbers
import polars as pl
import pyarrow.parquet as pq
import pytest

from data.access import Person
from data.audit import read_audit, verify_audit
from data.errors import Cancelled, Forbidden, ListError
from data.ledger import CONTROL, kept_lists, ledger_key
from data.sealed import house_secret
from data.sentence import Sentence
from data.settings import Settings
from queries.engines import DuckDBEngine
from queries.lists.columns import unguarded
from queries.lists.form import Division, Encoding, FileKind, Form, FormColumn, Treatment
from queries.lists.form_json import form_json, read_form
from queries.lists.leave import LeftList, leave
from queries.lists.plan import Control, ListPlan, Step, Variant
from tests.queries.lists import drawn
from tests.stores import store_from_rows

ADMINISTRATOR, OPERATOR, VIEWER = (Person("Li", role) for role in ("administrator", "operator", "viewer"))
PLAN = ListPlan(
    "春季回访",
    "look whether a reminder helps",
    "sms",
    drawn.DAY,
    drawn.SEND_ON,
    drawn.SEND_ON + timedelta(days=7),
    control=Control(0.2),
    variants=(Variant("A", 0.5), Variant("B", 0.5)),
    salt="spring",
)
CLEAR = Treatment.CLEAR
PHONES = ["13812345678", "+86 138-1234-5678", "008613812345678", "8613812345678", "0912345678", "", None]


class Shop:
    def __init__(self, folder: Path) -> None:
        rng = random.Random(3)
        self.settings = Settings(home=folder / "home")
        self.members = [
            {
                **row,
                "owner_id": rng.choice(["李/四", "=owner", None]),
                "name": rng.choice(["=1+1", "张三\n李四", "😀" * 30, "O'Neil", "x" * 10_000, ""]),
                "points": rng.randrange(1000),
            }
            for row in drawn.people(rng, 300)
        ]
        version = store_from_rows(folder, data_end=drawn.DAY, orders=[], users=self.members)
        self.engine = DuckDBEngine(version, self.settings)
        self.ticks = 0

    def leave(self, form: Form, plan: ListPlan = PLAN, **more: Any) -> LeftList:
        chosen: dict[str, Any] = {"person": ADMINISTRATOR, "settings": self.settings, "language": "zh_CN"} | more
        return leave(self.engine.cursor(), plan, form, clock=self.clock, **chosen)

    def clock(self) -> datetime:
        self.ticks += 1
        return datetime(2025, 3, 11, tzinfo=UTC) + timedelta(seconds=self.ticks)

    def left_behind(self) -> list[str]:
        return sorted(path.name for path in self.settings.lists.glob("*")) if self.settings.lists.exists() else []


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    found = Shop(tmp_path)
    yield found
    found.engine.close()


def rows_of(path: Path, encoding: str = "utf-8-sig") -> list[list[str]]:
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return list(csv.reader(io.StringIO(content.decode(encoding), newline="")))


IDS = Form((FormColumn("users.user_id", CLEAR), FormColumn("users.name", CLEAR)))


def test_the_file_holds_everyone_drawn_and_nobody_else(shop: Shop) -> None:
    left = shop.leave(replace(IDS, with_variant=True))
    (header, *rows) = rows_of(left.folder / left.files[0].name)
    _, arms = drawn.expected_draw(
        shop.members,
        [],
        [],
        PLAN,
        own=house_secret(shop.settings.state / "salts" / "spring"),
        everywhere="",
        global_share=0,
    )
    assert header == ["会员ID", "姓名", "版本"]
    assert {name: {row[0] for row in rows if row[2] == name} for name in "AB"} == arms
    names = {row["user_id"]: row["name"] for row in shop.members}
    assert {unguarded(row[1]) for row in rows} == {names[row[0]] for row in rows}
    assert not [row for row in rows if row[1].startswith("=")]


def test_the_ledger_knows_who_was_kept_back_and_names_nobody(shop: Shop) -> None:
    left = shop.leave(IDS)
    key = ledger_key(shop.settings)
    assigned = left.kept.assignments()
    hashes = {drawn.hashed(key, row["user_id"])[0]: row["user_id"] for row in shop.members}
    kept_back = {
        hashes[person]
        for person, arm in zip(*(assigned[n].to_pylist() for n in ("person", "arm")), strict=True)
        if arm == CONTROL
    }
    gone, _ = drawn.expected_draw(
        shop.members,
        [],
        [],
        PLAN,
        own=house_secret(shop.settings.state / "salts" / "spring"),
        everywhere="",
        global_share=0,
    )
    assert kept_back == gone[Step.CONTROL]
    everything = b"".join(path.read_bytes() for path in left.kept.folder.iterdir())
    assert not [row for row in shop.members if row["user_id"].encode() in everything]


@pytest.mark.parametrize(
    ("form", "encoding"),
    [
        (IDS, "utf-8-sig"),
        (replace(IDS, encoding=Encoding.GB18030), "gb18030"),
        (replace(IDS, is_compressed=True), "utf-8-sig"),
        (replace(IDS, rows_per_file=7), "utf-8-sig"),
        (replace(IDS, division=Division.OWNER), "utf-8-sig"),
        (replace(IDS, division=Division.VARIANT, rows_per_file=10), "utf-8-sig"),
    ],
)
def test_every_form_of_csv_holds_the_same_people(shop: Shop, form: Form, encoding: str) -> None:
    whole = shop.leave(IDS, replace(PLAN, name="whole"))
    left = shop.leave(form)
    parts = [rows_of(left.folder / file.name, encoding) for file in left.files]
    assert all(part[0] == ["会员ID", "姓名"] for part in parts)
    assert [len(part) - 1 for part in parts] == [file.rows for file in left.files]
    assert sorted(row for part in parts for row in part[1:]) == sorted(rows_of(whole.folder / whole.files[0].name)[1:])
    if form.rows_per_file:
        assert all(file.rows <= form.rows_per_file for file in left.files)
    if form.division is Division.OWNER:
        assert len(left.files) == 3


def test_each_owner_gets_a_file_of_their_own(shop: Shop) -> None:
    left = shop.leave(replace(IDS, division=Division.OWNER))
    owners = {row["user_id"]: row["owner_id"] for row in shop.members}
    for file in left.files:
        (_, *rows) = rows_of(left.folder / file.name)
        assert len({owners[row[0]] for row in rows}) == 1
        assert not set(file.name) & set("/=\\ ")


def test_a_workbook_keeps_text_as_text(shop: Shop) -> None:
    columns = (FormColumn("users.user_id", CLEAR), FormColumn("users.name", CLEAR), FormColumn("users.points"))
    left = shop.leave(Form(columns, FileKind.XLSX))
    sheet = pl.read_excel(left.folder / left.files[0].name)
    assert sheet.dtypes == [pl.String, pl.String, pl.Int64]
    assert sheet.height == left.files[0].rows
    names = {row["user_id"]: row["name"] for row in shop.members}
    assert all((name or "") == names[user_id] for user_id, name, _ in sheet.rows())


def test_parquet_leaves_with_types(shop: Shop) -> None:
    left = shop.leave(
        Form(
            (FormColumn("users.user_id", CLEAR), FormColumn("users.points")),
            FileKind.PARQUET,
            has_technical_headers=True,
        )
    )
    table = pq.read_table(left.folder / left.files[0].name)
    assert table.schema.names == ["users_user_id", "users_points"]
    points = {row["user_id"]: row["points"] for row in shop.members}
    assert dict(zip(*(table[name].to_pylist() for name in table.schema.names), strict=True)).items() <= points.items()


def test_phones_and_addresses_are_hashed_as_the_receiving_side_hashes_them(tmp_path: Path) -> None:
    members: list[dict[str, Any]] = [
        {"user_id": f"M{place}", "phone": phone, "email": " Ana@Example.com ", "consent_sms": True}
        for place, phone in enumerate(PHONES)
    ]
    settings = Settings(home=tmp_path / "home")
    engine = DuckDBEngine(store_from_rows(tmp_path, data_end=drawn.DAY, orders=[], users=members), settings)
    plan = replace(
        PLAN, control=Control(0), skipped={Step.NO_ADDRESS: "t", Step.DUPLICATE: "t"}, variants=(Variant("A", 1),)
    )
    hashed = [Treatment.SHA256, Treatment.MD5, Treatment.HMAC_SHA256]
    columns = [FormColumn("users.user_id", CLEAR)]
    for treatment in hashed:
        form = Form((*columns, FormColumn("users.phone", treatment)))
        left = leave(
            engine.cursor(), replace(plan, name=treatment), form, person=OPERATOR, settings=settings, language="en"
        )
        found = dict(rows_of(left.folder / left.files[0].name)[1:])
        key = bytes.fromhex(house_secret(settings.state / "export-key"))
        for row in members:
            assert found[row["user_id"]] == expected_hash(row["phone"], treatment, key)
    form = Form((FormColumn("users.email", Treatment.SHA256),))
    left = leave(engine.cursor(), replace(plan, name="mail"), form, person=OPERATOR, settings=settings, language="en")
    assert set(rows_of(left.folder / left.files[0].name)[1]) == {hashlib.sha256(b"ana@example.com").hexdigest()}
    engine.close()


def expected_hash(phone: str | None, treatment: Treatment, key: bytes) -> str:
    if not phone:
        return ""
    number = phonenumbers.parse(phone.replace("00", "+", 1) if phone.startswith("00") else phone, "CN")
    text = (
        f"+86{phone.lstrip('0')}"
        if phone.startswith("09")
        else phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    )
    match treatment:
        case Treatment.SHA256:
            return hashlib.sha256(text.encode()).hexdigest()
        case Treatment.MD5:
            return hashlib.md5(text.encode()).hexdigest()  # what ad platforms ask for
        case _:
            return hmac.digest(key, text.encode(), "sha256").hex()


def test_the_manifest_tells_what_the_files_are(shop: Shop) -> None:
    left = shop.leave(replace(IDS, rows_per_file=50))
    manifest = left.kept.manifest
    assert [file["sha256"] for file in manifest["files"]] == [
        hashlib.sha256((left.folder / file.name).read_bytes()).hexdigest() for file in left.files
    ]
    counts = manifest["counts"]
    assert counts["selected"] == sum(counts["steps"].values()) + counts["listed"]
    assert counts["listed"] == sum(counts["arms"].values()) == sum(file.rows for file in left.files)
    assert read_form(manifest["form"]) == replace(IDS, rows_per_file=50)
    assert form_json(read_form(manifest["form"])) == manifest["form"]
    assert [event.act for event in read_audit(shop.settings)] == ["list_started", *["list_written"] * len(left.files)]
    assert not verify_audit(shop.settings).faults


def test_a_second_list_leaves_alone_whom_the_first_one_of_higher_priority_has(shop: Shop) -> None:
    first = shop.leave(IDS, replace(PLAN, priority=1))
    taken = {row[0] for row in rows_of(first.folder / first.files[0].name)[1:]}
    second = shop.leave(IDS, replace(PLAN, priority=2, control=Control(0), skipped={Step.NO_CONSENT: "service"}))
    assert not taken & {row[0] for row in rows_of(second.folder / second.files[0].name)[1:]}
    assert second.kept.manifest["counts"]["steps"]["higher_priority"] == first.kept.assignments().num_rows


def test_counts_that_changed_since_they_were_seen_stop_the_list(shop: Shop) -> None:
    with pytest.raises(ListError, match="since these people were counted"):
        shop.leave(IDS, seen=dict.fromkeys(Step, 1))
    assert shop.left_behind() == [".lock"]


@pytest.mark.parametrize("how", ["stopped", "full disk", "nobody", "no control", "no right"])
def test_a_list_that_fails_leaves_nothing(shop: Shop, how: str) -> None:
    def stop(step: str, done: float, sentence: Sentence) -> None:
        if step == "write":
            raise Cancelled(Sentence("stopped")) if how == "stopped" else OSError(28, "No space left on device")

    how_it_fails: dict[str, dict[str, Any]] = {
        "stopped": {"form": IDS, "progress": stop},
        "full disk": {"form": IDS, "progress": stop},
        "nobody": {"form": IDS, "plan": replace(PLAN, as_of=drawn.DAY - timedelta(days=5000))},
        "no control": {"form": IDS, "plan": replace(PLAN, control=Control(1e-9))},
        "no right": {"form": Form((FormColumn("users.phone", CLEAR),)), "person": OPERATOR},
    }
    with pytest.raises((Cancelled, ListError, Forbidden)):
        shop.leave(**how_it_fails[how])
    assert set(shop.left_behind()) <= {".lock"}
    assert kept_lists(shop.settings) == ()


def test_a_value_too_long_for_a_workbook_stops_it(tmp_path: Path) -> None:
    members = [{"user_id": "M1", "name": "长" * 40_000, "phone": "13812345678", "consent_sms": True}]
    settings = Settings(home=tmp_path / "home")
    engine = DuckDBEngine(store_from_rows(tmp_path, data_end=drawn.DAY, orders=[], users=members), settings)
    plan = replace(PLAN, control=Control(0))
    with pytest.raises(ListError, match="at most 32767 characters"):
        leave(
            engine.cursor(),
            plan,
            replace(IDS, kind=FileKind.XLSX),
            person=ADMINISTRATOR,
            settings=settings,
            language="en",
        )
    engine.close()
    assert not [path for path in settings.lists.glob("*") if path.name != ".lock"]


def test_who_may_not_download_gets_nothing(shop: Shop) -> None:
    with pytest.raises(Forbidden):
        shop.leave(IDS, person=VIEWER)
    assert shop.left_behind() == []


def test_a_list_read_part_by_part_is_the_same_file(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = shop.leave(replace(IDS, with_variant=True), replace(PLAN, name="x"))
    monkeypatch.setattr("queries.lists.rows.PEOPLE_AT_ONCE", 7)
    parts = shop.leave(replace(IDS, with_variant=True), replace(PLAN, name="x"))
    assert [file.sha256 for file in parts.files] == [file.sha256 for file in whole.files]
