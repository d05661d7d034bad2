"""Every case of `cases.yaml`: an export as text, and what the check finds or why it refuses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from data import errors
from tests.data.intake.conftest import Check, rules

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "cases.yaml").read_text("utf-8"))
TAKEN = [case for case in CASES if "refused" not in case]
REFUSED = [case for case in CASES if "refused" in case]


def _named(case: dict[str, Any]) -> str:
    return str(case["name"])


@pytest.mark.parametrize("case", TAKEN, ids=_named)
def test_an_export_is_judged(case: dict[str, Any], check: Check) -> None:
    export = check(case["files"], **case.get("settings", {}))
    found = rules(export)
    assert {rule: found.get(rule) for rule in case["finds"]} == case["finds"]
    assert {table: export.tables[table].good_rows for table in case["good"]} == case["good"]


@pytest.mark.parametrize("case", TAKEN, ids=_named)
def test_every_row_read_is_good_failed_or_a_copy(case: dict[str, Any], check: Check) -> None:
    export = check(case["files"], **case.get("settings", {}))
    for table in export.tables.values():
        read = sum(source.rows for source in table.sources)
        assert table.good_rows + table.failed_rows + table.duplicate_rows == read


@pytest.mark.parametrize("case", REFUSED, ids=_named)
def test_an_export_is_refused_in_words_and_leaves_no_staging(case: dict[str, Any], check: Check, home: Path) -> None:
    with pytest.raises(getattr(errors, case["refused"]["error"])) as refusal:
        check(case["files"])
    assert case["refused"]["says"] in str(refusal.value)
    assert not any((home / "staging").iterdir())
