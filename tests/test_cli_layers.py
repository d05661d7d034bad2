"""Layers in the terminal: shown, suggested, frozen."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli import cli
from data.errors import Forbidden, LibraryError
from tests.pages.brand import built_brand

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    built_brand(tmp_path)

    def run(*words: str, **environment: str) -> Result:
        given = {"FENQUN_HOME": str(tmp_path / "home"), "LC_ALL": "C", "COLUMNS": "200"} | environment
        return CliRunner().invoke(cli, ("layers", *words), env=given, catch_exceptions=False)

    return run


def test_sizes_add_up_and_name_their_cuts(run: Run) -> None:
    shown = json.loads(run("show", "--json").stdout)
    everyone = {sum(layer.values()) for layer in shown["layers"].values()}
    assert set(shown["layers"]) == {f"layers.{name}" for name in ("rfm_type", "rfm_group", "lifecycle", "aipl")}
    assert len(everyone) == 1
    assert shown["cuts"]["version"] == 0
    told = run("show").stdout
    assert "by preset cuts" in told
    assert "on more than 1 day or not" in told


def test_a_suggestion_can_be_edited_and_frozen(run: Run, tmp_path: Path) -> None:
    suggested = json.loads(run("suggest", "--json").stdout)
    suggested["lifecycle"] = {"dormant_days": 45, "lost_days": 100}
    (tmp_path / "cuts.json").write_text(json.dumps(suggested), "utf-8")
    assert "Version 1 of the cuts is in force." in run("freeze", "--from", str(tmp_path / "cuts.json")).stdout
    shown = json.loads(run("show", "--json").stdout)
    assert shown["cuts"]["lifecycle"] == {"dormant_days": 45, "lost_days": 100, "returned_days": 30}
    assert json.loads(run("freeze", "--suggested", "--json").stdout)["version"] == 2


@pytest.mark.parametrize("words", [(), ("--suggested", "--from", "cuts.json"), ("--from", "nowhere.json")])
def test_what_to_freeze_has_to_be_said_once(run: Run, words: tuple[str, ...]) -> None:
    result = run("freeze", *words)
    assert result.exit_code == LibraryError.exit_code
    assert result.stderr


def test_only_who_may_freeze_does(run: Run) -> None:
    assert run("freeze", "--suggested", FENQUN_ROLE="operator").exit_code == Forbidden.exit_code
