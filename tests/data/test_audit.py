"""The record of acts: appended only, and any change to it shows."""

from __future__ import annotations

import json
import multiprocessing
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from data.access import Person
from data.audit import FIRST_HASH, audit_path, read_audit, record, verify_audit
from data.errors import AuditError
from data.settings import Settings

AT = datetime(2026, 1, 5, 8, 30, tzinfo=UTC)
LI = Person("李", "operator")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path)


def record_acts(home: Path, count: int) -> None:
    for number in range(count):
        record(Settings(home=home), at=AT, person=LI, act="list_written", what=f"list {number}", rows=number)


def test_an_act_is_recorded_with_who_when_and_what(settings: Settings) -> None:
    record(settings, at=AT, person=LI, act="list_written", what="上海", version="v1", rows=3, file_sha256="ab")
    (event,) = read_audit(settings)
    assert (event.at, event.who, event.role, event.act) == (
        "2026-01-05T08:30:00.000+00:00",
        "李",
        "operator",
        "list_written",
    )
    assert (event.what, event.version, event.rows, event.file_sha256) == ("上海", "v1", 3, "ab")
    assert event.previous == FIRST_HASH


def test_each_event_carries_the_hash_of_the_one_before(settings: Settings) -> None:
    record_acts(settings.home, 3)
    events = read_audit(settings)
    assert [event.previous for event in events[1:]] == [event.hash for event in events[:-1]]
    assert verify_audit(settings).faults == ()


def _changed(lines: list[str]) -> list[str]:
    return [lines[0], lines[1].replace("list 1", "list 9"), lines[2]]


def _rehashed(lines: list[str]) -> list[str]:
    return [lines[0], json.dumps({**json.loads(lines[1]), "previous": FIRST_HASH}), lines[2]]


@pytest.mark.parametrize(
    "tampered",
    [_changed, _rehashed, lambda lines: [lines[0], lines[2]], lambda lines: [lines[1], lines[0], lines[2]]],
    ids=["changed", "chained anew", "removed", "swapped"],
)
def test_tampering_shows(settings: Settings, tampered: Callable[[list[str]], list[str]]) -> None:
    record_acts(settings.home, 3)
    path = audit_path(settings)
    path.write_text("\n".join(tampered(path.read_text("utf-8").splitlines())) + "\n", "utf-8")
    assert verify_audit(settings).faults


def test_a_line_cut_off_by_a_crash_is_kept_and_reported_and_the_record_goes_on(settings: Settings) -> None:
    record_acts(settings.home, 2)
    with audit_path(settings).open("ab") as log:
        log.write(b'{"act": "list_wri')
    record_acts(settings.home, 1)
    check = verify_audit(settings)
    assert (check.events, [str(fault) for fault in check.faults]) == (
        3,
        ["Line 3 of the audit record cannot be read."],
    )


def test_a_very_long_line_is_still_found_as_the_last_one(settings: Settings) -> None:
    record(settings, at=AT, person=LI, act="list_written", what="长" * 200_000)
    record_acts(settings.home, 1)
    assert verify_audit(settings).faults == ()


def test_processes_that_record_at_once_make_one_chain(settings: Settings) -> None:
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=record_acts, args=(settings.home, 25)) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    check = verify_audit(settings)
    assert (check.events, check.faults) == (75, ())


def test_what_cannot_be_recorded_is_refused(settings: Settings) -> None:
    settings.state.parent.mkdir(parents=True, exist_ok=True)
    settings.state.write_text("a file where a folder should be")
    with pytest.raises(AuditError, match="so it was not done"):
        record(settings, at=AT, person=LI, act="list_written", what="x")
