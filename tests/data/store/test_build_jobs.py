"""The build as a job: it reports, can be stopped, runs alone, and does nothing twice."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import sqlglot
from sqlglot import exp

from data.errors import Cancelled, NoStore, StoreBusy, StoreError, VersionGone
from data.intake.checked import CheckedExport
from data.progress import Progress
from data.sentence import Sentence
from data.settings import Settings
from data.store import Version, build_store, list_versions, open_version, tables
from data.store.build import STEPS
from data.store.place import only_builder
from data.store.shape import TABLES
from data.store.version import remove_version
from tests.stores import export_from_rows

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ROWS: dict[str, list[dict[str, Any]]] = {
    "users": [{"user_id": "ann"}, {"user_id": "bob"}],
    "orders": [{"order_id": "1", "user_id": "ann", "ordered_date": "2025-01-01", "paid_cents": 100}],
    "products": [{"product_id": "p"}],
    "touches": [{"user_id": "bob", "campaign_id": "c", "assigned_at": datetime(2025, 1, 1)}],
}
MORE_ORDERS = ROWS | {"orders": [{"order_id": "9", "user_id": "bob", "ordered_date": "2025-01-01", "paid_cents": 7}]}
FEWER_PEOPLE = ROWS | {"users": [{"user_id": "bob"}]}
OTHER_PRODUCTS = ROWS | {"products": [{"product_id": "q"}]}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", threads=1)


@pytest.fixture
def export(tmp_path: Path) -> CheckedExport:
    return export_from_rows(tmp_path / "export", ROWS)


def built(settings: Settings, rows: dict[str, list[dict[str, Any]]], days: int = 0) -> Version:
    export = export_from_rows(settings.home.parent / f"export-{days}", rows)
    return build_store(export, settings=settings, now=NOW + timedelta(days=days))


def listening(heard: list[tuple[str, float]]) -> Progress:
    return lambda step, done, sentence: heard.append((step, done))


def stopping_at(number: int) -> Progress:
    calls = count()

    def progress(step: str, done: float, sentence: Sentence) -> None:
        if next(calls) == number:
            raise Cancelled(Sentence("Stopped."))

    return progress


def test_every_step_is_heard_from_begin_to_end(settings: Settings, export: CheckedExport) -> None:
    heard: list[tuple[str, float]] = []
    build_store(export, settings=settings, progress=listening(heard), now=NOW)
    for end in (0.0, 1.0):  # a slow step is heard there more than once
        assert [*dict.fromkeys(step for step, done in heard if done == end)] == [step.name for step in STEPS]


def test_a_build_stopped_at_any_report_leaves_the_version_before(settings: Settings, tmp_path: Path) -> None:
    before = built(settings, ROWS)
    following = export_from_rows(tmp_path / "following", MORE_ORDERS)
    for number in range(len(STEPS)):
        with pytest.raises(Cancelled):
            build_store(following, settings=settings, progress=stopping_at(number), now=NOW)
        assert open_version(settings) == before
        assert {path.name for path in settings.store.iterdir()} == {before.id, "CURRENT", "LOCK"}


def test_a_statement_that_would_run_for_hours_is_stopped(settings: Settings, export: CheckedExport) -> None:
    endless = sqlglot.parse_one(
        "select cast(a.range as varchar) as user_id from range(10000000) as a cross join range(10000000) as b",
        read="duckdb",
    )
    assert isinstance(endless, exp.Query)
    people = replace(export.tables["users"], good=endless)
    with pytest.raises(Cancelled):
        build_store(
            replace(export, tables={**export.tables, "users": people}),
            settings=settings,
            progress=stopping_at(3),
            now=NOW,
        )


def test_a_second_build_is_told_who_builds_since_when(settings: Settings, export: CheckedExport) -> None:
    with only_builder(replace(settings, person="小王"), now=NOW), pytest.raises(StoreBusy) as refused:
        build_store(export, settings=settings, now=NOW)
    (sentence,) = refused.value.faults
    assert sentence.gaps["person"] == "小王"
    assert sentence.gaps["since"] == NOW


def test_of_builds_that_start_together_one_runs_and_the_others_are_told(
    settings: Settings, export: CheckedExport
) -> None:
    outcomes: list[str] = []
    together = threading.Barrier(4)

    def attempt() -> None:
        together.wait()
        try:
            outcomes.append(build_store(export, settings=settings, now=NOW).id)
        except StoreBusy:
            outcomes.append("busy")

    attempts = [threading.Thread(target=attempt) for _ in range(4)]
    for thread in attempts:
        thread.start()
    for thread in attempts:
        thread.join()
    assert {outcome for outcome in outcomes if outcome != "busy"} == {open_version(settings).id}


def test_the_same_export_is_not_built_again_and_says_so(settings: Settings, export: CheckedExport) -> None:
    heard: list[tuple[str, float]] = []
    first = build_store(export, settings=settings, now=NOW)
    again = build_store(export, settings=settings, progress=listening(heard), now=NOW + timedelta(days=1))
    assert again == first
    assert heard == [("unchanged", 1.0)]


def test_an_export_built_before_becomes_current_again(settings: Settings) -> None:
    first = built(settings, ROWS)
    second = built(settings, MORE_ORDERS, days=1)
    assert built(settings, ROWS, days=2) == first
    assert open_version(settings) == first
    assert [version.id for version in list_versions(settings)] == [second.id, first.id]


def test_a_version_that_lost_a_file_is_built_again(settings: Settings) -> None:
    first = built(settings, ROWS)
    first.path("orders").unlink()
    second = built(settings, ROWS)
    assert second.id != first.id
    assert second.is_whole


def same_files(one: Version, other: Version) -> set[str]:
    return {name for name in TABLES if one.path(name).stat().st_ino == other.path(name).stat().st_ino}


def test_tables_that_follow_from_unchanged_sources_are_taken_over(settings: Settings) -> None:
    first, second = built(settings, ROWS), built(settings, MORE_ORDERS, days=1)
    assert {"products", "touches"} <= same_files(first, second)
    assert not {"orders", "users"} & same_files(first, second)


def test_what_is_taken_over_is_said(settings: Settings, tmp_path: Path) -> None:
    first = built(settings, ROWS)
    said: list[str] = []
    following = export_from_rows(tmp_path / "following", MORE_ORDERS)
    build_store(following, settings=settings, progress=lambda step, done, sentence: said.append(str(sentence)), now=NOW)
    assert f"Unchanged, taken over from version {first.id}: Products." in said
    assert f"Unchanged, taken over from version {first.id}: Orders." not in said


def test_when_people_change_everything_that_carries_their_numbers_is_built_again(settings: Settings) -> None:
    first, second = built(settings, ROWS), built(settings, FEWER_PEOPLE, days=1)
    assert "products" in same_files(first, second)
    assert not {"orders", "users", "touches"} & same_files(first, second)


def test_what_was_taken_over_survives_the_version_it_came_from(settings: Settings) -> None:
    first, second = built(settings, ROWS), built(settings, OTHER_PRODUCTS, days=1)
    assert "orders" in same_files(first, second)
    remove_version(first.folder)
    assert second.is_whole


def test_a_taken_over_table_equals_one_built_afresh(settings: Settings, tmp_path: Path) -> None:
    built(settings, ROWS)
    second = built(settings, OTHER_PRODUCTS, days=1)
    afresh = built(Settings(home=tmp_path / "other" / "home", threads=1), OTHER_PRODUCTS)
    assert all(second.path(name).read_bytes() == afresh.path(name).read_bytes() for name in TABLES)


def test_old_versions_go_and_the_current_one_stays(settings: Settings) -> None:
    settings = replace(settings, keep_versions=2)
    versions = [built(settings, ROWS | {"products": [{"product_id": str(day)}]}, days=day) for day in range(4)]
    assert [version.id for version in list_versions(settings)] == [versions[3].id, versions[2].id]
    assert built(settings, ROWS | {"products": [{"product_id": "2"}]}, days=5) == versions[2]
    assert built(replace(settings, keep_versions=1), ROWS | {"products": [{"product_id": "2"}]}) == versions[2]
    assert list_versions(settings) == (versions[2],)


def test_a_version_deleted_while_open_is_named(settings: Settings) -> None:
    first = built(settings, ROWS)
    remove_version(first.folder)
    with pytest.raises(VersionGone, match=first.id):
        first.path("orders")
    with pytest.raises(VersionGone, match=first.id):
        open_version(settings, first.id)


@pytest.mark.parametrize("strange", ["..", "../store", "building-1", "", "20260101T000000Z-00000000/.."])
def test_a_version_id_is_no_path(settings: Settings, strange: str) -> None:
    built(settings, ROWS)
    with pytest.raises(VersionGone):
        open_version(settings, strange)


def test_before_the_first_build_there_is_no_store(settings: Settings) -> None:
    with pytest.raises(NoStore, match="There is no store"):
        open_version(settings)
    assert list_versions(settings) == ()


def test_a_store_that_is_a_file_is_said_in_words(settings: Settings, export: CheckedExport) -> None:
    settings.home.mkdir()
    settings.store.write_text("not a folder")
    with pytest.raises(StoreError, match="could not be built"):
        build_store(export, settings=settings, now=NOW)


def test_more_people_than_numbers_are_refused(
    settings: Settings, export: CheckedExport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "MOST_PEOPLE", 1)
    with pytest.raises(StoreError, match="holds 2 people; one store holds at most 1"):
        build_store(export, settings=settings, now=NOW)


@pytest.mark.parametrize(
    "amounts",
    [
        {"paid_cents": 2**62},
        {"paid_cents": -(2**63)},
        {"gross_cents": -(2**63), "discount_cents": 1},
        {"net_cents": 2**63 - 1, "refunded_cents": 1},
    ],
)
def test_amounts_beyond_64_bits_are_refused(settings: Settings, amounts: dict[str, int]) -> None:
    orders = [ROWS["orders"][0] | amounts | {"order_id": str(place)} for place in range(2)]
    with pytest.raises(StoreError, match="added up exactly"):
        built(settings, ROWS | {"orders": orders})
    assert list_versions(settings) == ()


def test_rows_of_another_type_than_the_contract_says_are_refused(settings: Settings, export: CheckedExport) -> None:
    wrong = sqlglot.parse_one("select 'ann' as user_id, 'soon' as joined_at, 1 as user_no", read="duckdb")
    assert isinstance(wrong, exp.Query)
    people = replace(export.tables["users"], good=wrong)
    with pytest.raises(StoreError) as refused:
        build_store(replace(export, tables={**export.tables, "users": people}), settings=settings, now=NOW)
    assert len(refused.value.faults) == 2


@pytest.mark.parametrize("threads", [1, 4])
def test_equal_exports_build_equal_files(tmp_path: Path, threads: int) -> None:
    people = [{"user_id": f"{place * 7919 % 5000}"} for place in range(5000)]
    touches = [
        {
            "user_id": f"{place % 6000}",
            "campaign_id": "c",
            "assigned_at": datetime(2025, 1, 1 + place % 2),
            "variant": f"{place % 5}",
        }
        for place in range(140_000)
    ]
    export = export_from_rows(tmp_path / "export", {"users": people, "orders": [], "touches": touches})
    made = [
        build_store(export, settings=Settings(home=tmp_path / name, threads=cores), now=NOW)
        for name, cores in (("one", 1), ("other", threads))
    ]
    assert all(made[0].path(name).read_bytes() == made[1].path(name).read_bytes() for name in TABLES)
