"""Messages that somebody put on record are messages to a rule too: in its SQL, in its bits, as of their day."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from data.access import Person
from data.ledger import CONTROL, kept_list, ledger_key
from data.sent import SentFacts, keep_sent, told_folder, withdraw_sent
from data.settings import Settings
from data.store import open_version
from data.store.version import told_in
from data.told import MOST_FILES
from queries.catalog import catalog
from queries.days.event_days import event_days
from queries.engines import DuckDBEngine, open_engine
from queries.insight.as_known import as_known
from queries.lists.chance import person_hash
from queries.lists.forget import forget_member
from queries.lists.form import Form, FormColumn, Treatment
from queries.lists.leave import leave
from queries.lists.plan import Control, ListPlan, Step
from queries.lists.verify import verify
from queries.segments import Segment, compile_segment, evaluate
from queries.segments.tree import Condition, Filter, Group, Match, Window
from tests.queries.lists import drawn
from tests.stores import store_from_rows

LI = Person("Li", "administrator")
DAYS = [drawn.DAY - timedelta(days=back) for back in (0, 1, 9, 40)]
Row = dict[str, Any]


def rule(*conditions: Condition) -> Segment:
    return Segment(Group(Match.ALL, conditions))


@dataclass(frozen=True)
class Asked:
    """A condition, and whether a person with these messages by then holds it."""

    condition: Condition
    holds: Callable[[Sequence[Row], date], bool]


def in_days(rows: Sequence[Row], day: date, days: int) -> list[Row]:
    return [row for row in rows if row["day"] > day - timedelta(days=days)]


ASKED = {
    "ever": Asked(Condition("messages.count", "at_least", 1), lambda rows, day: bool(rows)),
    "none in a week": Asked(
        Condition("messages.count", "equals", 0, window=Window("last_days", 7)),
        lambda rows, day: not in_days(rows, day, 7),
    ),
    "two by sms": Asked(
        Condition("messages.count", "at_least", 2, where=(Filter("channel", "in_list", ("sms",)),)),
        lambda rows, day: sum(row["channel"] == "sms" for row in rows) >= 2,
    ),
    "variant B": Asked(
        Condition("messages.count", "at_least", 1, where=(Filter("variant", "equals", "B"),)),
        lambda rows, day: any(row["variant"] == "B" for row in rows),
    ),
    "campaign": Asked(
        Condition("messages.campaigns", "has_any", ("untold",)),
        lambda rows, day: any(row["campaign_id"] == "untold" for row in rows),
    ),
    "long ago": Asked(
        Condition("messages.days_since_last", "at_least", 10, include_unknown=False),
        lambda rows, day: bool(rows) and max(row["day"] for row in rows) <= day - timedelta(days=10),
    ),
}


class Shop:
    """`touches` of the export, and of records with the campaign “untold” that it does not know."""

    def __init__(self, folder: Path, *, has_touches: bool = True) -> None:
        rng = random.Random(7)
        self.rng, self.settings, self.seconds = rng, Settings(home=folder / "home"), 0
        self.members = drawn.people(rng, 60)
        self.touches = [row for row in drawn.touches(rng, self.members) if row["campaign_id"] == "told"]
        others: dict[str, Any] = {"touches": self.touches} if has_touches else {}
        store_from_rows(folder, data_end=drawn.DAY, data_start="2025-01-01", orders=[], users=self.members, **others)

    def clock(self) -> datetime:
        self.seconds += 1
        return datetime(2025, 3, 11, 4, tzinfo=UTC) + timedelta(seconds=self.seconds)

    def keep(self, campaign: str, rows: Sequence[tuple[str, str, datetime]], channel: str = "sms") -> str:
        key = ledger_key(self.settings)
        table = pa.table(
            {
                "person": pa.array([person_hash(member, key) for member, _, _ in rows], pa.uint64()),
                "arm": pa.array([arm for _, arm, _ in rows]).dictionary_encode(),
                "sent_at": pa.array([moment for _, _, moment in rows], pa.timestamp("us", "UTC")),
            }
        )
        facts = SentFacts(campaign, channel, "x.csv", "0", "user_id", "v", "", "", len(rows), len(rows), 0, 0, 0, {})
        return keep_sent(self.settings, facts, table, person=LI, clock=self.clock).id

    def some(self, number: int) -> list[tuple[str, str, datetime]]:
        begin = datetime(2025, 2, 1, tzinfo=UTC)
        return [
            (
                self.rng.choice([*self.members, {"user_id": "NOBODY"}])["user_id"],
                self.rng.choice(["A", "B", CONTROL]),
                begin + timedelta(hours=self.rng.randrange(24 * 36)),
            )
            for _ in range(number)
        ]

    def engine(self) -> DuckDBEngine:
        return open_engine(open_version(self.settings), self.settings)

    def found(self, segment: Segment, day: date) -> list[int]:
        found = evaluate(self.engine(), segment, as_of=day)
        return [int(number) for number in np.flatnonzero(np.unpackbits(found.bits, count=found.of))]

    def by_sql(self, segment: Segment, day: date) -> list[int]:
        engine = self.engine()
        query = compile_segment(segment, as_of=day, catalog=catalog(engine.version))
        return sorted(engine.query(query.sql(engine.dialect))["user_no"].to_pylist())

    def expected(self, asked: Asked, day: date, told: Sequence[Row]) -> list[int]:
        sent = [local(row) for row in [*self.touches, *told] if not row["is_control"]]
        return [
            number
            for number, row in enumerate(sorted(self.members, key=lambda row: row["user_id"]))
            if not row["is_test"]
            and row["joined_at"].date() <= day
            and asked.holds([each for each in sent if each["user_id"] == row["user_id"] and each["day"] <= day], day)
        ]


def local(row: Row) -> Row:
    return {"variant": None, **row, "day": (row["assigned_at"] + timedelta(hours=8)).date()}


def told_rows(campaign: str, rows: Sequence[tuple[str, str, datetime]], channel: str = "sms") -> list[Row]:
    return [
        {
            "user_id": member,
            "campaign_id": campaign,
            "channel": channel,
            "variant": None if arm == CONTROL else arm,
            "is_control": arm == CONTROL,
            "assigned_at": moment.replace(tzinfo=None),
        }
        for member, arm, moment in rows
    ]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> tuple[Shop, list[Row]]:
    """With records of a campaign the export does not know, and of one it knows itself, which is left to it."""
    found = Shop(tmp_path_factory.mktemp("shop"))
    first, second = found.some(60), found.some(40)
    found.keep("untold", first)
    found.keep("untold", second, "wecom")
    found.keep("told", found.some(50))
    return found, [*told_rows("untold", first), *told_rows("untold", second, "wecom")]


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("name", ASKED)
def test_a_rule_finds_whom_plain_python_finds_by_bits_and_by_sql(
    shop: tuple[Shop, list[Row]], name: str, day: date
) -> None:
    house, told = shop
    expected = house.expected(ASKED[name], day, told)
    assert house.found(rule(ASKED[name].condition), day) == expected
    assert house.by_sql(rule(ASKED[name].condition), day) == expected
    assert expected != house.expected(ASKED[name], day, []) or day == DAYS[-1] or name == "long ago"


def test_days_of_messages_are_those_of_both(shop: tuple[Shop, list[Row]]) -> None:
    house, told = shop
    engine = house.engine()
    event = catalog(engine.version).events["messages"].event
    sent = [local(row) for row in [*house.touches, *told] if not row["is_control"] and row["user_id"] != "NOBODY"]
    assert len(event_days(engine, event, (), drawn.DAY).days) == sum(row["day"] <= drawn.DAY for row in sent)


def test_what_was_known_on_an_earlier_day_knows_no_later_message(shop: tuple[Shop, list[Row]]) -> None:
    house, told = shop
    engine, day = house.engine(), DAYS[2]
    query = compile_segment(rule(ASKED["ever"].condition), as_of=drawn.DAY, catalog=catalog(engine.version))
    found = sorted(engine.query(as_known(query, day).sql(engine.dialect))["user_no"].to_pylist())
    early = [row for row in [*house.touches, *told] if local(row)["day"] <= day]
    by_then = replace_touches(house, early)
    assert found == by_then.expected(ASKED["ever"], drawn.DAY, [])


def replace_touches(house: Shop, touches: list[Row]) -> Shop:
    other = Shop.__new__(Shop)
    other.members, other.touches = house.members, touches
    return other


def test_records_alone_make_messages_a_measure(tmp_path: Path) -> None:
    shop = Shop(tmp_path, has_touches=False)
    shop.touches = []
    assert not catalog(shop.engine().version).measures["messages.count"].is_available
    rows = shop.some(30)
    shop.keep("untold", rows)
    known = catalog(shop.engine().version).measures
    assert known["messages.count"].is_available
    assert not known["opens.count"].is_available
    found = shop.found(rule(ASKED["ever"].condition), drawn.DAY)
    assert found == shop.expected(ASKED["ever"], drawn.DAY, told_rows("untold", rows)) != []


def test_a_withdrawn_record_and_a_forgotten_person_are_seen_no_more(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    rows = shop.some(30)
    kept = shop.keep("untold", rows)
    campaign = rule(ASKED["campaign"].condition)
    whom = next(member for member, arm, _ in rows if arm != CONTROL and member != "NOBODY")
    before = shop.found(campaign, drawn.DAY)
    files = set(told_folder(shop.settings).iterdir())
    forget_member(shop.engine(), whom, person=LI, settings=shop.settings, at=shop.clock())
    assert not any(file.exists() for file in files)
    expected = shop.expected(ASKED["campaign"], drawn.DAY, told_rows("untold", [row for row in rows if row[0] != whom]))
    assert shop.found(campaign, drawn.DAY) == expected != before
    withdraw_sent(shop.settings, kept, why="tried only", person=LI, clock=shop.clock)
    assert shop.found(campaign, drawn.DAY) == []


def test_a_list_is_proved_with_the_messages_of_its_day(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    quiet = rule(Condition("messages.count", "equals", 0))
    skipped = dict.fromkeys((Step.NO_CONSENT, Step.NO_ADDRESS), "tried")
    plan = ListPlan("quiet", "try", "sms", drawn.DAY, drawn.SEND_ON, drawn.SEND_ON, quiet, skipped=skipped)
    plan = replace(plan, control=Control(0), salt="quiet")
    form = Form((FormColumn("users.user_id", Treatment.CLEAR),))

    def leaves() -> tuple[str, int]:
        cursor = shop.engine().cursor()
        left = leave(cursor, plan, form, person=LI, settings=shop.settings, language="en", clock=shop.clock)
        return left.kept.id, left.files[0].rows

    without, more = leaves()
    record = shop.keep("untold", shop.some(40))
    opened_before = shop.engine().cursor()
    seeing, fewer = leaves()
    withdraw_sent(shop.settings, record, why="tried only", person=LI, clock=shop.clock)
    assert fewer < more
    for cursor in (shop.engine().cursor(), opened_before):
        for list_id in (without, seeing):
            assert verify(cursor, kept_list(shop.settings, list_id), settings=shop.settings).is_proved


def test_old_files_go_and_the_one_that_counts_stays(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    kept = [shop.keep("untold", shop.some(3)) for _ in range(MOST_FILES + 2)]
    current = open_version(shop.settings).told
    assert current is not None
    for before in kept[1:]:
        told_in(open_version(shop.settings), shop.settings, before=before)
    left = set(told_folder(shop.settings).iterdir())
    assert current.path in left
    assert len(left) <= MOST_FILES + 1


def test_a_session_that_opened_before_still_leaves_with_what_is_on_record(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    cursor = shop.engine().cursor()
    rows = shop.some(40)
    shop.keep("untold", rows)
    plan = ListPlan("x", "try", "sms", drawn.DAY, drawn.SEND_ON, drawn.SEND_ON, rule(ASKED["campaign"].condition))
    plan = replace(plan, control=Control(0), salt="x", skipped=dict.fromkeys((Step.NO_CONSENT, Step.NO_ADDRESS), "x"))
    form = Form((FormColumn("users.user_id", Treatment.CLEAR),))
    left = leave(cursor, plan, form, person=LI, settings=shop.settings, language="en", clock=shop.clock)
    assert left.kept.manifest["counts"]["selected"] == len(
        shop.expected(ASKED["campaign"], drawn.DAY, told_rows("untold", rows))
    )
