"""The door for the terminal: the whole errand from export to list, and what it says when something is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli import cli
from queries.question import questions

Run = Callable[..., Result]
SEGMENT = {
    "version": 1,
    "match": "all",
    "conditions": [{"measure": "orders.count", "operator": "at_least", "value": 2}],
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo brand of 400 members, checked and built through the door itself."""
    folder = tmp_path_factory.mktemp("home")
    run = in_home(folder)
    assert run("demo", "--people", "400").exit_code == 0
    built = run("build", str(folder / "demo"))
    assert built.exit_code == 0, built.output
    (folder / "twice.json").write_text(json.dumps(SEGMENT), "utf-8")
    return folder


def in_home(folder: Path) -> Run:
    def run(*words: str, **environment: str) -> Result:
        given = {"FENQUN_HOME": str(folder), "LC_ALL": "C", "COLUMNS": "200"} | environment
        return CliRunner().invoke(cli, words, env=given, catch_exceptions=False)

    return run


@pytest.fixture
def run(home: Path) -> Run:
    return in_home(home)


def test_the_check_of_a_good_export_leaves_with_zero(run: Run, home: Path) -> None:
    result = run("check", str(home / "demo"), "--json")
    assert result.exit_code in (0, 10)
    report = json.loads(result.stdout)
    assert set(report["tables"]) >= {"users", "orders"}


def test_a_built_export_is_listed(run: Run) -> None:
    versions = json.loads(run("versions", "--json").stdout)
    assert [version["people"] for version in versions] == [400]


def test_every_question_is_listed_with_its_columns(run: Run) -> None:
    listed = run("ask").stdout
    assert all(name in listed for name in questions())


@pytest.mark.parametrize("name", sorted(questions()))
def test_every_question_answers_for_everyone_and_for_a_segment(run: Run, home: Path, name: str) -> None:
    for segment in ((), ("--segment", str(home / "twice.json"))):
        answered = run("ask", name, *segment, "--format", "json")
        assert answered.exit_code == 0, answered.output
        assert json.loads(answered.stdout)["question"] == name


def test_an_answer_as_of_a_day_outside_the_data_is_refused(run: Run) -> None:
    refused = run("ask", "overview/people", "--as-of", "1999-01-01")
    assert refused.exit_code == 5
    assert "The data cannot answer as of" in refused.stderr


@pytest.mark.parametrize(
    "asked", ["count --as-of 2099-01-01", "members --as-of 1999-01-01", "history --since 1999-01-01"]
)
def test_a_segment_as_of_a_day_outside_the_data_is_refused(run: Run, home: Path, asked: str) -> None:
    command, *options = asked.split()
    refused = run("segment", command, str(home / "twice.json"), *options)
    assert refused.exit_code == 5
    assert "The data cannot answer as of" in refused.stderr


def test_the_count_equals_the_members_and_the_rows_of_the_list(run: Run, home: Path) -> None:
    rule, out = str(home / "twice.json"), home / "twice.csv"
    counted = json.loads(run("segment", "count", rule, "--json").stdout)["people"]
    assert run("list", rule, "--out", str(out)).exit_code == 0
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    assert len(out.read_text("utf-8-sig").splitlines()) - 1 == counted > 0
    assert f"of {counted} people" in run("segment", "members", rule).stdout


def test_a_member_of_a_segment_is_told_to_be_in_it(run: Run, home: Path) -> None:
    rule = str(home / "twice.json")
    listed = run("segment", "members", rule, "--columns", "users.user_id", "--limit", "1").stdout.splitlines()
    told = json.loads(run("segment", "explain", rule, listed[1].strip(), "--json").stdout)
    assert told["is_in"]
    assert told["members"][0]["evidence"]["total"] == told["members"][0]["found"] >= 2
    assert "is in" in run("segment", "explain", rule, listed[1].strip()).stdout


def test_a_member_whom_nobody_knows_cannot_be_explained(run: Run, home: Path) -> None:
    refused = run("segment", "explain", str(home / "twice.json"), "nobody")
    assert refused.exit_code == 5
    assert "No member is found by nobody" in refused.stderr


def test_the_history_of_a_segment_adds_up(run: Run, home: Path) -> None:
    rule = str(home / "twice.json")
    days = json.loads(run("segment", "history", rule, "--days", "3", "--json").stdout)
    assert days[2]["people"] == days[1]["people"] + days[2]["entered"] - days[2]["left"]
    since = json.loads(run("segment", "history", rule, "--since", days[1]["day"], "--json").stdout)
    assert (since["before"], since["after"]) == (days[1]["people"], days[2]["people"])
    assert sum(since["entered"]["by_cause"].values()) == since["entered"]["people"] == days[2]["entered"]


@pytest.mark.parametrize("command", ["history", "backtest", "profile", "overlap"])
def test_every_insight_is_told_as_a_table_and_as_json(run: Run, home: Path, command: str) -> None:
    rule = str(home / "twice.json")
    assert run("segment", command, rule).exit_code == 0
    assert json.loads(run("segment", command, rule, "--json").stdout)


def test_a_back_test_fits_a_terminal_of_eighty_columns(run: Run, home: Path) -> None:
    told = run("segment", "backtest", str(home / "twice.json"), COLUMNS="80").stdout
    rows = [line for line in told.splitlines() if line[:3].strip() in ("30", "60", "90")]
    assert len([line for line in rows if "Buyers with a second purchase day" in line]) > 0
    assert len([line for line in rows if "complete on " in line]) > 0
    headed = [line for line in told.splitlines() if line and line not in rows]
    assert {line.split()[0] for line in headed if not line[0].isdigit()} == {"Days"}  # nothing is broken over two lines


def test_the_sql_of_a_segment_runs_elsewhere_and_selects_as_many(run: Run, home: Path) -> None:
    import duckdb

    rule = str(home / "twice.json")
    counted = json.loads(run("segment", "count", rule, "--json").stdout)["people"]
    sql = run("segment", "sql", rule).stdout
    assert len(duckdb.connect().execute(sql).fetchall()) == counted


def test_a_viewer_gets_no_list_and_the_record_stays_whole(run: Run, home: Path) -> None:
    refused = run("list", str(home / "twice.json"), "--out", str(home / "no.csv"), FENQUN_ROLE="viewer")
    assert refused.exit_code == 7
    assert not (home / "no.csv").exists()
    assert run("audit").exit_code == 0


def test_a_rule_that_cannot_be_read_is_told_by_its_file(run: Run, home: Path) -> None:
    (home / "broken.json").write_text("{", "utf-8")
    refused = run("segment", "count", str(home / "broken.json"))
    assert refused.exit_code == 6
    assert "broken.json" in refused.stderr


def test_without_a_store_it_says_what_to_do(tmp_path: Path) -> None:
    refused = in_home(tmp_path)("ask", "overview/people")
    assert refused.exit_code == 4
    assert "There is no store" in refused.stderr


def test_faults_are_told_in_the_language_of_the_terminal(tmp_path: Path) -> None:
    told = in_home(tmp_path)("ask", "overview/people", LC_ALL="zh_CN.UTF-8").stderr
    assert "数据版本" in told


def test_settings_say_where_they_come_from(run: Run) -> None:
    told = {each["name"]: each["origin"] for each in json.loads(run("settings", "--json", FENQUN_PORT="9000").stdout)}
    assert told["port"] == "FENQUN_PORT"
    assert told["currency"] == "default"
