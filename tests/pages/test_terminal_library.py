"""The library at the terminal: the same acts as on its page, in one errand each."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cli import cli
from tests.pages.brand import built_brand

Run = Callable[..., Result]


def orders(at_least: int) -> dict[str, Any]:
    condition = {"measure": "orders.count", "operator": "at_least", "value": at_least}
    return {"version": 1, "match": "all", "conditions": [condition]}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("library_store")
    built_brand(folder, people=20)
    return folder / "home" / "store"


@pytest.fixture
def run(store: Path, tmp_path: Path) -> Run:
    (tmp_path / "store").symlink_to(store)
    for number in (1, 2, 3):
        (tmp_path / f"{number}.json").write_text(json.dumps(orders(number)), "utf-8")

    def run(*words: str, **environment: str) -> Result:
        given = {"FENQUN_HOME": str(tmp_path), "FENQUN_PERSON": "Li", "LC_ALL": "C", "COLUMNS": "200"}
        paths = [str(tmp_path / word) if word.endswith(".json") else word for word in words]
        return CliRunner().invoke(cli, ["library", *paths], env=given | environment, catch_exceptions=False)

    return run


@pytest.fixture
def buyers(run: Run) -> Run:
    """Saved twice: first who bought once, then who bought twice."""
    run("save", "1.json", "buyers", "--note", "first")
    assert "Saved as buyers, version 2." in run("save", "2.json", "buyers", "--on", "1").stdout
    return run


def test_a_segment_is_listed_with_who_saved_it(buyers: Run) -> None:
    buyers("tag", "buyers", "--add", "spring")
    assert all(word in buyers("list").stdout for word in ("buyers", "Li", "spring"))
    assert buyers("list", "--tag", "autumn", "--json").stdout.strip() == "[]"
    assert json.loads(buyers("show", "buyers", "--version", "1").stdout)["document"] == orders(1)


def test_versions_are_compared_in_words(buyers: Run) -> None:
    assert "first" in buyers("versions", "buyers").stdout
    assert "is at least 2; before Number of orders is at least 1" in buyers("diff", "buyers").stdout
    assert "is at least 1; before Number of orders is at least 2" in buyers("diff", "buyers", "2", "1").stdout
    assert json.loads(buyers("diff", "buyers", "--json").stdout)[0]["kind"] == "changed"
    assert "say the same" in buyers("diff", "buyers", "1", "1").stdout


def test_there_is_nothing_before_the_first_version(run: Run) -> None:
    run("save", "1.json", "buyers")
    result = run("diff", "buyers")
    assert (result.exit_code, "no version before the first" in result.stderr) == (8, True)


def test_who_saves_on_top_of_an_older_version_is_shown_the_difference(buyers: Run) -> None:
    result = buyers("save", "3.json", "buyers", "--on", "1")
    assert result.exit_code == 8
    assert "is at least 3; before Number of orders is at least 2" in result.stdout
    assert "Li saved version 2 of buyers" in result.stderr


def test_an_old_version_comes_back(buyers: Run) -> None:
    assert "Version 1 of buyers is back as version 3." in buyers("restore", "buyers", "1").stdout


def test_a_segment_is_renamed_copied_described_and_archived(buyers: Run) -> None:
    buyers("rename", "buyers", "customers")
    buyers("duplicate", "customers", "copy")
    buyers("describe", "copy", "to thank")
    buyers("archive", "customers")
    assert [saved["name"] for saved in json.loads(buyers("list", "--json").stdout)] == ["copy"]
    assert [saved["name"] for saved in json.loads(buyers("list", "--archived", "--json").stdout)] == ["customers"]
    buyers("unarchive", "customers")
    assert "Nothing uses copy." in buyers("used-by", "copy").stdout
    assert "copy is deleted." in buyers("delete", "copy").stdout


def test_a_library_travels_as_a_file(buyers: Run) -> None:
    buyers("export", "--out", "all.json")
    assert "Already here: buyers." in buyers("import", "all.json").stdout
    buyers("save", "3.json", "buyers", "--on", "2")
    assert buyers("import", "all.json").exit_code == 8
    assert "New: buyers (2)." in buyers("import", "all.json", "--clash", "beside").stdout
    assert "New: three." in buyers("import", "3.json", "--name", "three").stdout


def test_a_file_that_is_not_there_is_a_sentence(run: Run) -> None:
    result = run("import", "nowhere.json")
    assert (result.exit_code, "cannot be read: No such file" in result.stderr) == (8, True)


def test_a_viewer_reads_and_changes_nothing(buyers: Run) -> None:
    assert buyers("versions", "buyers", FENQUN_ROLE="viewer").exit_code == 0
    assert buyers("archive", "buyers", FENQUN_ROLE="viewer").exit_code == 7
    assert buyers("delete", "buyers", FENQUN_ROLE="operator").exit_code == 7
