"""Campaigns in the terminal: assignments, messages, credit, overlap, the programme, and planning."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli import cli
from data.errors import BadParameter
from tests.pages.campaign_brand import SENT, built_campaign_brand

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    built_campaign_brand(tmp_path)
    given = {"FENQUN_HOME": str(tmp_path / "home"), "LC_ALL": "C", "COLUMNS": "200"}
    return lambda *words: CliRunner().invoke(cli, words, env=given, catch_exceptions=False)


def test_every_campaign_of_the_export_is_listed_with_its_arms(run: Run) -> None:
    found = json.loads(run("campaigns", "list", "--json").stdout)
    treated = {arm["campaign_id"]: arm["people"] for arm in found if arm["arm"] != "control"}
    assert treated == {sent.key: sent.recipients for sent in SENT}
    assert "fair" in run("campaigns", "list").stdout


def test_the_funnel_of_one_campaign_tells_what_is_not_known(run: Run) -> None:
    found = json.loads(run("campaigns", "funnel", "--campaign", "fair", "--by", "variant", "--json").stdout)
    assert found["whole"]["sent"] == {"people": 1000, "messages": 1000}
    assert found["whole"]["rates"]["converted"]["n"] == 300
    assert [part["part"] for part in found["parts"]] == ["A"]
    assert "1,000 (1,000)" in run("campaigns", "funnel", "--campaign", "fair").stdout


def test_people_in_common_are_told_of(run: Run) -> None:
    said = run("campaigns", "overlap", "--campaign", "fair", "--window-days", "20").stdout
    assert "fair and worse share 100.0% of the smaller one's people. Both kept a control group" in said


def test_credited_money_adds_up_to_all_of_it(run: Run) -> None:
    found = json.loads(run("campaigns", "credit", "--channel-days", "sms=2", "--json").stdout)
    totals = {way: sum(one["net_cents"] for one in credited) for way, credited in found["ways"].items()}
    assert set(totals.values()) == {found["net_cents"]}
    assert any(one["campaign_id"] == "uneven" and one["net_cents"] for one in found["ways"]["last_click"])
    assert "Credited, not caused" in run("campaigns", "credit").stdout


def test_a_channel_without_days_is_refused(run: Run) -> None:
    result = run("campaigns", "credit", "--channel-days", "sms")
    assert (result.exit_code, "write sms=3" in result.stderr) == (BadParameter.exit_code, True)


def test_fatigue_says_that_it_is_no_cause(run: Run) -> None:
    assert "Not causal" in run("campaigns", "fatigue").stdout


def test_without_a_global_control_group_there_is_no_programme(run: Run) -> None:
    assert "spared a global control group" in run("campaigns", "programme").stdout


def test_a_plan_says_how_many_people_it_takes(run: Run, tmp_path: Path) -> None:
    rule = tmp_path / "buyers.json"
    condition = {"measure": "orders.count", "operator": "at_least", "value": 1}
    rule.write_text(json.dumps({"version": 1, "match": "all", "conditions": [condition]}), "utf-8")
    found = json.loads(run("plan", str(rule), "--window-days", "30", "--json").stdout)
    assert found["days"] == 30
    assert found["base"]["denominator"] <= found["people"]
    assert "People: buyers" in run("plan", str(rule), "--window-days", "30").stdout


def test_a_report_is_written_as_the_ending_of_its_file_says(run: Run, tmp_path: Path) -> None:
    one, all_of_them = tmp_path / "fair.PDF", tmp_path / "all.html"
    assert f"Written to {one}." in run("campaigns", "report", str(one), "--campaign", "fair").stdout
    assert one.read_bytes().startswith(b"%PDF-")
    run("campaigns", "report", str(all_of_them))
    assert "活动 fair" in all_of_them.read_text("utf-8")
    refused = run("campaigns", "report", str(tmp_path / "fair.docx"))
    assert (refused.exit_code, "neither in .pdf nor in .html" in refused.stderr) == (BadParameter.exit_code, True)


def test_a_report_on_an_unknown_campaign_names_the_nearest(run: Run, tmp_path: Path) -> None:
    refused = run("campaigns", "report", str(tmp_path / "x.pdf"), "--campaign", "unfair")
    assert (refused.exit_code, "The nearest is fair" in refused.stderr) == (BadParameter.exit_code, True)
    assert not (tmp_path / "x.pdf").exists()


def test_what_came_after_a_campaign_is_told_period_by_period(run: Run) -> None:
    found = json.loads(run("campaigns", "after", "fair", "--days", "7", "--json").stdout)
    first = found["arms"]["periods"]["7"][0]["shares"]
    assert {arm: (share["n"], share["denominator"]) for arm, share in first.items()} == {
        "A": (300, 1_000),
        "control": (200, 1_000),
    }
    assert found["arms"]["spent"]["days"] == 7
    assert [one["people"] for one in found["won"]["cohorts"]] == [300, 300]
    said = run("campaigns", "after", "fair", "--days", "7").stdout
    assert "By day 7 a recipient had brought in" in said
    assert "A comparison, not an effect" in said
    assert run("campaigns", "after", "uneven", "--json").exit_code == 0
