"""Retention studies in the terminal: in words, as a table, as files, and with every fault of a document."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from cli import cli
from data.errors import BadParameter
from tests.pages.brand import built_brand

Run = Callable[..., Result]
STUDY: dict[str, Any] = {"version": 1, "start": {"event": "orders"}, "return": {"event": "orders"}, "periods": 3}


@pytest.fixture
def run(tmp_path: Path) -> Run:
    built_brand(tmp_path)

    def run(document: dict[str, Any], *words: str) -> Result:
        path = tmp_path / "study.json"
        path.write_text(json.dumps(document), "utf-8")
        given = {"FENQUN_HOME": str(tmp_path / "home"), "LC_ALL": "C", "COLUMNS": "200"}
        return CliRunner().invoke(cli, ("retention", str(path), *words), env=given, catch_exceptions=False)

    return run


def test_the_forms_tell_the_same_cells(run: Run, tmp_path: Path) -> None:
    told = json.loads(run(STUDY, "--format", "json").stdout)
    cells = [cell for cohort in told["cohorts"] for cell in cohort["cells"]]
    rows = list(csv.DictReader(io.StringIO(run(STUDY, "--format", "csv").stdout)))
    run(STUDY, "--format", "parquet", "--out", str(tmp_path / "cells.parquet"))
    table = pq.read_table(tmp_path / "cells.parquet")
    assert told["study"]["periods"] == 3
    assert [cell["counted"] for cell in cells] == table["counted"].to_pylist()
    assert [row["counted"] for row in rows] == [
        "" if cell["counted"] is None else str(cell["counted"]) for cell in cells
    ]
    assert any(cell["counted"] is None for cell in cells)


def test_the_table_says_the_study_and_when_a_blank_can_be_known(run: Run) -> None:
    told = run(STUDY).stdout
    assert "People are grouped by the month of the first of their Orders." in told
    assert "All cohorts together" in told
    blank = next(
        cell
        for cohort in json.loads(run(STUDY, "--format", "json").stdout)["cohorts"]
        for cell in cohort["cells"]
        if not cell["is_complete"]
    )
    assert f"({blank['complete_on']})" in told


def test_the_sql_counts_the_cells_in_any_duckdb(run: Run) -> None:
    rows = duckdb.connect().sql(run(STUDY, "--sql").stdout).to_arrow_table().to_pylist()
    cells = [
        cell for cohort in json.loads(run(STUDY, "--format", "json").stdout)["cohorts"] for cell in cohort["cells"]
    ]
    counted = sum(cell["counted"] or 0 for cell in cells if cell["index"] > 0)
    assert sum(row["people"] for row in rows if row["what"] == "counted" and 0 < row["first_age"] <= 3) == counted


def test_money_is_said_as_money(run: Run) -> None:
    assert "¥" in run({**STUDY, "measure": "value"}).stdout


def test_every_fault_of_a_study_is_told(run: Run) -> None:
    result = run({**STUDY, "measure": "often", "period": "year"})
    assert result.exit_code == BadParameter.exit_code
    assert "often" in result.stderr
    assert "year" in result.stderr


def test_a_study_that_is_not_there_is_told(tmp_path: Path, run: Run) -> None:
    run(STUDY)
    environment = {"FENQUN_HOME": str(tmp_path / "home"), "LC_ALL": "C"}
    result = CliRunner().invoke(cli, ("retention", str(tmp_path / "nowhere.json")), env=environment)
    assert result.exit_code == BadParameter.exit_code
    assert "nowhere.json" in result.stderr
