"""What doors do with a check: report it, stop it, suggest a mapping, ask again."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
import pytest

from data.errors import Cancelled, ExportRefused
from data.intake import (
    ExportMapping,
    check_export,
    discard_staging,
    export_report,
    findings_report,
    mapping_toml,
    read_mapping,
    suggest_mapping,
)
from data.sentence import Sentence
from data.settings import Settings
from tests.data.intake.conftest import NOW, Check

USERS = "会员编号\nu1\n"
ORDERS = "订单号,会员编号,下单时间,实付金额\n1,u1,2024-05-01,10\n2,u1,2024-05-02,-5\n"


def test_a_report_is_plain_json(check: Check) -> None:
    export = check({"users.csv": USERS, "orders.csv": ORDERS}, failed_share_limit=1.0)
    report = json.loads(json.dumps(export_report(export)))
    assert report["tables"]["orders"]["failed_rows"] == 1
    assert {"rule", "severity", "sentence", "rows", "share", "examples", "effects"} <= set(report["findings"][0])


def test_a_refusal_carries_all_findings(check: Check) -> None:
    with pytest.raises(ExportRefused) as refusal:
        check({"users.csv": USERS, "orders.csv": ORDERS})
    assert [each["rule"] for each in findings_report(refusal.value.report)][-1] == "too_many_failed"


def test_rows_set_aside_are_kept_with_rule_file_and_row(check: Check, home: Path) -> None:
    check({"users.csv": USERS, "orders.csv": ORDERS}, failed_share_limit=1.0)
    (path,) = (home / "quarantine").glob("*/orders.parquet")
    (row,) = pa.parquet.read_table(path).to_pylist()
    assert (row["rule"], row["source_row"], Path(row["source_file"]).name) == ("negative_amount", 3, "orders.csv")
    assert (row["订单号"], row["实付金额"]) == ("2", "-5")


STEPS = ("read", "stage", "understand", "type", "rows", "keys", "references", "effects", "quarantine", "fingerprint")


@pytest.mark.parametrize("stop_at", STEPS)
def test_a_check_can_be_stopped_at_every_step_and_leaves_nothing(stop_at: str, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "users.csv").write_text(USERS)
    (inbox / "orders.csv").write_text(ORDERS)

    def stop(step: str, done: float, sentence: Sentence) -> None:
        if step == stop_at:
            raise Cancelled(Sentence("Stopped."))

    home = tmp_path / "home"
    with pytest.raises(Cancelled):
        check_export([inbox], settings=Settings(home=home, failed_share_limit=1.0), progress=stop, now=NOW)
    assert not any((home / "staging").iterdir())


def test_a_suggested_mapping_reads_the_same_export(check: Check, tmp_path: Path, home: Path) -> None:
    first = check({"users.csv": USERS, "orders.csv": ORDERS}, failed_share_limit=1.0)
    suggested = suggest_mapping([tmp_path / "inbox"], settings=Settings(home=home))
    (tmp_path / "mapping.toml").write_text(mapping_toml(suggested), "utf-8")
    second = check({}, read_mapping(tmp_path / "mapping.toml"), failed_share_limit=1.0)
    assert second.tables["orders"].delivered == first.tables["orders"].delivered


def test_the_fingerprint_follows_content_and_declarations(check: Check) -> None:
    files = {"users.csv": USERS, "orders.csv": ORDERS}
    first, again = (check(files, failed_share_limit=1.0).fingerprint for _ in range(2))
    declared = check(files, ExportMapping(timezone="UTC"), failed_share_limit=1.0).fingerprint
    changed = check({**files, "users.csv": USERS + "u2\n"}, failed_share_limit=1.0).fingerprint
    assert first == again
    assert len({first, declared, changed}) == 3


def test_discarding_removes_what_was_staged(check: Check, home: Path) -> None:
    discard_staging(check({"users.csv": USERS, "orders.csv": ORDERS}, failed_share_limit=1.0))
    assert not any((home / "staging").iterdir())
