"""Lists from the terminal: a plan's file in, files and a record out, once a period, provable afterwards."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cli import cli
from queries.lists.form_json import FORM_READERS
from queries.lists.plan_json import PLAN_READERS

README = Path(__file__).parents[2] / "README.md"
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


def test_the_plan_of_the_readme_leaves_as_it_is_written_there(run: Run, tmp_path: Path) -> None:
    written = re.search(r"```json\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    assert written is not None
    (tmp_path / "plan.json").write_text(written[1], "utf-8")
    left = run("lists", "leave", str(tmp_path / "plan.json"), "--every", "week")
    assert left.exit_code == 0, left.output
    kept = next(kept for kept in json.loads(run("lists", "show", "--json").stdout) if kept["plan"]["period"])
    assert kept["plan"]["salt"] == "second-order"
    assert kept["counts"]["listed"] > 0


def test_the_readme_names_all_that_a_plan_may_say() -> None:
    text = README.read_text("utf-8")
    of_manifests = {"segment_name", "period", "named", "lists"}  # written by the program, not by people
    assert [name for name in (*PLAN_READERS, *FORM_READERS) if name not in of_manifests and name not in text] == []


def test_a_wrong_plan_is_refused_with_every_fault_and_its_place(run: Run, tmp_path: Path) -> None:
    wrong = {**PLAN, "send_on": 5, "caps": [{"messages": 0, "days": 3}], "form": {"columns": "users.phone"}}
    (tmp_path / "plan.json").write_text(json.dumps(wrong), "utf-8")
    refused = run("lists", "leave", str(tmp_path / "plan.json"), "--every", "month")
    assert refused.exit_code == 9
    assert all(word in refused.stderr for word in ("“send_on” is 5", "0 messages in 3 days", "“form.columns” is"))


def test_a_plan_without_a_form_does_not_leave(run: Run, tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text(json.dumps({**PLAN, "form": {}}), "utf-8")
    refused = run("lists", "leave", str(tmp_path / "plan.json"))
    assert (refused.exit_code, "“form.columns” is missing" in refused.stderr) == (9, True)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"[" * 100_000, "goes too deep"),
        (b'{"version": 1' + b"0" * 5_000 + b"}", "too long"),
        (b'{"version": 1,\n "name": weekly}', "line 2, column 10: from here on it is not JSON"),
        ("名单".encode("gb18030"), "not written in UTF-8"),
        (b"", "line 1, column 1"),
    ],
)
def test_a_file_that_holds_no_json_is_refused_in_words(run: Run, tmp_path: Path, content: bytes, told: str) -> None:
    (tmp_path / "plan.json").write_bytes(content)
    refused = run("lists", "draw", str(tmp_path / "plan.json"))
    assert (refused.exit_code, told in refused.stderr) == (9, True)


def test_a_plan_that_is_not_there_is_said_to_be_missing(run: Run, tmp_path: Path) -> None:
    refused = run("lists", "draw", str(tmp_path / "none.json"))
    assert (refused.exit_code, "cannot be read: No such file" in refused.stderr) == (9, True)


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
