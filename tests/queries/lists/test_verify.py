"""A list can be proved from its store, and two lists can be told apart person by person."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from data.access import Person
from data.audit import read_audit
from data.errors import AlreadyLeft, ListError
from data.ledger import kept_list, kept_lists
from data.library import save_segment
from data.purge import purge_list_files
from data.settings import Settings
from data.uploaded import MatchOn, delete_uploaded, replace_uploaded, upload_list
from queries.engines import DuckDBEngine
from queries.lists.difference import Otherwise, difference
from queries.lists.draw import draw
from queries.lists.form import Division, FileKind, Form, FormColumn, Treatment
from queries.lists.leave import LeftList, earlier_than, leave, salts_of
from queries.lists.plan import Cap, Control, ListPlan, Step, Variant, on_lists
from queries.lists.verify import verify
from queries.segments import LibraryShelf, parse_segment
from queries.segments.tree import Condition, Group, Match, Segment
from tests.queries.lists import drawn
from tests.stores import store_from_rows

PERSON = Person("Li", "administrator")
PLAN = ListPlan(
    "春季回访",
    "look whether a reminder helps",
    "sms",
    drawn.DAY,
    drawn.SEND_ON,
    drawn.SEND_ON,
    control=Control(0.2, ("users.city",)),
    variants=(Variant("A", 0.5), Variant("B", 0.5)),
    caps=(Cap(2, 30),),
    salt="spring",
)
IDS = Form((FormColumn("users.user_id", Treatment.CLEAR), FormColumn("users.phone")))


class Shop:
    def __init__(self, folder: Path) -> None:
        self.folder, self.settings = folder, Settings(home=folder / "home")
        self.members = [
            {**row, "owner_id": f"O{number % 3}"} for number, row in enumerate(drawn.people(random.Random(3), 200))
        ]
        self.seconds = 0
        self.build()

    def build(self) -> None:
        version = store_from_rows(self.folder, data_end=drawn.DAY, orders=[], users=self.members)
        self.engine = DuckDBEngine(version, self.settings)

    def clock(self) -> datetime:
        self.seconds += 1
        return datetime(2025, 3, 11, tzinfo=UTC) + timedelta(seconds=self.seconds)

    def leave(self, plan: ListPlan = PLAN, form: Form = IDS) -> LeftList:
        return leave(
            self.engine.cursor(), plan, form, person=PERSON, settings=self.settings, language="zh_CN", clock=self.clock
        )


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    found = Shop(tmp_path)
    yield found
    found.engine.close()


@pytest.mark.parametrize(
    "form",
    [
        IDS,
        replace(IDS, is_compressed=True),
        replace(IDS, kind=FileKind.XLSX),
        replace(IDS, kind=FileKind.PARQUET, rows_per_file=20),
        replace(IDS, division=Division.OWNER, with_variant=True),
    ],
)
def test_a_list_is_proved_byte_for_byte_though_others_left_since(shop: Shop, form: Form) -> None:
    shop.leave(replace(PLAN, name="before"))
    left = shop.leave(form=form)
    shop.leave(replace(PLAN, name="after"))
    proof = verify(shop.engine.cursor(), kept_list(shop.settings, left.kept.id), settings=shop.settings)
    assert proof.is_proved
    assert set(proof.files) == {file.name for file in left.files}


def test_a_manifest_that_was_changed_is_found_out(shop: Shop) -> None:
    kept = shop.leave().kept
    other: dict[str, Any] = {**kept.manifest, "plan": {**kept.manifest["plan"], "skipped": {"duplicate": "forged"}}}
    assert not verify(shop.engine.cursor(), replace(kept, manifest=other), settings=shop.settings).is_proved


def test_without_its_salt_nothing_can_be_proved(shop: Shop) -> None:
    kept = shop.leave().kept
    (shop.settings.state / "salts" / "spring").unlink()
    with pytest.raises(ListError, match="no longer in"):
        verify(shop.engine.cursor(), kept, settings=shop.settings)


def test_a_plan_without_a_salt_is_told_to_name_one(shop: Shop) -> None:
    with pytest.raises(ListError, match="names no “salt”"):
        shop.leave(replace(PLAN, salt=""))


def test_another_store_version_proves_nothing_and_says_so(shop: Shop) -> None:
    kept = shop.leave().kept
    shop.members[0]["city"] = "深圳"
    shop.engine.close()
    shop.build()
    with pytest.raises(ListError, match="compare the people instead"):
        verify(shop.engine.cursor(), kept, settings=shop.settings)


def test_a_list_of_a_period_leaves_once(shop: Shop) -> None:
    weekly = replace(PLAN, period="2025-W11")
    shop.leave(weekly)
    with pytest.raises(AlreadyLeft, match="left before"):
        shop.leave(weekly)
    shop.leave(replace(weekly, period="2025-W12"))
    assert len(kept_lists(shop.settings)) == 2


def test_who_came_and_who_went_is_told_with_the_reason(shop: Shop) -> None:
    rule = Segment(Group(Match.ALL, (Condition("users.city", "equals", "上海"),)))
    plan = replace(PLAN, segment=rule, caps=(), control=Control(0), skipped={Step.DUPLICATE: "tested"})
    kept = shop.leave(plan).kept
    was = {row["user_id"] for row in shop.members if is_listed(row, "上海")}
    refuses = next(row for row in shop.members if row["user_id"] in was)
    moves = next(row for row in shop.members if row["user_id"] in was - {refuses["user_id"]})
    arrives = next(row for row in shop.members if is_listed({**row, "city": "上海"}, "上海") and row["city"] == "北京")
    goes = next(row for row in shop.members if row["user_id"] in was - {refuses["user_id"], moves["user_id"]})
    refuses["consent_sms"], moves["city"], arrives["city"] = False, "北京", "上海"
    shop.members.remove(goes)
    shop.engine.close()
    shop.build()
    cursor = shop.engine.cursor()
    later = draw(cursor, plan, salts=salts_of(plan, shop.settings), earlier=earlier_than(shop.settings))
    found = difference(shop.engine.cursor(), kept, later, settings=shop.settings)
    assert {why: len(numbers) for why, numbers in found.removed.items()} == {
        Step.NO_CONSENT: 1,
        Otherwise.NOT_SELECTED: 1,
    }
    assert {why: len(numbers) for why, numbers in found.added.items()} == {Otherwise.DATA: 1}
    assert (found.unchanged, found.left_the_store) == (len(was) - 3, 1)


def is_listed(row: drawn.Row, city: str) -> bool:
    is_known = not row["is_test"] and row["joined_at"].date() <= drawn.DAY
    return is_known and row["city"] == city and row["consent_sms"] is True and row["phone"] is not None


def test_a_list_is_proved_by_what_its_names_meant_when_it_left(shop: Shop) -> None:
    """The named segment is saved anew and a suppression list stands: neither changes what left."""
    save: dict[str, Any] = {"person": PERSON, "now": datetime(2025, 3, 1, tzinfo=UTC)}
    in_shanghai: dict[str, Any] = {"measure": "users.city", "operator": "equals", "value": "上海"}
    rule = {"version": 1, "match": "all", "conditions": [in_shanghai]}
    save_segment(shop.settings, "上海会员", rule, **save)
    file = shop.folder / "quiet.csv"
    file.write_text("user_id\n" + "\n".join(row["user_id"] for row in shop.members[:50]), "utf-8")
    upload_list(shop.settings, file, "quiet", MatchOn.USER_ID, **save)
    named = {
        "version": 1,
        "match": "all",
        "conditions": [{"measure": "people.segment", "operator": "in_segment", "value": ["上海会员"]}],
    }
    shelf = LibraryShelf(shop.settings)
    plan = replace(PLAN, segment=parse_segment(named, shelf=shelf), suppressed=on_lists(["quiet"], shelf), caps=())
    shop.engine.close()
    shop.engine = DuckDBEngine(shop.engine.version, shop.settings)
    kept = shop.leave(plan).kept
    assert kept.manifest["counts"]["steps"]["suppressed"] > 0
    save_segment(shop.settings, "上海会员", {**rule, "match": "none"}, opened_version=1, **save)
    assert verify(shop.engine.cursor(), kept_list(shop.settings, kept.id), settings=shop.settings).is_proved


def test_a_list_is_proved_by_the_upload_it_left_by_until_that_is_deleted(shop: Shop) -> None:
    save: dict[str, Any] = {"person": PERSON, "now": datetime(2025, 3, 1, tzinfo=UTC)}
    file = shop.folder / "quiet.csv"
    file.write_text("user_id\n" + "\n".join(row["user_id"] for row in shop.members[:50]), "utf-8")
    upload_list(shop.settings, file, "quiet", MatchOn.USER_ID, **save)
    plan = replace(PLAN, suppressed=on_lists(["quiet"], LibraryShelf(shop.settings)))
    shop.engine.close()
    shop.engine = DuckDBEngine(shop.engine.version, shop.settings)
    kept = shop.leave(plan).kept
    file.write_text("user_id\nM0199\n", "utf-8")
    replace_uploaded(shop.settings, file, "quiet", MatchOn.USER_ID, **save)
    assert verify(shop.engine.cursor(), kept, settings=shop.settings).is_proved
    delete_uploaded(shop.settings, "quiet", **save)
    with pytest.raises(ListError, match="The uploaded list quiet was deleted since"):
        verify(shop.engine.cursor(), kept, settings=shop.settings)


def test_old_files_go_and_the_list_can_still_be_proved(shop: Shop) -> None:
    old = shop.leave()
    shop.seconds += 91 * 86_400
    young = shop.leave(replace(PLAN, name="young", send_on=drawn.SEND_ON + timedelta(days=91), runs_until=date.max))
    assert not [file for file in old.files if (old.folder / file.name).exists()]
    assert [file for file in young.files if (young.folder / file.name).exists()]
    assert verify(shop.engine.cursor(), old.kept, settings=shop.settings).is_proved
    assert [event.what for event in read_audit(shop.settings) if event.act == "list_files_purged"] == [
        f"list {old.kept.id} “{PLAN.name}”"
    ]
    assert purge_list_files(shop.settings, person=PERSON, at=shop.clock()) == 0
