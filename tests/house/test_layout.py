"""What the design fixes about files."""

from __future__ import annotations

import ast
import re
from pathlib import Path

HOUSE = Path(__file__).parents[2]
FLOOR_READMES = ("data/README.md", "queries/README.md", "pages/README.md")


def test_no_page_script_lies_where_streamlit_runs_it_by_address() -> None:
    assert [path.name for path in (HOUSE / "pages").glob("*.py")] == ["__init__.py"]


def test_nothing_is_called_by_a_name_that_says_nothing() -> None:
    vague = {"utils.py", "helpers.py", "misc.py", "common.py"}
    floors = [path for floor in ("data", "queries", "pages", "tests") for path in (HOUSE / floor).rglob("*.py")]
    assert [path for path in floors if path.name in vague] == []


def test_each_floor_explains_itself_in_at_most_forty_lines() -> None:
    assert all(len((HOUSE / readme).read_text("utf-8").splitlines()) <= 40 for readme in FLOOR_READMES)


STATEMENT = re.compile(
    r"\s*(select\s.+\sfrom\s|with\s.+\sas\s*\(|copy\s.+\sto\s|create\s+(table|view|or)|insert\s+into|update\s.+\sset\s|delete\s+from)",
    re.IGNORECASE | re.DOTALL,
)


def test_sql_stands_in_files() -> None:
    floors = [path for floor in ("data", "queries", "pages") for path in (HOUSE / floor).rglob("*.py")]
    found = [
        f"{path.relative_to(HOUSE)}:{node.lineno}"
        for path in floors
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and STATEMENT.match(node.value)
    ]
    assert found == []
