"""The demo is an export like any other: whole, plausible, repeatable, and about nobody."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from data.contract import CONTRACT, Kind
from data.demo import make, make_demo
from data.errors import Cancelled, FenqunError
from data.sentence import Sentence


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def test_the_same_seed_writes_the_same_bytes(tmp_path: Path) -> None:
    make_demo(tmp_path / "one", people=3000, seed=7)
    make_demo(tmp_path / "two", people=3000, seed=7)
    assert digests(tmp_path / "one") == digests(tmp_path / "two")


def test_another_seed_makes_another_brand(tmp_path: Path) -> None:
    make_demo(tmp_path / "one", people=300, seed=7)
    make_demo(tmp_path / "two", people=300, seed=8)
    assert digests(tmp_path / "one")["orders-0000.parquet"] != digests(tmp_path / "two")["orders-0000.parquet"]


def test_a_larger_brand_is_written_in_blocks_without_shared_ids(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(make, "BLOCK", 400)
    truths = make_demo(tmp_path, people=1000)
    assert len(list(tmp_path.glob("orders-*.parquet"))) == 3
    assert pl.read_parquet(tmp_path / "users-*.parquet")["user_id"].n_unique() == 1000
    assert pl.read_parquet(tmp_path / "orders-*.parquet")["order_id"].n_unique() == truths.rows["orders"]


@pytest.mark.parametrize("people", [1, 2, 30])
def test_a_brand_of_few_people_is_whole_too(tmp_path: Path, people: int) -> None:
    assert make_demo(tmp_path, people=people).rows["users"] == people


def test_a_smaller_brand_leaves_nothing_of_the_larger_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(make, "BLOCK", 400)
    make_demo(tmp_path, people=1000)
    make_demo(tmp_path, people=100)
    assert [path.name for path in tmp_path.glob("orders-*.parquet")] == ["orders-0000.parquet"]


def test_a_folder_with_other_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "orders-2026.parquet").write_bytes(b"real data")
    with pytest.raises(FenqunError, match="not a demo"):
        make_demo(tmp_path, people=10)
    assert (tmp_path / "orders-2026.parquet").read_bytes() == b"real data"


def test_a_cancelled_demo_leaves_nothing(tmp_path: Path) -> None:
    def stop(step: str, done: float, sentence: Sentence) -> None:
        raise Cancelled(sentence)

    with pytest.raises(Cancelled):
        make_demo(tmp_path / "brand", people=10, progress=stop)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", [table.name for table in CONTRACT])
def test_every_table_has_rows(demo: Any, name: str) -> None:
    assert demo.ask(f"select count(*) from {name}") == [(demo.truths.rows[name],)]
    assert demo.truths.rows[name] > 0


NOT_FILLED = {
    "orders.net_amount": "paid and refunded amounts are given apart",
    "interactions.campaign_id": "visits are not told apart by campaign",
    "interactions.object_id": "the product is the object",
    "interactions.interaction_value": "no interaction of the demo has a value",
    "referrals.campaign_id": "invitations run all year",
    "user_snapshots.owner_id": "owners do not change",
    "user_snapshots.tags": "tags do not change",
}


@pytest.mark.parametrize("name", [table.name for table in CONTRACT])
def test_every_column_of_the_contract_is_filled(demo: Any, name: str) -> None:
    delivered = {row[0] for row in demo.ask(f"describe {name}")}
    [table] = [table for table in CONTRACT if table.name == name]
    missing = {f"{name}.{column.name}" for column in table.columns} - {f"{name}.{column}" for column in delivered}
    assert missing == {key for key in NOT_FILLED if key.startswith(f"{name}.")}
    empty = [column for column in delivered if demo.ask(f"select count({column}) from {name}") == [(0,)]]
    assert empty == []


def test_types_are_those_of_an_export(demo: Any) -> None:
    expected = {
        Kind.MONEY: "DECIMAL(18,2)",
        Kind.TIMESTAMP: "TIMESTAMP WITH TIME ZONE",
        Kind.DATE: "DATE",
        Kind.TAGS: "VARCHAR[]",
        Kind.BOOLEAN: "BOOLEAN",
        Kind.TEXT: "VARCHAR",
    }
    for table in CONTRACT:
        types = {row[0]: row[1] for row in demo.ask(f"describe {table.name}")}
        for column in table.columns:
            if column.name in types and column.kind in expected:
                assert (column.name, types[column.name]) == (column.name, expected[column.kind])


@pytest.mark.parametrize(
    ("table", "column", "target", "target_column"),
    [
        (table.name, column.name, *column.references.split("."))
        for table in CONTRACT
        for column in table.columns
        if column.references and f"{table.name}.{column.name}" not in NOT_FILLED
    ],
)
def test_references_lead_somewhere(demo: Any, table: str, column: str, target: str, target_column: str) -> None:
    known = f"select {target_column} from {target}"
    sql = f"select count(*) from {table} where {column} is not null and {column} not in ({known})"
    assert demo.ask(sql) == [(0,)]


def test_keys_are_unique(demo: Any) -> None:
    for table in CONTRACT:
        if table.key:
            sql = (
                f"select count(*) from (select 1 from {table.name} group by {', '.join(table.key)} having count(*) > 1)"
            )
            assert (table.name, demo.ask(sql)) == (table.name, [(0,)])


def test_nobody_can_be_reached(demo: Any) -> None:
    [(phones, mails, names)] = demo.ask(
        """
        select count(*) filter (where not regexp_full_match(phone, '100[0-9]{8}')),
            count(*) filter (where not email like '%@example.com'),
            count(*) filter (where not name like '演示会员%') from users
        """
    )
    assert (phones, mails, names) == (0, 0, 0)


def test_lines_add_up_to_their_order(demo: Any) -> None:
    sql = """
        select count(*) from orders join (
            select order_id, sum(item_amount) as gross, sum(discount_amount) as discount from order_items group by all
        ) as lines using (order_id)
        where lines.gross <> orders.gross_amount or lines.discount <> orders.discount_amount
    """
    assert demo.ask(sql) == [(0,)]


def test_nothing_happens_after_the_last_day_or_out_of_order(demo: Any) -> None:
    sql = """
        select
            count(*) filter (where greatest(ordered_at, paid_at, refunded_at) >= timestamptz '2026-08-31 16:00:00+00'),
            count(*) filter (where paid_at < ordered_at or refunded_at < paid_at),
            count(*) filter (where ordered_at < joined_at),
            count(*) filter (where refunded_amount > paid_amount)
        from orders left join users using (user_id)
    """
    assert demo.ask(sql) == [(0, 0, 0, 0)]


def test_singles_day_is_the_busiest_of_its_month(demo: Any) -> None:
    sql = """
        select ordered_date from days where ordered_date between date '2025-11-01' and date '2025-11-30'
        group by all order by count(*) desc limit 1
    """
    assert str(demo.ask(sql)[0][0]) == "2025-11-11"


def test_there_are_about_ten_orders_a_member(demo: Any) -> None:
    assert 9 < demo.truths.rows["orders"] / demo.truths.people < 12


def test_nobody_invites_themselves_or_somebody_who_came_before(demo: Any) -> None:
    sql = """
        select count(*) from referrals
        join users as inviters on inviters.user_id = referrals.inviter_id
        join users as invitees on invitees.user_id = referrals.invitee_id
        where inviters.user_id = invitees.user_id or referrals.invited_at < inviters.joined_at
            or referrals.invited_at > invitees.joined_at
    """
    assert demo.ask(sql) == [(0,)]
