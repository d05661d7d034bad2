"""A file of messages becomes touches of a campaign: matched, kept, counted by the cap, read as assignments."""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from data.access import Person
from data.audit import read_audit
from data.errors import Forbidden, ListError, UnreadableFile
from data.ledger import CONTROL
from data.sent import SentRecord, sent_record, sent_records, withdraw_sent
from data.settings import Settings
from data.uploaded import MatchOn
from data.whole import write_once
from queries.engines import DuckDBEngine
from queries.lists.assigned import over_cap
from queries.lists.assignments import ASSIGNMENTS, assignments, campaigns_assigned
from queries.lists.form import Form, FormColumn, Treatment
from queries.lists.leave import LeftList, earlier_than, leave
from queries.lists.plan import Cap, Control, ListPlan
from queries.lists.sent import Telling, Told, control_word, keep_told, told_by
from queries.lists.verify import verify
from tests.queries.lists import drawn
from tests.stores import store_from_rows

LI = Person("Li", "operator")
NOW = datetime(2025, 3, 11, 4, tzinfo=UTC)
BY_DAY = Telling("spring", "sms", MatchOn.USER_ID, day=date(2025, 3, 9))
BY_TIME = Telling("spring", "sms", MatchOn.USER_ID, time_column="sent", arm_column="group", control="对照组")
PLAN = ListPlan("later", "try", "sms", drawn.DAY, drawn.SEND_ON, drawn.SEND_ON, control=Control(0), salt="later")
IDS = Form((FormColumn("users.user_id", Treatment.CLEAR),))


class Shop:
    def __init__(self, folder: Path, rng: random.Random) -> None:
        self.folder, self.settings = folder, Settings(home=folder / "home")
        self.members = drawn.people(rng, 60)
        self.touches = [row for row in drawn.touches(rng, self.members) if row["campaign_id"] == "told"]
        version = store_from_rows(folder, data_end=drawn.DAY, orders=[], users=self.members, touches=self.touches)
        self.engine = DuckDBEngine(version, self.settings)
        self.seconds = 0
        for name in ("x", "y", "later"):  # of so few people chance must keep the same ones back every time
            write_once(self.settings.state / "salts" / name, hashlib.sha256(name.encode()).hexdigest().encode())

    def told(self, text: str, telling: Telling = BY_DAY, person: Person = LI) -> Told:
        file = self.folder / "sent.csv"
        file.write_text(text, "utf-8")
        return told_by(self.engine, file, telling, person=person, settings=self.settings, at=NOW)

    def keep(self, text: str, telling: Telling = BY_DAY) -> SentRecord:
        told = self.told(text, telling)
        return keep_told(self.engine, told, person=LI, settings=self.settings, clock=self.clock)

    def leave(self, plan: ListPlan) -> LeftList:
        administrator = Person("Li", "administrator")
        return leave(
            self.engine.cursor(),
            plan,
            IDS,
            person=administrator,
            settings=self.settings,
            language="en",
            clock=self.clock,
        )

    def clock(self) -> datetime:
        self.seconds += 1
        return NOW + timedelta(seconds=self.seconds)

    def ids(self, numbers: Any) -> list[str]:
        known = sorted(row["user_id"] for row in self.members)
        return [known[number] for number in numbers]


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    found = Shop(tmp_path, random.Random(5))
    yield found
    found.engine.close()


def test_what_a_file_tells_is_matched_and_counted(shop: Shop) -> None:
    facts = shop.told("user_id,x\nM0001,a\nM0001,b\nM0002,c\nNOBODY,d\n,e\n").facts
    assert (facts.rows, facts.people, facts.unmatched, facts.duplicates, facts.unreadable) == (4, 2, 1, 1, 0)
    assert (facts.arms, facts.first_sent_at) == ({"A": 2}, "2025-03-08T16:00:00+00:00")
    assert sent_records(shop.settings) == ()


@pytest.mark.parametrize("match", [MatchOn.PHONE, MatchOn.EMAIL, MatchOn.UNIONID])
def test_any_id_matches_the_first_member_who_has_it(shop: Shop, match: MatchOn) -> None:
    column = match.value
    named = sorted({row[column].strip().lower() for row in shop.members if row[column]})
    of_each = Counter(row[column] for row in shop.members)
    written = [value for value in of_each if value and value == value.strip()]
    found = shop.told("\n".join([column, *written]), replace(BY_DAY, match=match))
    firsts = {min(row["user_id"] for row in shop.members if row[column] == value) for value in written}
    assert set(shop.ids(found.user_numbers)) >= firsts or match is MatchOn.EMAIL
    assert found.facts.unmatched == 0
    assert len(named) >= found.facts.people > 0


def test_groups_and_moments_are_read_row_by_row(shop: Shop) -> None:
    record = shop.keep(
        "user_id,group,sent\n"
        "M0003,对照组,2025-03-01\n"
        "M0004,B,2025/3/1 10:30\n"
        "M0005,B,2025-03-01T02:30:00Z\n"
        "M0005,B,2025年3月2日 00:00:00\n",
        BY_TIME,
    )
    assert record.facts.arms == {CONTROL: 1, "B": 2}
    found = assignments(shop.engine, shop.settings, "spring")
    assert found.schema == ASSIGNMENTS
    assert [
        (shop.ids([row["user_no"]])[0], row["arm"], row["assigned_at"].isoformat(), row["source"], row["record"])
        for row in found.to_pylist()
    ] == [
        ("M0003", CONTROL, "2025-02-28T16:00:00+00:00", "uploaded", record.id),
        ("M0004", "B", "2025-03-01T02:30:00+00:00", "uploaded", record.id),
        ("M0005", "B", "2025-03-01T02:30:00+00:00", "uploaded", record.id),
    ]


@pytest.mark.parametrize(
    ("text", "telling", "said"),
    [
        ("user_id\nM0001\n", replace(BY_DAY, campaign=" "), "belong to a campaign"),
        ("user_id\nM0001\n", replace(BY_DAY, channel="pigeon"), "There is no channel pigeon"),
        ("user_id\nM0001\n", replace(BY_DAY, day=None), "Say when the messages were sent"),
        ("user_id\nM0001\n", replace(BY_DAY, day=date(2025, 3, 12)), "is not over yet"),
        ("user_id\nM0001\n", replace(BY_DAY, arm_column="arm"), "has no column arm"),
        ("user_id\nNOBODY\n", BY_DAY, "none of its 1 rows names a member"),
        ("user_id,group,sent\nM0001,,2025-03-01\n", replace(BY_TIME, control=None), "1 rows name no group"),
        ("user_id,group,sent\nM0001,A,2025-03-01\n", BY_TIME, "nobody is in the group 对照组; there are A"),
        ("user_id,group,sent\nM0001,control,2025-03-01\n", replace(BY_TIME, control=None), "Say so, or give it"),
        ("user_id,group,sent\nM0001,对照组,soon\n", BY_TIME, "hold no moment that is past"),
        ("user_id,group,sent\nM0001,对照组,2025-13-01\n", BY_TIME, "hold no moment that is past"),
        ("user_id,group,sent\nM0001,对照组,2025-03-30\n", BY_TIME, "the first below the header in row 1: 2025-03-30"),
    ],
)
def test_what_cannot_be_meant_is_said_and_nothing_is_kept(shop: Shop, text: str, telling: Telling, said: str) -> None:
    with pytest.raises((ListError, UnreadableFile)) as refused:
        shop.keep(text, telling)
    assert said in str(refused.value)
    assert sent_records(shop.settings) == ()


def test_more_groups_than_a_campaign_has_are_no_groups(shop: Shop) -> None:
    rows = "".join(f"M{place:04},G{place},2025-03-01\n" for place in range(12))
    with pytest.raises(ListError, match="has 12 different values"):
        shop.keep("user_id,group,sent\n" + rows, replace(BY_TIME, control=None))


def test_the_control_group_is_known_by_its_usual_names() -> None:
    assert control_word(["A", "对照组"]) == "对照组"
    assert control_word(["A", "Control"]) == "Control"
    assert control_word(["A", "B"]) is None


def test_who_may_not_save_cannot_bring_messages(shop: Shop) -> None:
    with pytest.raises(Forbidden):
        shop.told("user_id\nM0001\n", person=Person("v", "viewer"))


def test_a_record_is_kept_under_hashes_and_stands_in_the_log(shop: Shop) -> None:
    record = shop.keep("user_id\nM0001\nM0002\n")
    assert sent_record(shop.settings, record.id) == record
    everything = b"".join(path.read_bytes() for path in record.folder.iterdir())
    assert b"M0001" not in everything
    (event,) = read_audit(shop.settings)
    assert (event.act, event.rows, event.file_sha256) == ("sent_kept", 2, record.facts.sha256)


def test_rows_that_were_changed_are_not_read(shop: Shop) -> None:
    record = shop.keep("user_id\nM0001\n")
    (people,) = record.folder.glob("people-*.parquet")
    people.write_bytes(shop.keep("user_id\nM0002\n").folder.glob("people-*.parquet").__next__().read_bytes())
    with pytest.raises(ListError, match="were changed after they were kept"):
        record.rows()


@pytest.mark.parametrize("seed", range(6))
def test_the_cap_counts_what_plain_python_counts(tmp_path: Path, seed: int) -> None:
    """Of a campaign that the export does not tell of, whichever of lists and records knows more messages."""
    rng = random.Random(seed)
    shop = Shop(tmp_path, rng)
    rows = [
        (
            rng.choice(shop.members)["user_id"],
            rng.choice(["B", "对照组"]),
            drawn.SEND_ON - timedelta(days=rng.randrange(2, 20)),
        )
        for _ in range(60)
    ]
    lists = [
        shop.leave(replace(PLAN, name=name, campaign="spring", control=Control(0.2), salt=name)) for name in ("x", "y")
    ]
    text = "user_id,group,sent\n" + "".join(
        f"{user},{arm},{day}\n"
        for user, arm, day in {*rows, ("M0000", "B", rows[0][2]), ("M0001", "对照组", rows[0][2])}
    )
    shop.keep(text, BY_TIME)
    shop.keep(text, replace(BY_TIME, campaign="told"))
    cap = Cap(rng.randrange(1, 4), rng.randrange(5, 20))
    first = drawn.SEND_ON - timedelta(days=(cap.days or 0) - 1)
    found = over_cap(shop.engine, cap, drawn.SEND_ON, earlier_than(shop.settings))
    recorded = Counter(user for user, arm, day in {*rows, ("M0000", "B", rows[0][2])} if arm == "B" and day >= first)
    listed = Counter(user for left in lists for user in listed_ids(left))
    told = Counter(
        row["user_id"]
        for row in shop.touches
        if not row["is_control"] and first <= (row["assigned_at"] + timedelta(hours=8)).date() <= drawn.SEND_ON
    )
    expected = [
        told[user] + max(listed[user], recorded[user]) >= cap.messages
        for user in sorted(row["user_id"] for row in shop.members)
    ]
    assert found.tolist() == expected
    shop.engine.close()


def listed_ids(left: LeftList) -> list[str]:
    lines = [line for file in left.files for line in (left.folder / file.name).read_text("utf-8-sig").splitlines()[1:]]
    return [line.strip('"') for line in lines]


def test_a_withdrawn_record_counts_no_more_but_older_lists_can_still_be_proved(shop: Shop) -> None:
    capped = replace(PLAN, caps=(Cap(1, 30),))
    before = shop.leave(capped)
    record = shop.keep("user_id\n" + "\n".join(row["user_id"] for row in shop.members))
    plan = replace(capped, name="second", channel="sms", campaign="other", caps=(Cap(2, 5),))
    during = shop.leave(plan)
    shop.seconds += 1
    withdraw_sent(shop.settings, record.id, why="the wrong file", person=LI, clock=shop.clock)
    shop.seconds += 1
    assert campaigns_assigned(shop.engine, shop.settings).get("spring") is None
    assert not assignments(shop.engine, shop.settings, "spring").num_rows
    for left in (before, during):
        assert verify(shop.engine.cursor(), left.kept, settings=shop.settings).is_proved
    with pytest.raises(ListError, match="withdrew the record"):
        withdraw_sent(shop.settings, record.id, why="again", person=LI)
    with pytest.raises(ListError, match="Say why"):
        withdraw_sent(shop.settings, record.id, why=" ", person=LI)
    assert [event.act for event in read_audit(shop.settings) if event.act.startswith("sent")] == [
        "sent_kept",
        "sent_withdrawn",
    ]


def test_every_source_tells_who_was_assigned_to_a_campaign(shop: Shop) -> None:
    left = shop.leave(replace(PLAN, campaign="told", control=Control(0.3), send_on=drawn.SEND_ON))
    shop.keep("user_id\nM0001\n", replace(BY_DAY, campaign="told"))
    found = assignments(shop.engine, shop.settings, "told").to_pylist()
    of_export = {(row["user_id"], CONTROL if row["is_control"] else "A") for row in shop.touches}
    named = {(shop.ids([row["user_no"]])[0], row["arm"]) for row in found if row["source"] == "export"}
    assert named == of_export
    assigned = [row for row in found if row["source"] == "manifest"]
    assert len(assigned) == left.kept.assignments().num_rows
    assert {row["assigned_at"].isoformat() for row in assigned} == {"2025-03-11T16:00:00+00:00"}
    assert campaigns_assigned(shop.engine, shop.settings) == {"told": {"export", "manifest", "uploaded"}}
    earliest: dict[tuple[str, str], datetime] = {}
    for row in shop.touches:
        key = (row["user_id"], CONTROL if row["is_control"] else "A")
        earliest[key] = min(earliest.get(key, row["assigned_at"]), row["assigned_at"])
    moments = {
        (shop.ids([row["user_no"]])[0], row["arm"]): row["assigned_at"].replace(tzinfo=None)
        for row in found
        if row["source"] == "export"
    }
    assert moments == earliest


def test_a_list_without_a_campaign_is_one_of_its_own(shop: Shop) -> None:
    left = shop.leave(PLAN)
    assert campaigns_assigned(shop.engine, shop.settings)[left.kept.id] == {"manifest"}
    assert assignments(shop.engine, shop.settings, left.kept.id).num_rows == left.kept.manifest["counts"]["listed"]
