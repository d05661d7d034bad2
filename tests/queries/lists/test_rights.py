"""Large lists need a second person, and whoever asked to be forgotten is on no list."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from data.access import Person
from data.approvals import approve, refuse, waiting
from data.audit import read_audit
from data.errors import Forbidden, ListError
from data.forgotten import forget
from data.ledger import kept_list, ledger_key
from data.sent import sent_record
from data.settings import Settings
from data.uploaded import MatchOn, upload_list, uploaded_lists
from queries.engines import DuckDBEngine
from queries.lists.chance import person_hash
from queries.lists.forget import forget_member
from queries.lists.form import Form, FormColumn, Treatment
from queries.lists.leave import LeftList, leave
from queries.lists.plan import Control, ListPlan
from queries.lists.sent import Telling, keep_told, told_by
from queries.lists.verify import verify
from tests.queries.lists import drawn
from tests.stores import store_from_rows

LI, WANG = Person("Li", "administrator"), Person("Wang", "administrator")
OPERATOR = Person("Chen", "operator")
NOW = datetime(2025, 3, 11, tzinfo=UTC)
PLAN = ListPlan("spring", "try", "sms", drawn.DAY, drawn.SEND_ON, drawn.SEND_ON, control=Control(0.2), salt="spring")
KEPT = {MatchOn.USER_ID: "M0000", MatchOn.PHONE: "13700000000", MatchOn.EMAIL: "stays@example.com"}
IDS = Form((FormColumn("users.user_id", Treatment.CLEAR),))


class Shop:
    def __init__(self, folder: Path, *, approval_rows: int) -> None:
        self.settings = Settings(home=folder / "home", approval_rows=approval_rows)
        members = drawn.people(random.Random(3), 200)
        self.engine = DuckDBEngine(store_from_rows(folder, data_end=drawn.DAY, orders=[], users=members), self.settings)
        self.seconds = 0

    def leave(self, plan: ListPlan = PLAN, person: Person = LI) -> LeftList:
        return leave(
            self.engine.cursor(), plan, IDS, person=person, settings=self.settings, language="en", clock=self.clock
        )

    def clock(self) -> datetime:
        self.seconds += 1
        return NOW + timedelta(seconds=self.seconds)

    def listed(self, left: LeftList) -> list[str]:
        lines = [
            line for file in left.files for line in (left.folder / file.name).read_text("utf-8-sig").splitlines()[1:]
        ]
        return [line.strip('"') for line in lines]


@pytest.fixture
def strict(tmp_path: Path) -> Iterator[Shop]:
    found = Shop(tmp_path, approval_rows=10)
    yield found
    found.engine.close()


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    found = Shop(tmp_path, approval_rows=10**6)
    yield found
    found.engine.close()


def test_a_large_list_leaves_once_another_person_approved_it(strict: Shop) -> None:
    with pytest.raises(Forbidden, match="needs a second person"):
        strict.leave()
    (asked,) = waiting(strict.settings)
    assert (asked.name, asked.asked_by) == ("spring", "Li")
    with pytest.raises(Forbidden, match="somebody else"):
        approve(strict.settings, asked.id, person=LI, at=NOW)
    with pytest.raises(Forbidden, match="may not"):
        approve(strict.settings, asked.id, person=OPERATOR, at=NOW)
    approve(strict.settings, asked.id, person=WANG, at=NOW)
    assert waiting(strict.settings) == ()
    assert strict.listed(strict.leave())
    assert [event.act for event in read_audit(strict.settings)][:2] == ["approval_asked", "approved"]


def test_an_approval_is_for_one_list_and_no_other(strict: Shop) -> None:
    with pytest.raises(Forbidden):
        strict.leave()
    approve(strict.settings, waiting(strict.settings)[0].id, person=WANG, at=NOW)
    with pytest.raises(Forbidden, match="needs a second person"):
        strict.leave(replace(PLAN, control=Control(0.1)))


def test_a_refused_list_does_not_leave_and_says_why(strict: Shop) -> None:
    with pytest.raises(Forbidden):
        strict.leave()
    (asked,) = waiting(strict.settings)
    with pytest.raises(ListError, match="Say why"):
        refuse(strict.settings, asked.id, why=" ", person=WANG, at=NOW)
    for who, said in ((LI, "somebody else"), (OPERATOR, "may not")):
        with pytest.raises(Forbidden, match=said):
            refuse(strict.settings, asked.id, why="too many", person=who, at=NOW)
    assert refuse(strict.settings, asked.id, why="too many", person=WANG, at=NOW).asked["plan"]["name"] == "spring"
    with pytest.raises(Forbidden, match="Wang refused this list: too many"):
        strict.leave()
    with pytest.raises(ListError, match="is asked for"):
        approve(strict.settings, asked.id, person=WANG, at=NOW)
    assert [event.act for event in read_audit(strict.settings)] == ["approval_asked", "refused"]


def test_what_nobody_asked_for_cannot_be_approved(strict: Shop) -> None:
    for asked in ("0" * 20, "../../etc/passwd"):
        with pytest.raises(ListError, match="is asked for"):
            approve(strict.settings, asked, person=WANG, at=NOW)


def test_whoever_asked_to_be_forgotten_is_on_no_list_any_more(shop: Shop) -> None:
    first = shop.leave()
    member = shop.listed(first)[0]
    hashed = person_hash(member, ledger_key(shop.settings))
    assert forget_member(shop.engine, member, person=LI, settings=shop.settings, at=NOW).lists == 1
    kept = kept_list(shop.settings, first.kept.id)
    assert hashed not in kept.assignments()["person"].to_pylist()
    assert not [file for file in first.files if (first.folder / file.name).exists()]
    assert member not in shop.listed(shop.leave())
    assert member not in (shop.settings.state / "audit.jsonl").read_text("utf-8")
    assert forget_member(shop.engine, member, person=LI, settings=shop.settings, at=NOW).lists == 0
    assert not forget_member(shop.engine, f"{member}x", person=LI, settings=shop.settings, at=NOW).is_known
    with pytest.raises(ListError, match="1 person was taken out of this list since"):
        verify(shop.engine.cursor(), kept, settings=shop.settings)


def test_who_may_not_forget_cannot(shop: Shop) -> None:
    with pytest.raises(Forbidden):
        forget(shop.settings, 1, {}, person=OPERATOR, at=NOW)
    with pytest.raises(Forbidden):
        forget_member(shop.engine, "M0001", person=OPERATOR, settings=shop.settings, at=NOW)


def test_messages_and_uploaded_lists_forget_a_person_too(shop: Shop) -> None:
    who = next(row for row in drawn.people(random.Random(3), 200) if row["phone"] and row["email"])
    for match in (MatchOn.USER_ID, MatchOn.PHONE, MatchOn.EMAIL):
        file = shop.settings.home / f"{match}.csv"
        file.write_text(f"{match.value}\n{who[match.value]}\n{KEPT[match]}\n", "utf-8")
        upload_list(shop.settings, file, match.value, match, person=LI, now=NOW)
    telling = Telling("x", "sms", MatchOn.USER_ID, day=drawn.DAY)
    told = told_by(shop.engine, shop.settings.home / "user_id.csv", telling, person=LI, settings=shop.settings, at=NOW)
    record = keep_told(shop.engine, told, person=LI, settings=shop.settings, clock=shop.clock)
    before = record.rows().num_rows
    assert forget_member(shop.engine, who["user_id"], person=LI, settings=shop.settings, at=NOW).lists == 4
    assert sent_record(shop.settings, record.id).rows().num_rows == before - 1
    for kept in uploaded_lists(shop.settings):
        names = pl.read_parquet(kept.path)["member"].to_list()
        assert who[kept.match.value].strip().lower() not in [name.lower() for name in names]
        assert KEPT[kept.match] in names
