"""One ledger from three sources: the list that left decides, then the export, then uploaded records."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given

from data.access import Person
from data.ledger import CONTROL, keep_list, ledger_key
from data.sent import SentFacts, keep_sent
from data.settings import Settings
from queries.audience import Audience
from queries.campaigns import assignments as ledger
from queries.campaigns.assignments import decided_assignments, ledger_statement, listed
from queries.campaigns.funnel import Part, assigned_arms, funnel
from queries.engines import DuckDBEngine
from queries.lists.chance import person_hash
from tests.queries.campaigns.ledger_worlds import Oracle, Row, World, world
from tests.queries.campaigns.test_campaign_funnel import FIXED, SEEDS
from tests.stores import store_from_rows

FILES = sorted((Path(ledger.__file__).parent / "ledger").glob("*.sql"))
LI = Person("li", "operator")
SENT = datetime(2025, 3, 2, 1)


@dataclass(frozen=True)
class House:
    """u0…u9, of whom an export has u0–u5 in the campaign “spring”: u0 and u1 held back, u5 in both groups."""

    engine: DuckDBEngine
    settings: Settings

    def leave(self, campaign: str, arms: dict[str, str], number: int = 0) -> None:
        plan = {"send_on": "2025-03-01", "channel": "sms", "campaign": campaign}
        manifest = {"plan": plan, "at": "2025-02-28T08:00:00+00:00"}
        keep_list(self.settings, f"20250301-00000{number}-abcdef", manifest, self.rows(arms))

    def record(self, campaign: str, arms: dict[str, str]) -> None:
        rows = self.rows(arms).append_column("sent_at", pa.array([SENT] * len(arms), pa.timestamp("us", "UTC")))
        facts = SentFacts(campaign, "wecom", "f.csv", "", "user_id", "", "", "", len(arms), len(arms), 0, 0, 0, {})
        keep_sent(self.settings, facts, rows, person=LI)

    def rows(self, arms: dict[str, str]) -> pa.Table:
        key = ledger_key(self.settings)
        people = pa.array([person_hash(user_id, key) for user_id in arms], pa.uint64())
        return pa.table({"person": people, "arm": pa.array(list(arms.values())).dictionary_encode()})

    def decided(self, campaign: str) -> list[tuple[int, str]]:
        rows = decided_assignments(self.engine, self.settings, campaign).rows.to_pylist()
        return [(row["user_no"], row["arm"]) for row in rows]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    held = [("u0", True), ("u1", True), ("u2", False), ("u3", False), ("u4", False), ("u5", True), ("u5", False)]
    version = store_from_rows(
        tmp_path,
        users=[{"user_id": f"u{number}"} for number in range(10)],
        orders=[{"order_id": "o", "user_id": "u9", "ordered_date": "2025-03-03", "paid_cents": 500}],
        touches=[
            {"user_id": user_id, "campaign_id": "spring", "assigned_at": SENT, "is_control": is_control}
            for user_id, is_control in held
        ],
        data_start="2025-01-01",
        data_end="2025-04-01",
    )
    settings = Settings(home=tmp_path / "home", threads=1)
    engine = DuckDBEngine(version, settings)
    yield House(engine, settings)
    engine.close()


def test_the_list_that_left_decides_whatever_the_export_says(house: House) -> None:
    house.leave("spring", {"u0": "A", "u2": "B", "u7": CONTROL})
    in_both = [(5, "A"), (5, CONTROL)]
    assert house.decided("spring") == [(0, "A"), (1, CONTROL), (2, "B"), (3, "A"), (4, "A"), *in_both, (7, CONTROL)]
    found = decided_assignments(house.engine, house.settings, "spring")
    assert (found.people, found.sources) == (7, {"manifest": 3, "export": 4})
    assert (found.in_two_arms, found.crossed) == (1, 2)  # u5 by the export alone; u0 held back there, written to here


def test_uploaded_records_decide_last(house: House) -> None:
    house.record("spring", {"u0": "A", "u8": "A"})
    found = dict(house.decided("spring"))
    assert (found[0], found[8]) == (CONTROL, "A")


def test_a_campaign_known_only_from_lists_and_files_has_its_arms_and_its_buyers(house: House) -> None:
    house.leave("summer", {"u1": CONTROL, "u2": "A", "u9": "A"})
    house.record("autumn", {"u3": "A", "u9": "A"})
    told = listed(house.engine, house.settings)
    found = assigned_arms(house.engine, Audience(date(2025, 4, 1)), told)
    assert [(arm.campaign_id, arm.arm, arm.source, arm.people, arm.conversion.n) for arm in found] == [
        ("autumn", "A", "uploaded", 2, 1),
        ("spring", "A", "export", 3, 0),
        ("spring", CONTROL, "export", 2, 0),
        ("summer", "A", "manifest", 2, 1),
        ("summer", CONTROL, "manifest", 1, 0),
    ]


def test_a_day_of_sending_begins_at_midnight_of_the_business(house: House) -> None:
    house.leave("summer", {"u1": "A"})
    (row,) = listed(house.engine, house.settings).to_pylist()
    assert (row["assigned_at"], row["assigned_date"]) == (datetime(2025, 2, 28, 16), date(2025, 3, 1))


def test_of_messages_brought_in_a_file_only_sending_is_known(house: House) -> None:
    house.record("autumn", {"u3": "A", "u9": "A", "u4": CONTROL})
    told = listed(house.engine, house.settings)
    found = funnel(house.engine, Audience(date(2025, 4, 1)), told, by=Part.CAMPAIGN)
    (autumn,) = (part for part in found.parts if part.part == "autumn")
    assert (autumn.sent.people, autumn.watched.people, autumn.stages["clicked"]) == (2, 0, None)
    assert autumn.rates.reached_of == "sent"
    assert any("only is known that they were sent" in str(remark) for remark in found.remarks)


def test_nobody_sent_to_is_said_and_is_no_zero(house: House) -> None:
    house.leave("summer", {"u1": "A"})
    told = listed(house.engine, house.settings)
    found = funnel(house.engine, Audience(date(2025, 2, 20)), told)
    assert (found.whole, found.parts) == (None, ())
    assert "No message older than 72 hours" in str(found.remarks[0])


def test_what_is_delivered_is_said_where_the_export_does_not(house: House) -> None:
    found = funnel(house.engine, Audience(date(2025, 4, 1)), listed(house.engine, house.settings))
    assert found.whole is not None
    assert (found.whole.stages["delivered"], found.whole.rates.reached_of) == (None, "sent")
    assert any("shares of those sent to" in str(remark) for remark in found.remarks)


def decided_by_sql(engine: DuckDBEngine, made: World, as_of: date) -> list[Row]:
    tree = ledger_statement("assigned", engine, Audience(as_of), campaign="")
    found = engine.query(tree.sql("duckdb"), {"listed": made.told}).to_pylist()
    return sorted(found, key=lambda row: (row["campaign_id"], row["user_no"]))


@FIXED
@given(SEEDS)
def test_each_person_is_assigned_once_by_the_deciding_source(seed: int) -> None:
    made = world(seed)
    with made.engine() as engine:
        as_of = date(2025, 4, 20)
        assert decided_by_sql(engine, made, as_of) == Oracle(made, as_of).assigned()
