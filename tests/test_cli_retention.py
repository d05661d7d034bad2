"""Retention studies in the terminal: in words, as a table, as files, and with every fault of a document."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result
from rich.cells import cell_len

from cli import cli
from data.errors import BadParameter
from pages.locale import figures
from tests.pages.brand import built_brand

Run = Callable[..., Result]
STUDY: dict[str, Any] = {"version": 1, "start": {"event": "orders"}, "return": {"event": "orders"}, "periods": 3}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("retention")
    built_brand(folder)
    return folder / "home"


@pytest.fixture
def run(home: Path, tmp_path: Path) -> Run:
    def run(document: dict[str, Any], *words: str, **environment: str) -> Result:
        path = tmp_path / "study.json"
        path.write_text(json.dumps(document), "utf-8")
        given = {"FENQUN_HOME": str(home), "LC_ALL": "C", "COLUMNS": "200"} | environment
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
    cohort = next(
        cohort
        for cohort in json.loads(run(STUDY, "--format", "json").stdout)["cohorts"]
        if any(not cell["is_complete"] for cell in cohort["cells"])
    )
    blank = next(cell for cell in cohort["cells"] if not cell["is_complete"])
    days = [figures.day(date.fromisoformat(day), "en") for day in (cohort["start_date"], blank["complete_on"])]
    assert re.search(rf"^{days[0]} +{cohort['size']} +{days[1]} ", told, re.MULTILINE)


@pytest.mark.parametrize(("locale", "language"), [("C", "en"), ("zh_CN.UTF-8", "zh_CN")])
def test_on_80_columns_no_day_is_cut_and_no_line_is_longer(run: Run, locale: str, language: str) -> None:
    whole = {name: value for name, value in STUDY.items() if name != "periods"}
    cohorts = json.loads(run(whole, "--format", "json").stdout)["cohorts"]
    lines = run(whole, LC_ALL=locale, COLUMNS="80").stdout.splitlines()
    days = [figures.day(date.fromisoformat(cohort["start_date"]), language) for cohort in cohorts]
    rows = [line for line in lines if line.startswith(tuple(days))]
    assert len(rows) > len(days), "the further periods stand below"
    assert [line.rstrip() for line in rows if cell_len(line.rstrip()) > 80 or "…" in line] == []
    assert {day for day in days for line in rows if line.startswith(f"{day} ")} == set(days)


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


def test_a_study_that_is_not_there_is_told(home: Path) -> None:
    environment = {"FENQUN_HOME": str(home), "LC_ALL": "C"}
    result = CliRunner().invoke(cli, ("retention", str(home / "nowhere.json")), env=environment)
    assert result.exit_code == BadParameter.exit_code
    assert "nowhere.json" in result.stderr
