"""One ledger from three sources: the list that left decides, then the export, then uploaded records."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from sqlglot import exp

from data.access import Person
from data.ledger import CONTROL, keep_list, ledger_key
from data.sent import SentFacts, keep_sent
from data.settings import Settings
from queries.audience import Audience
from queries.campaigns import assignments as ledger
from queries.campaigns.assignments import asked_of_ledger, decided_assignments, ledger_statement, listed
from queries.campaigns.credit import _lasts_until
from queries.campaigns.funnel import EVERYTHING, Part, assigned_arms, funnel
from queries.engines import DuckDBEngine
from queries.engines.portable import faults
from queries.header import read_header, statement_in
from queries.lists.chance import person_hash
from tests.engines.clickhouse import ClickHouseEngine
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


def as_files(tree: exp.Query, folder: Path, beside: Mapping[str, pa.Table]) -> exp.Query:
    """The relations in memory from files, as the second engine reads them."""
    for name, rows in beside.items():
        pq.write_table(rows, folder / f"{name}.parquet")
    for table in tuple(tree.find_all(exp.Table)):
        if table.name in beside:
            named = [exp.Literal.string(str(folder / f"{table.name}.parquet")), exp.Literal.string("Parquet")]
            alias = exp.TableAlias(this=exp.to_identifier(table.alias_or_name))
            table.replace(exp.Table(this=exp.Anonymous(this="file", expressions=named), alias=alias))
    return tree


GIVEN: dict[str, dict[str, Any]] = {
    "assigned": {"campaign": ""},
    "arms": vars(EVERYTHING),
    "messages": {
        **vars(EVERYTHING),
        "settled_by": datetime(2025, 4, 17),
        "part": exp.column("channel", table="settled"),
    },
    "fatigue": {
        "since": date(2025, 2, 1),
        "settled_by": datetime(2025, 4, 17),
        "window_days": 7,
        "most": 20,
        "has_arrived": exp.true(),
    },
    "pressure": {"days": 30, "has_arrived": exp.true()},
    "overlap": {"campaign": "", "since": date(2025, 1, 1), "window_days": 30},
    "programme": {"first": date(2025, 2, 1), "last": date(2025, 3, 31)},
    "credit": {
        "since": date(2025, 1, 6),
        "contacts_since": date(2024, 12, 1),
        "click_lasts_until": _lasts_until("clicked_at", 90, {"sms": 30}),
        "delivery_lasts_until": _lasts_until("delivered_at", 9, {}),
    },
}


@pytest.mark.parametrize("name", GIVEN)
def test_another_engine_counts_the_same(name: str, tmp_path: Path) -> None:
    made = world(7)
    drawn = pa.table({"user_no": range(12), "is_held": [0, 0, 1] * 4})
    beside = {"listed": made.told, "drawn": drawn}
    with made.engine() as engine:
        day, second = Audience(date(2025, 4, 20)), ClickHouseEngine(engine.version)
        one = asked_of_ledger(name, engine, day, beside, **GIVEN[name])
        tree = as_files(ledger_statement(name, second, day, **GIVEN[name]), tmp_path, beside)  # type: ignore[arg-type]
        other = second.query(tree.sql("clickhouse", pretty=True))
        assert one.num_rows > 1
        assert comparable(other) == comparable(one)


def comparable(table: pa.Table) -> list[str]:
    """Rows in any order; the second engine says 1 for true, and that its times are UTC."""
    rows = [{name: _plain(value) for name, value in row.items()} for row in table.to_pylist()]
    return sorted(json.dumps(row) for row in rows)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat()
    return int(value) if isinstance(value, bool) else value.isoformat() if isinstance(value, date) else value


def test_every_statement_of_the_ledger_is_compared() -> None:
    assert {path.stem for path in FILES} == set(GIVEN)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_statement_of_the_ledger_is_portable_and_says_what_it_asks(path: Path) -> None:
    assert not faults(statement_in(path))
    assert {"question", "grain", "reads", "params"} <= read_header(path.read_text("utf-8")).keys()
