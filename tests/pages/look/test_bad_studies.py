"""Whatever is asked amiss: the page and the terminal say the same sentence, and what is not known is blank."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cli import cli
from data.drafts import keep_draft
from data.settings import Settings
from tests.pages.conftest import Opener, texts
from tests.stores import store_from_rows

PAGE = "../look/retention.py"
PLAIN: dict[str, Any] = {"version": 1, "start": {"event": "orders"}, "return": {"event": "orders"}}
NOBODY = "Nobody of this audience started by that day, so nobody can have come back."
NOWHERE = {"column": "channel", "operator": "equals", "value": "?"}
AMISS: dict[str, tuple[dict[str, Any], str]] = {
    "empty audience": ({"start": {"event": "orders", "where": [NOWHERE]}}, NOBODY),
    "starts before the data": ({"since": "2020-01-01", "until": "2020-12-31"}, NOBODY),
    "starts after the data": ({"since": "2030-01-01"}, "these are days after the last one that is known"),
    "start equal to return": ({"start": {"event": "joined"}, "return": {"event": "joined"}}, "Everybody joins once"),
    "negative brackets": ({"measure": "brackets", "brackets": [[-3, 2]]}, "The bracket -3–2 is none"),
    "overlapping brackets": ({"measure": "brackets", "brackets": [[1, 7], [5, 9]]}, "The bracket 5–9 begins before"),
    "table not delivered": (
        {"return": {"event": "interactions"}},
        "Interactions needs interactions, which the export does not bring",
    ),
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """One buyer, who came back once, and a member who never bought."""
    folder = tmp_path_factory.mktemp("amiss")
    days = ("2025-01-05", "2025-02-07")
    store_from_rows(
        folder,
        users=[{"user_id": user, "joined_at": "2025-01-01 04:00:00"} for user in ("ann", "bob")],
        orders=[
            {"order_id": day, "user_id": "ann", "ordered_date": day, "paid_cents": 1_000, "channel": "app"}
            for day in days
        ],
        data_start="2025-01-01",
        data_end="2025-03-31",
    )
    return Settings(home=folder / "home", threads=1)


def at_the_terminal(shop: Settings, document: dict[str, Any], folder: Path) -> str:
    path = folder / "study.json"
    path.write_text(json.dumps(document), "utf-8")
    given = {"FENQUN_HOME": str(shop.home), "LC_ALL": "C", "COLUMNS": "80"}
    result = CliRunner().invoke(cli, ("retention", str(path)), env=given, catch_exceptions=False)
    return result.stdout + result.stderr


@pytest.mark.parametrize("what", AMISS)
def test_page_and_terminal_say_what_is_amiss_and_show_no_number(
    shop: Settings, opened: Opener, tmp_path: Path, what: str
) -> None:
    changed, words = AMISS[what]
    document = PLAIN | changed
    page = opened(shop, page=PAGE, study=keep_draft(shop, json.dumps(document)))
    told = at_the_terminal(shop, document, tmp_path)
    assert not page.exception
    assert words in texts(page)
    assert words in told
    assert not page.get("vega_lite_chart")
    assert not re.search(r"\d%(?! from)", told)


def test_a_segment_that_is_gone_does_not_hide_what_else_is_wrong(shop: Settings, opened: Opener) -> None:
    gone = {"start": {"event": "entered", "segment": "gone"}, "since": "2025-02-01", "until": "2025-01-01"}
    shown = texts(opened(shop, page=PAGE, study=keep_draft(shop, json.dumps(PLAIN | gone))))
    assert "gone" in shown
    assert "the first day must not be later" in shown


def test_one_person_is_counted_and_never_a_rate(shop: Settings, opened: Opener, tmp_path: Path) -> None:
    told = at_the_terminal(shop, PLAIN, tmp_path)
    assert re.search(r"^1 Jan 2025 +1 +– +1 of 1 +0 of 1", told, re.MULTILINE)
    assert not re.search(r"\d%(?! from)", told)
    assert "1 of 1 people are counted in the first month: too few to judge." in texts(opened(shop, page=PAGE))


def test_periods_that_the_data_do_not_reach_are_blank(shop: Settings, opened: Opener, tmp_path: Path) -> None:
    document = PLAIN | {"periods": 24}
    told = at_the_terminal(shop, document, tmp_path)
    assert re.search(r"^1 Jan 2025 +1 +30 Apr 2025 +1 of 1 +0 of 1 *$", told, re.MULTILINE)
    page = opened(shop, page=PAGE, study=keep_draft(shop, json.dumps(document)))
    assert not page.exception
    assert "1 of 1 people are counted" in texts(page)


@pytest.mark.parametrize("command", ["repurchase", "lifecycle", "value"])
def test_of_nobody_the_terminal_prints_a_sentence_and_no_table(shop: Settings, tmp_path: Path, command: str) -> None:
    rule = tmp_path / "nobody.json"
    many = {"measure": "orders.count", "operator": "at_least", "value": 50}
    rule.write_text(json.dumps({"version": 1, "match": "all", "conditions": [many]}), "utf-8")
    given = {"FENQUN_HOME": str(shop.home), "LC_ALL": "C", "COLUMNS": "80"}
    result = CliRunner().invoke(cli, (command, "--segment", str(rule)), env=given, catch_exceptions=False)
    assert result.stdout == "Nobody of this audience had bought by that day.\n"
