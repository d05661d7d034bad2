"""Errands on the page of lists, in a real browser: from a segment to the file in hand, and a tab that is closed."""

from __future__ import annotations

import csv
import hashlib
import random
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from data.audit import read_audit, verify_audit
from data.ledger import kept_lists
from data.settings import Settings
from tests.browser.conftest import Visit
from tests.browser.serving import PATIENCE, served, settled
from tests.browser.slow_lists import SLOW
from tests.browser.test_library_errands import press, write
from tests.browser.test_segments_errands import add_condition, of_condition
from tests.queries.lists import drawn
from tests.stores import store_from_rows

pytestmark = pytest.mark.browser
DOOR = str(Path(__file__).with_name("slow_lists.py"))


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Three hundred members, of whom most agreed to messages by WeCom."""
    folder = tmp_path_factory.mktemp("shop")
    members = [
        {**row, "consent_wecom": row["consent_sms"], "wecom_external_id": f"wm{row['user_id']}"}
        for row in drawn.people(random.Random(1), 300)
    ]
    orders = [
        {"order_id": f"O{row['user_id']}", "user_id": row["user_id"], "ordered_date": drawn.DAY, "paid_cents": 5_000}
        for row in members[:200]
    ]
    store_from_rows(folder, data_start=drawn.DAY, data_end=drawn.DAY, users=members, orders=orders)
    return Settings(home=folder / "home")


@pytest.fixture(scope="module")
def address(house: Settings) -> Iterator[str]:
    with served(house.home, door=DOOR) as at:
        yield at


def name_list(page: Page, name: str) -> None:
    write(page, "list_name", name)
    write(page, "list_why", "to see whether it helps")
    expect(page.get_by_text("are kept back")).to_be_visible()


def listed(page: Page) -> int:
    found = re.search(r"([\d,]+) people are on the list", settled(page).locator(".st-key-list_steps").inner_text())
    assert found is not None
    return int(found[1].replace(",", ""))


def files_of(house: Settings) -> list[str]:
    return sorted(path.name for path in house.lists.rglob("*") if path.is_file() and path.name != ".lock")


def acts(house: Settings) -> list[str]:
    assert not verify_audit(house).faults
    return [event.act for event in read_audit(house) if event.act.startswith("list_")]


def test_a_segment_becomes_a_list_whose_file_has_the_people_that_were_shown(
    visit: Visit, house: Settings, tmp_path: Path
) -> None:
    page = visit("/segments")
    add_condition(page, "Number of orders")
    expect(of_condition(page, 1, "value").locator("input")).to_have_value("1")
    press(page, "segment_save")
    write(page, "segment_save_name", "Buyers")
    press(page, "segment_save_now")
    expect(page.get_by_text("Saved as Buyers, version 1.")).to_be_visible()
    page = visit("/lists?list_segment=Buyers")
    name_list(page, "spring")
    shown = listed(page)
    with page.expect_download() as started:
        press(page, "list_leave")
    path = tmp_path / "list.csv"
    started.value.save_as(path)
    (kept,) = kept_lists(house)
    (file,) = kept.manifest["files"]
    assert hashlib.sha256(path.read_bytes()).hexdigest() == file["sha256"]
    with path.open(encoding="utf-8-sig", newline="") as content:
        _, *rows = list(csv.reader(content))
    assert len(rows) == shown == kept.manifest["counts"]["listed"] > 0
    assert kept.manifest["counts"]["steps"]["control"] > 0
    assert kept.manifest["plan"]["segment_name"] == "Buyers"


def test_a_tab_closed_in_the_middle_leaves_no_list_and_the_next_one_leaves_whole(visit: Visit, house: Settings) -> None:
    before, files, so_far = len(kept_lists(house)), files_of(house), len(acts(house))
    (house.home / SLOW).touch()
    page = visit("/lists")
    name_list(page, "closed")
    press(page, "list_leave")
    expect(page.get_by_text(re.compile(r"\d+ of \d+ people are written"))).to_be_visible()
    assert len(files_of(house)) > len(files)
    page.context.close()
    give_up = time.monotonic() + PATIENCE / 1000
    while acts(house)[so_far:] != ["list_started", "list_cancelled"] and time.monotonic() < give_up:
        time.sleep(0.2)
    assert acts(house)[so_far:] == ["list_started", "list_cancelled"]
    assert files_of(house) == files
    assert len(kept_lists(house)) == before
    (house.home / SLOW).unlink()
    again = visit("/lists")
    name_list(again, "again")
    shown = listed(again)
    with again.expect_download():
        press(again, "list_leave")
    assert kept_lists(house)[0].manifest["counts"]["listed"] == shown
    assert len(kept_lists(house)) == before + 1
