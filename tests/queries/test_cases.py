"""The cases that colleagues from operations can read, run as they are written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from data.errors import FenqunError
from data.settings import Settings
from queries.audience import Audience
from queries.engines import DuckDBEngine
from queries.question import Answer, answer, kept_promise, question, questions
from queries.segments import parse_segment
from tests.stores import store_from_rows

CASES = Path(__file__).parent.parent / "cases"
FILES = sorted(CASES.glob("*/*.yaml"))


@dataclass(frozen=True)
class Given:
    """One file: what was delivered, and the engine that holds it."""

    document: dict[str, Any]
    engine: DuckDBEngine

    def ask(self, case: dict[str, Any]) -> Answer:
        segment = parse_segment(case["segment"]) if "segment" in case else None
        asked = question(self.document["question"])
        return answer(asked, self.engine, audience=Audience(case["as_of"], segment), **case.get("asked", {}))


@pytest.fixture(scope="module", params=FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def given(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    document = yaml.safe_load(request.param.read_text("utf-8"))
    folder = tmp_path_factory.mktemp("case")
    version = store_from_rows(folder, **{name: delivered(rows) for name, rows in document["given"].items()})
    engine = DuckDBEngine(version, Settings(home=folder / "home", threads=1))
    yield Given(document, engine)
    engine.close()


def delivered(rows: Any) -> Any:
    """Ids are text, whatever YAML takes them for; a day in place of a time is its first second."""
    if not isinstance(rows, list):
        return rows
    return [
        {name: str(value) if name.endswith("_id") and value is not None else value for name, value in row.items()}
        for row in rows
    ]


def test_each_case_gives_what_it_says(given: Given) -> None:
    for case in given.document["cases"]:
        if "expected_error" in case:
            with pytest.raises(FenqunError, match=case["expected_error"]):
                given.ask(case)
            continue
        answered = given.ask(case)
        rows = answered.rows
        named = [{name: row[name] for name in expected} for row, expected in zip(rows, case["expected"], strict=False)]
        assert named == case["expected"], case["name"]
        assert len(rows) == len(case["expected"]), case["name"]
        again = kept_promise(answered.question, given.engine.query(answered.sql))
        assert again.to_pylist() == rows, f"{case['name']}: the SQL of the answer"


def test_every_question_has_its_case_file() -> None:
    written = {f"{path.parent.name}/{path.stem}" for path in FILES}
    assert written == set(questions())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_case_file_asks_the_question_it_is_named_after(path: Path) -> None:
    assert yaml.safe_load(path.read_text("utf-8"))["question"] == f"{path.parent.name}/{path.stem}"
