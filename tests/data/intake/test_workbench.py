"""The connection of a check: a running query is stopped when the person stops the check."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from sqlglot import exp, parse_one

from data.errors import Cancelled, UnreadableFile
from data.intake.workbench import workbench
from data.progress import silent
from data.sentence import Sentence
from data.settings import Settings

ENDLESS = "select count(*) as pairs from range(10000000) as a, range(10000000) as b where a.range + b.range = -1"


def _query(sql: str) -> exp.Expr:
    return parse_one(sql, dialect="duckdb")


def test_a_running_query_is_interrupted(tmp_path: Path) -> None:
    calls: list[str] = []

    def stop(step: str, done: float, sentence: Sentence) -> None:
        calls.append(step)
        if len(calls) == 3:
            raise Cancelled(Sentence("Stopped."))

    with workbench(Settings(home=tmp_path), tmp_path, stop) as bench, pytest.raises(Cancelled):
        bench.rows(_query(ENDLESS))
    assert len(calls) == 3


def test_an_engine_error_is_told_with_what_was_being_done(tmp_path: Path) -> None:
    with workbench(Settings(home=tmp_path), tmp_path, silent) as bench:
        bench.say("rows", Sentence("Checking every row."))
        with pytest.raises(UnreadableFile, match="Checking every row"):
            bench.rows(_query("select * from read_parquet('gone.parquet')"))


def test_a_fault_of_our_own_is_not_blamed_on_the_files(tmp_path: Path) -> None:
    with workbench(Settings(home=tmp_path), tmp_path, silent) as bench, pytest.raises(duckdb.BinderException):
        bench.rows(_query("select nobody_named_this from range(3)"))
