"""Lists from the terminal: a plan's file in, files and a record out, once a period, provable afterwards."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cli import cli

Run = Callable[..., Result]
PLAN: dict[str, Any] = {
    "version": 1,
    "name": "weekly reminder",
    "why": "look whether a reminder helps",
    "channel": "sms",
    "segment": {
        "version": 1,
        "match": "all",
        "conditions": [{"measure": "orders.count", "operator": "at_least", "value": 1}],
    },
    "caps": [{"messages": 3, "days": 30}],
    "skipped": {"no_consent": "service message"},
    "control": {"share": 0.2},
    "salt": "weekly",
    "form": {"columns": [{"measure": "users.user_id", "treatment": "clear"}]},
}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("house")

    def called(*words: str) -> Result:
        given = {"FENQUN_HOME": str(folder), "LC_ALL": "C", "COLUMNS": "200"}
        return CliRunner().invoke(cli, words, env=given, catch_exceptions=False)

    assert called("demo", "--people", "400").exit_code == 0
    assert called("build", str(folder / "demo")).exit_code == 0
    (folder / "plan.json").write_text(json.dumps(PLAN), "utf-8")
    return called


@pytest.fixture(scope="module")
def plan(run: Run, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("plans") / "plan.json"
    path.write_text(json.dumps(PLAN), "utf-8")
    return str(path)


def test_a_weekly_list_leaves_once_is_shown_and_proved(run: Run, plan: str) -> None:
    steps = json.loads(run("lists", "draw", plan, "--json").stdout)
    first = run("lists", "leave", plan, "--every", "week")
    assert first.exit_code == 0, first.output
    again = run("lists", "leave", plan, "--every", "week")
    assert again.exit_code == 0
    assert "It is not drawn twice." in again.stdout
    (manifest,) = json.loads(run("lists", "show", "--json").stdout)
    assert manifest["counts"]["listed"] == steps["listed"] > 0
    assert manifest["counts"]["steps"]["control"] == steps["control"] > 0
    proved = run("verify", manifest["id"])
    assert proved.exit_code == 0, proved.output
    assert "is proved" in proved.stdout
    compared = run("lists", "diff", manifest["id"], plan)
    assert compared.exit_code == 0, compared.output
    assert "Unchanged" in compared.stdout


def test_a_plan_that_is_none_is_refused_in_words(run: Run, tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text("[]", "utf-8")
    refused = run("lists", "draw", str(tmp_path / "plan.json"))
    assert refused.exit_code == 9
    assert "holds no JSON object" in refused.stderr


def test_a_list_is_brought_replaced_renamed_and_deleted(run: Run, tmp_path: Path) -> None:
    (tmp_path / "quiet.csv").write_text("user_id\nNOBODY\n", "utf-8")
    kept = run("uploads", "keep", str(tmp_path / "quiet.csv"), "--name", "quiet")
    assert "names that no member has: 1" in kept.output
    assert "hold nobody back" in kept.output.replace("\n", " ")
    assert run("uploads", "replace", str(tmp_path / "quiet.csv"), "--name", "quiet").exit_code == 0
    assert run("uploads", "rename", "quiet", "silent").exit_code == 0
    assert "silent" in run("uploads", "show").output
    assert run("uploads", "delete", "silent").exit_code == 0
    assert "silent" not in run("uploads", "show").output


def test_messages_are_put_on_record_and_withdrawn(run: Run, plan: str, tmp_path: Path) -> None:
    run("lists", "leave", plan)
    manifest = json.loads(run("lists", "show", "--json").stdout)[0]
    left = next(Path(line.partition(": ")[0].removeprefix("People in ")) for line in run_leave(run, plan))
    told = ("--campaign", manifest["id"], "--channel", "sms", "--day", "2020-01-01")
    kept = run("uploads", "sent", str(left), *told)
    assert kept.exit_code == 0, kept.output
    assert "on record" in kept.output
    record = run("uploads", "records").output.splitlines()[1].split()[0]
    assert run("uploads", "withdraw", record, "--why", "tried only").exit_code == 0


def run_leave(run: Run, plan: str) -> list[str]:
    return [line for line in run("lists", "leave", plan).stdout.splitlines() if line.startswith("People in ")]
