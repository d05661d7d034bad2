"""Repurchase, accounting and cohort value at the terminal."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise

import pytest
from click.testing import CliRunner, Result

from cli import cli
from data.errors import BadParameter
from tests.pages.brand import built_brand

Run = Callable[..., Result]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    home = tmp_path_factory.mktemp("trade")
    built_brand(home)
    condition = {"measure": "users.tier", "operator": "equals", "value": "金卡"}
    gold = home / "gold.json"
    gold.write_text(json.dumps({"version": 1, "match": "all", "conditions": [condition]}), "utf-8")

    def run(*words: str, **environment: str) -> Result:
        given = {"FENQUN_HOME": str(home / "home"), "LC_ALL": "C", "COLUMNS": "240"} | environment
        return CliRunner().invoke(cli, [w.replace("GOLD", str(gold)) for w in words], env=given, catch_exceptions=False)

    return run


def test_repurchase_carries_each_rate_with_its_people_and_interval(run: Run) -> None:
    found = json.loads(run("repurchase", "--days", "45", "--json").stdout)
    days = {each["within_days"]: each["share"] for each in found["by_purchase_days"]}
    assert sorted(days) == [30, 45, 60, 90, 180, 365]
    assert days[45]["ci_low"] < days[45]["value"] < days[45]["ci_high"]
    assert days[365]["value"] is None
    every, new, old = (found["window"][kind]["buyers"] for kind in ("everyone", "new", "returning"))
    assert every == new + old > 0
    assert found["ladder"][0]["reached"] == found["ladder"][0]["curve"]["waits"]
    assert found["gaps"]["finished_median_days"] < found["gaps"]["median_days"]["value"]


def test_repurchase_is_told_in_tables(run: Run) -> None:
    told = run("repurchase", "--days", "45").stdout
    assert "By single orders every second order counts" in told
    assert "Bought again within 45 days" in told
    assert "with the buyers still waiting: " in told


def test_a_segment_is_set_beside_everyone_else(run: Run) -> None:
    found = json.loads(run("repurchase", "--segment", "GOLD", "--against-others", "--json").stdout)["compared"]
    assert found["log_rank"]["degrees"] == 1
    assert len(found["curves"]) == 2
    told = run("repurchase", "--segment", "GOLD", "--against-others").stdout
    assert "Everyone else" in told
    assert "log-rank" in told


def test_nothing_is_beside_everyone(run: Run) -> None:
    result = run("repurchase", "--against-others")
    assert result.exit_code == BadParameter.exit_code
    assert "--segment" in result.stderr


def test_accounting_adds_up_by_week(run: Run) -> None:
    weeks = json.loads(run("lifecycle", "--period", "week", "--week-starts", "7", "--json").stdout)["periods"]
    assert (weeks[0]["period_date"], weeks[0]["new_buyers"]) == ("2024-12-29", None)
    for before, week in pairwise(weeks):
        gained = week["new_buyers"] + week["resurrected"]
        assert week["active"] == before["active"] + gained - week["churned"]
    assert "Quick ratio" in run("lifecycle").stdout


def test_value_says_what_is_missing_for_a_margin(run: Run) -> None:
    found = json.loads(run("value", "--json").stdout)["value"]
    assert found["curve"][0]["value"]["value"] > 0
    assert found["cohorts"][0]["payback"] is None
    told = run("value").stdout
    assert "This needs the column unit_cost_amount (Unit cost) of the table products" in told
    assert "not known" in told
