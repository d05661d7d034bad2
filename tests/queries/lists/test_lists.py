"""Lists: masked unless allowed, equal to the count, whole or not there, and on record."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from data.access import Person
from data.audit import read_audit, verify_audit
from data.errors import AuditError, Cancelled, Forbidden, ListError
from data.sentence import Sentence
from data.settings import Settings
from queries.audience import Audience
from queries.catalog import catalog
from queries.engines import DuckDBEngine
from queries.engines.duck import DuckDBCursor
from queries.lists import WrittenList, listable, members, unguarded, write_list
from queries.segments import condition_counts, parse_segment
from tests.stores import store_from_rows

DAY = date(2025, 3, 10)
ADMINISTRATOR = Person("Li", "administrator")
OPERATOR = Person("Wang", "operator")
VIEWER = Person("Chen", "viewer")
CONTACT = ["users.user_id", "users.name", "users.phone", "users.email", "users.openid", "users.birth_date"]
HOSTILE = [
    "=1+1",
    "+8613812345678",
    "-2",
    "@cmd",
    "\tx",
    "\rx",
    "'quoted",
    "＝1",
    'say "hi", twice',
    "line\nbreak",
    "0012",
    "",
    None,
]


@dataclass(frozen=True)
class Shop:
    engine: DuckDBEngine
    settings: Settings
    folder: Path

    def write(self, columns: list[str], audience: Audience | None = None, **more: Any) -> WrittenList:
        chosen: dict[str, Any] = {
            "person": ADMINISTRATOR,
            "language": "zh_CN",
            "path": self.folder / "lists" / "名单.csv",
            "settings": self.settings,
            "clock": lambda: datetime(2025, 3, 11, tzinfo=UTC),
        } | more
        engine = chosen.pop("engine", None) or self.engine.cursor()
        return write_list(engine, audience or Audience(DAY), columns, **chosen)

    def left_behind(self) -> list[str]:
        folder = self.folder / "lists"
        return sorted(path.name for path in folder.iterdir()) if folder.exists() else []

    def acts(self) -> list[str]:
        return [event.act for event in read_audit(self.settings)]


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    users = [
        {
            "user_id": f"{number:04}",
            "joined_at": "2025-01-01 00:00:00",
            "name": "张伟",
            "phone": "13812341234",
            "email": "anna@example.com",
            "openid": "oABCDEFGH1234",
            "birth_date": date(1990, 2, 28),
            "tags": ["a", "b"],
            "note": text,
            "points": number,
        }
        for number, text in enumerate(HOSTILE)
    ]
    users += [{"user_id": "zzzz", "phone": "123", "email": "no at sign", "openid": "x", "name": ""}]
    orders = [{"order_id": "1", "user_id": "0001", "ordered_date": "2025-03-01", "paid_cents": 123456}]
    version = store_from_rows(tmp_path, users=users, orders=orders, data_start="2025-01-01", data_end="2025-03-31")
    settings = Settings(home=tmp_path / "home", threads=1)
    return Shop(DuckDBEngine(version, settings), settings, tmp_path)


def cells(written: WrittenList) -> list[list[str]]:
    return list(csv.reader(io.StringIO(written.path.read_bytes().decode("utf-8-sig"), newline="")))


def test_contact_details_are_masked(shop: Shop) -> None:
    row = members(shop.engine, Audience(DAY), CONTACT, person=OPERATOR).rows.to_pylist()[0]
    assert list(row.values()) == [0, "0000", "张*", "138****1234", "a***@example.com", "****1234", "1990-**-**"]


def test_what_is_too_short_to_mask_shows_nothing(shop: Shop) -> None:
    found = members(shop.engine, Audience(DAY), CONTACT, person=OPERATOR).rows.to_pylist()[-1]
    assert list(found.values()) == [13, "zzzz", "*", "****", "n***", "****", None]


def test_clear_contact_details_need_their_own_right(shop: Shop) -> None:
    clear = members(
        shop.engine, Audience(DAY), CONTACT, person=ADMINISTRATOR, clear_on_record=shop.settings
    ).rows.to_pylist()[0]
    assert clear["users_phone"] == "13812341234"
    with pytest.raises(Forbidden, match="unmasked"):
        members(shop.engine, Audience(DAY), CONTACT, person=OPERATOR, clear_on_record=shop.settings)
    with pytest.raises(Forbidden, match="unmasked"):
        shop.write(CONTACT, person=OPERATOR, clear=True)


def test_who_may_not_see_members_or_download_is_refused(shop: Shop) -> None:
    with pytest.raises(Forbidden):
        members(shop.engine, Audience(DAY), CONTACT, person=VIEWER)
    with pytest.raises(Forbidden):
        shop.write(CONTACT, person=VIEWER)
    assert (shop.left_behind(), shop.acts()) == ([], [])


def test_pages_follow_the_person_number_and_know_the_total(shop: Shop) -> None:
    page = members(shop.engine, Audience(DAY), ["users.points"], person=OPERATOR, limit=3, offset=2)
    assert page.rows["user_no"].to_pylist() == [2, 3, 4]
    assert page.total == len(HOSTILE) + 1


def test_the_list_is_pinned_byte_for_byte(shop: Shop) -> None:
    audience = Audience(
        DAY,
        parse_segment(
            {
                "version": 1,
                "match": "all",
                "conditions": [{"measure": "users.points", "operator": "between", "value": [1, 2]}],
            }
        ),
    )
    written = shop.write(
        ["users.user_id", "users.phone", "users.tags", "orders.net_revenue", "orders.last_date", "users.note"], audience
    )
    assert (
        written.path.read_bytes()
        == (
            '\ufeff"会员ID","手机号","标签","净收入","最近一次购买日期","note"\n'
            '"0001","138****1234","a; b",1234.56,2025-03-01,"\'+8613812345678"\n'
            '"0002","138****1234","a; b",0.00,,"\'-2"\n'
        ).encode()
    )
    assert written.sha256 == hashlib.sha256(written.path.read_bytes()).hexdigest()


def test_no_text_cell_can_be_run_by_a_spreadsheet_and_each_can_be_read_back(shop: Shop) -> None:
    written = [row[1] for row in cells(shop.write(["users.user_id", "users.note"]))[1:]]
    assert not [cell for cell in written if cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝"))]
    assert [unguarded(cell) for cell in written] == [text or "" for text in HOSTILE] + [""]


def test_ids_and_phones_keep_their_zeros(shop: Shop) -> None:
    assert cells(shop.write(["users.user_id"]))[1] == ["0000"]


@pytest.mark.parametrize(("language", "header"), [("zh_CN", "手机号"), ("zh_TW", "手機號碼"), ("en", "Phone")])
def test_headers_are_in_the_readers_language(shop: Shop, language: str, header: str) -> None:
    assert cells(shop.write(["users.phone"], language=language))[0] == [header]


def test_the_list_has_as_many_rows_as_the_count_that_was_shown(shop: Shop) -> None:
    condition = {"measure": "users.points", "operator": "at_least", "value": 4}
    segment = parse_segment({"version": 1, "match": "none", "conditions": [condition]})
    written = shop.write(["users.user_id"], Audience(DAY, segment))
    counted = condition_counts(shop.engine, segment, as_of=DAY).people
    assert written.rows == len(cells(written)) - 1 == counted == 5


def test_an_empty_audience_gives_a_file_with_headers_only(shop: Shop) -> None:
    assert cells(shop.write(["users.user_id"], Audience(date(2024, 1, 1)))) == [["会员ID"]]


def test_before_and_after_are_on_record(shop: Shop) -> None:
    written = shop.write(["users.user_id", "users.phone"])
    before, after = read_audit(shop.settings)
    assert (before.act, before.rows, before.file_sha256) == ("list_started", 14, None)
    assert (after.act, after.rows, after.file_sha256) == ("list_written", 14, written.sha256)
    assert after.version == shop.engine.version.id
    assert "users.phone (masked)" in after.what
    assert verify_audit(shop.settings).faults == ()


def test_a_list_that_cannot_be_recorded_does_not_leave(shop: Shop) -> None:
    shop.settings.state.parent.mkdir(parents=True, exist_ok=True)
    shop.settings.state.write_text("in the way")
    with pytest.raises(AuditError):
        shop.write(["users.user_id"])
    assert shop.left_behind() == []


def test_a_stopped_list_leaves_nothing_and_the_old_one_stands(shop: Shop) -> None:
    first = shop.write(["users.user_id"])

    def stop(step: str, done: float, sentence: Sentence) -> None:
        raise Cancelled(sentence)

    with pytest.raises(Cancelled):
        shop.write(["users.phone"], progress=stop)
    assert shop.left_behind() == ["名单.csv"]
    assert hashlib.sha256(first.path.read_bytes()).hexdigest() == first.sha256
    assert shop.acts()[-1] == "list_cancelled"


def test_a_full_disk_is_a_sentence_and_leaves_nothing(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("data.whole.put_on_disk", full)
    with pytest.raises(ListError, match="No space left on device"):
        shop.write(["users.user_id"])
    assert (shop.left_behind(), shop.acts()[-1]) == ([], "list_failed")


class LosingEngine:
    """Streams one row fewer than it counted."""

    dialect = "duckdb"

    def __init__(self, cursor: DuckDBCursor) -> None:
        self.version, self.relation, self.query, self.cancel = (
            cursor.version,
            cursor.relation,
            cursor.query,
            cursor.cancel,
        )
        self._cursor = cursor

    @contextmanager
    def stream(self, sql: str, rows_per_batch: int) -> Iterator[pa.RecordBatchReader]:
        with self._cursor.stream(f"select * from ({sql}) limit 13", rows_per_batch) as batches:
            yield batches


def test_a_list_that_differs_from_its_count_does_not_leave(shop: Shop) -> None:
    with pytest.raises(ListError, match="13 rows, but 14 people"):
        shop.write(["users.user_id"], engine=LosingEngine(shop.engine.cursor()))
    assert shop.left_behind() == []


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        (["users.fone"], "The nearest that can is users.phone"),
        (["users.owner_id"], "cannot be a column"),
        (["orders.channels"], "cannot be a column"),
        ([], "at least one column"),
        (["users.user_id", "users.user_id"], "each column once"),
    ],
)
def test_columns_that_cannot_leave_are_said(shop: Shop, columns: list[str], said: str) -> None:
    with pytest.raises(ListError, match=said):
        shop.write(columns)


def test_every_listable_measure_can_be_written(shop: Shop) -> None:
    keys = [measure.key for measure in listable(catalog(shop.engine.version))]
    assert len(cells(shop.write(keys))[1]) == len(keys)


def test_whoever_sees_contact_details_whole_is_on_record(shop: Shop) -> None:
    members(shop.engine, Audience(DAY), CONTACT, person=ADMINISTRATOR, clear_on_record=shop.settings, limit=3)
    (event,) = read_audit(shop.settings)
    assert (event.who, event.act, event.rows) == ("Li", "members_seen_clear", 3)
    assert "users.phone, users.email" in event.what


def test_a_masked_preview_and_harmless_columns_leave_no_record(shop: Shop) -> None:
    members(shop.engine, Audience(DAY), CONTACT, person=ADMINISTRATOR)
    members(shop.engine, Audience(DAY), ["users.points"], person=ADMINISTRATOR, clear_on_record=shop.settings)
    assert not read_audit(shop.settings)


def test_what_cannot_be_recorded_is_not_shown(shop: Shop) -> None:
    shop.settings.state.parent.mkdir(parents=True, exist_ok=True)
    shop.settings.state.write_text("a file where the folder of the record belongs", "utf-8")
    with pytest.raises(AuditError):
        members(shop.engine, Audience(DAY), CONTACT, person=ADMINISTRATOR, clear_on_record=shop.settings)
